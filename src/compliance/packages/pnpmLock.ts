import {
  Aliases,
  type LockedPackage,
  type LockFile,
  type PackageRead,
  type PackageReader,
  type Scope,
  unread,
} from './packageFile';
import { parseYaml, type YamlMember, type YamlNode, yamlMember, yamlMembers, yamlText } from './yamlTree';

/** `pnpm-lock.yaml`, versions 5 to 9 (https://github.com/pnpm/spec/tree/master/lockfile). It names no licences. */
export const pnpmLock: PackageReader = {
  wants: (path) => /(?:^|\/)pnpm-lock\.yaml$/.test(path),
  read: (file): PackageRead => {
    const root = parseYaml(file.text);
    if (root === null) return unread('is no lockfile of pnpm');
    if (yamlText(yamlMember(root, 'lockfileVersion')) === null)
      return unread('has no "lockfileVersion"; run `pnpm install` to write it anew');
    // A second document may describe pnpm itself.
    const lists = (name: string) =>
      root.members.filter(({ key }) => key === name).flatMap(({ value }) => yamlMembers(value));
    const entries = lists('packages');
    const known = new Set(entries.map(({ key }) => key));
    const keyOf = (name: string, reference: string) => lockKey(known, name, reference);
    // From version 9 on, who needs what stands apart from the packages, once for each set of peers.
    const needs = new Map<string, string[]>();
    for (const { key, value } of [...entries, ...lists('snapshots')]) {
      const plain = known.has(key) ? key : withoutPeers(key);
      needs.set(plain, [...(needs.get(plain) ?? []), ...needsOf(value, keyOf)]);
    }
    const aliases = new Aliases();
    const packages = entries.map((entry): LockedPackage => {
      const { name, version } = titleOf(entry);
      aliases.add(name, entry.key);
      return {
        key: entry.key,
        name,
        version,
        reference: entry.key,
        range: file.range(entry.start, entry.end),
        declared: null,
        archive: archiveOf(file.text, entry),
        scope: markedScope(entry.value),
        needs: needs.get(entry.key) ?? [],
      };
    });
    const importers = [root, ...lists('importers').map(({ value }) => value)];
    const lock: LockFile = {
      kind: 'lock',
      ecosystem: 'npm',
      path: file.path,
      packages,
      aliases: aliases.done(),
      roots: importers.flatMap((importer) => rootsOf(importer, keyOf)),
      own: [],
    };
    return { ok: true, file: lock };
  },
};

const groups: readonly (readonly [string, Scope])[] = [
  ['dependencies', 'runtime'],
  ['optionalDependencies', 'runtime'],
  ['devDependencies', 'development'],
];

function rootsOf(importer: YamlNode, keyOf: (name: string, reference: string) => string | null): LockFile['roots'] {
  return groups.flatMap(([list, scope]) =>
    yamlMembers(yamlMember(importer, list)).flatMap(({ key, value }) => {
      const reference = yamlText(value) ?? yamlText(yamlMember(value, 'version'));
      const needs = reference === null ? null : keyOf(key, reference);
      return needs === null ? [] : [{ needs, scope }];
    }),
  );
}

function needsOf(entry: YamlNode, keyOf: (name: string, reference: string) => string | null): readonly string[] {
  return ['dependencies', 'optionalDependencies'].flatMap((list) =>
    yamlMembers(yamlMember(entry, list)).flatMap(({ key, value }) => {
      const needs = keyOf(key, yamlText(value) ?? '');
      return needs === null ? [] : [needs];
    }),
  );
}

/** The key of what a name and a reference mean: each version of the lockfile joins them in its own way. */
function lockKey(known: ReadonlySet<string>, name: string, reference: string): string | null {
  for (const candidate of [reference, `${name}@${reference}`, `/${name}@${reference}`, `/${name}/${reference}`]) {
    if (known.has(candidate)) return candidate;
    const plain = withoutPeers(candidate);
    if (known.has(plain)) return plain;
  }
  return null;
}

/** `name@1.0.0(peer@2.0.0)` without the peers. */
function withoutPeers(key: string): string {
  const peers = key.indexOf('(');
  return peers < 0 ? key : key.slice(0, peers);
}

/** Name and version: what the entry says of itself (packages from repositories and archives do), else its key. */
function titleOf({ key, value }: YamlMember): { readonly name: string; readonly version: string } {
  const plain = withoutPeers(key).replace(/^\//, '');
  const at = plain.indexOf('@', 1);
  // Up to version 5.4: `/name/1.0.0_peer@2.0.0`.
  const slash = /^\/(?:@[^/]+\/)?[^/@]+\/[^/]+$/.test(key) ? plain.lastIndexOf('/') : -1;
  const [end, rest] =
    slash > 0
      ? [slash, plain.slice(slash + 1).replace(/_.*$/s, '')]
      : at > 0
        ? [at, plain.slice(at + 1)]
        : [plain.length, ''];
  return {
    name: yamlText(yamlMember(value, 'name')) ?? plain.slice(0, end),
    version: yamlText(yamlMember(value, 'version')) ?? rest,
  };
}

/** It stands in braces, in the line behind the key. */
function archiveOf(text: string, { end }: YamlMember): string | null {
  const line = /:[^\S\n]*\r?\n[^\S\n]+resolution: \{integrity: ([^\s,}]{1,200})/y;
  line.lastIndex = end;
  return line.exec(text)?.[1] ?? null;
}

/** Up to version 6 each package says whether it is for development only. */
function markedScope(entry: YamlNode): Scope | null {
  const marked = yamlText(yamlMember(entry, 'dev'));
  if (marked === null) return null;
  return marked === 'true' ? 'development' : 'runtime';
}
