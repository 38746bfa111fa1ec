import type { Node } from '@vscode/tree-sitter-wasm';

/** Nodes whose children are statements or members, in all grammars. */
const CONTAINERS = new Set([
  'block',
  'body_statement',
  'class_body',
  'compilation_unit',
  'compound_statement',
  'constructor_body',
  'declaration_list',
  'do_block',
  'enum_body_declarations',
  'field_declaration_list',
  'interface_body',
  'module',
  'program',
  'source_file',
  'statement_block',
  'statement_list',
  'switch_body',
  'switch_block_statement_group',
  'switch_case',
  'switch_default',
  'then',
  'translation_unit',
]);

/** Nodes that hold statements beside their own head, where the grammar ends the body before the blank line behind it (Ruby). */
const BODIES = new Set([
  'begin',
  'class',
  'else',
  'elsif',
  'ensure',
  'if',
  'method',
  'rescue',
  'singleton_method',
  'unless',
  'until',
  'when',
  'while',
]);

/** Whether statements may stand in the node. */
export function holdsStatements({ type, isNamed }: Node): boolean {
  return CONTAINERS.has(type) || (isNamed && BODIES.has(type));
}

/** Whether all of the node's children are statements or members. */
export function isContainer({ type }: Node): boolean {
  return CONTAINERS.has(type);
}

/** A node and those around it, the innermost first. */
export function* upFrom(node: Node | null): Generator<Node> {
  for (let at = node; at !== null; at = at.parent) yield at;
}
