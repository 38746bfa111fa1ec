import type { Filter } from './filter';

/** A single character is typed faster than it is read; measured, such offers were hardly ever right. */
export const tooShort: Filter = (text, { anything }) => (anything || text.trim().length > 1 ? text : '');
