// The thread that helps a check to look at texts (lookHelpers.ts). Built as a file of its own.
import { parentPort, workerData } from 'node:worker_threads';
import { Clues } from './clues/clues';
import type { HelperSetting, LooksAnswer, LooksAsked } from './lookHelpers';
import { lookAtText } from './seenText';

const { root, known }: HelperSetting = workerData;
const clues = known === null ? null : new Clues(known);

parentPort?.on('message', ({ paths, expected }: LooksAsked) => {
  const stamps = new Float64Array(4 * paths.length);
  const looks: LooksAnswer['looks'] = new Map();
  for (const [index, path] of paths.entries()) {
    const look = lookAtText(path, `${root}/${path}`, clues, expected.get(index) ?? null);
    const { times, digest } = look;
    if (times !== null) stamps.set([times.size, times.mtimeMs, times.ctimeMs, times.ino], 4 * index);
    // Most files were ruled out: their size says all.
    if (times === null || digest !== '') looks.set(index, look);
  }
  const answer: LooksAnswer = { stamps, looks };
  parentPort?.postMessage(answer, [stamps.buffer]);
});
