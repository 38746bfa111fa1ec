import { offersChoice } from './combine';
import { DUTY_HASHES } from './duties';
import type { Found } from './found';
import type { Rider } from './match';
import type { Change } from './weigh';
import { hashWord, type Words } from './words';

/** What the reader is shown of one rider, at the most. */
const MAX_SHOWN = 2000;
/** A paragraph of leftover text ends where this many lines hold no word. */
const PARAGRAPH_BREAK = 2;
/** How far from a licence, in lines, leftover text of a source file or page still belongs to it. */
const NEAR = 12;

/** Too common to make leftover text a rider by themselves. */
const COMMON = new Set(
  ['no', 'not', 'conditions', 'condition', 'may', 'research', 'display', 'unless', 'except', 'only', 'provided'].map(
    hashWord,
  ),
);

/** Text that no licence accounts for and that changes rights or duties. */
export function ridersOf(text: string, words: Words, matches: readonly Found[], wholeFile: boolean): readonly Rider[] {
  const inside = matches.flatMap((match) => match.changes.map((change) => insideRider(text, words, match, change)));
  const outside = leftovers(words, matches)
    .filter(([from, to]) => hasDuty(words, from, to))
    .filter(([from, to]) => matches.length < 2 || !offersChoice(text, words, from, to))
    .filter(([from, to]) => wholeFile || isNear(words, from, to, matches))
    .map(([from, to]) => riderAt(text, words, from, to));
  return [...inside, ...outside].sort((a, b) => a.startLine - b.startLine || a.endLine - b.endLine);
}

/** The changed words; where words are missing, those around the gap. */
function insideRider(text: string, words: Words, match: Found, change: Change): Rider {
  if (change.textEnd > change.textStart) return riderAt(text, words, change.textStart, change.textEnd);
  const from = Math.max(match.textStart, change.textStart - 3);
  const to = Math.min(match.textEnd, change.textStart + 3);
  const around = riderAt(text, words, from, Math.max(from + 1, to));
  return { ...around, text: `${around.text} [${change.missing} words of ${match.id} are missing here]` };
}

function riderAt(text: string, words: Words, from: number, to: number): Rider {
  const start = words.starts[from] ?? 0;
  const end = words.ends[to - 1] ?? start;
  return {
    startLine: words.lines[from] ?? 1,
    endLine: words.lines[to - 1] ?? 1,
    text: text.slice(start, Math.min(end, start + MAX_SHOWN)),
  };
}

/** Paragraphs between the matches, as ranges of words. */
function leftovers(words: Words, matches: readonly Found[]): readonly (readonly [number, number])[] {
  const gaps: [number, number][] = [];
  let at = 0;
  for (const { textStart, textEnd } of matches) {
    if (textStart > at) gaps.push([at, textStart]);
    at = Math.max(at, textEnd);
  }
  if (at < words.length) gaps.push([at, words.length]);
  return gaps.flatMap(([from, to]) => paragraphs(words, from, to));
}

function paragraphs(words: Words, from: number, to: number): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  let start = from;
  for (let at = from + 1; at < to; at++) {
    if ((words.lines[at] ?? 0) - (words.lines[at - 1] ?? 0) < PARAGRAPH_BREAK) continue;
    found.push([start, at]);
    start = at;
  }
  found.push([start, to]);
  return found;
}

function hasDuty(words: Words, from: number, to: number): boolean {
  // Less than a sentence: a heading or a name.
  if (to - from < 4) return false;
  for (let at = from; at < to; at++) {
    const hash = words.hashes[at] ?? 0;
    if (DUTY_HASHES.has(hash) && !COMMON.has(hash)) return true;
  }
  return false;
}

function isNear(words: Words, from: number, to: number, matches: readonly Found[]): boolean {
  const first = words.lines[from] ?? 0;
  const last = words.lines[to - 1] ?? 0;
  return matches.some(({ textStart, textEnd }) => {
    const start = words.lines[textStart] ?? 0;
    const end = words.lines[textEnd - 1] ?? 0;
    return last >= start - PARAGRAPH_BREAK && first <= end + PARAGRAPH_BREAK && last - first <= NEAR;
  });
}
