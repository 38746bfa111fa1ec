import type { Filter } from './filter';

/** Shorter beginnings of lines are said twice for good reasons. Characters. */
const TELLING_START = 6;
const TELLING_LINE = 10;

/** Takes off what the model only says again: the beginning of the cursor's line, and the line above as a line of its own. */
export const echo: Filter = (text, { cursor }) => {
  const typed = cursor.lineBefore.trim();
  const rest = typed.length >= TELLING_START && text.startsWith(typed) ? text.slice(typed.length) : text;
  if (typed !== '') return rest;
  const above = cursor.before
    .split('\n')
    .slice(0, -1)
    .findLast((line) => line.trim() !== '')
    ?.trim();
  const first = rest.split('\n', 1)[0]?.trim();
  return above !== undefined && above.length >= TELLING_LINE && first === above ? '' : rest;
};
