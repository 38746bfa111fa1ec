import { type Node, type ParseError, parseTree } from 'jsonc-parser';
import { type ManifestFile, type Need, type PackageRead, type PackageReader, type Scope, unread } from './packageFile';

/** npm's manifests (https://docs.npmjs.com/cli/configuring-npm/package-json). */
export const packageJson: PackageReader = {
  wants: (path) => /(?:^|\/)package\.json$/.test(path),
  mayNameModels: true,
  read: (file): PackageRead => {
    const root = parseJsonObject(file.text);
    if (root === null) return unread('is not valid JSON');
    const optionalPeers = member(root, 'peerDependenciesMeta');
    const needs = lists.flatMap(([list, scope]) =>
      (member(root, list)?.children ?? []).flatMap((property): Need[] => {
        const [key, value] = property.children ?? [];
        if (typeof key?.value !== 'string' || typeof value?.value !== 'string') return [];
        const meta = list === 'peerDependencies' ? memberOfNode(optionalPeers, key.value) : undefined;
        if (meta !== undefined && member(meta, 'optional')?.value === true) return [];
        // Of the project itself, whatever version it has.
        if (/^(?:workspace|link|portal|file):/.test(value.value)) return [];
        const alias = /^npm:((?:@[^/@]+\/)?[^/@]+)(?:@(.*))?$/s.exec(value.value);
        const wanted = alias === null ? value.value : (alias[2] ?? '');
        return [
          {
            name: alias?.[1] ?? key.value,
            spec: value.value,
            version: /^=?v?(\d+\.\d+\.\d+(?:[-+][\w.+-]+)?)$/.exec(wanted.trim())?.[1] ?? '',
            scope,
            range: file.range(key.offset + 1, key.offset + key.length - 1),
          },
        ];
      }),
    );
    const name: unknown = member(root, 'name')?.value;
    const manifest: ManifestFile = {
      kind: 'manifest',
      ecosystem: 'npm',
      path: file.path,
      name: typeof name === 'string' ? name : null,
      needs,
    };
    return { ok: true, file: manifest };
  },
};

const lists: readonly (readonly [string, Scope])[] = [
  ['dependencies', 'runtime'],
  ['optionalDependencies', 'runtime'],
  ['peerDependencies', 'runtime'],
  ['devDependencies', 'development'],
];

/** The object that a JSON text is; null where it is none. */
export function parseJsonObject(text: string): Node | null {
  const errors: ParseError[] = [];
  try {
    const root = parseTree(text.replace(/^\uFEFF/, ' '), errors, { disallowComments: true });
    return root?.type === 'object' && errors.length === 0 ? root : null;
  } catch (error) {
    // The parser recurses; nothing that a package manager wrote is nested this deeply.
    if (error instanceof RangeError) return null;
    throw error;
  }
}
