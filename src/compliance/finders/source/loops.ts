import type { Token } from '../../text/lex';
import { type Alias, maxNames } from '../aliases';
import { behindTypes } from '../typeParameters';

/** A name that a loop gives values to, and where they come from. */
export interface LoopName {
  readonly name: string;
  readonly alias: Alias;
}

/** What is longer before a callback is not read back to its beginning. */
const maxReceiver = 300;
/** Methods of a list that hand each of its values to a function. */
const callers = /^(?:map|forEach|flatMap|filter|some|every|find)$/;

/** What stands before the names of a loop. */
const opener = /^(?:for|const|let|var)$/;
const none: readonly LoopName[] = [];

/** `for name in names`, `for k, v in names`, `for (const [k, v] of names)`. `index`: of `in` or `of`. `scope`: the bracket around it. */
export function loopNames(tokens: readonly Token[], index: number, scope: number | null): readonly LoopName[] {
  const names: string[] = [];
  let at = index - 1;
  for (; names.length <= maxNames; at--) {
    const token = tokens[at];
    const isName = token?.kind === 'word' && !opener.test(token.text);
    if (isName && (at === index - 1 || tokens[at + 1]?.kind === 'sign')) names.unshift(token.text);
    else if (token?.kind !== 'sign' || !/^[,()[\]]$/.test(token.text)) break;
  }
  if (!opener.test(tokens[at]?.text ?? '')) return none;
  // A comprehension is in its brackets, and what it makes stands before it.
  const isComprehension = tokens[at]?.text === 'for' && scope !== null;
  return aliasesOf(names, { index: index + 1, ...(isComprehension ? { scope } : {}) });
}

/** `names.map((name) => …)`, `names.forEach(function ([k, v]) { … })`. `open`: the call's bracket. */
export function callbackNames(tokens: readonly Token[], open: number): readonly LoopName[] {
  if (tokens[open - 2]?.text !== '.' || !callers.test(tokens[open - 1]?.text ?? '')) return none;
  const word = (at: number) => tokens[at]?.text ?? '';
  let at = word(open + 1) === 'async' ? open + 2 : open + 1;
  if (word(at) === 'function') at++;
  at = behindTypes(tokens, at);
  if (word(at) === '(') at++;
  const isSplit = word(at) === '[';
  const names: string[] = [];
  for (let next = isSplit ? at + 1 : at; tokens[next]?.kind === 'word' && names.length < maxNames; next += 2) {
    names.push(word(next));
    // Behind the value stands its number.
    if (!isSplit || word(next + 1) !== ',') break;
  }
  return aliasesOf(names, { index: receiverStart(tokens, open - 2), end: open - 2, scope: open });
}

function aliasesOf(names: readonly string[], alias: Alias): readonly LoopName[] {
  return names.map((name, position) => ({ name, alias: { ...alias, loop: { position, count: names.length } } }));
}

/** Where the expression before a dot begins. */
function receiverStart(tokens: readonly Token[], dot: number): number {
  let depth = 0;
  let at = dot - 1;
  for (; at > dot - maxReceiver; at--) {
    const token = tokens[at];
    if (token === undefined) break;
    if (token.kind === 'sign' && /[)\]}]/.test(token.text)) depth++;
    else if (token.kind === 'sign' && /[([{]/.test(token.text)) {
      if (--depth < 0) break;
    } else if (depth === 0 && token.text !== '.' && token.text !== '?') {
      // A word that another stands before is the first of the expression.
      if (token.kind !== 'word' || tokens[at + 1]?.kind === 'word') break;
    }
  }
  return at + 1;
}
