// What typing costs the extension host: everything between a key and the engine's process, syntax by tree-sitter included, with a
// stand-in for the engine's worker that answers at once. First ten keys a second in a file of 10,000 lines: the longest piece of
// work between two turns of the event loop. Then 36,000 keys as fast as they go: the memory in between. In a process of its own;
// VS Code's own work on a document is not in it.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { bundleModules, cache } from './core.mjs';
import { heldOutFiles } from './heldOut.mjs';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const LINES = 10_000;
/** As `src/editor/wish.ts` cuts them. Characters. */
const BEFORE = 32_768;
const AFTER = 8192;
/** Typed before it is all taken back, so that the file stays as long as it is. */
const STRETCH = 300;
const ACCEPT_EVERY = 40;
const SAMPLES = 10;

/**
 * @param {{ seconds?: number, keys?: number, log?: (line: string) => void }} [options]
 */
export async function hostBench({ seconds = 60, keys = 36_000, log = console.log } = {}) {
  await bundleModules({ standInWorker: 'bench/standInWorker.ts', core: 'bench/modules.ts' });
  const probe = fileURLToPath(import.meta.url);
  const options = { maxBuffer: 1 << 24 };
  const { stdout } = await run(process.execPath, ['--expose-gc', probe, String(seconds), String(keys)], options);
  /** @type {{ longest: readonly number[], heaps: readonly number[], rss: number }} */
  const { longest, heaps, rss } = JSON.parse(stdout);
  const over = longest.filter((ms) => ms > 10).length;
  log(
    `host: ten keys a second for ${seconds} s in ${LINES} lines: longest piece of work ${longest[0]?.toFixed(1)} ms CPU, then ${longest
      .slice(1, 4)
      .map((ms) => ms.toFixed(1))
      .join(', ')}; ${over} above 10 ms`,
  );
  log(
    `host: ${keys} keys: heap in use after each tenth ${heaps.map((mb) => mb.toFixed(1)).join(', ')} MB; process ${rss.toFixed(0)} MB`,
  );
}

/** A document as lines, as an editor holds it. */
class Lines {
  /** @param {readonly string[]} lines */
  constructor(lines) {
    this.lines = [...lines];
    this.row = Math.floor(lines.length / 2);
    this.column = 0;
    this.before = this.lines.slice(0, this.row).reduce((sum, line) => sum + line.length + 1, 0);
    this.length = this.lines.reduce((sum, line) => sum + line.length + 1, 0);
  }

  get offset() {
    return this.before + this.column;
  }

  /** Types at the cursor. @param {string} text */
  type(text) {
    const edit = { offset: this.offset, removed: 0, inserted: text };
    const line = this.lines[this.row] ?? '';
    const parts = (line.slice(0, this.column) + text).split('\n');
    const last = parts.pop() ?? '';
    this.lines.splice(this.row, 1, ...parts, last + line.slice(this.column));
    this.before += parts.reduce((sum, part) => sum + part.length + 1, 0);
    this.row += parts.length;
    this.column = last.length;
    this.length += text.length;
    return edit;
  }

  /** What the core gets to see. */
  place() {
    /** @param {number} from @param {number} step @param {number} most */
    const around = (from, step, most) => {
      const taken = [];
      for (let row = from, size = 0; row >= 0 && row < this.lines.length && size < most; row += step) {
        const line = this.lines[row] ?? '';
        taken.push(line);
        size += line.length + 1;
      }
      return taken;
    };
    const line = this.lines[this.row] ?? '';
    const before = [...around(this.row - 1, -1, BEFORE).reverse(), line.slice(0, this.column)].join('\n');
    const after = [line.slice(this.column), ...around(this.row + 1, 1, AFTER)].join('\n');
    return {
      text: before + after,
      offset: before.length,
      path: 'src/large.ts',
      file: '/p/src/large.ts',
      repository: 'p',
    };
  }
}

