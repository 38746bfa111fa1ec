import type { Token } from '../../text/lex';

/** Name of the function that the bracket at `index` calls; null for a definition or a mere bracket. */
export function calleeBefore(tokens: readonly Token[], index: number): string | null {
  let at = index - 1;
  if (tokens[at]?.text === '>') {
    // An arrow's `>` closes nothing.
    if (/^[=-]$/.test(tokens[at - 1]?.text ?? '')) return null;
    const limit = Math.max(0, at - 40);
    while (at > limit && tokens[at]?.text !== '<') at--;
    if (tokens[at]?.text !== '<') return null;
    at--;
  }
  const name = tokens[at];
  if (name?.kind !== 'word') return null;
  const before = tokens[at - 1];
  return before?.kind === 'word' && /^(?:def|function|func|fn|class)$/.test(before.text) ? null : name.text;
}

/** What the callee of the bracket at `index` belongs to: `a` in `a.b(` and `a::b(`. */
export function receiverBefore(tokens: readonly Token[], index: number): string | null {
  const name = tokens[index - 1];
  let at = index - 2;
  if (name?.kind !== 'word') return null;
  // One colon stands behind a key, a parameter or `lambda`.
  if (tokens[at]?.text === ':' && tokens[at - 1]?.text === ':') at -= 2;
  else while (tokens[at]?.text === '.') at--;
  if (tokens[at]?.text === ')' && tokens[at - 2]?.text === 'super') return 'super';
  const receiver = tokens[at];
  return at < index - 2 && receiver?.kind === 'word' ? receiver.text : null;
}

/** The bracket around the first argument at `index` calls a method of a builder: `builder().model(`. */
export function isBuilderCall(tokens: readonly Token[], index: number): boolean {
  const owner = tokens[index - 4]?.text ?? '';
  return tokens[index - 3]?.text === '.' && (owner === ')' || /(?:builder|request|options)$/i.test(owner));
}
