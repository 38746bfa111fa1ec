import type { Cursor } from '../cursor';

/** Whether the cursor splits a word: what a model would add there belongs to neither half. */
export function insideWord({ before, after }: Cursor): boolean {
  return /[\p{L}\p{M}\p{N}_$]$/u.test(before) && /^[\p{L}\p{M}\p{N}_$]/u.test(after);
}
