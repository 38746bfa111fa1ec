import { isAnchor } from '../../engine/anchors';
import type { Cursor } from '../cursor';

/** What is parsed on either side of the cursor. Characters. */
const BEFORE = 16_384;
const AFTER = 6144;
/** The region begins behind one line in so many. */
const ANCHOR_LINES = 24;

/** The part of a document that is parsed, and the cursor in it. */
export interface Region {
  readonly text: string;
  readonly cursor: number;
}

/**
 * The region around a cursor: whole lines. It begins at a line that is told by itself, so that it stays where it is while the
 * user types and only the change has to be parsed again.
 */
export function regionAround({ before, after }: Pick<Cursor, 'before' | 'after'>): Region {
  const start = before.length <= BEFORE ? 0 : startIn(before, before.length - BEFORE);
  const end = after.length <= AFTER ? after.length : after.lastIndexOf('\n', AFTER) + 1;
  return { text: before.slice(start) + after.slice(0, end), cursor: before.length - start };
}

function startIn(text: string, from: number): number {
  const first = text.indexOf('\n', from) + 1;
  if (first === 0) return from;
  for (let line = first; line < text.length - BEFORE / 2; ) {
    const end = text.indexOf('\n', line) + 1;
    if (end === 0) break;
    if (isAnchor(text, line, end, ANCHOR_LINES)) return end;
    line = end;
  }
  return first;
}
