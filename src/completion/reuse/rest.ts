import type { Cursor } from '../cursor';
import { sameAfter, typedSince } from './typedSince';

/** The text on both sides of a cursor, line ends `\n`. */
export type Sides = Pick<Cursor, 'before' | 'after'>;

/** What is left to show of an answer. */
export interface Rest {
  readonly text: string;
  /** Characters to the right of the cursor that the text takes the place of, as it holds them itself. */
  readonly replaces: number;
}

/** The most closing brackets and quotes that an editor is expected to have put behind the cursor by itself. */
const MOST_CLOSERS = 3;
const CLOSERS = /^[)\]}>'"`]+/;
const CLOSERS_BELOW = /^\n[ \t]*[)\]}]{1,3}/;

/**
 * What is left of `text`, an answer to `then`, when the document is as `now`: the user typed the answer's beginning, and what
 * follows is what followed, but for brackets and quotes that the editor closed by itself. Null when nothing is left or it
 * does not fit.
 */
export function restOf(text: string, then: Sides, now: Sides): Rest | null {
  const typed = typedSince(then.before, now.before, text.length);
  if (typed === null || !text.startsWith(typed) || typed.length === text.length) return null;
  const rest = text.slice(typed.length);
  if (sameAfter(then.after, now.after)) return { text: rest, replaces: 0 };
  if (typed === '') return null;
  const closers = closersPut(then.after, now.after);
  if (closers === null) return null;
  // Below the cursor they stay, and the text ends before them.
  if (closers.startsWith('\n')) {
    const inside = rest.endsWith(closers) ? rest.slice(0, -closers.length) : '';
    return inside.trim() === '' ? null : { text: inside, replaces: 0 };
  }
  return holdsInOrder(rest.split('\n', 1)[0] ?? '', closers) ? { text: rest, replaces: closers.length } : null;
}

/**
 * The brackets and quotes that an editor put behind the cursor, or with a line break on a line below it, which is all that what
 * follows differs by; null where it differs otherwise, or not at all.
 */
export function closersPut(then: string, now: string): string | null {
  const below = CLOSERS_BELOW.exec(now)?.[0];
  if (below !== undefined && sameAfter(then, now.slice(below.length))) return below;
  const closers = CLOSERS.exec(now)?.[0].slice(0, MOST_CLOSERS) ?? '';
  for (let count = 1; count <= closers.length; count++)
    if (sameAfter(then, now.slice(count))) return closers.slice(0, count);
  return null;
}

/** Whether the characters occur in the text in this order, so that the text can be drawn around them. */
function holdsInOrder(text: string, characters: string): boolean {
  let at = 0;
  for (const character of characters) {
    at = text.indexOf(character, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
