import type { Node, Tree } from '@vscode/tree-sitter-wasm';

/** A name in the code. */
export interface UsedName {
  readonly name: string;
  /** How far in front of the cursor it begins, in UTF-16 code units. */
  readonly back: number;
}

/** Lines in front of the cursor that are looked at. */
const LINES = 12;
const MOST = 6;
/** Fields of nodes that name what is called, made or meant. */
const USES = ['function', 'constructor', 'name', 'type', 'method', 'macro', 'superclass'];
const NAME = /(?:^|_)(?:identifier|name|constant)$/;
const CALL = /call|new_expression|object_creation|invocation|macro/;

/** Names of functions that are called and of types that are named in the lines in front of the cursor, the nearest first. */
export function namesBefore(tree: Tree, text: string, offset: number): readonly UsedName[] {
  let start = offset;
  for (let lines = 0; lines <= LINES && start > 0; lines++) start = text.lastIndexOf('\n', start - 2) + 1;
  const found: Node[] = [];
  const visit = (node: Node) => {
    if (node.endIndex <= start || node.startIndex >= offset) return;
    if (node.type === 'type_identifier') found.push(node);
    else if (CALL.test(node.type)) found.push(...calledBy(node));
    for (const child of node.namedChildren) if (child !== null) visit(child);
  };
  visit(tree.rootNode);
  const names = new Map<string, UsedName>();
  for (const node of found.sort((a, b) => b.startIndex - a.startIndex)) {
    if (node.startIndex < start || node.endIndex > offset || names.has(node.text)) continue;
    names.set(node.text, { name: node.text, back: offset - node.startIndex });
  }
  return [...names.values()].slice(0, MOST);
}

/** The last name of what is called: `c` of `a.b.c()`. */
function calledBy(call: Node): readonly Node[] {
  const called = USES.map((field) => call.childForFieldName(field)).find((node) => node !== null);
  for (let node: Node | null = called ?? null; node !== null; node = node.lastNamedChild) {
    if (NAME.test(node.type)) return [node];
  }
  return [];
}
