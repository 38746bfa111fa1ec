import type { Token } from '../text/lex';
import { behindTypes } from './typeParameters';

/** A function that a file defines. */
export interface LocalFunction {
  readonly name: string;
  /** Index of the token behind which its parameters are known. */
  readonly at: number;
  /** In order, without `self`. */
  readonly parameters: readonly string[];
}

/** A longer list of parameters is not read to its end. */
const maxTokens = 200;
const maxParameters = 24;

/** The functions of a file in the order of their definitions: `def f(a)`, `function f(a)`, `fn f(a: T)`, `const f = (a) =>`. */
export function localFunctions(tokens: readonly Token[]): readonly LocalFunction[] {
  const found: LocalFunction[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token?.kind !== 'word') continue;
    const name = /^(?:def|function|func|fn|fun)$/.test(token.text) ? at + 1 : at;
    const behind = name > at ? behindTypes(tokens, name + 1) : name;
    const isDefinition = name > at && tokens[behind]?.text === '(';
    const open = isDefinition ? behind : arrowAt(tokens, at);
    const called = tokens[name];
    if (open === null || called?.kind !== 'word') continue;
    const { names, close } = parametersAt(tokens, open);
    if (!isDefinition && !isArrow(tokens, close)) continue;
    found.push({ name: called.text, at: open, parameters: names });
  }
  return found;
}

/** The bracket of `name = (` and `name = async (`. */
function arrowAt(tokens: readonly Token[], at: number): number | null {
  if (tokens[at + 1]?.text !== '=') return null;
  const open = behindTypes(tokens, tokens[at + 2]?.text === 'async' ? at + 3 : at + 2);
  return tokens[open]?.text === '(' ? open : null;
}

/** `=>` behind the bracket, with or without a type in between. */
function isArrow(tokens: readonly Token[], close: number): boolean {
  if (tokens[close + 1]?.text !== '=' && tokens[close + 1]?.text !== ':') return false;
  for (let at = close + 1; at < close + 12; at++)
    if (tokens[at]?.text === '=' && tokens[at + 1]?.text === '>') return true;
  return false;
}

/** The names in the bracket at `open`, without `self`, and where it closes. */
export function parametersAt(tokens: readonly Token[], open: number): { names: readonly string[]; close: number } {
  const names: string[] = [];
  let depth = 0;
  let isNext = true;
  const end = Math.min(tokens.length, open + maxTokens);
  for (let at = open; at < end; at++) {
    const token = tokens[at];
    if (token === undefined) break;
    if (token.kind === 'sign') {
      if (/[([{]/.test(token.text)) depth++;
      else if (/[)\]}]/.test(token.text) && --depth === 0) return { names, close: at };
      else if (token.text === ',' && depth === 1) isNext = true;
    } else if (isNext && token.kind === 'word' && !/^(?:mut|final|const|readonly|public|private)$/.test(token.text)) {
      isNext = false;
      if (!/^(?:self|cls)$/.test(token.text) && names.length < maxParameters) names.push(token.text);
    }
  }
  return { names, close: end };
}
