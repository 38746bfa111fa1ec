import type { Node, Tree } from '@vscode/tree-sitter-wasm';
import { isContainer } from './containers';

/** Separators that stand behind a member, but outside its node. */
const SEPARATOR = /^\s*[;,]/;

/**
 * Where the last whole statement ends that a text, put between `start` and `end` of what was parsed, brings to the block it was
 * put into. `start` where it brings none.
 */
export function endOfWholeStatements(tree: Tree, text: string, start: number, end: number): number {
  let last = start;
  const whole = Math.min(end, firstError(tree.rootNode, start));
  const visit = (node: Node) => {
    for (const child of node.namedChildren) {
      if (child === null || child.endIndex <= start || child.startIndex >= end) continue;
      if (isContainer(node) && reachesBack(node, start)) {
        const close = withSeparator(text, child.endIndex, whole);
        if (close <= whole && close > last) last = close;
      }
      visit(child);
    }
  };
  visit(tree.rootNode);
  return last;
}

/** Whether the block was there before the text, or is the body of what was. A body without brackets begins with its content. */
function reachesBack(container: Node, start: number): boolean {
  if (container.startIndex < start || container.parent === null) return true;
  const { parent, firstChild } = container;
  return firstChild?.type !== '{' && parent.startIndex < start;
}

/** Where the first thing behind `start` begins that could not be parsed. What was broken before is not the text's fault. */
function firstError(node: Node, start: number): number {
  if (!node.hasError && !node.isMissing) return Number.POSITIVE_INFINITY;
  if (node.endIndex < start) return Number.POSITIVE_INFINITY;
  if ((node.isError || node.isMissing) && node.startIndex >= start) return node.startIndex;
  return Math.min(
    ...node.children.map((child) => (child === null ? Number.POSITIVE_INFINITY : firstError(child, start))),
    Number.POSITIVE_INFINITY,
  );
}

function withSeparator(text: string, at: number, end: number): number {
  return at + (SEPARATOR.exec(text.slice(at, end))?.[0].length ?? 0);
}
