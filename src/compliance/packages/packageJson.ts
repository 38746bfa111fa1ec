import type { TextFile } from '../text/textFile';
import { type JsonMember, jsonMember, jsonMembers, jsonText, parseJsonObject } from './jsonTree';
import { type ManifestFile, type Need, type PackageRead, type PackageReader, type Scope, unread } from './packageFile';

/** npm's manifests (https://docs.npmjs.com/cli/configuring-npm/package-json). */
export const packageJson: PackageReader = {
  wants: (path) => /(?:^|\/)package\.json$/.test(path),
  mayNameModels: true,
  read: (file): PackageRead => {
    const root = parseJsonObject(file.text);
    if (root === null) return unread('is not valid JSON');
    const optionalPeers = jsonMember(root, 'peerDependenciesMeta');
    const isOptional = (name: string) => jsonMember(jsonMember(optionalPeers, name), 'optional')?.value === true;
    const manifest: ManifestFile = {
      kind: 'manifest',
      ecosystem: 'npm',
      path: file.path,
      name: jsonText(root, 'name'),
      needs: lists.flatMap(([list, scope]) =>
        jsonMembers(jsonMember(root, list))
          .filter(({ name }) => list !== 'peerDependencies' || !isOptional(name))
          .flatMap((need) => needOf(file, need, scope)),
      ),
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

function needOf(file: TextFile, { name, key, value }: JsonMember, scope: Scope): readonly Need[] {
  const spec: unknown = value.value;
  // Packages of the project itself, whatever their version.
  if (typeof spec !== 'string' || /^(?:workspace|link|portal|file):/.test(spec)) return [];
  const alias = /^npm:((?:@[^/@]+\/)?[^/@]+)(?:@(.*))?$/s.exec(spec);
  const wanted = alias === null ? spec : (alias[2] ?? '');
  return [
    {
      name: alias?.[1] ?? name,
      spec,
      version: /^\s*=?v?(\d+\.\d+\.\d+(?:[-+][\w.+-]+)?)\s*$/.exec(wanted)?.[1] ?? '',
      scope,
      range: file.range(key.offset + 1, key.offset + key.length - 1),
    },
  ];
}
