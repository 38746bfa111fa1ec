// How close to the limit: what the engine spends on the keys of a replay against what llama-bench says that the same tokens need,
// evaluated at its prompt speed and generated at its generation speed. In processor time of one thread, which other work on the
// machine disturbs less than the clock; measured before and after each file.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { loadCore } from './core.mjs';
import { cpuMs, workers } from './processes.mjs';
import { heldOutSession } from './typing.mjs';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const THREADS = 1;
/** Tokens that llama-bench works on at a time. */
const PROMPT = 512;
const GENERATED = 24;
/** Tokens that already stand before those, in the context that completions have; llama-bench's own is empty. */
const DEPTH = 1200;
/** A key that evaluates more tokens has a whole prompt to read. */
const FEW = 64;
/** Runs a program and says what processor time it used, user and system, in seconds. */
const TIMED = `TIMEFORMAT='%U %S'; time "$@" > /dev/null 2>&1`;

/** @typedef {{ prompt: number, generation: number }} Costs milliseconds of a token */

/**
 * What llama-bench spends on a token: the difference between runs of three and of one repetition, so that loading and warming up
 * are not in it.
 * @param {string} program
 * @param {string} model
 * @param {number} depth tokens of context, evaluated once for all repetitions
 * @returns {Promise<Costs>}
 */
async function costs(program, model, depth = 0) {
  /** @param {readonly string[]} what @param {number} repetitions */
  const spent = async (what, repetitions) => {
    const args = ['-m', model, '-t', String(THREADS), '-d', String(depth), '-r', String(repetitions), ...what];
    const { stderr } = await run('bash', ['-c', TIMED, 'bash', program, ...args]);
    return (
      stderr
        .trim()
        .split(' ')
        .map(Number)
        .reduce((sum, seconds) => sum + seconds, 0) * 1000
    );
  };
  /** @param {readonly string[]} what */
  const repetition = async (what) => ((await spent(what, 3)) - (await spent(what, 1))) / 2;
  return {
    prompt: (await repetition(['-p', String(PROMPT), '-n', '0'])) / PROMPT,
    generation: (await repetition(['-p', '0', '-n', String(GENERATED)])) / GENERATED,
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
  /** @type {{ spent: number, evaluated: number, generated: number, limit: number, deep: number }[]} */
  const all = [];
  /** @param {typeof all} some @param {'limit' | 'deep'} [limit] */
  const times = (some, limit = 'limit') => {
    const sum = (/** @type {'spent' | 'limit' | 'deep'} */ what) => some.reduce((total, key) => total + key[what], 0);
    return `${(sum('spent') / sum(limit)).toFixed(2)} times`;
  };
  try {
    // The load is none of it.
    await engine.abilities(model, signal);
    const pids = await workers(workerPath);
    const ours = new core.Ours(engine, model, signal);
    const behind = await costs(llamaBench, file, DEPTH);
    let before = await costs(llamaBench, file);
    for (const one of session.files) {
      /** @type {Omit<typeof all[number], 'limit' | 'deep'>[]} */
      const spent = [];
      let last = cpuMs(pids);
      for await (const { evaluated, generated } of core.replay({ files: [one] }, ours, signal)) {
        const now = cpuMs(pids);
        if (generated > 0) spent.push({ spent: now - last, evaluated, generated });
        last = now;
      }
      const after = await costs(llamaBench, file);
      const prompt = (before.prompt + after.prompt) / 2;
      const generation = (before.generation + after.generation) / 2;
      const keysOf = spent.map((key) => ({
        ...key,
        limit: key.evaluated * prompt + key.generated * generation,
        deep: key.evaluated * behind.prompt + key.generated * behind.generation,
      }));
      const speeds = `${(1000 / prompt).toFixed(0)} tokens evaluated a second, ${(1000 / generation).toFixed(1)} generated`;
      log(`limit: ${one.path}: ${spent.length} keys, llama-bench ${speeds}: ${times(keysOf)}`);
      all.push(...keysOf);
      before = after;
    }
  } finally {
    await engine.dispose();
  }
  const few = all.filter(({ evaluated }) => evaluated <= FEW);
  log(
    `limit: in all ${times(all)} what llama-bench says that the tokens need; keys without a whole prompt ${times(few)}`,
  );
  log(
    `limit: beside llama-bench behind ${DEPTH} tokens ${times(all, 'deep')}; keys without a whole prompt ${times(few, 'deep')}`,
  );
}
