import { type CancellationToken, CancellationTokenSource, type MessageConnection } from 'vscode-jsonrpc';
import type { AdmittedModel } from '../gate/admitted';
import { isAdmitted } from '../gate/gate';
import {
  type ChatAnswer,
  type ChatRequest,
  type Engine,
  type EngineFailure,
  type EngineResult,
  type EngineState,
  type Infill,
  type InfillRequest,
  type ModelAbilities,
  NO_TIMINGS,
  type ProjectChange,
} from './engine';
import { Power } from './power';
import {
  abilitiesRequest,
  chatRequest,
  infillRequest,
  readAbilities,
  readChat,
  readInfill,
  readRemembered,
  readUnloaded,
  rememberRequest,
  streamedText,
  unloadRequest,
  wireModel,
} from './protocol';
import { Supervisor, type SupervisorOptions, type Worker } from './supervisor';
import type { Reader } from './wire';

/** A running worker that has not answered a cancelled request after this long is stuck in llama.cpp, and ended. Milliseconds. */
const STUCK_MS = 30_000;
/** After so long without a request the models' memory is freed. Milliseconds. */
const IDLE_MS = 5 * 60_000;
/** How long a stopped chat may take to hand over the text that it has. */
const CHAT_STOP_MS = 2000;

export interface EngineOptions extends SupervisorOptions {
  /** Instead of the five minutes after which memory is freed. Milliseconds. */
  readonly idleMs?: number;
  /** Instead of the half minute after which a worker that does not answer is ended. Milliseconds. */
  readonly stuckMs?: number;
  /** Instead of asking the system. */
  readonly power?: { readonly onBattery: boolean };
}

/** The engine in a child process of its own. Starts nothing before the first request. */
export class EngineClient implements Engine {
  private readonly supervisor: Supervisor;
  private readonly listeners = new Set<(state: EngineState) => void>();
  /** What each worker has loaded, by digest. */
  private readonly known = new WeakMap<Worker, Map<string, ModelAbilities>>();
  private current: EngineState = { kind: 'idle' };
  private working = 0;
  private streams = 0;
  private idle: NodeJS.Timeout | undefined;
  private readonly log: (line: string) => void;
  private readonly idleMs: number;
  private readonly stuckMs: number;
  private readonly power: { readonly onBattery: boolean };

  constructor(options: EngineOptions) {
    this.log = options.log;
    this.idleMs = options.idleMs ?? IDLE_MS;
    this.stuckMs = options.stuckMs ?? STUCK_MS;
    this.power = options.power ?? new Power();
    this.supervisor = new Supervisor(options, (attempt, reason) => this.enter({ kind: 'restarting', attempt, reason }));
  }

  get state(): EngineState {
    return this.current;
  }

