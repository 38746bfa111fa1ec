import { dedent } from './dedent';
import { doubleClosing } from './doubleClosing';
import { echo } from './echo';
import type { Filter, FilterContext } from './filter';
import { indentation } from './indentation';
import { lowConfidence } from './lowConfidence';
import { repetition } from './repetition';
import { secrets } from './secrets';
import { specialTokens } from './specialTokens';
import { suffixOverlap } from './suffixOverlap';
import { tooShort } from './tooShort';
import { trailingBlank } from './trailingBlank';
import { unbalanced } from './unbalanced';

export type NamedFilter = readonly [name: string, filter: Filter];

/** In the order in which they are applied. */
export const FILTERS: readonly NamedFilter[] = [
  ['low-confidence', lowConfidence],
  ['special-tokens', specialTokens],
  ['secrets', secrets],
  ['echo', echo],
  ['trailing-blank', trailingBlank],
  ['indentation', indentation],
  ['repetition', repetition],
  ['dedent', dedent],
  ['suffix-overlap', suffixOverlap],
  ['unbalanced', unbalanced],
  ['double-closing', doubleClosing],
  ['too-short', tooShort],
];

export interface Filtered {
  readonly text: string;
  /** Names of the filters that changed the text. */
  readonly by: readonly string[];
}

/** Runs all filters, or those that are given. */
export function filtered(text: string, context: FilterContext, filters: readonly NamedFilter[] = FILTERS): Filtered {
  const by: string[] = [];
  let result = text;
  for (const [name, filter] of filters) {
    const next = filter(result, context);
    if (next !== result) by.push(name);
    result = next;
  }
  return { text: result, by };
}