/** @param {number} seconds @param {number} keys */
async function probe(seconds, keys) {
  /** @type {typeof import('./modules')} */
  const core = await import(pathToFileURL(join(cache, 'core.mjs')).href);
  const files = (await heldOutFiles({ wholePackages: true })).filter(({ text }) => text.length > 8000);
  const code = files.flatMap(({ text }) => text.split('\n')).filter((line) => line.length < 300);
  const typed = code.slice(LINES, LINES + 2000).join('\n');
  const model = await core.admitted(join(root, 'builtin/licit-mini-ts.gguf'));
  const engine = new core.EngineClient({ workerPath: join(cache, 'standInWorker.mjs'), log: () => undefined });
  const syntax = new core.Syntax(join(root, 'dist/syntax'), (message) => console.error(message));
  const provider = new core.CompletionProvider();
  const { signal } = new AbortController();
  /** @type {import('../src/completion/wish').Preferences} */
  const preferences = {
    enabled: true,
    manual: false,
    exclude: [],
    largestFile: 0,
    inComments: true,
    inStrings: true,
    snoozed: false,
    delay: 0,
    backOff: false,
  };
  let document = new Lines(code.slice(0, LINES));
  let at = 0;
  let since = 0;
  let suggestion = '';

  /** One key, answered. @param {boolean} automatic */
  async function key(automatic) {
    if (since >= STRETCH) {
      document = new Lines(code.slice(0, LINES));
      provider.changed('large', [{ offset: document.offset, removed: since, inserted: '' }], false);
      since = 0;
    }
    const accepts = at % ACCEPT_EVERY === ACCEPT_EVERY - 1 && suggestion !== '';
    const text = accepts ? suggestion : (typed[at % typed.length] ?? ' ');
    at++;
    since += text.length;
    provider.changed('large', [document.type(text)], false);
    const wish = {
      place: document.place(),
      automatic,
      writable: true,
      documentLength: document.length,
      cursors: 1,
      hasSelection: false,
      tabSize: 2,
      document: 'large',
      offset: document.offset,
      line: document.row + 1,
    };
    const decision = await provider.decide(
      wish,
      preferences,
      async (place, watch, aborted, ahead) => {
        const completion = await core.completeAt(place, { engine, model, syntax, options: { ahead } }, aborted, watch);
        return 'kind' in completion ? { kind: 'engine', message: completion.message } : completion;
      },
      signal,
    );
    suggestion = decision.suggestion?.text ?? '';
    if (decision.suggestion === null && decision.why === 'engine') throw new Error('the stand-in failed');
  }

  // The first ones load grammars and start the worker.
  for (let warm = 0; warm < 50; warm++) await key(true);
  /** @type {number[]} */
  const work = [];
  let running = true;
  /** Of this thread where Node tells (23.9 and later), else of the process. */
  const cpu = () => {
    const { user, system } = process.threadCpuUsage?.() ?? process.cpuUsage();
    return (user + system) / 1000;
  };
  let last = cpu();
  const turn = () => {
    const now = cpu();
    if (now - last > 1) work.push(now - last);
    last = now;
    if (running) setImmediate(turn);
  };
  setImmediate(turn);
  const waiting = [];
  for (let pressed = 0; pressed < seconds * 10; pressed++) {
    waiting.push(key(true));
    await delay(100);
  }
  await Promise.all(waiting);
  running = false;

  /** @type {number[]} */
  const heaps = [];
  for (let pressed = 1; pressed <= keys; pressed++) {
    await key(false);
    if (pressed % Math.floor(keys / SAMPLES) === 0) {
      globalThis.gc?.();
      heaps.push(process.memoryUsage().heapUsed / 1024 / 1024);
    }
  }
  await engine.dispose();
  const longest = work.sort((a, b) => b - a).slice(0, 50);
  console.log(JSON.stringify({ longest, heaps, rss: process.memoryUsage().rss / 1024 / 1024 }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [seconds = '60', keys = '36000'] = process.argv.slice(2);
  await probe(Number(seconds), Number(keys));
}
