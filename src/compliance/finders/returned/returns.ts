import type { Token } from '../../text/lex';
import { bodyOf, type FunctionBody } from './functionBodies';
import { beginsLine, closeOf, columnIfFirst, depthOf, type Expression } from './layout';

/** A longer head of a block is not read back to its beginning. */
const maxHead = 200;

/** The expressions that a function gives back; those of functions inside of it are not its own. null for a generator, and where they are not known. */
export function returnsOf(
  tokens: readonly Token[],
  text: string,
  isPython: boolean,
  { first, end, isExpression }: FunctionBody,
): readonly Expression[] | null {
  if (isExpression) return [{ first, end: statementEnd(tokens, text, isPython, first, end) }];
  const found: Expression[] = [];
  for (let at = first; at < end; at++) {
    const inner = isPython ? innerOfPython(tokens, text, at) : innerOfScript(tokens, at, end);
    if (inner === null) return null;
    if (inner > at) {
      at = inner - 1;
      continue;
    }
    const token = tokens[at];
    if (token?.kind !== 'word' || tokens[at - 1]?.text === '.') continue;
    if (token.text === 'yield') return null;
    if (token.text !== 'return') continue;
    const isEmpty = beginsLine(tokens, text, at + 1);
    found.push({ first: at + 1, end: isEmpty ? at + 1 : statementEnd(tokens, text, isPython, at + 1, end) });
  }
  return found;
}

/** Where the function ends that begins at a token; the token itself where none does; null where its end is not known. */
function innerOfPython(tokens: readonly Token[], text: string, at: number): number | null {
  if (tokens[at]?.text !== 'def' || tokens[at]?.kind !== 'word') return at;
  const column = columnIfFirst(tokens, text, tokens[at - 1]?.text === 'async' ? at - 1 : at);
  if (column === null) return at;
  return bodyOf(tokens, text, { owner: null, isProperty: false, open: at + 2, body: 'indent', column })?.end ?? null;
}

function innerOfScript(tokens: readonly Token[], at: number, limit: number): number {
  const isBrace = tokens[at]?.text === '{' && tokens[at]?.kind === 'sign';
  return isBrace && !isPlainBlock(tokens, at) ? closeOf(tokens, at, limit) + 1 : at;
}

/** A brace of JavaScript that opens no function: behind `if (…)`, `else`, `case x:`. */
function isPlainBlock(tokens: readonly Token[], brace: number): boolean {
  const before = tokens[brace - 1];
  if (before?.kind === 'word') return /^(?:else|try|catch|finally|do)$/.test(before.text);
  if (before?.text !== ')') return /^[;{}:]$/.test(before?.text ?? '');
  let depth = 0;
  for (let open = brace - 1; open > brace - maxHead; open--) {
    depth -= depthOf(tokens[open]);
    if (depth === 0) return /^(?:if|for|while|switch|catch|with|await)$/.test(tokens[open - 1]?.text ?? '');
  }
  return false;
}

function statementEnd(tokens: readonly Token[], text: string, isPython: boolean, first: number, limit: number): number {
  let depth = 0;
  for (let at = first; at < limit; at++) {
    const token = tokens[at];
    if (token === undefined || (depth === 0 && (token.kind === 'comment' || token.text === ';'))) return at;
    const isNext = depth === 0 && at > first && beginsLine(tokens, text, at);
    if (isNext && !carriesOn(tokens[at - 1], token, isPython)) return at;
    depth += depthOf(token);
    if (depth < 0) return at;
  }
  return limit;
}

/** An expression goes on over the end of its line. */
function carriesOn(before: Token | undefined, after: Token, isPython: boolean): boolean {
  if (isPython) return before?.text === '\\';
  return [before, after].some((token) => token?.kind === 'sign' && /[?:|+&]/.test(token.text));
}
