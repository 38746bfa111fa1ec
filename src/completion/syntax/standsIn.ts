import type { Node, Tree } from '@vscode/tree-sitter-wasm';
import { upFrom } from './containers';

/** Nodes of code inside a string. */
const CODE = /^(?:template_substitution|interpolation|interpolated_expression|format_expression)$/;
const STRING = /(?:^|_)(?:string|char|character|heredoc|regex|rune)(?:_|$)/;

/** What a place stands in; null in code; `unknown` where the code there cannot be parsed. */
export function standsIn(tree: Tree, text: string, offset: number): 'comment' | 'string' | 'unknown' | null {
  // What is typed at its end goes on with a line's comment, and with a string whose end is missing.
  const before = tree.rootNode.descendantForIndex(Math.max(0, offset - 1), offset);
  for (const node of upFrom(before)) {
    if (node.isError || node.isMissing) return 'unknown';
    if (CODE.test(node.type)) return null;
    if (node.type.includes('comment') && node.startIndex < offset)
      return inComment(node, text, offset) ? 'comment' : null;
    if (STRING.test(node.type) && node.startIndex < offset && offset < node.endIndex) return 'string';
  }
  return tree.rootNode.hasError && onErrorLine(tree.rootNode, text, offset) ? 'unknown' : null;
}

function inComment({ startIndex, endIndex }: Node, text: string, offset: number): boolean {
  const isBlock = text.startsWith('/*', startIndex) || text.startsWith('=begin', startIndex);
  return offset < endIndex || (!isBlock && offset === endIndex && text[offset - 1] !== '\n');
}

/** Whether something on the line in front of the place could not be parsed: what is half typed there may be a string. */
function onErrorLine(root: Node, text: string, offset: number): boolean {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return root.descendantForIndex(start, offset)?.hasError ?? false;
}
