// One check in a process of its own, measured from within, and with a place for its cache a second one: node checkProbe.mjs MODULES
// REGISTRY FOLDER [STORAGE]. Prints JSON.
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [modules = '', registryFile = '', folder = '', storage] = process.argv.slice(2);
/** @type {typeof import('./checkModules')} */
const { DigestStore, detectFacts, loadRegistry, recheck, runCheck } = await import(modules);

/** CPU of this thread where Node tells (23.9 and later), else of the process. Milliseconds. */
function cpu() {
  const { user, system } = process.threadCpuUsage?.() ?? process.cpuUsage();
  return (user + system) / 1000;
}

const loaded = loadRegistry(registryFile, undefined);
if (!loaded.ok) throw new Error(loaded.message);
/** @type {Parameters<typeof runCheck>[1]} */
const options = {
  registry: loaded.registry,
  facts: { ...detectFacts({}), use: { value: 'by-place', from: 'default' } },
  policy: {},
  today: new Date().toISOString().slice(0, 10),
  digests: new DigestStore(null),
  helper: fileURLToPath(new URL('../dist/lookWorker.mjs', import.meta.url)),
  recheckable: storage === undefined,
  ...(storage === undefined ? {} : { cache: { folder: storage, version: 'bench' } }),
};

// What the editor would wait for: the longest piece of work between two turns of the event loop.
let longestMs = 0;
let since = cpu();
let running = true;
const turn = () => {
  const now = cpu();
  longestMs = Math.max(longestMs, now - since);
  since = now;
  if (running) setImmediate(turn);
};
setImmediate(turn);

const before = process.cpuUsage();
const start = performance.now();
const signal = new AbortController().signal;
const outcome = await runCheck(folder, options, signal);
const ms = performance.now() - start;
const { user, system } = process.cpuUsage(before);
running = false;
if (!outcome.ok) throw new Error(outcome.message);
const { coverage, findings } = outcome.report;

/** @type {number[]} */
const saves = [];
let checked = outcome.checked;
const changed = findings.find(({ file }) => /\.(?:py|ts)$/.test(file))?.file;
for (let save = 0; checked !== undefined && changed !== undefined && save < 20; save++) {
  appendFileSync(join(folder, changed), '\n');
  const start = process.cpuUsage();
  const again = await recheck(checked, [join(folder, changed)], options, signal);
  const used = process.cpuUsage(start);
  if (!again.ok) throw new Error(again.message);
  saves.push((used.user + used.system) / 1000);
  checked = again.checked;
}

const { maxRSS } = process.resourceUsage();
/** @type {number | null} */
let againMs = null;
if (storage !== undefined) {
  const start = performance.now();
  await runCheck(folder, options, signal);
  againMs = performance.now() - start;
}
const { files, bytes } = coverage;
const result = {
  files,
  bytes,
  findings: findings.length,
  ms,
  againMs,
  cpuMs: (user + system) / 1000,
  longestMs,
  saves,
  rssMb: maxRSS / 1024,
};
console.log(JSON.stringify(result));
