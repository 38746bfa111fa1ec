import type { Token } from '../text/lex';
import { depthOf } from './returned/layout';

/** A longer list of types is not read to its end. */
const maxTokens = 60;

/** Behind the types in `<…>` (Python: `[…]`) that begin at a token; the token itself where none do. */
export function behindTypes(tokens: readonly Token[], at: number): number {
  const opener = tokens[at]?.kind === 'sign' ? tokens[at]?.text : undefined;
  if (opener !== '<' && opener !== '[') return at;
  let depth = 0;
  for (let end = at; end < at + maxTokens; end++) {
    const token = tokens[end];
    if (token === undefined) return at;
    depth += depthOf(token);
    if (token.kind === 'sign' && token.text === '<') depth++;
    // Not that of `=>`.
    if (token.kind === 'sign' && token.text === '>' && tokens[end - 1]?.text !== '=') depth--;
    if (depth === 0) return end + 1;
  }
  return at;
}
