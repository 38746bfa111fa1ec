// What a key costs: types stretches of files that the model never saw, character by character, and asks for a completion after
// each. Counts the prompt tokens that had to be evaluated, and the time until the answer.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadCore } from './core.mjs';
import { heldOutFiles } from './heldOut.mjs';
import { randomFrom } from './places.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Keys typed in each file. */
const STRETCH = 150;

/**
 * @param {number[]} values
 * @param {number} share
 */
function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/**
 * Medians and 95th percentiles over all keys for which the model was asked; the first key of each file, where a whole prompt is
 * evaluated, is left out.
 * @param {{ files?: number, seed?: number }} [options]
 */
export async function typingBench({ files: count = 6, seed = 1 } = {}) {
  const { workerPath, core } = await loadCore();
  const random = randomFrom(seed);
  const files = (await heldOutFiles({ wholePackages: true })).filter(({ text }) => text.length > 6000);
  const model = await core.admitted(join(root, 'builtin/licit-mini-ts.gguf'));
  const engine = new core.EngineClient({ workerPath, log: () => undefined });
  const signal = new AbortController().signal;
  /** @type {number[]} */ const tokens = [];
  /** @type {number[]} */ const times = [];
  try {
    for (let n = 0; n < count; n++) {
      const file = files[Math.floor(random() * files.length)];
      if (file === undefined) break;
      const begin = Math.floor(file.text.length / 2);
      const rest = file.text.slice(file.text.indexOf('\n', begin + STRETCH));
      let first = true;
      for (let at = begin; at < begin + STRETCH; at++) {
        const place = { text: file.text.slice(0, at) + rest, offset: at, path: file.path, repository: file.package };
        const started = performance.now();
        const result = await core.completeAt(place, { engine, model }, signal);
        if ('kind' in result) throw new Error(result.message);
        const { promptTokens, promptTokensReused } = result.timings;
        if (promptTokens === 0) continue;
        if (!first) {
          tokens.push(promptTokens - promptTokensReused);
          times.push(performance.now() - started);
        }
        first = false;
      }
    }
  } finally {
    await engine.dispose();
  }
  return {
    keys: tokens.length,
    tokens: { median: quantile(tokens, 0.5), p95: quantile(tokens, 0.95) },
    ms: { median: quantile(times, 0.5), p95: quantile(times, 0.95) },
  };
}
