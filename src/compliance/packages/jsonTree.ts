import { getNodeValue, type Node, type ParseError, parseTree } from 'jsonc-parser';

/** The object that a JSON text is; null where it is none. `asPeopleWrite`: with comments, and commas behind the last. */
export function parseJsonObject(text: string, { asPeopleWrite = false } = {}): Node | null {
  const errors: ParseError[] = [];
  try {
    const root = parseTree(text.replace(/^\uFEFF/, ' '), errors, {
      disallowComments: !asPeopleWrite,
      allowTrailingComma: asPeopleWrite,
    });
    return root?.type === 'object' && errors.length === 0 ? root : null;
  } catch (error) {
    // The parser recurses; nothing that a package manager wrote is nested this deeply.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

export interface JsonMember {
  readonly name: string;
  /** The name with its quotes. */
  readonly key: Node;
  readonly value: Node;
}

/** The members of an object in their order; none of anything else. */
export function jsonMembers(node: Node | undefined): readonly JsonMember[] {
  if (node?.type !== 'object') return [];
  return (node.children ?? []).flatMap((property) => {
    const [key, value] = property.children ?? [];
    const name: unknown = key?.value;
    return key !== undefined && value !== undefined && typeof name === 'string' ? [{ name, key, value }] : [];
  });
}

export function jsonMember(node: Node | undefined, name: string): Node | undefined {
  if (node?.type !== 'object') return undefined;
  return node.children?.find((property) => property.children?.[0]?.value === name)?.children?.[1];
}

/** undefined where there is no such member. */
export function jsonValue(node: Node | undefined, name: string): unknown {
  const value = jsonMember(node, name);
  return value === undefined ? undefined : getNodeValue(value);
}

export function jsonText(node: Node | undefined, name: string): string | null {
  const value: unknown = jsonMember(node, name)?.value;
  return typeof value === 'string' ? value : null;
}
