import type { Node, Tree } from '@vscode/tree-sitter-wasm';
import { isContainer, upFrom } from './containers';

/** A declaration is told up to here. */
const LONGEST_LINES = 16;
/** Bodies that say what a thing is, not what it does. */
const TELLING = /^(?:interface|object_type|enum|type|struct|class|field_declaration_list|declaration_list)/;
const DOES = /function|method|constructor|lambda|arrow/;

/** The declaration that a place is in, without the body of a function. */
export function signatureAt(tree: Tree, text: string, offset: number): string | null {
  for (const node of upFrom(tree.rootNode.descendantForIndex(offset, offset))) {
    const { parent } = node;
    if (parent === null || !isContainer(parent)) continue;
    const body = bodyOf(node);
    const end = body === null ? node.endIndex : body.startIndex;
    const lines = text.slice(node.startIndex, end).trimEnd().split('\n');
    return lines.slice(0, LONGEST_LINES).join('\n');
  }
  return null;
}

/** The body of a function that is declared, also as a value; null for what has none or is told by it. */
function bodyOf(node: Node): Node | null {
  const body = node.childForFieldName('body');
  if (body !== null) return DOES.test(node.type) && !TELLING.test(node.type) ? body : null;
  for (const child of node.namedChildren) {
    const inner = child === null ? null : bodyOf(child);
    if (inner !== null) return inner;
  }
  return null;
}
