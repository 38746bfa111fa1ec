import type { Filter, FilterContext } from './filter';
import { repetition } from './repetition';
import { specialTokens } from './specialTokens';
import { suffixOverlap } from './suffixOverlap';
import { tooShort } from './tooShort';
import { trailingBlank } from './trailingBlank';

/** In the order in which they are applied. */
export const FILTERS: readonly (readonly [name: string, filter: Filter])[] = [
  ['special-tokens', specialTokens],
  ['trailing-blank', trailingBlank],
  ['repetition', repetition],
  ['suffix-overlap', suffixOverlap],
  ['too-short', tooShort],
];

export interface Filtered {
  readonly text: string;
  /** Names of the filters that changed the text. */
  readonly by: readonly string[];
}

/** Runs all filters. */
export function filtered(text: string, context: FilterContext): Filtered {
  const by: string[] = [];
  let result = text;
  for (const [name, filter] of FILTERS) {
    const next = filter(result, context);
    if (next !== result) by.push(name);
    result = next;
  }
  return { text: result, by };
}
