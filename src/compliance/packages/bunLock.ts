import type { Node } from 'jsonc-parser';
import { jsonMember, jsonMembers, jsonText, parseJsonObject } from './jsonTree';
import {
  Aliases,
  type LockedPackage,
  type LockFile,
  type PackageRead,
  type PackageReader,
  type Scope,
  unread,
} from './packageFile';

/** `bun.lock`, Bun's lockfile since 1.2 (https://bun.com/docs/pm/lockfile). It names no licences. */
export const bunLock: PackageReader = {
  wants: (path) => /(?:^|\/)bun\.lock$/.test(path),
  read: (file): PackageRead => {
    const root = parseJsonObject(file.text, { asPeopleWrite: true });
    const list = jsonMember(root ?? undefined, 'packages');
    if (root === null || list === undefined) return unread('is no lockfile of Bun');
    const entries = new Map(jsonMembers(list).map((entry) => [entry.name, entry]));
    const aliases = new Aliases();
    const packages = [...entries.values()].flatMap(({ name: key, key: place, value }): LockedPackage[] => {
      const [title, ...rest] = value.children ?? [];
      const named = typeof title?.value === 'string' ? titleOf(title.value) : null;
      if (named === null) return [];
      aliases.add(named.name, key);
      aliases.add(key, key);
      return [
        {
          key,
          ...named,
          reference: key,
          range: file.range(place.offset, place.offset + place.length),
          declared: null,
          archive: rest.map((part): unknown => part.value).find(isDigest) ?? null,
          scope: null,
          needs: needsOf(rest.find((part) => part.type === 'object')).flatMap(
            (name) => resolved(entries, key, name) ?? [],
          ),
        },
      ];
    });
    const lock: LockFile = {
      kind: 'lock',
      ecosystem: 'npm',
      path: file.path,
      packages,
      aliases: aliases.done(),
      roots: jsonMembers(jsonMember(root, 'workspaces')).flatMap(({ value }) => rootsOf(entries, value)),
      own: [],
    };
    return { ok: true, file: lock };
  },
};

function isDigest(value: unknown): value is string {
  return typeof value === 'string' && /^sha\d+-/.test(value);
}

const binary = 'is binary; `bun install --save-text-lockfile` writes one that can be read';

/** Bun's lockfile before 1.2 is binary. */
export const bunBinaryLock: PackageReader = {
  wants: (path) => /(?:^|\/)bun\.lockb$/.test(path),
  read: () => unread(binary),
  binary,
};

const groups: readonly (readonly [string, Scope])[] = [
  ['dependencies', 'runtime'],
  ['optionalDependencies', 'runtime'],
  ['peerDependencies', 'runtime'],
  ['devDependencies', 'development'],
];

function rootsOf(entries: ReadonlyMap<string, unknown>, workspace: Node): LockFile['roots'] {
  const name = jsonText(workspace, 'name') ?? '';
  return groups.flatMap(([list, scope]) =>
    jsonMembers(jsonMember(workspace, list)).flatMap((need) => {
      const needs = resolved(entries, name, need.name);
      return needs === null ? [] : [{ needs, scope }];
    }),
  );
}

function needsOf(entry: Node | undefined): readonly string[] {
  return ['dependencies', 'optionalDependencies', 'peerDependencies'].flatMap((list) =>
    jsonMembers(jsonMember(entry, list)).map(({ name }) => name),
  );
}

/** As Node resolves it: `a/b` is the `b` that `a` alone has, `b` everybody's. */
function resolved(entries: ReadonlyMap<string, unknown>, from: string, name: string): string | null {
  for (let place = from; place !== ''; place = place.slice(0, Math.max(0, place.lastIndexOf('/'))))
    if (entries.has(`${place}/${name}`)) return `${place}/${name}`;
  return entries.has(name) ? name : null;
}

/** `name@1.0.0`; null for packages of the project itself. */
function titleOf(text: string): { readonly name: string; readonly version: string } | null {
  const at = text.indexOf('@', 1);
  const [name, rest] = at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
  if (/^(?:workspace|link|file|root):/.test(rest)) return null;
  return { name, version: /^\d/.test(rest) ? rest : '' };
}