  onState(listener: (state: EngineState) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async abilities(model: AdmittedModel, signal: AbortSignal): Promise<EngineResult<ModelAbilities>> {
    return this.withModel(model, signal, async (_worker, abilities) => ({ ok: true, value: abilities }));
  }

  async remember(model: AdmittedModel, change: ProjectChange, signal: AbortSignal): Promise<EngineResult<number>> {
    return this.withModel(model, signal, (worker) =>
      this.ask(
        worker,
        (to, token) => to.sendRequest(rememberRequest, { model: wireModel(model), change }, token),
        readRemembered,
        signal,
      ),
    );
  }

  async infill(
    model: AdmittedModel,
    request: InfillRequest,
    signal: AbortSignal,
    onText?: (text: string) => void,
  ): Promise<EngineResult<Infill>> {
    const saving = this.power.onBattery;
    if (saving && request.ahead !== undefined) return CANCELLED;
    const work = (worker: Worker) =>
      this.streaming(worker, onText, (stream) => {
        const params = { model: wireModel(model), saving, request, ...stream };
        return this.ask(worker, (to, token) => to.sendRequest(infillRequest, params, token), readInfill, signal);
      });
    return this.withModel(model, signal, work, request.ahead !== undefined);
  }

  async chat(
    model: AdmittedModel,
    request: ChatRequest,
    signal: AbortSignal,
    onText?: (text: string) => void,
  ): Promise<EngineResult<ChatAnswer>> {
    return this.withModel(model, signal, (worker) => {
      let heard = '';
      const listen = (text: string) => {
        heard += text;
        onText?.(text);
      };
      return this.streaming(worker, listen, async (stream) => {
        const params = { model: wireModel(model), saving: this.power.onBattery, request, ...stream };
        const answer = await this.ask(
          worker,
          (to, token) => to.sendRequest(chatRequest, params, token),
          readChat,
          signal,
          CHAT_STOP_MS,
        );
        if (answer.ok || answer.failure.kind !== 'cancelled') return answer;
        return { ok: true, value: { text: heard, stop: 'cancelled', timings: NO_TIMINGS } };
      });
    });
  }

  async unload(): Promise<void> {
    clearTimeout(this.idle);
    const worker = this.supervisor.running;
    if (worker !== null) {
      this.known.delete(worker);
      await this.ask(
        worker,
        (to, token) => to.sendRequest(unloadRequest, {}, token),
        readUnloaded,
        new AbortController().signal,
      );
    }
    // Unless somebody asked meanwhile.
    if (this.working === 0 && this.current.kind === 'ready') this.enter({ kind: 'idle' });
  }

  async dispose(): Promise<void> {
    clearTimeout(this.idle);
    await this.supervisor.dispose();
    this.enter({ kind: 'idle' });
    this.listeners.clear();
  }

  /** Everything that all requests share: the gate, the worker, the load, the state. What is done `quietly` is not shown. */
  private async withModel<T>(
    model: AdmittedModel,
    signal: AbortSignal,
    work: (worker: Worker, abilities: ModelAbilities) => Promise<EngineResult<T>>,
    quietly = false,
  ): Promise<EngineResult<T>> {
    if (!isAdmitted(model)) return failure('not-admitted', 'The engine takes only models that the gate admitted.');
    if (signal.aborted) return CANCELLED;
    const worker = await this.supervisor.get();
    if (!worker.ok) {
      this.enter({ kind: 'idle' });
      return worker;
    }
    if (signal.aborted) return CANCELLED;
    const abilities = await this.loaded(worker.value, model, signal);
    if (!abilities.ok) return abilities;
    if (this.supervisor.disposed) return failure('disposed', 'Licit is shutting down.');
    const { device } = abilities.value;
    const { onBattery } = this.power;
    clearTimeout(this.idle);
    this.working++;
    if (!quietly) this.enter({ kind: 'working', model: model.name, device, onBattery });
    try {
      return await work(worker.value, abilities.value);
    } finally {
      this.working--;
      if (worker.value.gone.aborted) this.enter({ kind: 'idle' });
      else if (this.working === 0) {
        this.enter({ kind: 'ready', model: model.name, device, onBattery });
        this.rest();
      }
    }
  }

  /** Frees memory after a while, unless something is asked before. Keeps no program alive for it. */
  private rest(): void {
    clearTimeout(this.idle);
    if (this.supervisor.disposed) return;
    this.idle = setTimeout(() => void this.unload(), this.idleMs).unref();
  }

  /** What the model can do; loads it when this worker has not done so yet. */
  private async loaded(
    worker: Worker,
    model: AdmittedModel,
    signal: AbortSignal,
  ): Promise<EngineResult<ModelAbilities>> {
    const known = this.known.get(worker)?.get(model.sha256);
    if (known !== undefined) return { ok: true, value: known };
    this.enter({ kind: 'loading', model: model.name });
    const answer = await this.ask(
      worker,
      (to, token) => to.sendRequest(abilitiesRequest, { model: wireModel(model) }, token),
      readAbilities,
      signal,
    );
    if (!answer.ok) {
      this.enter({ kind: 'idle' });
      // A load goes on when its request is given up.
      this.rest();
      if (answer.failure.kind !== 'worker-died') return answer;
      return failure(
        'worker-died',
        `The engine stopped while it loaded ${model.name} (${reasonOf(worker)}); the file may be damaged, or of a kind that this engine cannot read. Choose another model.`,
      );
    }
    const abilities = this.known.get(worker) ?? new Map<string, ModelAbilities>();
    this.known.set(worker, abilities.set(model.sha256, answer.value));
    return answer;
  }

  /** One request to one worker. Ends when the answer is there, the worker is gone, or `grace` ms after the signal. */
  private ask<T>(
    worker: Worker,
    send: (connection: MessageConnection, token: CancellationToken) => Promise<unknown>,
    read: Reader<EngineResult<T>>,
    signal: AbortSignal,
    grace = 0,
  ): Promise<EngineResult<T>> {
    return new Promise((resolve) => {
      const cancellation = new CancellationTokenSource();
      const release = worker.hold();
      const timers: NodeJS.Timeout[] = [];
      let finished = false;
      const onGone = () => finish(failure('worker-died', `The engine stopped (${reasonOf(worker)}); try again.`));
      const onAbort = () => {
        cancellation.cancel();
        // One that is still starting hears of nothing yet.
        void worker.started.then(() => {
          if (!finished) timers.push(setTimeout(() => worker.kill(), this.stuckMs).unref());
        });
        if (grace > 0) timers.push(setTimeout(() => resolve(CANCELLED), grace));
        else resolve(CANCELLED);
      };
      const finish = (result: EngineResult<T>) => {
        finished = true;
        for (const timer of timers) clearTimeout(timer);
        release();
        worker.gone.removeEventListener('abort', onGone);
        signal.removeEventListener('abort', onAbort);
        cancellation.dispose();
        resolve(result);
      };
      worker.gone.addEventListener('abort', onGone);
      signal.addEventListener('abort', onAbort);
      if (worker.gone.aborted) return onGone();
      send(worker.connection, cancellation.token).then(
        (answer) => {
          this.supervisor.worked();
          try {
            finish(read(answer, 'answer'));
          } catch (error) {
            finish(this.bug(error));
          }
        },
        (error: unknown) => {
          if (this.supervisor.disposed) finish(failure('disposed', 'Licit is shutting down.'));
          else if (worker.gone.aborted) onGone();
          else finish(this.bug(error));
        },
      );
    });
  }

  private bug(error: unknown): EngineResult<never> {
    this.log(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return failure('internal', "The engine's answer could not be read; Licit's log has the details.");
  }

  /** Listens to the text of one request. */
  private async streaming<T>(
    { connection }: Worker,
    onText: ((text: string) => void) | undefined,
    work: (params: { readonly stream?: number }) => Promise<T>,
  ): Promise<T> {
    if (onText === undefined) return work({});
    const stream = ++this.streams;
    const listening = connection.onProgress(streamedText, stream, onText);
    try {
      return await work({ stream });
    } finally {
      listening.dispose();
    }
  }

  private enter(state: EngineState): void {
    this.current = state;
    for (const listener of this.listeners) listener(state);
  }
}

const CANCELLED: EngineResult<never> = { ok: false, failure: { kind: 'cancelled', message: 'Cancelled.' } };

function failure(kind: EngineFailure['kind'], message: string): EngineResult<never> {
  return { ok: false, failure: { kind, message } };
}

function reasonOf({ gone }: Worker): string {
  return gone.reason instanceof Error ? gone.reason.message : 'unknown reason';
}
