// What the engine does when nobody waits, and what that costs those who do: work ahead while somebody types, the return of a model
// that was resting, and drafts for a model with a large vocabulary. Everything is measured by turns in one run.
import { readFileSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { loadCore } from './core.mjs';
import { heldOutFiles } from './heldOut.mjs';
import { randomFrom } from './places.mjs';

/** @typedef {Awaited<ReturnType<typeof loadCore>>} Core */
/** @typedef {import('../src/engine/engine').Engine} Engine */
/** @typedef {import('../src/gate/admitted').AdmittedModel} Model */

const BUILTIN = fileURLToPath(new URL('../builtin/licit-mini-ts.gguf', import.meta.url));
/** Keys typed in each file, and how long a suggestion is read before it is accepted. Milliseconds. */
const STRETCH = 48;
const READING_MS = 400;
const never = new AbortController().signal;

/** @type {import('../src/completion/wish').Preferences} */
const PREFERENCES = {
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

/**
 * Types a stretch of a file, each key as soon as the one before is answered; takes a suggestion that is right at every eighth key.
 * @param {Core['core']} core @param {Engine} engine @param {Model} model @param {{ path: string, text: string }} file @param {boolean} ahead
 */
async function typed(core, engine, model, { path, text }, ahead) {
  const provider = new core.CompletionProvider();
  /** @type {import('../src/completion/wish').AskModel} */
  const ask = async (place, watch, signal, ahead) => {
    const options = { ahead, minConfidence: 0.2 };
    const said = await core.completeAt(place, { engine, model, options }, signal, watch);
    if (!('kind' in said)) return said;
    return { kind: said.kind === 'cancelled' ? 'cancelled' : 'engine', message: said.message };
  };
  /** @type {number[]} */ const keys = [];
  /** @type {{ ms: number, known: boolean }[]} */ const accepts = [];
  const begin = text.indexOf('\n', text.length >> 1) + 1;
  const rest = text.slice(text.indexOf('\n', begin + STRETCH));
  const at = async (/** @type {number} */ offset) => {
    const whole = text.slice(0, offset) + rest;
    // By hand: no pause is part of what is measured.
    const wish = {
      place: { text: whole, offset, path, repository: '' },
      automatic: false,
      writable: true,
      documentLength: whole.length,
      cursors: 1,
      hasSelection: false,
      tabSize: 2,
      document: path,
      offset,
      line: 1,
    };
    const started = performance.now();
    const decision = await provider.decide(wish, { ...PREFERENCES, ahead }, ask, never);
    return { ms: performance.now() - started, decision, source: provider.trace.records[0]?.source };
  };
  for (let offset = begin; offset < begin + STRETCH; offset++) {
    const { ms, decision, source } = await at(offset);
    if (source === 'model') keys.push(ms);
    const offered = decision.suggestion?.text ?? '';
    if (offset % 8 !== 0 || offered === '' || !text.startsWith(offered, offset)) continue;
    await delay(READING_MS);
    offset += offered.length;
    const after = await at(offset);
    accepts.push({ ms: after.ms, known: after.source === 'memory' || after.source === 'joined' });
  }
  return { keys, accepts };
}

/** @param {Core} loaded @param {string} path */
async function aheadBench({ core, workerPath }, path) {
  const model = await core.admitted(path);
  const engine = new core.EngineClient({ workerPath, log: () => undefined, power: { onBattery: false } });
  const random = randomFrom(3);
  const files = (await heldOutFiles({ wholePackages: true })).filter(({ text }) => text.length > 6000);
  /** @type {Record<'with' | 'without', Awaited<ReturnType<typeof typed>>>} */
  const ways = { with: { keys: [], accepts: [] }, without: { keys: [], accepts: [] } };
  try {
    for (let n = 0; n < 8; n++) {
      const file = files[Math.floor(random() * files.length)];
      if (file === undefined) break;
      const turns = /** @type {const} */ (['with', 'without', 'with']);
      for (const way of turns.slice(n % 2, 2 + (n % 2))) {
        const { keys, accepts } = await typed(core, engine, model, file, way === 'with');
        ways[way].keys.push(...keys.slice(1));
        ways[way].accepts.push(...accepts);
      }
    }
  } finally {
    await engine.dispose();
  }
  const { quantile } = core;
  const ms = (/** @type {'with' | 'without'} */ way, /** @type {number} */ share) => quantile(ways[way].keys, share);
  const accepted = (/** @type {'with' | 'without'} */ way) => {
    const { accepts } = ways[way];
    const known = accepts.filter(({ known }) => known).length;
    const median = quantile(
      accepts.map(({ ms }) => ms),
      0.5,
    );
    return `${known} of ${accepts.length} from memory, ${median.toFixed(1)} ms`;
  };
  return [
    `ahead: a key that asks the model takes ${(ms('with', 0.5) / ms('without', 0.5)).toFixed(2)} times as long (median), ${(ms('with', 0.95) / ms('without', 0.95)).toFixed(2)} times (95th percentile), ${ways.with.keys.length} and ${ways.without.keys.length} keys`,
    `ahead: what follows an accepted suggestion: with ${accepted('with')}; without ${accepted('without')}`,
  ];
}

/** Memory of the worker among our children, in MB; NaN where /proc does not tell. @param {string} workerPath */
function workerMegabytes(workerPath) {
  try {
    const { pid } = process;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
    const worker = children.find((child) => readFileSync(`/proc/${child}/cmdline`, 'utf8').includes(workerPath));
    return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${worker}/status`, 'utf8'))?.[1]) / 1024;
  } catch {
    return Number.NaN;
  }
}

/** @param {Core} loaded @param {string} path */
async function restBench({ core, workerPath }, path) {
  const model = await core.admitted(path);
  const stateDir = await mkdtemp(join(tmpdir(), 'licit-bench-'));
  const text = readFileSync(fileURLToPath(new URL('../src/engine/client.ts', import.meta.url)), 'utf8');
  const place = { text, offset: text.indexOf('private async withModel'), path: 'a.ts', repository: '' };
  /** @type {Record<string, number[]>} */
  const times = { cold: [], kept: [] };
  let tokens = '';
  let memory = '';
  try {
    for (let round = 0; round < 3; round++) {
      for (const [way, dir] of /** @type {const} */ ([
        ['cold', undefined],
        ['kept', stateDir],
      ])) {
        const engine = new core.EngineClient({
          workerPath,
          log: () => undefined,
          ...(dir === undefined ? {} : { stateDir: dir }),
        });
        await core.completeAt(place, { engine, model }, never);
        const before = workerMegabytes(workerPath);
        await engine.unload();
        const resting = workerMegabytes(workerPath);
        const started = performance.now();
        const said = await core.completeAt(place, { engine, model }, never);
        times[way]?.push(performance.now() - started);
        await engine.dispose();
        if ('kind' in said) throw new Error(said.message);
        memory = `${before.toFixed(0)} MB at work, ${resting.toFixed(0)} MB at rest`;
        if (way === 'kept')
          tokens = `${said.timings.promptTokens - said.timings.promptTokensReused} of ${said.timings.promptTokens} prompt tokens evaluated`;
      }
    }
  } finally {
    rmSync(stateDir, { recursive: true, force: true });
  }
  const ratio = core.quantile(times.kept ?? [], 0.5) / core.quantile(times.cold ?? [], 0.5);
  return [
    `rest: the first answer after a rest, loading included, takes ${ratio.toFixed(2)} of the time that it takes without the kept state; ${tokens}`,
    `rest: the worker has ${memory}`,
  ];
}

/** @param {Core} loaded @param {string} path */
async function draftBench({ core, workerPath }, path) {
  const model = await core.admitted(path);
  const engine = new core.EngineClient({ workerPath, log: () => undefined });
  /** @type {Record<'without' | 'right' | 'wrong', number[]>} */
  const ways = { without: [], right: [], wrong: [] };
  const prefix = 'const first = 1;\n';
  try {
    for (const typed of ['return ', 'const second = ', 'import ', 'function area(']) {
      /** @type {import('../src/engine/engine').InfillRequest} */
      const request = {
        prompt: [{ special: 'prefix' }, { text: prefix + typed }, { special: 'suffix' }, { special: 'middle' }],
        maxTokens: 24,
        singleLine: false,
      };
      const around = { path: 'open.ts', before: prefix + typed, after: '' };
      const alone = await engine.infill(model, request, never);
      if (!alone.ok) throw new Error(alone.failure.message);
      const words = alone.value.text.split(' ');
      const texts = {
        right: typed + alone.value.text,
        wrong: words.map((_, n) => `${typed}${words.slice(0, n).join(' ')} some thing else here`).join('\n'),
      };
      for (let round = 0; round < 4; round++) {
        for (const way of /** @type {const} */ (['without', 'right', 'wrong'])) {
          const put = way === 'without' ? [] : [{ path: 'near.ts', text: texts[way] }];
          await engine.remember(model, { put, drop: ['near.ts'] }, never);
          const said = await engine.infill(model, { ...request, around }, never);
          if (!said.ok) throw new Error(said.failure.message);
          if (said.value.text !== alone.value.text) throw new Error('a draft changed the text');
          ways[way].push(said.value.timings.generateMs / said.value.timings.generatedTokens);
        }
      }
    }
  } finally {
    await engine.dispose();
  }
  const median = (/** @type {'without' | 'right' | 'wrong'} */ way) => core.quantile(ways[way], 0.5);
  const ratio = (/** @type {'right' | 'wrong'} */ way) => (median(way) / median('without')).toFixed(2);
  return [
    `drafts: a token costs ${ratio('right')} of the time with drafts that are right, ${ratio('wrong')} with drafts that are soon wrong (${median('without').toFixed(0)} ms without)`,
  ];
}

/**
 * @param {{ model?: string | undefined }} options `model`: one with a large vocabulary, for drafts; see randomModel.mjs
 * @param {(line: string) => void} log
 */
export async function engineBench({ model }, log) {
  const loaded = await loadCore();
  for (const line of await aheadBench(loaded, BUILTIN)) log(line);
  for (const line of await restBench(loaded, model ?? BUILTIN)) log(line);
  if (model === undefined) log('drafts: not without --model');
  else for (const line of await draftBench(loaded, model)) log(line);
}
