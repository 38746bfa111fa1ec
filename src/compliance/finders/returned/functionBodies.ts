import type { Token } from '../../text/lex';
import { parametersAt } from '../localFunctions';
import { behindTypes } from '../typeParameters';
import { columnIfFirst, depthOf } from './layout';

/** Where a file defines a function. */
export interface Definition {
  /** The class that it is a method of. */
  readonly owner: string | null;
  /** It is read like a field: Python's `@property`, `get` of JavaScript. */
  readonly isProperty: boolean;
  /** The bracket of its parameters, or the only parameter of an arrow. */
  readonly open: number;
  /** `indent`: what stands deeper than its column. `arrow`: what stands behind `=>`. */
  readonly body: 'indent' | 'block' | 'arrow';
  readonly column: number;
}

/** The inside of a function: indices of its tokens, `end` exclusive. */
export interface FunctionBody {
  readonly parameters: readonly string[];
  readonly first: number;
  readonly end: number;
  /** An arrow's value, without `return`. */
  readonly isExpression: boolean;
}

/** Of more functions of one name one more is told, and none of the others. */
export const maxDefinitions = 40;
/** A longer function does more than give a name back. */
const maxTokens = 600;
/** A longer type is not read to its end. */
const maxType = 40;

/** The definitions of a Python or JavaScript file, by name, in the order of the file. */
export function definitionsOf(tokens: readonly Token[], text: string, isPython: boolean) {
  const found = new Map<string, Definition[]>();
  for (const { name, ...definition } of isPython ? inPython(tokens, text) : inScript(tokens)) {
    const others = found.get(name);
    if (others === undefined) found.set(name, [definition]);
    else if (others.length <= maxDefinitions) others.push(definition);
  }
  return found;
}

type Named = Definition & { readonly name: string };

function* inPython(tokens: readonly Token[], text: string): Generator<Named, void, undefined> {
  /** The classes and functions around the line at hand. */
  const around: { readonly column: number; readonly owner: string | null }[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token?.kind !== 'word' || (token.text !== 'def' && token.text !== 'class')) continue;
    const first = tokens[at - 1]?.text === 'async' ? at - 1 : at;
    const column = columnIfFirst(tokens, text, first);
    if (column === null) continue;
    while ((around.at(-1)?.column ?? -1) >= column) around.pop();
    const owner = around.at(-1)?.owner ?? null;
    const name = tokens[at + 1]?.text ?? '';
    around.push({ column, owner: token.text === 'class' ? name : null });
    const isProperty = /property$/.test(tokens[first - 1]?.text ?? '');
    if (token.text === 'def')
      yield { name, owner, isProperty, open: behindTypes(tokens, at + 2), body: 'indent', column };
  }
}

function* inScript(tokens: readonly Token[]): Generator<Named, void, undefined> {
  /** The open braces; of a class, its name. */
  const around: (string | null)[] = [];
  let opened: string | null = null;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    const word = (offset: number) => tokens[at + offset]?.text ?? '';
    if (token?.kind === 'sign') {
      if (token.text === '}') around.pop();
      if (token.text !== '{') continue;
      around.push(opened);
      opened = null;
    } else if (token?.kind === 'word') {
      const owner = around.at(-1) ?? null;
      const known = { isProperty: false, column: 0, owner };
      if (token.text === 'class') opened = word(1);
      else if (token.text === 'function')
        yield { ...known, owner: null, name: word(1), open: behindTypes(tokens, at + 2), body: 'block' };
      else if (word(1) === '=') {
        const value = at + (word(2) === 'async' ? 3 : 2);
        const open = behindTypes(tokens, value);
        const isArrow = tokens[open]?.text === '(' || (word(value - at + 1) === '=' && word(value - at + 2) === '>');
        if (isArrow) yield { ...known, name: token.text, open, body: 'arrow' };
        else if (tokens[value]?.text === 'function')
          yield { ...known, name: token.text, open: bracketOf(tokens, value), body: 'block' };
      } else if (owner !== null && /^[(<]$/.test(word(1))) {
        const open = behindTypes(tokens, at + 1);
        if (tokens[open]?.text === '(')
          yield { ...known, name: token.text, isProperty: word(-1) === 'get', open, body: 'block' };
      }
    }
  }
}

/** The bracket of a function that may have a name, and types. */
function bracketOf(tokens: readonly Token[], keyword: number): number {
  const name = keyword + 1;
  return behindTypes(tokens, tokens[name]?.kind === 'word' ? name + 1 : name);
}

/** null where it is none after all, or too long. */
export function bodyOf(tokens: readonly Token[], text: string, definition: Definition): FunctionBody | null {
  const { open, body, column } = definition;
  const isBracket = tokens[open]?.text === '(';
  if (!isBracket && body !== 'arrow') return null;
  const { names, close } = isBracket ? parametersAt(tokens, open) : { names: [tokens[open]?.text ?? ''], close: open };
  const first = bodyStart(tokens, close + 1, body);
  if (first === null) return null;
  const isExpression = body === 'arrow' && tokens[first - 1]?.text !== '{';
  const end = body === 'indent' ? endOfIndent(tokens, text, first, column) : endOfBracket(tokens, first, isExpression);
  return end === null ? null : { parameters: names, first, end, isExpression };
}

/** Behind the colon, the brace or the arrow that opens a body, and a type before it. */
function bodyStart(tokens: readonly Token[], from: number, body: Definition['body']): number | null {
  let depth = 0;
  for (let at = from; at < from + maxType; at++) {
    const text = tokens[at]?.text ?? '';
    if (body === 'indent' && depth === 0 && text === ':') return at + 1;
    // What a type is made of may look like a body.
    if (body !== 'indent' && at > from && text === '{' && /^[:|&<]$/.test(tokens[at - 1]?.text ?? '')) return null;
    if (body === 'block' && text === '{') return at + 1;
    if (body === 'arrow' && text === '=' && tokens[at + 1]?.text === '>')
      return tokens[at + 2]?.text === '{' ? at + 3 : at + 2;
    if (/^[;})]$/.test(text) || (at === from && !/^[:=>{-]$/.test(text))) return null;
    depth += depthOf(tokens[at]);
  }
  return null;
}

function endOfIndent(tokens: readonly Token[], text: string, first: number, column: number): number | null {
  let depth = 0;
  for (let at = first; at < first + maxTokens; at++) {
    const token = tokens[at];
    if (token === undefined) return at;
    const own = depth > 0 || token.kind === 'comment' ? null : columnIfFirst(tokens, text, at);
    if (own !== null && own <= column) return at;
    depth += depthOf(token);
  }
  return null;
}

/** `isExpression`: a comma ends it, too. */
function endOfBracket(tokens: readonly Token[], first: number, isExpression: boolean): number | null {
  let depth = 0;
  for (let at = first; at < first + maxTokens; at++) {
    const token = tokens[at];
    if (token === undefined) return isExpression ? at : null;
    if (isExpression && depth === 0 && token.kind === 'sign' && /[,;]/.test(token.text)) return at;
    depth += depthOf(token);
    if (depth < 0) return at;
  }
  return null;
}
