// What judging costs: all models of the registry for all six uses, each time in a fresh process, as a program pays for it that was
// just started; and the same for registries that hold every model, data set and link several times over.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { bundleModules, cache } from './core.mjs';

const run = promisify(execFile);
const registryFile = fileURLToPath(new URL('../model-registry.json', import.meta.url));

/** Milliseconds of processor time of the thread that works; compiling and collecting beside it are not in it. */
/** @typedef {{ models: number, bytes: number, parse: number, load: number, cold: number, warm: number, whole: number }} Cost */

const HARNESS = `
import { readFileSync } from 'node:fs';
import { detectFacts, judge, judgeUses, loadRegistry, projectTerms } from './verdicts.mjs';
const cost = (work) => {
  const before = process.threadCpuUsage();
  const result = work();
  const { user, system } = process.threadCpuUsage(before);
  return [(user + system) / 1000, result];
};
const [file, others] = process.argv.slice(2);
const [load, loaded] = cost(() => loadRegistry(file));
if (!loaded.ok) throw new Error(loaded.message);
const { registry } = loaded;
const { models } = registry;
const context = { facts: projectTerms(detectFacts({})), lookups: registry, policy: {}, today: registry.date };
const all = () => { for (const model of models) judgeUses(model, context); };
const [cold] = cost(all);
const [warm] = cost(all);
const [whole] = others === 'all' ? cost(() => { for (const model of models) judge(model, { ...context, use: 'ship' }); }) : [0];
const text = readFileSync(file, 'utf8');
const [parse] = cost(() => JSON.parse(text));
console.log(JSON.stringify({ models: models.length, bytes: text.length, parse, load, cold, warm, whole }));
`;

/**
 * Ours, and for each factor a registry that many times as large; of each figure the best of several processes, by turns.
 * @param {{ runs?: number, factors?: readonly number[] }} [options]
 * @returns {Promise<Map<number, Cost>>}
 */
export async function verdictsBench({ runs = 9, factors = [1, 4, 16] } = {}) {
  await bundleModules({ verdicts: 'bench/verdictModules.ts' });
  const harness = join(cache, 'verdictsHarness.mjs');
  await writeFile(harness, HARNESS);
  const registry = JSON.parse(await readFile(registryFile, 'utf8'));
  const folder = await mkdtemp(join(tmpdir(), 'licit-verdicts-'));
  try {
    /** @type {Map<number, Cost>} */
    const best = new Map();
    for (const factor of factors)
      await writeFile(join(folder, `${factor}.json`), JSON.stringify(times(registry, factor)));
    for (let turn = 0; turn < runs; turn++) {
      for (const factor of factors) {
        const args = [harness, join(folder, `${factor}.json`), ...(factor === 1 ? ['all'] : [])];
        const { stdout } = await run(process.execPath, args, { timeout: 120_000 });
        /** @type {Cost} */
        const cost = JSON.parse(stdout);
        const known = best.get(factor) ?? cost;
        best.set(factor, {
          ...cost,
          parse: Math.min(known.parse, cost.parse),
          load: Math.min(known.load, cost.load),
          cold: Math.min(known.cold, cost.cold),
          warm: Math.min(known.warm, cost.warm),
          whole: Math.min(known.whole, cost.whole),
        });
      }
    }
    return best;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * A registry with that many copies of each model and data set, each made from copies of what the original was made from.
 * @param {any} registry
 * @param {number} factor
 */
function times(registry, factor) {
  const copies = [...Array(factor).keys()];
  /** @type {(id: string, copy: number) => string} */
  const named = (id, copy) => (copy === 0 ? id : `${id}-${copy}`);
  /** @type {(record: any, copy: number) => any} */
  const own = (record, copy) => ({ ...record, id: named(record.id, copy), aliases: copy === 0 ? record.aliases : {} });
  /** @type {(links: any[], copy: number) => any[]} */
  const linked = (links, copy) => links.map((link) => ({ ...link, id: named(link.id, copy) }));
  return {
    ...registry,
    models: copies.flatMap((copy) =>
      registry.models.map((/** @type {any} */ model) => ({
        ...own(model, copy),
        bases: linked(model.bases, copy),
        data: linked(model.data, copy),
      })),
    ),
    datasets: copies.flatMap((copy) =>
      registry.datasets.map((/** @type {any} */ dataset) => ({
        ...own(dataset, copy),
        ...(dataset.sources === undefined
          ? {}
          : { sources: dataset.sources.map((/** @type {string} */ id) => named(id, copy)) }),
      })),
    ),
  };
}

/**
 * @param {number} factor
 * @param {Cost} cost
 */
export function describeVerdicts(factor, { models, bytes, parse, load, cold, warm, whole }) {
  const each = ((1000 * cold) / models).toFixed(0);
  const said =
    `${factor}×: ${models} models, ${(bytes / 1e6).toFixed(1)} MB: load ${load.toFixed(0)} ms (of which JSON ${parse.toFixed(0)}), ` +
    `all models × six uses ${cold.toFixed(0)} ms cold (${each} µs a model), ${warm.toFixed(0)} ms again`;
  return whole === 0 ? said : `${said}, with the whole argument for one use ${whole.toFixed(0)} ms`;
}
