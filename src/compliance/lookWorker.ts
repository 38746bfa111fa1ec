// The thread that helps a check to look at texts (lookHelpers.ts). Built as a file of its own.
import { parentPort, workerData } from 'node:worker_threads';
import { Clues } from './clues/clues';
import { type HelperSetting, type LooksAnswer, type LooksAsked, stampLength } from './lookMessages';
import { readBytes, textLimit } from './text/textFile';

const { root, known }: HelperSetting = workerData;
const clues = known === null ? null : new Clues(known);

/** Answers come in the order of what was asked. */
let answered: Promise<void> = Promise.resolve();
parentPort?.on('message', (asked: LooksAsked) => {
  answered = answered.then(async () => {
    const answer = asked.kind === 'sift' ? sift(asked) : await look(asked);
    parentPort?.postMessage(answer, answer.kind === 'sift' ? [answer.stamps.buffer] : []);
  });
});

function sift({ paths, kinds }: Extract<LooksAsked, { kind: 'sift' }>): LooksAnswer {
  const stamps = new Float64Array(stampLength * paths.length);
  const left: number[] = [];
  for (const [index, path] of paths.entries()) {
    const read = readBytes(absolute(path), textLimit);
    const kind = kinds[index];
    if (!read.ok || kind === undefined || clues?.ruleOut(read.bytes, read.times.size, kind) !== true) {
      left.push(index);
      continue;
    }
    const at = stampLength * index;
    stamps[at] = read.times.size;
    stamps[at + 1] = read.times.mtimeMs;
    stamps[at + 2] = read.times.ctimeMs;
    stamps[at + 3] = read.times.ino;
  }
  return { kind: 'sift', stamps, left };
}

/** The finders are read when they are first needed: in most trees, that is never here. */
async function look({ paths, expected }: Extract<LooksAsked, { kind: 'look' }>): Promise<LooksAnswer> {
  const { lookAtText } = await import('./seenText');
  const looks = paths.map((path, index) => lookAtText(path, absolute(path), null, expected[index] ?? null));
  return { kind: 'look', looks };
}

function absolute(path: string): string {
  return `${root}/${path}`;
}
