// How often is a completion right, and how often is one shown? On files that the built-in model never saw, through the very
// code that the editor and `licit complete` run; cold (the file alone), warm (its project around
// it), and the model without the n-gram cache. usage: node bench/quality.mjs [--places 600] [--seed 1] [--seen] [--packages a,b]
// [DIR]; `--seen`: unseen files of packages that the model was trained on.
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { loadCore } from './core.mjs';
import { heldOutFiles, projectFiles } from './heldOut.mjs';
import { drawPlaces } from './places.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const THRESHOLDS = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7];
const PRECISIONS = [0.6, 0.7, 0.8];

/**
 * @typedef {{ confidence: number, text: string, answer: string, ms: number, place?: { text: string, offset: number } }} Result
 * @typedef {{ places: number, seed: number, seen?: boolean, packages?: readonly string[], folder?: string, log?: (line: string) => void }} Options
 */

/** @param {Result} result */
const isRight = ({ text, answer }) => text.trimEnd() === answer;

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
  const shown = results.filter(({ text }) => text.trim() !== '').sort((a, b) => b.confidence - a.confidence);
  let right = 0;
  let best = { coverage: 0, threshold: 1 };
  shown.forEach((result, index) => {
    if (isRight(result)) right++;
    if (index >= 9 && right / (index + 1) >= precision)
      best = { coverage: (index + 1) / results.length, threshold: result.confidence };
  });
  return best;
}

/** @param {number} share */
const percent = (share) => `${(100 * share).toFixed(1)} %`;

/**
 * One row of the table.
 * @param {string} name
 * @param {readonly Result[]} results
 */
export function describe(name, results) {
  const all = results.length;
  const exact = results.filter(isRight).length / all;
  const alike = results.reduce((sum, { text, answer }) => sum + similarity(text.trimEnd(), answer), 0) / all;
  const times = results.map(({ ms }) => ms).sort((a, b) => a - b);
  const lines = [
    `${name}: ${all} places, exact ${percent(exact)}, edit similarity ${percent(alike)}, median ${times[all >> 1]?.toFixed(0)} ms`,
    `  covered at ${PRECISIONS.map((precision) => {
      const { coverage, threshold } = coverageAt(results, precision);
      return `${percent(precision)} right: ${percent(coverage)} (p >= ${threshold.toFixed(2)})`;
    }).join(', ')}`,
  ];
  for (const threshold of THRESHOLDS) {
    const shown = results.filter(({ text, confidence }) => text.trim() !== '' && confidence >= threshold);
    const right = shown.filter(isRight).length;
    lines.push(
      `  p >= ${threshold}: shown ${percent(shown.length / all)}, right ${percent(right / Math.max(1, shown.length))}`,
    );
  }
  return lines.join('\n');
}

/**
 * The engine without its n-gram cache.
 * @param {import('../src/engine/engine').Engine} engine
 * @returns {import('../src/engine/engine').Engine}
 */
function withoutCache(engine) {
  /** @type {import('../src/engine/engine').Engine['infill']} */
  const infill = (model, { around: _, ...request }, signal, onText) => engine.infill(model, request, signal, onText);
  return Object.create(engine, { infill: { value: infill } });
}

/**
 * Completes places and says how it went.
 * @param {Options} options
 * @returns {Promise<Record<string, Result[]>>}
 */
export async function qualityBench({ places: count, seed, seen = false, packages, folder, log = () => undefined }) {
  const { workerPath, core } = await loadCore();
  const files =
    folder === undefined
      ? await heldOutFiles({
          wholePackages: !seen,
          ...(packages === undefined ? {} : { only: packages }),
          onSkip: (what) => log(`not found: ${what}`),
        })
      : await projectFiles(folder);
  const places = drawPlaces(files, count, seed);
  const model = await core.admitted(join(root, 'builtin/licit-mini-ts.gguf'));
  const engine = new core.EngineClient({ workerPath, log });
  const signal = new AbortController().signal;
  /** @type {Record<string, Result[]>} */
  const results = { 'model alone': [], cold: [], warm: [] };
  try {
    for (const root of new Set(places.map(({ file }) => file.root))) {
      const project = new core.ProjectMemory(root);
      const here = places.filter(({ file }) => file.root === root);
      for (const [name, services] of /** @type {const} */ ([
        ['model alone', { engine: withoutCache(engine) }],
        ['cold', { engine }],
        ['warm', { engine, project }],
      ])) {
        for (const { file, text, offset, answer } of here) {
          const place = { text, offset, path: file.path, repository: file.package };
          const options = { minConfidence: 0, projectPatienceMs: 60_000 };
          const started = performance.now();
          const result = await core.completeAt(place, { ...services, model, options }, signal);
          if ('kind' in result) throw new Error(result.message);
          const ms = performance.now() - started;
          results[name]?.push({ confidence: result.confidence, text: result.text, answer, ms, place });
        }
      }
      await project.leave(engine, model);
    }
  } finally {
    await engine.dispose();
  }
  return results;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      places: { type: 'string' },
      seed: { type: 'string' },
      seen: { type: 'boolean' },
      packages: { type: 'string' },
    },
  });
  const [folder] = positionals;
  const results = await qualityBench({
    places: Number(values.places ?? 600),
    seed: Number(values.seed ?? 1),
    seen: values.seen === true,
    ...(values.packages === undefined ? {} : { packages: values.packages.split(',') }),
    ...(folder === undefined ? {} : { folder }),
    log: (line) => console.error(line),
  });
  for (const [name, result] of Object.entries(results)) console.log(describe(name, result));
}
