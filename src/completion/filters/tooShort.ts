import type { Filter } from './filter';

/** What opens a comment says nothing of what follows. */
const OPENS_COMMENT = /^(?:\/\*+|\/\/+|<!--)$/;

/**
 * A single character is typed faster than it is read; measured, such offers were hardly ever right, as were those of a comment's
 * first sign alone, which is what is left of a block that the model would begin with a comment.
 */
export const tooShort: Filter = (text, { anything }) => {
  const said = text.trim();
  return anything || (said.length > 1 && !OPENS_COMMENT.test(said)) ? text : '';
};
