// The replay while a compiler keeps every core busy, beside the same keys on the machine as it is. The compiler, one for each core,
// is stopped and goes on by turns.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadCore } from './core.mjs';
import { heldOutSession } from './typing.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Checks this repository's types again and again. */
const COMPILE = `
const { execFileSync } = require('node:child_process');
for (;;) try { execFileSync(process.execPath, [process.argv[1], '--noEmit', '-p', process.argv[2]], { stdio: 'ignore' }); } catch {}
`;

/** A compiler in a process group of its own, stopped. */
function compiler() {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const child = spawn(process.execPath, ['-e', COMPILE, tsc, root], { detached: true, stdio: 'ignore' });
  const group = -(child.pid ?? 0);
  const send = (/** @type {NodeJS.Signals} */ signal) => void process.kill(group, signal);
  send('SIGSTOP');
  return { go: () => send('SIGCONT'), stop: () => send('SIGSTOP'), end: () => send('SIGKILL') };
}

/**
 * @param {{ model?: string, files?: number, keys?: number, seed?: number, log?: (line: string) => void }} [options]
 */
export async function busyBench({ model: path, files = 8, keys = 60, seed = 2, log = console.log } = {}) {
  const { workerPath, core } = await loadCore();
  const { session } = await heldOutSession(core, { files, keys, seed });
  const model = await core.admitted(path ?? join(root, 'builtin/licit-mini-ts.gguf'));
  const engine = new core.EngineClient({ workerPath, log: () => undefined });
  const { signal } = new AbortController();
  const compilers = Array.from({ length: availableParallelism() }, compiler);
  /** @type {Record<'idle' | 'busy', import('../src/cli/replay/compare').Turn[]>} */
  const turns = { idle: [], busy: [] };
  try {
    for (const file of session.files) {
      for (const state of /** @type {const} */ (['idle', 'busy'])) {
        for (const compiler of compilers) state === 'busy' ? compiler.go() : compiler.stop();
        const ours = new core.Ours(engine, model, signal);
        for await (const turn of core.byTurns({ files: [file] }, [ours], signal)) turns[state].push(turn);
      }
    }
  } finally {
    for (const compiler of compilers) compiler.end();
    await engine.dispose();
  }
  // An answer from memory takes no time on any machine.
  const asked = (/** @type {typeof turns.idle} */ all) =>
    core.summary(all.filter(([key]) => (key?.generated ?? 0) > 0));
  const [idle, busy] = [asked(turns.idle), asked(turns.busy)];
  log(
    `busy: ${busy.keys} keys that asked the model; median ${idle.ours.medianMs.toFixed(0)} ms as it is, ${busy.ours.medianMs.toFixed(0)} ms beside ${compilers.length} compilers (${(busy.ours.medianMs / idle.ours.medianMs).toFixed(2)} times); 95th percentile ${idle.ours.p95Ms.toFixed(0)} ms, ${busy.ours.p95Ms.toFixed(0)} ms (${(busy.ours.p95Ms / idle.ours.p95Ms).toFixed(2)} times)`,
  );
}
