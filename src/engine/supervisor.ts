import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { Socket } from 'node:net';
import type { MessageConnection } from 'vscode-jsonrpc';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import type { EngineFailure, EngineResult } from './engine';
import { STATE_DIR, STATE_KEY, startedNotification } from './protocol';

export interface SupervisorOptions {
  /** The bundled worker, `dist/worker.mjs`. */
  readonly workerPath: string;
  readonly log: (line: string) => void;
  /** What runs the worker; the program that runs us unless given. */
  readonly execPath?: string;
  /** A folder for what was evaluated while its model is not in memory; nothing is kept without. It holds the user's code. */
  readonly stateDir?: string;
}

/** A running worker. */
export interface Worker {
  readonly connection: MessageConnection;
  readonly pid: number | undefined;
  /** Resolves when the worker listens, or is gone. */
  readonly started: Promise<void>;
  /** Aborted when the worker is gone, with an `Error` that says how it ended. */
  readonly gone: AbortSignal;
  /** Keeps our process alive until the returned function is called. */
  hold(): () => void;
  kill(): void;
}

/** Waits before a restart: none after the first death, then longer and longer. Milliseconds. */
const BACK_OFF_MS = [0, 250, 1000, 4000, 15_000] as const;
/** After as many deaths in a row without an answer in between, requests are refused until this long has passed. */
const REST_MS = 60_000;
/** Time that a worker gets to leave by itself. */
const FAREWELL_MS = 3000;
/** Time that a worker gets to start: on a machine with work for thirty, half a minute was measured. */
const START_MS = 180_000;

/** Starts the worker when it is first needed, and again with growing pauses after it died. */
export class Supervisor {
  private starting: Promise<EngineResult<Worker>> | null = null;
  private worker: { readonly child: ChildProcess; readonly worker: Worker } | null = null;
  private deaths = 0;
  private lastDeath = 0;
  private lastReason = '';
  private readonly disposal = new AbortController();
  /** A worker believes what another of ours has written, and nothing else. */
  private readonly stateKey = randomBytes(32).toString('hex');

  constructor(
    private readonly options: SupervisorOptions,
    private readonly onRestart: (attempt: number, reason: string) => void,
  ) {}

  /** Whether it was told to end: nothing is started any more. */
  get disposed(): boolean {
    return this.disposal.signal.aborted;
  }

  /** The worker that runs; null when there is none. */
  get running(): Worker | null {
    return this.worker?.worker ?? null;
  }

  /** The worker, started or restarted first if there is none. */
  async get(): Promise<EngineResult<Worker>> {
    if (this.disposed) return refused('disposed', 'Licit is shutting down.');
    if (this.worker !== null) return { ok: true, value: this.worker.worker };
    this.starting ??= this.start().finally(() => {
      this.starting = null;
    });
    return this.starting;
  }

  /** Called with each answer: the worker works, so the next death is a first one. */
  worked(): void {
    this.deaths = 0;
  }

  /** Ends the worker and starts none again. Resolves when it is gone. */
  async dispose(): Promise<void> {
    this.disposal.abort();
    const running = this.worker;
    if (running === null) return;
    const { child, worker } = running;
    const exited = new Promise<void>((resolve) => {
      worker.gone.addEventListener('abort', () => resolve(), { once: true });
      if (worker.gone.aborted) resolve();
    });
    worker.connection.dispose();
    if (child.connected) child.disconnect();
    const release = worker.hold();
    const impatient = setTimeout(() => child.kill('SIGKILL'), FAREWELL_MS);
    await exited;
    clearTimeout(impatient);
    release();
  }

  private async start(): Promise<EngineResult<Worker>> {
    if (this.deaths > 0) {
      const since = Date.now() - this.lastDeath;
      const wait = BACK_OFF_MS[this.deaths - 1];
      if (wait === undefined && since < REST_MS) {
        const seconds = Math.ceil((REST_MS - since) / 1000);
        return refused(
          'worker-died',
          `The engine stopped ${this.deaths} times in a row (${this.lastReason}); it is tried again in ${seconds} s. Another model may work.`,
        );
      }
      this.onRestart(this.deaths, this.lastReason);
      await pause((wait ?? 0) - since, this.disposal.signal);
      if (this.disposed) return refused('disposed', 'Licit is shutting down.');
    }
    if (!existsSync(this.options.workerPath))
      return refused('engine-missing', `The engine's program ${this.options.workerPath} is missing; reinstall Licit.`);
    return { ok: true, value: this.fork() };
  }

  private fork(): Worker {
    const { workerPath, log, execPath, stateDir } = this.options;
    const child = fork(workerPath, [], {
      ...(execPath === undefined ? {} : { execPath }),
      execArgv: [],
      env: {
        ...workerEnvironment(process.env),
        ...(stateDir === undefined ? {} : { [STATE_DIR]: stateDir, [STATE_KEY]: this.stateKey }),
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      serialization: 'json',
    });
    const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child), {
      error: log,
      warn: log,
      info: log,
      log,
    });
    const gone = new AbortController();
    const started = new Promise<void>((resolve) => {
      const late = setTimeout(() => child.kill('SIGKILL'), START_MS).unref();
      const done = () => {
        clearTimeout(late);
        resolve();
      };
      connection.onNotification(startedNotification, done);
      gone.signal.addEventListener('abort', done);
    });
    const end = (reason: string) => {
      if (gone.signal.aborted) return;
      this.worker = null;
      if (!this.disposed) {
        this.deaths++;
        this.lastDeath = Date.now();
        this.lastReason = reason;
        log(`Engine worker ${child.pid ?? ''} ended: ${reason}`);
      }
      gone.abort(new Error(reason));
      connection.dispose();
    };
    child.once('exit', (code, signal) => end(signal === null ? `exit code ${code}` : `signal ${signal}`));
    child.once('error', (error) => end(error.message));
    for (const stream of [child.stdout, child.stderr]) logLines(stream, log);
    connection.onError(([error]) => log(`Engine connection: ${error.message}`));
    connection.listen();
    // Only work in progress keeps our process alive; the worker leaves with the channel.
    child.unref();
    child.channel?.unref();
    for (const stream of [child.stdout, child.stderr]) if (stream instanceof Socket) stream.unref();
    let holders = 0;
    const worker: Worker = {
      hold: () => {
        if (holders++ === 0) child.ref();
        return () => {
          if (--holders === 0) child.unref();
        };
      },
      connection,
      pid: child.pid,
      started,
      gone: gone.signal,
      kill: () => void child.kill('SIGKILL'),
    };
    this.worker = { child, worker };
    return worker;
  }
}

function refused(kind: EngineFailure['kind'], message: string): EngineResult<never> {
  return { ok: false, failure: { kind, message } };
}

/** Our environment without what changes how Node, node-llama-cpp or the worker starts. */
function workerEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(
    ([name]) => !/^(NODE_OPTIONS|NODE_LLAMA_CPP_.*|LICIT_STATE_.*|ELECTRON_.*|VSCODE_.*)$/.test(name),
  );
  return { ...Object.fromEntries(kept), ELECTRON_RUN_AS_NODE: '1' };
}

function logLines(stream: NodeJS.ReadableStream | null, log: (line: string) => void): void {
  let rest = '';
  stream?.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') log(line);
  });
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (ms <= 0 || signal.aborted) return resolve();
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
