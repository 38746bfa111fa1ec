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
  const closers = CLOSERS.exec(now.after)?.[0].slice(0, MOST_CLOSERS) ?? '';
  for (let count = 1; count <= closers.length; count++) {
    if (!sameAfter(then.after, now.after.slice(count))) continue;
    return holdsInOrder(rest.split('\n', 1)[0] ?? '', closers.slice(0, count)) ? { text: rest, replaces: count } : null;
  }
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
