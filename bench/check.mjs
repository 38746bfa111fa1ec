// How fast the check is, as ratios of times that were taken in one run on one machine: beside ripgrep, beside itself with a cache,
// beside itself on smaller trees. What it measures is named in BENCHMARKS.md.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from '../scripts/build.mjs';
import { bundleModules, cache } from './core.mjs';
import { makeTree } from './tree.mjs';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));

/** Each time is the best of so many: what another program takes from the machine only ever makes it longer. */
const rounds = 5;
/** A literal, which is ripgrep's strong side, and the shape of an id on the hub, which is what a check looks for. */
const patterns = ['from_pretrained', String.raw`["'][\w.-]+/[\w.-]+["']`];

/** @typedef {{ files: number, bytes: number, findings: number, ms: number, cpuMs: number, longestMs: number, saves: number[], rssMb: number }} Probe */

/**
 * @param {() => Promise<unknown>} task
 * @returns {Promise<number>} milliseconds
 */
async function timed(task) {
  const start = performance.now();
  await task();
  return performance.now() - start;
}

/** ripgrep ends with 1 where it finds nothing. @param {string} rg @param {string} pattern @param {string} folder */
async function search(rg, pattern, folder) {
  await run(rg, ['--count', '--regexp', pattern, folder], { maxBuffer: 1e9 }).catch((error) => {
    if (error.code !== 1) throw error;
  });
}

/** @param {string} folder @param {string} storage */
async function check(folder, storage) {
  const args = [join(root, 'bin/licit.mjs'), 'check', folder, '--json', '--fail-on', 'never'];
  await run(process.execPath, args, {
    env: { ...process.env, XDG_CACHE_HOME: storage, LOCALAPPDATA: storage },
    maxBuffer: 1e9,
  });
}

/**
 * @param {string} modules
 * @param {string} folder
 * @param {string[]} storage
 * @returns {Promise<Probe>}
 */
async function probe(modules, folder, ...storage) {
  const args = [join(root, 'bench/checkProbe.mjs'), modules, join(root, 'model-registry.json'), folder, ...storage];
  return JSON.parse((await run(process.execPath, args)).stdout);
}

/** @param {number[]} values */
function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/**
 * ripgrep: the one that was named, the editor's of the tests, the one on the path.
 * @param {string | undefined} named
 */
export function ripgrep(named) {
  const ours = join(root, 'test/editor/.cache');
  const inEditor = `code-server-4.139.1/lib/vscode/node_modules/@vscode/ripgrep-universal/bin/${process.platform}-${process.arch}/rg`;
  return named ?? (existsSync(join(ours, inEditor)) ? join(ours, inEditor) : 'rg');
}

/**
 * @param {{ rg: string | undefined, files: number, many: number, log: (line: string) => void }} options
 */
export async function checkBench({ rg, files, many, log }) {
  await build();
  await bundleModules({ check: 'bench/checkModules.ts' });
  const modules = join(cache, 'check.mjs');
  const scratch = await mkdtemp(join(tmpdir(), 'licit-bench-'));
  try {
    const tree = join(scratch, 'tree');
    const storage = join(scratch, 'storage');
    await mkdir(tree);
    const bytes = makeTree(tree, files);
    log(`${files} files, ${(bytes / 1e6).toFixed(0)} MB`);

    const searches = patterns.map(() => Number.POSITIVE_INFINITY);
    let first = Number.POSITIVE_INFINITY;
    let second = Number.POSITIVE_INFINITY;
    // A file that is younger than two seconds is not trusted to be unchanged.
    await new Promise((resolve) => setTimeout(resolve, 2500));
    for (let round = 0; round < rounds; round++) {
      for (const [index, pattern] of patterns.entries()) {
        const ms = await timed(() => search(ripgrep(rg), pattern, tree));
        searches[index] = Math.min(searches[index] ?? ms, ms);
      }
      await rm(storage, { recursive: true, force: true });
      first = Math.min(first, await timed(() => check(tree, storage)));
      second = Math.min(second, await timed(() => check(tree, storage)));
    }
    for (const [index, pattern] of patterns.entries()) {
      const ms = searches[index] ?? Number.NaN;
      log(
        `ripgrep ${pattern}: ${ms.toFixed(0)} ms; the check ${first.toFixed(0)} ms, ratio ${(first / ms).toFixed(1)}`,
      );
    }
    log(`second run: ${second.toFixed(0)} ms, ratio to the first ${(second / first).toFixed(2)}`);

    const within = await probe(modules, tree);
    log(
      `a save: ${median(within.saves).toFixed(1)} ms CPU (median of ${within.saves.length}, worst ${Math.max(...within.saves).toFixed(1)})`,
    );
    log(`longest block of the event loop: ${within.longestMs.toFixed(0)} ms CPU`);
    await rm(tree, { recursive: true });

    /** @type {number[]} */
    const growth = [];
    for (const part of [16, 4, 1]) {
      await mkdir(tree);
      makeTree(tree, Math.round(files / part));
      let best = Number.POSITIVE_INFINITY;
      for (let round = 0; round < 3; round++) best = Math.min(best, (await probe(modules, tree)).cpuMs);
      growth.push(best);
      await rm(tree, { recursive: true });
    }
    const [one = Number.NaN] = growth;
    log(
      `growth, CPU of 1x, 4x, 16x: ${growth.map((ms) => `${ms.toFixed(0)} ms (${(ms / one).toFixed(1)})`).join(', ')}`,
    );

    await mkdir(tree);
    makeTree(tree, many, { medianBytes: 600 });
    await rm(storage, { recursive: true, force: true });
    const big = await probe(modules, tree, storage);
    const again = await probe(modules, tree, storage);
    log(`memory at ${big.files} files: ${big.rssMb.toFixed(0)} MB, in a second run ${again.rssMb.toFixed(0)} MB`);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
