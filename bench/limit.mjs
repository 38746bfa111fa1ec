// How close to the limit: the engine's time for the keys of a replay against what llama-bench says that the same tokens need,
// evaluated at its prompt speed and generated at its generation speed, measured right before and after.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { loadCore } from './core.mjs';
import { heldOutSession } from './typing.mjs';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const THREADS = 1;
/** Where in the context is generated, about the middle of what a replay has. Tokens. */
const DEPTH = 1024;

/**
 * Tokens a second, as llama-bench measures them.
 * @param {string} program
 * @param {string} model
 */
async function speeds(program, model) {
  const options = ['-t', String(THREADS), '-r', '2', '-o', 'json'];
  /** @param {readonly string[]} what */
  const measure = async (what) => {
    const { stdout } = await run(program, ['-m', model, ...options, ...what], { maxBuffer: 1 << 24 });
    /** @type {{ avg_ts: number }[]} */
    const [result] = JSON.parse(stdout);
    return result?.avg_ts ?? Number.NaN;
  };
  return {
    prompt: await measure(['-p', '512', '-n', '0']),
    generation: await measure(['-p', '0', '-n', '16', '-d', String(DEPTH)]),
  };
}

/**
 * @param {{ llamaBench: string, model?: string, files?: number, keys?: number, seed?: number, log?: (line: string) => void }} options
 */
export async function limitBench({ llamaBench, model: path, files = 3, keys = 40, seed = 4, log = console.log }) {
  const { workerPath, core } = await loadCore();
  const file = path ?? join(root, 'builtin/licit-mini-ts.gguf');
  const { session } = await heldOutSession(core, { files, keys, seed });
  const model = await core.admitted(file);
  const engine = new core.EngineClient({ workerPath, log: () => undefined });
  const { signal } = new AbortController();
  /** @type {{ spent: number, limit: number, generated: number, evaluated: number }[]} */
  const parts = [];
  try {
    // The load is none of it.
    await engine.abilities(model, signal);
    const ours = new core.Ours(engine, model, signal);
    let before = await speeds(llamaBench, file);
    for (const one of session.files) {
      /** @type {import('../src/cli/replay/typist').KeyResult[]} */
      const results = [];
      for await (const result of core.replay({ files: [one] }, ours, signal)) results.push(result);
      const after = await speeds(llamaBench, file);
      const sum = (/** @type {'engineMs' | 'evaluated' | 'generated'} */ what) =>
        results.reduce((total, result) => total + result[what], 0);
      const [evaluated, generated] = [sum('evaluated'), sum('generated')];
      const prompt = (before.prompt + after.prompt) / 2;
      const generation = (before.generation + after.generation) / 2;
      const limit = 1000 * (evaluated / prompt + generated / generation);
      parts.push({ spent: sum('engineMs'), limit, generated, evaluated });
      log(
        `limit: ${one.path}: ${evaluated} tokens evaluated (${prompt.toFixed(0)} a second), ${generated} generated (${generation.toFixed(1)} a second): ${(sum('engineMs') / limit).toFixed(2)} times the limit`,
      );
      before = after;
    }
  } finally {
    await engine.dispose();
  }
  const total = (/** @type {'spent' | 'limit'} */ what) => parts.reduce((sum, part) => sum + part[what], 0);
  log(`limit: in all ${(total('spent') / total('limit')).toFixed(2)} times what llama-bench says that the tokens need`);
}
