// What a key costs: lines of files that the built-in model never saw are typed again, with mistakes taken back, suggestions
// accepted and the cursor moved, and a completion is asked for after each key; with `--peer PATH`, by turns with that
// llama-server, asked as llama.vscode does, on the same model. usage: node bench/typing.mjs [--model GGUF] [--peer PATH]
// [--answers 1: one for each request to the peer, where llama.vscode asks for three] [--files 6] [--keys 120] [--seed 1]
// [--minutes 8: what is typed by then counts] [--out FILE: every key as a line of JSON]
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { loadCore } from './core.mjs';
import { heldOutFiles } from './heldOut.mjs';
import { randomFrom } from './places.mjs';
import { cpuMs, workers } from './processes.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Of another file, before the open one in each prompt, so that ours and the peer's have about 1,500 tokens. Characters. */
const EXTRA = { ours: 800, peer: 1900 };
/** ggml's threads wait by spinning; the bench is for machines that others use too. */
const THREADS = 1;

/**
 * @typedef {import('../src/cli/replay/compare').Turn} Turn
 * @typedef {{ model?: string, peer?: string, answers?: number, files?: number, keys?: number, seed?: number }} What
 * @typedef {What & { minutes?: number, onTurn?: (turn: Turn) => unknown }} Options
 */

/**
 * Held-out files as a session, the same for each seed.
 * @param {typeof import('./modules')} core
 * @param {{ files: number, keys: number, seed: number }} options
 */
export async function heldOutSession(core, { files: count, keys, seed }) {
  const random = randomFrom(seed);
  const files = (await heldOutFiles({ wholePackages: true })).filter(({ text }) => text.length > 8000);
  const drawn = Array.from({ length: count }, () => files[Math.floor(random() * files.length)]).flatMap(
    (file) => file ?? [],
  );
  const other = files.find((file) => !drawn.includes(file));
  const session = core.makeSession(
    drawn.map(({ package: name, path, text }) => ({ path: `${name}/${path}`, text })),
    keys,
    random,
  );
  return { session, other: { path: other?.path ?? '', text: other?.text ?? '' } };
}

/**
 * Types, and returns what each key cost: ours first, then the peer's.
 * @param {Options} [options]
 * @returns {Promise<Turn[]>}
 */
export async function typingBench(options = {}) {
  const {
    model: path,
    peer: program,
    answers,
    files = 6,
    keys = 120,
    seed = 1,
    minutes = 60,
    onTurn = () => undefined,
  } = options;
  const { workerPath, core } = await loadCore();
  const { session, other } = await heldOutSession(core, { files, keys, seed });
  const file = path ?? join(root, 'builtin/licit-mini-ts.gguf');
  const model = await core.admitted(file);
  const engine = new core.EngineClient({ workerPath, log: () => undefined });
  const { signal } = new AbortController();
  const abilities = await engine.abilities(model, signal);
  if (!abilities.ok) throw new Error(abilities.failure.message);
  const { contextTokens } = abilities.value;
  const peerOptions = {
    model: file,
    threads: THREADS,
    contextTokens,
    // A small context has no room for another file.
    ...(contextTokens < 4096 ? {} : { extra: { ...other, text: other.text.slice(0, EXTRA.peer) } }),
    ...(answers === undefined ? {} : { answers }),
  };
  const peer = program === undefined ? null : await core.Peer.start({ program, ...peerOptions }, signal);
  /** @type {Turn[]} */
  const turns = [];
  try {
    const ours = new core.Ours(engine, model, signal, { extra: { ...other, text: other.text.slice(0, EXTRA.ours) } });
    const until = performance.now() + 60_000 * minutes;
    const assistants = [
      timed(ours, await workers(workerPath)),
      ...(peer === null ? [] : [timed(peer, [peer.pid ?? 0])]),
    ];
    for await (const turn of core.byTurns(session, assistants, signal)) {
      turns.push(turn);
      await onTurn(turn);
      if (performance.now() > until) break;
    }
  } finally {
    await engine.dispose();
    await peer?.stop();
  }
  return turns;
}

/**
 * An assistant that also tells what a free core would have needed for a key: the processor time of ourselves and of the given
 * processes, and the pause before the question. On a busy machine that says more than the clock.
 * @param {import('../src/cli/replay/typist').Assistant} assistant
 * @param {readonly number[]} pids
 * @returns {import('../src/cli/replay/typist').Assistant}
 */
function timed(assistant, pids) {
  const all = [process.pid, ...pids];
  return {
    key: async (moment) => {
      const before = cpuMs(all);
      const answer = await assistant.key(moment);
      return { ...answer, freeMs: cpuMs(all) - before + answer.pausedMs };
    },
    ahead: (moment, answer) => assistant.ahead(moment, answer),
  };
}

/** The turns with the times of a free core. @param {readonly Turn[]} turns @returns {Turn[]} */
const onFreeCore = (turns) =>
  turns.map((turn) => turn.map((key) => ({ ...key, ms: 'freeMs' in key ? Number(key.freeMs) : key.ms })));

/**
 * A few lines on what turns came to.
 * @param {readonly Turn[]} turns
 * @returns {Promise<string[]>}
 */
export async function describeTyping(turns) {
  const { core } = await loadCore();
  const free = onFreeCore(turns);
  const lines = [
    `typing: ${JSON.stringify(core.summary(turns))}`,
    `  on a free core (processor time and pauses): ${JSON.stringify(core.summary(free))}`,
  ];
  for (const kind of /** @type {const} */ (['type', 'delete', 'accept', 'back', 'move'])) {
    const part = free.filter(([key]) => key?.kind === kind);
    const { keys, ours, peer } = core.summary(part);
    if (keys === 0) continue;
    const side = (/** @type {typeof ours} */ { medianMs, p95Ms, promptTokensPerKey }) =>
      `${Math.round(medianMs)} ms (95 %: ${Math.round(p95Ms)} ms), ${promptTokensPerKey} prompt tokens`;
    lines.push(
      `  ${kind}, on a free core: ${keys} keys; ours ${side(ours)}${peer === undefined ? '' : `; peer ${side(peer)}`}`,
    );
  }
  const ours = turns.flatMap(([key]) => key ?? []);
  const lengths = ours.flatMap(({ promptTokens }) => (promptTokens > 0 ? [promptTokens] : []));
  const answers = ours.flatMap(({ generated }) => (generated > 0 ? [generated] : []));
  lines.push(`  prompts of ${core.quantile(lengths, 0.5)} tokens, answers of ${core.quantile(answers, 0.5)} (medians)`);
  return lines;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({
    options: {
      model: { type: 'string' },
      peer: { type: 'string' },
      answers: { type: 'string' },
      files: { type: 'string' },
      keys: { type: 'string' },
      seed: { type: 'string' },
      minutes: { type: 'string' },
      out: { type: 'string' },
    },
  });
  const { out, files, keys, seed, minutes, answers, ...named } = values;
  const counts = Object.fromEntries(
    Object.entries({ files, keys, seed, minutes, answers }).flatMap(([name, text]) =>
      text === undefined ? [] : [[name, Number(text)]],
    ),
  );
  const onTurn = async (/** @type {Turn} */ turn) => {
    if (out !== undefined) await appendFile(out, `${JSON.stringify(turn)}\n`);
  };
  const turns = await typingBench({ ...named, ...counts, onTurn });
  for (const line of await describeTyping(turns)) console.log(line);
}
