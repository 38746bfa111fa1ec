import type { Tree } from '@vscode/tree-sitter-wasm';
import { holdsStatements, upFrom } from './containers';
import { standsIn } from './standsIn';

/** How much is completed at a place. */
export type Extent = 'line' | 'block';

/** The end of a line that a body follows. */
const OPENS_BODY =
  /(?:[)\w\]>]\s*|=>\s*)\{\s*$|\)\s*(?:->\s*[^:]+)?:\s*$|\b(?:else|try|finally|do|then|begin)\s*[:{]?\s*$/;
const OPENS_INDENTED = /:\s*(?:#.*)?$/;

/**
 * One line or a block, by where the place stands: a block where a body is empty or a statement begins, one line everywhere else,
 * in whatever could not be parsed, too.
 */
export function extentAt(tree: Tree, text: string, offset: number): Extent {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const lineEnd = text.indexOf('\n', offset);
  const left = text.slice(lineStart, offset);
  const right = text.slice(offset, lineEnd < 0 ? undefined : lineEnd);
  if (right.trim() !== '') return 'line';
  const inside = standsIn(tree, text, offset);
  if (inside === 'comment' || inside === 'string') return 'line';
  if (left.trim() === '') return beginsStatement(tree, text, lineStart, offset) ? 'block' : 'line';
  return OPENS_BODY.test(left) && isBodyAt(tree, offset) ? 'block' : 'line';
}

/** Whether what is written on this blank line is a statement or a member. */
function beginsStatement(tree: Tree, text: string, lineStart: number, offset: number): boolean {
  for (const node of upFrom(tree.rootNode.descendantForIndex(offset, offset))) {
    if (holdsStatements(node)) return node.parent !== null || isCode(text, lineStart);
    // A half statement above goes on here: nothing is known.
    if (node.isError)
      return OPENS_INDENTED.test(lineAbove(text, lineStart)) || OPENS_BODY.test(lineAbove(text, lineStart));
    if (node.startIndex < lineStart && node.endIndex > offset) return false;
  }
  return false;
}

/** At the top of a file anything may follow, a header or a licence: a statement is only looked for behind others. */
function isCode(text: string, lineStart: number): boolean {
  return text.slice(0, lineStart).trim() !== '';
}

function lineAbove(text: string, lineStart: number): string {
  return (
    text
      .slice(0, lineStart)
      .split('\n')
      .findLast((line) => line.trim() !== '') ?? ''
  );
}

/** Whether what was opened in front of the place is a body, not an object or a set. */
function isBodyAt(tree: Tree, offset: number): boolean {
  for (const node of upFrom(tree.rootNode.descendantForIndex(offset, offset))) {
    if (holdsStatements(node) || node.isError) return true;
    if (node.startIndex < offset && node.endIndex > offset) return false;
  }
  return false;
}
