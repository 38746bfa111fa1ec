import type { Filter } from './filter';

const width = (line: string) => /^[ \t]*/.exec(line)?.[0].length ?? 0;
/** What stands further to the left, and yet belongs to the block that the cursor is in: its end. */
const END = /^\s*(?:[)\]}]|end\b)/;

/** Ends a text with the block that the cursor stands in: what is indented less is other code. */
export const dedent: Filter = (text, { cursor }) => {
  const lines = text.split('\n');
  const base = width(cursor.lineBefore.trim() === '' ? cursor.lineBefore + (lines[0] ?? '') : cursor.lineBefore);
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line.trim() === '' || width(line) >= base) continue;
    return lines.slice(0, END.test(line) ? index + 1 : index).join('\n');
  }
  return text;
};
