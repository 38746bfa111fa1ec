import type { Token } from './lex';

/** A statement of a source file, as a range of its tokens; those inside a block are statements of their own as well. */
export interface Statement {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  /** Columns before its first token. */
  readonly indent: number;
}

/** Blocks inside blocks beyond this are read as part of the statement around them. */
const maxDepth = 40;

interface Open {
  readonly kind: 'bracket' | 'block';
  /** Where the statement at hand begins; only in blocks. */
  start: number;
}

/**
 * The statements of a file, in the order in which they end. A line ends one, unless a bracket is open or an operator carries it over.
 * No parser: right about code as people format it, linear in its length.
 */
export function statementsOf(tokens: readonly Token[], text: string): readonly Statement[] {
  const statements: Statement[] = [];
  const open: Open[] = [{ kind: 'block', start: 0 }];
  const end = (block: Open, index: number) => {
    const first = tokens[block.start];
    if (index > block.start && first !== undefined)
      statements.push({ start: block.start, end: index, indent: columnOf(text, first.start) });
    block.start = index;
  };
  tokens.forEach((token, index) => {
    const inner = open[open.length - 1];
    if (inner === undefined) return;
    const previous = tokens[index - 1];
    if (inner.kind === 'block' && previous !== undefined && endsBetween(previous, token, text)) end(inner, index);
    if (token.kind !== 'sign') return;
    if (token.text === '(' || token.text === '[') open.push({ kind: 'bracket', start: index });
    else if (token.text === '{') {
      const isBlock = opensBlock(previous, tokens[index - 2]) && open.length < maxDepth;
      open.push({ kind: isBlock ? 'block' : 'bracket', start: index + 1 });
    } else if ((token.text === ')' || token.text === ']' || token.text === '}') && open.length > 1) {
      if (inner.kind === 'block') end(inner, index);
      open.pop();
    } else if (token.text === ';' && inner.kind === 'block') {
      end(inner, index);
      inner.start = index + 1;
    }
  });
  for (const one of open.reverse()) if (one.kind === 'block') end(one, tokens.length);
  return statements;
}

function endsBetween(previous: Token, token: Token, text: string): boolean {
  if (!text.slice(previous.end, token.start).includes('\n')) return false;
  const carriesOn =
    (previous.kind === 'sign' && /[=+\-*/%&|<>?.,\\]/.test(previous.text)) ||
    (token.kind === 'sign' && /[.+*/%&|?,]/.test(token.text));
  return !carriesOn;
}

/** A brace behind a closing bracket, an arrow or a word like `else` opens a block; any other an object. */
function opensBlock(previous: Token | undefined, before: Token | undefined): boolean {
  if (previous === undefined) return true;
  if (previous.kind === 'word')
    return /^(?:else|try|finally|do|async|static|class|\w+)$/.test(previous.text) && before?.text !== '=';
  return previous.text === ')' || (previous.text === '>' && before?.text === '=') || /[;{}]/.test(previous.text);
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}
