import type { Filter } from './filter';

/** Takes off blanks and empty lines at the end. */
export const trailingBlank: Filter = (text) => text.trimEnd();
