// How often is a completion right, and how often is one shown? On files that the built-in model never saw, through the very
// code that the editor and `licit complete` run: the rest of a line, or a whole body in braces; cold (the file alone), warm (its
// project around it), beside the model without the n-gram cache, the cache without the model, and the layout of llama.vscode;
// then what each source of context and each filter is worth, by leaving it out. usage: npm run bench -- quality [--places 1000]
// [--bodies 300] [--seed 1] [--folder DIR] [--ways cold,warm: only these] [--without: leave things out] [--seen: unseen files of
// packages that it was trained on]
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openCacheAlone } from './cacheAlone.mjs';
import { loadCore } from './core.mjs';
import { heldOutFiles, projectFiles } from './heldOut.mjs';
import { drawBodies, drawPlaces } from './places.mjs';
import { LEFT_OUT, WAYS } from './ways.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const PRECISIONS = [0.6, 0.7, 0.8];
/** Of the places, so many are enough to see what leaving something out does. */
const LEFT_OUT_PLACES = 400;

/**
 * `shown`: what is left at the model's threshold. `without`: the same with one filter less, where that makes a difference.
 * @typedef {{ confidence: number, text: string, shown: string, without: ReadonlyMap<string, string>, answer: string, ms: number }} Result
 * @typedef {{ places: number, bodies: number, seed: number, seen?: boolean, folder?: string, without?: boolean, ways?: readonly string[], log?: (line: string) => void }} Options
 * @typedef {import('./places.mjs').Place} Place
 */

/** @param {string} text @param {string} answer */
const same = (text, answer) => text.trimEnd() === answer;

/**
 * Levenshtein distance as a share of the longer text, from 1 (equal) to 0.
 * @param {string} a
 * @param {string} b
 */
function similarity(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return 1 - (row[b.length] ?? 0) / Math.max(1, a.length, b.length);
}

/**
 * The largest share of all places that can be answered so that this share of what is shown is right, and the threshold for it.
 * @param {readonly Result[]} results
 * @param {number} precision
 */
function coverageAt(results, precision) {
  const offered = results.filter(({ text }) => text.trim() !== '').sort((a, b) => b.confidence - a.confidence);
  let right = 0;
  let best = { coverage: 0, threshold: 1 };
  offered.forEach(({ text, answer, confidence }, index) => {
    if (same(text, answer)) right++;
    if (index >= 9 && right / (index + 1) >= precision)
      best = { coverage: (index + 1) / results.length, threshold: confidence };
  });
  return best;
}

/**
 * The places of each project, by its folder.
 * @param {readonly Place[]} places
 */
function byProject(places) {
  /** @type {Map<string, Place[]>} */
  const projects = new Map();
  for (const place of places) {
    const here = projects.get(place.file.root);
    if (here === undefined) projects.set(place.file.root, [place]);
    else here.push(place);
  }
  return projects;
}

/** @param {number} share */
const percent = (share) => `${(100 * share).toFixed(1)} %`;

/**
 * What is shown, and how much of it is right, with the 95 % interval of that.
 * @param {readonly { shown: string, answer: string }[]} results
 */
function atThreshold(results) {
  const shown = results.filter((result) => result.shown.trim() !== '');
  const right = shown.filter((result) => same(result.shown, result.answer)).length / Math.max(1, shown.length);
  const margin = 1.96 * Math.sqrt((right * (1 - right)) / Math.max(1, shown.length));
  const alike = shown.reduce((sum, result) => sum + similarity(result.shown.trimEnd(), result.answer), 0);
  return `shown ${percent(shown.length / results.length)}, right ${percent(right)} (± ${(100 * margin).toFixed(1)}), similar ${percent(alike / Math.max(1, shown.length))}`;
}

/**
 * A few lines on one way.
 * @param {string} name
 * @param {readonly Result[]} results
 */
export function describe(name, results) {
  const all = results.length;
  const exact = results.filter(({ text, answer }) => same(text, answer)).length / all;
  const alike = results.reduce((sum, { text, answer }) => sum + similarity(text.trimEnd(), answer), 0) / all;
  const times = results.map(({ ms }) => ms).sort((a, b) => a - b);
  const covered = PRECISIONS.map((precision) => {
    const { coverage, threshold } = coverageAt(results, precision);
    return `${100 * precision} % right: ${percent(coverage)} (p >= ${threshold.toFixed(2)})`;
  });
  return [
    `${name}: ${all} places, exact ${percent(exact)}, edit similarity ${percent(alike)}, median ${times[all >> 1]?.toFixed(0)} ms`,
    `  at the threshold: ${atThreshold(results)}`,
    `  covered at ${covered.join(', ')}`,
  ].join('\n');
}

/**
 * What each filter is worth: what is shown without it, where that differs.
 * @param {string} name
 * @param {readonly Result[]} results
 */
function describeFilters(name, results) {
  const filters = new Set(results.flatMap(({ without }) => [...without.keys()]));
  const lines = [...filters].map((filter) => {
    const changed = results.filter(({ without }) => without.has(filter));
    const left = results.map(({ without, shown, answer }) => ({ shown: without.get(filter) ?? shown, answer }));
    return `  without ${filter}: ${changed.length} places differ; ${atThreshold(left)}`;
  });
  return [`${name}, one filter left out (those that make no difference are not listed):`, ...lines].join('\n');
}

