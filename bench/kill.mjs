// The worker is killed at random moments of a replay, a hundred times unless told otherwise. Every keystroke has to end, nothing
// may be thrown, suggestions have to be back within the time that loading the model takes, and no process may be left behind.
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { loadCore } from './core.mjs';
import { randomFrom } from './places.mjs';
import { workers } from './processes.mjs';
import { heldOutSession } from './typing.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
/** A worker is killed so long after it gave an answer, at the most. Milliseconds. */
const LONGEST_LIFE = 400;
/** A suggestion is late that took so many times what a first one takes, as on a machine with other work any may. */
const LATE = 1.5;
/** After so many kills a load is timed. */
const LOAD_EVERY = 10;

/**
 * @param {{ kills?: number, seed?: number, log?: (line: string) => void }} [options]
 * @returns {Promise<boolean>} whether all went well
 */
export async function killBench({ kills = 100, seed = 1, log = console.log } = {}) {
  const { workerPath, core } = await loadCore();
  const { session } = await heldOutSession(core, { files: 40, keys: 400, seed });
  const model = await core.admitted(join(root, 'builtin/licit-mini-ts.gguf'));
  /** @type {string[]} */
  const said = [];
  const engine = new core.EngineClient({ workerPath, log: (line) => said.push(line) });
  const { signal } = new AbortController();
  const ours = new core.Ours(engine, model, signal);
  const random = randomFrom(seed);
  /** Of an engine of its own, from nothing to a suggestion. */
  async function load() {
    const fresh = new core.EngineClient({ workerPath, log: () => undefined });
    const started = performance.now();
    const [file] = session.files;
    const text = file?.text ?? '';
    const place = { text, offset: text.indexOf('\n', text.length / 2), path: 'a.ts', repository: '' };
    const result = await core.completeAt(place, { engine: fresh, model }, signal);
    if ('kind' in result) throw new Error(result.message);
    const took = performance.now() - started;
    await fresh.dispose();
    return took;
  }
  /** @type {number[]} */
  const loads = [await load()];
  await engine.abilities(model, signal);

  let killed = 0;
  let killedAt = 0;
  let keys = 0;
  let failures = 0;
  /** @type {number[]} */
  const back = [];
  let running = true;
  let wantsLoad = false;
  let answers = 0;
  const killing = (async () => {
    while (running && killed < kills) {
      // Only a worker that has answered since: else one would measure how the pauses between restarts add up.
      const before = answers;
      while (running && answers === before) await delay(5);
      await delay(random() * LONGEST_LIFE);
      const [pid] = await workers(workerPath);
      if (pid === undefined || !running || wantsLoad) continue;
      killedAt = performance.now();
      process.kill(pid, 'SIGKILL');
      killed++;
      if (killed % LOAD_EVERY === 0) wantsLoad = true;
    }
    running = false;
  })();
  for (const file of session.files) {
    for await (const { asked, ms } of core.replay(
      { files: [file] },
      forgiving(ours, () => failures++),
      signal,
    )) {
      keys++;
      // Every key gets a time to be killed in: an answer from memory asks nobody.
      if (asked && ms > 1) {
        answers++;
        if (killedAt > 0) back.push(performance.now() - killedAt);
        killedAt = 0;
      }
      // By turns, so that a busy moment of the machine meets both.
      if (wantsLoad && killedAt === 0) {
        loads.push(await load());
        wantsLoad = false;
      }
      if (!running) break;
    }
    if (!running) break;
  }
  running = false;
  await killing;
  await engine.dispose();
  const left = (await workers(workerPath)).length;
  const times = (/** @type {number[]} */ all) =>
    `${core.quantile(all, 0.5).toFixed(0)} ms (median), ${Math.max(...all).toFixed(0)} ms at the most`;
  log(
    `kill: ${killed} workers killed in ${keys} keys, all of which ended; ${failures} were answered without a suggestion`,
  );
  const late = back.filter((ms) => ms > LATE * core.quantile(loads, 0.5)).length;
  log(
    `  suggestions were back after ${times(back)}; a first one takes ${times(loads)} with its load; ${late} of ${back.length} took more than ${LATE} times the median of that; ${left} processes left`,
  );
  return killed >= kills && left === 0;
}

/**
 * An assistant whose engine may fail: such a key has no suggestion, as in the editor.
 * @param {import('../src/cli/replay/typist').Assistant} assistant
 * @param {() => void} onFailure
 * @returns {import('../src/cli/replay/typist').Assistant}
 */
function forgiving(assistant, onFailure) {
  const nothing = {
    suggestion: '',
    asked: false,
    promptTokens: 0,
    evaluated: 0,
    generated: 0,
    engineMs: 0,
    pausedMs: 0,
  };
  return {
    key: (moment) =>
      assistant.key(moment).catch(() => {
        onFailure();
        return nothing;
      }),
    ahead: (moment, answer) => assistant.ahead(moment, answer),
  };
}
