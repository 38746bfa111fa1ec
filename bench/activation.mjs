// How long VS Code waits for Licit: loading dist/extension.js and calling activate(), each in a fresh Node process with a
// stand-in for the `vscode` module, beside an extension that does nothing.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));

/** Answers every property, call and construction with itself; events and disposables work because anything does. */
const STAND_IN = `
const Module = require('node:module');
const stub = new Proxy(function () {}, {
  get: (target, name) => (name === Symbol.toPrimitive ? () => '' : name === 'then' ? undefined : stub),
  set: () => true,
  apply: () => stub,
  construct: () => stub,
});
const load = Module._load;
// The bundle copies the module's own properties and takes over its prototype, so the stand-in is the prototype.
const vscode = Object.create(stub);
Module._load = (request, ...rest) => (request === 'vscode' ? vscode : load(request, ...rest));
const before = performance.now();
const extension = require(process.argv[2]);
const loaded = performance.now();
extension.activate({ subscriptions: [], extension: stub, extensionUri: stub, globalStorageUri: stub, extensionPath: '', asAbsolutePath: (p) => p });
const active = performance.now();
process.stdout.write(JSON.stringify({ loadMs: loaded - before, activateMs: active - loaded }), () => process.exit(0));
`;

/** @param {number[]} values */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/**
 * Medians of fresh processes, in milliseconds. `ratio`: load and activation together, as a multiple of the empty extension's.
 * @param {{ runs?: number }} [options]
 * @returns {Promise<{ loadMs: number, activateMs: number, emptyMs: number, ratio: number }>}
 */
export async function activationBench({ runs = 15 } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'licit-activation-'));
  try {
    const harness = join(folder, 'harness.cjs');
    const empty = join(folder, 'empty.cjs');
    await writeFile(harness, STAND_IN);
    await writeFile(empty, 'exports.activate = () => {};');
    /** @type {number[]} */ const load = [];
    /** @type {number[]} */ const activate = [];
    /** @type {number[]} */ const nothing = [];
    // In turn, so that a busy moment of the machine meets both.
    for (let i = 0; i < runs; i++) {
      const ours = await sample(harness, join(root, 'dist', 'extension.js'));
      const none = await sample(harness, empty);
      load.push(ours.loadMs);
      activate.push(ours.activateMs);
      nothing.push(none.loadMs + none.activateMs);
    }
    const emptyMs = median(nothing);
    const loadMs = median(load);
    const activateMs = median(activate);
    return { loadMs, activateMs, emptyMs, ratio: (loadMs + activateMs) / emptyMs };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} harness
 * @param {string} extension
 * @returns {Promise<{ loadMs: number, activateMs: number }>}
 */
async function sample(harness, extension) {
  const { stdout } = await run(process.execPath, [harness, extension], { timeout: 60_000 });
  return JSON.parse(stdout);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { loadMs, activateMs, emptyMs, ratio } = await activationBench();
  console.log(
    `activation: load ${loadMs.toFixed(1)} ms, activate ${activateMs.toFixed(1)} ms; an empty extension ${emptyMs.toFixed(1)} ms; ratio ${ratio.toFixed(1)}`,
  );
}
