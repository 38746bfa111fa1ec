import type { Token } from '../../text/lex';

/** Tokens from `first` up to `end`, exclusive. */
export interface Expression {
  readonly first: number;
  readonly end: number;
}

/** The column of a token that begins a line; null for one that does not. */
export function columnIfFirst(tokens: readonly Token[], text: string, index: number): number | null {
  const token = tokens[index];
  if (token === undefined || !beginsLine(tokens, text, index)) return null;
  return token.start - (text.lastIndexOf('\n', token.start - 1) + 1);
}

export function beginsLine(tokens: readonly Token[], text: string, index: number): boolean {
  const previous = tokens[index - 1];
  return previous === undefined || text.slice(previous.end, tokens[index]?.start).includes('\n');
}

/** What a token adds to the number of open brackets. */
export function depthOf(token: Token | undefined): -1 | 0 | 1 {
  if (token?.kind !== 'sign') return 0;
  if ('([{'.includes(token.text)) return 1;
  return ')]}'.includes(token.text) ? -1 : 0;
}

/** Where the bracket at `open` closes; `limit` where it does not before. */
export function closeOf(tokens: readonly Token[], open: number, limit: number): number {
  let depth = 0;
  for (let at = open; at < limit; at++) {
    depth += depthOf(tokens[at]);
    if (depth === 0) return at;
  }
  return limit;
}

/** The first token from `first` up to `end` (exclusive), outside of all brackets there, that is asked for; null where none is. */
export function findOutside(
  tokens: readonly Token[],
  first: number,
  end: number,
  isIt: (token: Token, index: number) => boolean,
): number | null {
  let depth = 0;
  for (let at = first; at < end; at++) {
    const token = tokens[at];
    if (token === undefined) return null;
    if (depth === 0 && token.kind !== 'string' && isIt(token, at)) return at;
    depth += depthOf(token);
  }
  return null;
}
