import { type Document, isMap, isScalar, isSeq, type ParsedNode, parseAllDocuments } from 'yaml';

/** A value of a YAML text with its place. Anchors are not followed: lockfiles have none, and they can multiply without end. */
export type YamlNode = ParsedNode | null;

const options = { schema: 'failsafe', uniqueKeys: false, logLevel: 'silent', keepSourceTokens: false } as const;

/** The documents of a YAML text; null where it is no YAML. All scalars are texts. */
export function parseYaml(text: string): readonly YamlNode[] | null {
  try {
    const documents: Iterable<Document.Parsed> = parseAllDocuments(text, options);
    return [...documents].some((document) => document.errors.length > 0)
      ? null
      : [...documents].map((document) => document.contents);
  } catch (error) {
    // The parser recurses; no lockfile is nested this deeply.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

export interface YamlMember {
  readonly key: string;
  /** Offsets of the key's text, quotes included. */
  readonly start: number;
  readonly end: number;
  readonly value: YamlNode;
}

/** The members of a map whose keys are texts; none of anything else. */
export function yamlMembers(node: YamlNode | undefined): readonly YamlMember[] {
  if (!isMap(node)) return [];
  return node.items.flatMap((pair) => {
    const { key, value } = pair;
    return isScalar(key) && typeof key.value === 'string' && key.range !== null && key.range !== undefined
      ? [{ key: key.value, start: key.range[0], end: key.range[1], value }]
      : [];
  });
}

export function yamlMember(node: YamlNode | undefined, name: string): YamlNode {
  return yamlMembers(node).find(({ key }) => key === name)?.value ?? null;
}

export function yamlText(node: YamlNode | undefined): string | null {
  return isScalar(node) && typeof node.value === 'string' ? node.value : null;
}

export function yamlItems(node: YamlNode | undefined): readonly YamlNode[] {
  return isSeq(node) ? node.items : [];
}
