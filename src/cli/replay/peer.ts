import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, type Assistant, type Moment, NO_ANSWER } from './typist';

/**
 * The way in which llama.vscode (0.0.63, its defaults) asks a llama-server: lines around the cursor, what stands on the cursor's
 * line as the prompt, one request per key unless an earlier answer still fits, three answers of which one is shown, and a request
 * for what would follow its acceptance. What favours it here: an answer is no longer than ours, and it works ahead only where
 * that serves, while nobody types.
 */
const WAY = {
  prefixLines: 256,
  suffixLines: 64,
  /** More characters than this behind the cursor on its line: not asked. */
  longestLineRest: 8,
  remembered: 250,
  answers: 3,
  request: {
    id_slot: 0,
    top_k: 40,
    top_p: 0.99,
    stream: false,
    samplers: ['top_k', 'top_p', 'infill'],
    cache_prompt: true,
    t_max_prompt_ms: 500,
    t_max_predict_ms: 500,
  },
  /** As its presets for fill-in-the-middle models start the server. A prompt is as long as a batch. Tokens. */
  batch: 1024,
  server: ['--cache-reuse', '256'],
  slots: 4,
} as const;

/** A server that is not ready by then never will be. Milliseconds. */
const START_MS = 120_000;

export interface PeerOptions {
  /** The `llama-server` program. */
  readonly program: string;
  readonly model: string;
  readonly threads: number;
  /** Of each of its slots. */
  readonly contextTokens: number;
  /** Answers to a request; as many as llama.vscode asks for unless told. */
  readonly answers?: number;
  /** A chunk of another file that stands before the open one in each prompt. */
  readonly extra?: { readonly path: string; readonly text: string };
}

/** A running llama-server that is asked as llama.vscode does. */
export class Peer implements Assistant {
  private readonly remembered = new Map<string, string>();

  private constructor(
    private readonly server: ChildProcess,
    private readonly url: string,
    private readonly options: PeerOptions,
    private readonly signal: AbortSignal,
  ) {}

