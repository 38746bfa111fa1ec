import { blockEnd, indentOf } from '../../engine/blockEnd';
import type { Filter } from './filter';

/** Ends a text with the block that the cursor stands in: what is indented less is other code. */
export const dedent: Filter = (text, { cursor }) => {
  const [first = ''] = text.split('\n', 1);
  const base = indentOf(cursor.lineBefore.trim() === '' ? cursor.lineBefore + first : cursor.lineBefore);
  return text.slice(0, blockEnd(text, base) ?? text.length);
};