/**
 * Completes places in every way and reports.
 * @param {Options} options
 */
export async function qualityBench({
  places: count,
  bodies: bodyCount,
  seed,
  seen = false,
  folder,
  without = false,
  ways,
  log = console.log,
}) {
  const { workerPath, core } = await loadCore();
  const files =
    folder === undefined
      ? await heldOutFiles({ wholePackages: !seen, onSkip: (what) => log(`not found: ${what}`) })
      : await projectFiles(folder);
  const model = await core.admitted(join(root, 'builtin/licit-mini-ts.gguf'));
  const engine = new core.EngineClient({ workerPath, log: () => undefined });
  const syntax = new core.Syntax(join(root, 'dist/syntax'), log);
  const alone = await openCacheAlone(core, model);
  const signal = new AbortController().signal;

  /** @param {Place} place @param {import('./ways.mjs').Way} way @param {InstanceType<typeof core.ProjectMemory>} project @param {boolean} block @returns {Promise<Result>} */
  async function complete({ file, text, offset, answer }, way, project, block) {
    const place = { text, offset, path: file.path, repository: file.package };
    const asked = core.askedOtherwise(engine, way.ask ?? ((request) => request));
    const services = { engine: asked, model, syntax, ...(way.project ? { project } : {}) };
    /** @type {import('../src/engine/engine').Infill | undefined} */
    let infill;
    const options = { minConfidence: 0, projectPatienceMs: 60_000, multiline: block };
    const started = performance.now();
    const watch = {
      onAnswer: (/** @type {NonNullable<typeof infill>} */ said) => {
        infill = said;
      },
    };
    const result = await core.completeAt(place, { ...services, options }, signal, watch);
    const ms = performance.now() - started;
    if ('kind' in result) throw new Error(result.message);
    const { confidence } = result;
    const minConfidence = threshold(way.project && project.documents > 0);
    if (block) {
      const atThreshold = { projectPatienceMs: 60_000, multiline: true };
      const shown = await core.completeAt(place, { ...services, options: atThreshold }, signal);
      if ('kind' in shown) throw new Error(shown.message);
      return { confidence, text: result.text, shown: shown.text, without: new Map(), answer, ms };
    }
    const context = {
      place,
      cursor: core.cursorOf(place),
      tokens: infill?.tokens ?? [],
      minConfidence,
      specialTokens: [],
      anything: false,
    };
    const filter = (/** @type {typeof core.FILTERS} */ filters) =>
      confidence < minConfidence ? '' : core.filtered(infill?.text ?? '', context, filters).text;
    const shown = filter(core.FILTERS);
    /** @type {Map<string, string>} */
    const less = new Map();
    for (const [name] of core.FILTERS) {
      const other = filter(core.FILTERS.filter(([kept]) => kept !== name));
      if (other !== shown) less.set(name, other);
    }
    return { confidence, text: result.text, shown, without: less, answer, ms };
  }

  /** @param {boolean} withProject */
  const threshold = (withProject) =>
    (model.fim?.minConfidence ?? core.DEFAULTS.minConfidence) * (withProject ? core.DEFAULTS.withProject : 1);

  /** @param {readonly Place[]} places @param {import('./ways.mjs').Way} way @param {boolean} block */
  async function all(places, way, block) {
    /** @type {Result[]} */
    const results = [];
    for (const [folder, here] of byProject(places)) {
      const project = new core.ProjectMemory(folder);
      for (const place of here) results.push(await complete(place, way, project, block));
      await project.leave(engine, model);
    }
    return results;
  }

  /** @param {readonly Place[]} places */
  async function fromCacheAlone(places) {
    /** @type {Result[]} */
    const results = [];
    for (const [folder, here] of byProject(places)) {
      const project = new core.ProjectMemory(folder);
      for (const place of here) {
        const started = performance.now();
        const { text, confidence } = await alone.complete(place, project);
        const shown = confidence < threshold(true) ? '' : text;
        const { answer } = place;
        results.push({ confidence, text, shown, without: new Map(), answer, ms: performance.now() - started });
      }
      await alone.leave(project);
    }
    return results;
  }

  const wanted = Object.entries(WAYS).filter(([name]) => ways === undefined || ways.includes(name));
  try {
    const places = drawPlaces(files, count, seed);
    for (const [name, way] of wanted) {
      const results = await all(places, way, false);
      log(describe(`line, ${name}`, results));
      if (name === 'warm') log(describeFilters(`line, ${name}`, results));
    }
    if (ways === undefined) log(describe('line, cache alone', await fromCacheAlone(places)));
    if (without) {
      const some = places.slice(0, LEFT_OUT_PLACES);
      log(describe('line, warm, the first of the places', await all(some, { project: true }, false)));
      for (const [name, way] of Object.entries(LEFT_OUT))
        log(describe(`line, warm without ${name}`, await all(some, way, false)));
    }
    const bodies = drawBodies(files, bodyCount, seed);
    for (const [name, way] of wanted) log(describe(`body, ${name}`, await all(bodies, way, true)));
  } finally {
    await alone.close();
    await engine.dispose();
  }
}