  /** Starts the server and waits until it has loaded the model. Throws with a line that says why not. */
  static async start(options: PeerOptions, signal: AbortSignal): Promise<Peer> {
    const { program, model, threads, contextTokens } = options;
    const port = await freePort();
    const args = ['--model', model, '--threads', String(threads), '--threads-batch', String(threads)];
    args.push('--ctx-size', String(contextTokens * WAY.slots), '--parallel', String(WAY.slots), ...WAY.server);
    // A model with a small context needs room for its answer, too.
    const batch = String(Math.min(WAY.batch, Math.floor(contextTokens * 0.75)));
    args.push('--batch-size', batch, '--ubatch-size', batch, '--host', '127.0.0.1', '--port', String(port));
    const server = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    endWithUs(server);
    let said = '';
    server.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-2000);
    });
    let ended: string | null = null;
    server.once('error', (error) => {
      ended = error.message;
    });
    server.once('exit', (code, killed) => {
      const last = said.trim().split('\n').at(-1) ?? '';
      ended = `it ended (${killed ?? `exit code ${code}`})${last === '' ? '' : `: ${last}`}`;
    });
    const url = `http://127.0.0.1:${port}`;
    const until = performance.now() + START_MS;
    for (;;) {
      if (ended !== null || signal.aborted || performance.now() > until) break;
      const health = await fetch(`${url}/health`, { signal }).catch(() => null);
      if (health?.ok === true) return new Peer(server, url, options, signal);
      await delay(100, undefined, { signal }).catch(() => undefined);
    }
    server.kill('SIGKILL');
    if (signal.aborted) throw new Error('stopped');
    throw new Error(`${program} did not start as a llama-server: ${ended ?? 'it was not ready in time'}`);
  }

  async key(moment: Moment): Promise<Answer> {
    const place = placeOf(moment);
    if (place.rest.length > WAY.longestLineRest) return NO_ANSWER;
    const known = this.recall(place);
    if (known !== null) return { ...NO_ANSWER, asked: true, suggestion: known };
    return this.ask(place, moment.answerTokens);
  }

  async ahead(moment: Moment, { suggestion }: Answer): Promise<void> {
    const place = placeOf(moment);
    if (place.rest.trim() !== '') return;
    const [first = '', ...more] = suggestion.split('\n');
    if (more.length > 0) {
      const below = { ...place, prefix: `${place.prefix}${place.line}${first}\n`, line: '' };
      this.remember(below, more.join('\n'));
    }
    const lines = `${place.prefix}${place.line}${suggestion}`.split('\n');
    const line = lines.pop() ?? '';
    const future = { ...place, prefix: `${lines.slice(-WAY.prefixLines).join('\n')}\n`, line };
    if (!this.remembered.has(keyOf(future))) await this.ask(future, moment.answerTokens);
  }

  get pid(): number | undefined {
    return this.server.pid;
  }

  async stop(): Promise<void> {
    if (this.server.exitCode !== null || this.server.signalCode !== null) return;
    const gone = new Promise((resolve) => this.server.once('exit', resolve));
    this.server.kill('SIGKILL');
    await gone;
  }

  private async ask(place: Place, tokens: number): Promise<Answer> {
    const { extra, answers = WAY.answers } = this.options;
    const indent = place.line.length - place.line.trimStart().length;
    const body = {
      ...WAY.request,
      input_prefix: place.prefix,
      input_suffix: place.suffix,
      input_extra: extra === undefined ? [] : [{ text: extra.text, filename: extra.path }],
      prompt: place.line.trim() === '' ? '' : place.line,
      n_predict: tokens,
      n_cmpl: answers,
      ...(indent > 0 ? { n_indent: indent } : {}),
    };
    const response = await fetch(`${this.url}/infill`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: this.signal,
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`llama-server answered ${response.status}: ${text.slice(0, 200)}`);
    const { content, ...counted } = readAnswer(JSON.parse(text));
    const suggestion = content.replace(/\n\s*$/, '');
    this.remember(place, suggestion);
    return { suggestion, asked: true, pausedMs: 0, ...counted };
  }

  /** An answer given here, or earlier on this line when its beginning was typed since. */
  private recall(place: Place): string | null {
    for (let end = place.line.length; end >= 0; end--) {
      const known = this.remembered.get(keyOf({ ...place, line: place.line.slice(0, end) }));
      const typed = place.line.slice(end);
      if (known !== undefined && known !== typed && known.startsWith(typed)) return known.slice(typed.length);
    }
    return null;
  }

  private remember(place: Place, suggestion: string): void {
    const key = keyOf(place);
    this.remembered.delete(key);
    this.remembered.set(key, suggestion);
    const [oldest] = this.remembered.keys();
    if (this.remembered.size > WAY.remembered && oldest !== undefined) this.remembered.delete(oldest);
  }
}

interface Place {
  readonly prefix: string;
  readonly line: string;
  /** What stands behind the cursor on its line. */
  readonly rest: string;
  readonly suffix: string;
}

function placeOf({ text, offset }: Moment): Place {
  const before = text.slice(0, offset).split('\n');
  const after = text.slice(offset).split('\n');
  const line = before.pop() ?? '';
  const rest = after.shift() ?? '';
  return {
    prefix: `${before.slice(-WAY.prefixLines).join('\n')}\n`,
    line,
    rest,
    suffix: `${rest}\n${after.slice(0, WAY.suffixLines).join('\n')}\n`,
  };
}

function keyOf({ prefix, suffix, line }: Place): string {
  return `${prefix}|${suffix}|${line}`;
}

/** Ends the server when we are ended from outside: it would not notice. */
function endWithUs(server: ChildProcess): void {
  for (const name of ['SIGTERM', 'SIGHUP'] as const) {
    const end = () => {
      server.kill('SIGKILL');
      process.kill(process.pid, name);
    };
    process.once(name, end);
    server.once('exit', () => process.off(name, end));
  }
}

/** What an `/infill` answer says, the first of several; counts that a server does not give are zero. */
function readAnswer(answers: unknown) {
  const data: unknown = Array.isArray(answers) ? answers[0] : answers;
  const answer = isRecord(data) ? data : {};
  const timings = isRecord(answer.timings) ? answer.timings : {};
  const count = (name: string) => {
    const value = timings[name];
    return typeof value === 'number' ? value : 0;
  };
  if (typeof answer.content !== 'string')
    throw new Error('llama-server answered without a text; is it of another release?');
  const evaluated = count('prompt_n');
  return {
    content: answer.content,
    evaluated,
    promptTokens: evaluated + count('cache_n'),
    generated: count('predicted_n'),
    engineMs: count('prompt_ms') + count('predicted_ms'),
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
