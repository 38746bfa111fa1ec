import { lex } from '../../compliance/text/lex';
import { extensionOf, syntaxAt } from '../asking/syntaxAt';
import type { FilterContext } from './filter';

const CLOSES: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
const OPENERS = new Set(Object.values(CLOSES));

/** The brackets around a cursor, strings and comments left out. */
export interface Brackets {
  /** What is open at the cursor, the innermost last. */
  readonly open: readonly string[];
  /** Closing brackets behind the cursor that close some of it, the innermost first, as their openers. */
  readonly closed: readonly string[];
}

/** A bracket of a text. */
export interface Bracket {
  readonly at: number;
  /** The opener, also of a closing one. */
  readonly opener: string;
  readonly closes: boolean;
}

/** The brackets of a piece of code, in order. */
export function bracketsIn(code: string, extension: string): readonly Bracket[] {
  return lex(code, extension).flatMap(({ kind, text, start }): readonly Bracket[] => {
    if (kind !== 'sign') return [];
    if (OPENERS.has(text)) return [{ at: start, opener: text, closes: false }];
    const opener = CLOSES[text];
    return opener === undefined ? [] : [{ at: start, opener, closes: true }];
  });
}

/**
 * The brackets around the cursor; null where they can't be told: in languages that are not known, in a string or comment, and
 * where those in front of the cursor don't match.
 */
export function bracketsAround({ cursor, place }: FilterContext): (Brackets & { readonly extension: string }) | null {
  const extension = extensionOf(place);
  if (extension === null || syntaxAt(place, cursor) !== null) return null;
  const open: string[] = [];
  for (const { opener, closes } of bracketsIn(cursor.before, extension)) {
    if (!closes) open.push(opener);
    // A text that is cut at its beginning closes what is not seen.
    else if (open.length > 0 && open.pop() !== opener) return null;
  }
  const closed: string[] = [];
  let depth = 0;
  for (const { opener, closes } of bracketsIn(cursor.after, extension)) {
    if (!closes) depth++;
    else if (depth > 0) depth--;
    else closed.push(opener);
  }
  return { open, closed, extension };
}
