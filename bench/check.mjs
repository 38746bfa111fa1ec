// How fast the check is, as ratios of times that were taken in one run on one machine: beside ripgrep, beside itself with a cache,
// beside itself on smaller trees. What it measures is named in BENCHMARKS.md.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from '../scripts/build.mjs';
import { bundleModules, cache } from './core.mjs';
import { makeTree } from './tree.mjs';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));

/** Each time is the best of so many: what another program takes from the machine only ever makes it longer. */
const rounds = 5;

/**
 * What ripgrep searches: a literal, which is its strong side; the shape of an id on the hub; and the words that the check itself
 * searches each file for before it looks closer.
 * @param {readonly string[]} words
 * @returns {{ name: string, args: string[] }[]}
 */
function searchesFor(words) {
  const oneOfThem = words.map((word) => word.replace(/[^\w-]/g, String.raw`\$&`)).join('|');
  return [
    { name: 'a literal', args: ['--regexp', 'from_pretrained'] },
    { name: 'the shape of an id', args: ['--regexp', String.raw`["'][\w.-]+/[\w.-]+["']`] },
    { name: "the check's own words", args: ['--ignore-case', '--regexp', oneOfThem] },
  ];
}

/**
 * @typedef {object} Probe
 * @property {number} files
 * @property {number} bytes
 * @property {number} findings
 * @property {number} ms
 * @property {number | null} againMs of a second check in the same process
 * @property {number} cpuMs
 * @property {number} longestMs
 * @property {number[]} saves
 * @property {number} rssMb
 */

/**
 * A program's own time, from its start to its end, and its processor time, of all its threads. Milliseconds.
 * @typedef {{ ms: number, cpuMs: number }} Cost
 */

/**
 * @param {string} program
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<Cost>}
 */
async function cost(program, args, env = process.env) {
  const start = performance.now();
  // bash says what a program used of the processor; ripgrep ends with 1 where it finds nothing.
  const told = await run('bash', ['-c', 'TIMEFORMAT="%U %S"; time "$0" "$@" > /dev/null; exit 0', program, ...args], {
    env: { ...env, LC_ALL: 'C' },
    maxBuffer: 1e9,
  });
  const ms = performance.now() - start;
  const [user = Number.NaN, system = Number.NaN] = (told.stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  return { ms, cpuMs: 1000 * (user + system) };
}

/** @param {string} rg @param {string[]} args @param {string} folder */
function search(rg, args, folder) {
  return cost(rg, ['--count', ...args, folder]);
}

/**
 * The program as it is installed: in a clone, the launcher first looks whether the sources are newer than what was built.
 * @param {string} folder
 * @returns {Promise<string>} the launcher
 */
async function unpackProgram(folder) {
  await mkdir(folder);
  const packed = await run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], {
    cwd: root,
  });
  await run('tar', ['-xzf', packed.stdout.trim(), '--strip-components=1'], { cwd: folder });
  return join(folder, 'bin/licit.mjs');
}

/** @param {string} program @param {string} folder @param {string} storage */
function check(program, folder, storage) {
  const args = [program, 'check', folder, '--json', '--fail-on', 'never'];
  return cost(process.execPath, args, { ...process.env, XDG_CACHE_HOME: storage, LOCALAPPDATA: storage });
}

/**
 * The better of two, by time and by processor time.
 * @param {Cost} a
 * @param {Cost} b
 * @returns {Cost}
 */
function better(a, b) {
  return { ms: Math.min(a.ms, b.ms), cpuMs: Math.min(a.cpuMs, b.cpuMs) };
}

/** @param {Cost} cost */
function shown({ ms, cpuMs }) {
  return `${ms.toFixed(0)} ms (CPU ${cpuMs.toFixed(0)} ms)`;
}

/**
 * How many times as long one took as another.
 * @param {Cost} one
 * @param {Cost} other
 */
function ratio(one, other) {
  return `${(one.ms / other.ms).toFixed(2)} (CPU ${(one.cpuMs / other.cpuMs).toFixed(2)})`;
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
  /** @type {typeof import('./checkModules')} */
  const { CLUES, HOSTS, MARKS } = await import(pathToFileURL(modules).href);
  const patterns = searchesFor([...MARKS, ...HOSTS, ...CLUES]);
  const scratch = await mkdtemp(join(tmpdir(), 'licit-bench-'));
  try {
    const tree = join(scratch, 'tree');
    const storage = join(scratch, 'storage');
    await mkdir(tree);
    const program = await unpackProgram(join(scratch, 'program'));
    const bytes = makeTree(tree, files);
    log(`${files} files, ${(bytes / 1e6).toFixed(0)} MB`);

    const worst = { ms: Number.POSITIVE_INFINITY, cpuMs: Number.POSITIVE_INFINITY };
    const searches = patterns.map(() => worst);
    let first = worst;
    let second = worst;
    let least = worst;
    // In a process that runs already, as the editor's does.
    let inEditor = { first: worst.ms, second: worst.ms };
    // A file that is younger than two seconds is not trusted to be unchanged.
    await new Promise((resolve) => setTimeout(resolve, 2500));
    for (let round = 0; round < rounds; round++) {
      for (const [index, { args }] of patterns.entries())
        searches[index] = better(searches[index] ?? worst, await search(ripgrep(rg), args, tree));
      await rm(storage, { recursive: true, force: true });
      const { ms, againMs } = await probe(modules, tree, storage);
      inEditor = { first: Math.min(inEditor.first, ms), second: Math.min(inEditor.second, againMs ?? worst.ms) };
      await rm(storage, { recursive: true, force: true });
      first = better(first, await check(program, tree, storage));
      second = better(second, await check(program, tree, storage));
      least = better(least, await cost(process.execPath, [join(root, 'bench/listProbe.mjs'), tree]));
    }
    log(`load of the machine: ${loadavg()[0]?.toFixed(1)}, ${availableParallelism()} cores`);
    for (const [index, { name }] of patterns.entries()) {
      const one = searches[index] ?? worst;
      log(
        `ripgrep, ${name}: ${shown(one)}; the check ${shown(first)}, ratio ${ratio(first, one)}; in the editor's process ${(inEditor.first / one.ms).toFixed(2)}`,
      );
    }
    log(`second run: ${shown(second)}, ratio to the first ${ratio(second, first)}`);
    log(
      `Node that does no more than to list the tree with the times of its files: ${shown(least)}, ratio to the first ${ratio(least, first)}`,
    );
    const { first: once, second: twice } = inEditor;
    log(
      `in the editor's process: ${once.toFixed(0)} ms, then ${twice.toFixed(0)} ms, ratio ${(twice / once).toFixed(2)}`,
    );

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
