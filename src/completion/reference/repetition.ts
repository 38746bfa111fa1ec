import { extname, join } from 'node:path';
import type { CodeTokens } from './codeTokens';
import { codeTokens } from './codeTokens';
import { GRAM, gramHashes } from './fingerprints';
import type { Posting } from './postings';
import { LIMITS, sourceOf, type ThirdPartyIndex } from './thirdPartyIndex';

/** What counts as repeated: so many tokens in a row, or so many lines that say something. */
export const FEWEST_TOKENS = 60;
export const FEWEST_LINES = 12;
/** A line with fewer tokens, such as `});`, says nothing. */
const TELLING_LINE = 3;
/** Of the code in front of the cursor, so much is held beside it: it may be repeated line by line. Tokens. */
const BEFORE = 400;
/** The repeated part has so much of the completion in it, or all of it: what was there before is not its fault. Tokens. */
const FEWEST_NEW = 12;
/** Files that are read to see how much of them is repeated. */
const MOST_FILES = 8;

/** What a completion repeats. */
export interface Repetition {
  /** Relative to the root, with `/`. */
  readonly file: string;
  /** Where it stands there, from 1. */
  readonly line: number;
  readonly tokens: number;
  /** Lines that say something. */
  readonly lines: number;
}

/** The longest stretch of third-party code that a completion repeats, together with what stands in front of it; null when short. */
export async function repetitionIn(
  index: ThirdPartyIndex,
  before: string,
  text: string,
  extension: string,
): Promise<Repetition | null> {
  const all = codeTokens(before + text, extension);
  const begin = all.starts.findIndex((start) => start >= before.length);
  if (begin < 0) return null;
  const from = Math.max(0, begin - BEFORE);
  const candidates = candidatesIn(index, all.ids, from, begin);
  let best: Repetition | null = null;
  for (const [file, at] of candidates) {
    const path = index.path(file);
    const source = await sourceOf(join(index.root, path), LIMITS.largestFile);
    if (source === null) continue;
    const found = longestRun(all, begin, codeTokens(source, extname(path).toLowerCase()), at);
    if (found !== null && (best === null || found.tokens > best.tokens)) best = { file: path, ...found };
  }
  return best;
}

/** Pairs of places that may begin the same stretch, by file: those with most in common first. */
function candidatesIn(
  index: ThirdPartyIndex,
  ids: Uint32Array,
  from: number,
  begin: number,
): readonly (readonly [file: number, at: readonly Pair[]])[] {
  const byFile = new Map<number, Pair[]>();
  const start = Math.max(from, 0);
  gramHashes(ids.subarray(start)).forEach((hash, offset) => {
    const here = start + offset;
    for (const { file, token } of index.find(hash)) {
      const pairs = byFile.get(file);
      if (pairs === undefined) byFile.set(file, [{ here, there: token }]);
      else pairs.push({ here, there: token });
    }
  });
  // What has nothing of the completion in it is none of its repetitions, unless it goes on into it.
  return [...byFile]
    .filter(([, pairs]) => pairs.some(({ here }) => here + 2 * GRAM > begin))
    .sort(([, a], [, b]) => b.length - a.length)
    .slice(0, MOST_FILES);
}

interface Pair {
  readonly here: number;
  readonly there: Posting['token'];
}

function longestRun(
  all: CodeTokens,
  begin: number,
  source: CodeTokens,
  pairs: readonly Pair[],
): Omit<Repetition, 'file'> | null {
  let best: Omit<Repetition, 'file'> | null = null;
  const { ids } = all;
  let reached = -1;
  for (const { here, there } of pairs) {
    if (here < reached || ids[here] !== source.ids[there]) continue;
    let back = 0;
    while (back < Math.min(here, there) && ids[here - back - 1] === source.ids[there - back - 1]) back++;
    let on = 0;
    while (here + on < ids.length && there + on < source.ids.length && ids[here + on] === source.ids[there + on]) on++;
    const start = here - back;
    const end = here + on;
    reached = end;
    const own = end - Math.max(start, begin);
    if (own < Math.min(FEWEST_NEW, ids.length - begin)) continue;
    const lines = tellingLines(all.lines.subarray(start, end));
    if (end - start < FEWEST_TOKENS && lines < FEWEST_LINES) continue;
    if (best === null || end - start > best.tokens)
      best = { line: (source.lines[there - back] ?? 0) + 1, tokens: end - start, lines };
  }
  return best;
}

/** Lines with enough tokens in them. */
function tellingLines(lines: Uint32Array): number {
  const counts = new Map<number, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return [...counts.values()].filter((count) => count >= TELLING_LINE).length;
}
