import type { TextFile } from '../text/textFile';
import {
  Aliases,
  type LockedPackage,
  type LockFile,
  type PackageRead,
  type PackageReader,
  type Scope,
  unread,
} from './packageFile';
import { entriesOf, listOf, memberOf, textOf, textsOf } from './parsedData';
import { normalizedName, readRequirement, scopeOfExtra, scopeOfGroups } from './python';
import { TomlTree } from './tomlTree';

/** One `[[package]]` of a Python lockfile. */
export interface Locked {
  readonly name: string;
  readonly version: string;
  readonly scope: Scope | null;
  /** Names, or `name@version` where the lockfile has several. */
  readonly needs: readonly string[];
}

/**
 * The lockfile that a TOML text with a list of packages is.
 * @param list name of the list
 * @param read null for packages of the project itself
 */
function readTomlLock(
  file: TextFile,
  list: string,
  read: (entry: unknown) => Locked | null,
  roots: (entries: readonly unknown[]) => LockFile['roots'] = () => [],
): PackageRead {
  const tree = TomlTree.read(file);
  if (tree === null) return unread('is not valid TOML');
  const entries = listOf(memberOf(tree.data, list));
  const aliases = new Aliases();
  const packages = new Map<string, LockedPackage>();
  for (const [index, entry] of entries.entries()) {
    const locked = read(entry);
    if (locked === null) continue;
    const { name, version, scope, needs } = locked;
    const key = `${normalizedName(name)}@${version}`;
    // PDM lists a package once more for each set of extras.
    if (packages.has(key)) continue;
    aliases.add(normalizedName(name), key);
    const range = tree.textRange(list, 'name', name, index);
    packages.set(key, { key, name, version, reference: name, range, declared: null, scope, needs });
  }
  const lock: LockFile = {
    kind: 'lock',
    ecosystem: 'pypi',
    path: file.path,
    packages: [...packages.values()],
    aliases: aliases.done(),
    roots: roots(entries),
    own: [],
  };
  return { ok: true, file: lock };
}

function nameAndVersion(entry: unknown): { readonly name: string; readonly version: string } | null {
  const name = textOf(memberOf(entry, 'name'));
  return name === null ? null : { name, version: textOf(memberOf(entry, 'version')) ?? '' };
}

/** `poetry.lock`. From version 1.5 to 1.8 only the manifest says what a package is for. */
export const poetryLock: PackageReader = {
  wants: (path) => /(?:^|\/)poetry\.lock$/.test(path),
  read: (file) =>
    readTomlLock(file, 'package', (entry) => {
      const title = nameAndVersion(entry);
      if (title === null || textOf(memberOf(entry, 'source', 'type')) === 'directory') return null;
      const groups = memberOf(entry, 'groups');
      const category = textOf(memberOf(entry, 'category'));
      const scope = Array.isArray(groups)
        ? scopeOfGroups(textsOf(groups))
        : category === null
          ? null
          : scopeOfGroups([category]);
      const needs = entriesOf(memberOf(entry, 'dependencies')).map(([name]) => normalizedName(name));
      const isOptional = scope === 'runtime' && memberOf(entry, 'optional') === true;
      return { ...title, scope: isOptional ? 'optional' : scope, needs };
    }),
};

/** `pdm.lock` (https://pdm-project.org/en/latest/usage/lockfile/). */
export const pdmLock: PackageReader = {
  wants: (path) => /(?:^|\/)pdm\.lock$/.test(path),
  read: (file) =>
    readTomlLock(file, 'package', (entry) => {
      const title = nameAndVersion(entry);
      if (title === null || textOf(memberOf(entry, 'path')) !== null) return null;
      const groups = textsOf(memberOf(entry, 'groups'));
      const needs = textsOf(memberOf(entry, 'dependencies')).flatMap((text) => {
        const name = readRequirement(text)?.name;
        return name === undefined ? [] : [normalizedName(name)];
      });
      return { ...title, scope: groups.length === 0 ? null : scopeOfGroups(groups), needs };
    }),
};

/** `uv.lock` (https://docs.astral.sh/uv/concepts/projects/layout/#the-lockfile), which lists the project's own packages, too. */
export const uvLock: PackageReader = {
  wants: (path) => /(?:^|\/)uv\.lock$/.test(path),
  read: (file) =>
    readTomlLock(
      file,
      'package',
      (entry) => {
        const title = nameAndVersion(entry);
        if (title === null || isUvOwn(entry)) return null;
        const extras = entriesOf(memberOf(entry, 'optional-dependencies')).flatMap(([, list]) => uvNeeds(list));
        return { ...title, scope: null, needs: [...uvNeeds(memberOf(entry, 'dependencies')), ...extras] };
      },
      (entries) =>
        entries
          .filter(isUvOwn)
          .flatMap((entry) => [
            ...uvNeeds(memberOf(entry, 'dependencies')).map((needs) => ({ needs, scope: 'runtime' as const })),
            ...entriesOf(memberOf(entry, 'optional-dependencies')).flatMap(([name, list]) =>
              uvNeeds(list).map((needs) => ({ needs, scope: scopeOfExtra(name) })),
            ),
            ...entriesOf(memberOf(entry, 'dev-dependencies')).flatMap(([name, list]) =>
              uvNeeds(list).map((needs) => ({ needs, scope: scopeOfGroups([name]) })),
            ),
          ]),
    ),
};

function isUvOwn(entry: unknown): boolean {
  const source = memberOf(entry, 'source');
  return ['virtual', 'editable', 'directory'].some((kind) => memberOf(source, kind) !== undefined);
}

function uvNeeds(list: unknown): readonly string[] {
  return listOf(list).flatMap((one) => {
    const title = nameAndVersion(one);
    if (title === null) return [];
    const name = normalizedName(title.name);
    return [title.version === '' ? name : `${name}@${title.version}`];
  });
}

/** `pylock.toml` (PEP 751). */
export const pylock: PackageReader = {
  wants: (path) => /(?:^|\/)pylock(?:\.[\w-]+)?\.toml$/.test(path),
  read: (file) =>
    readTomlLock(file, 'packages', (entry) => {
      const title = nameAndVersion(entry);
      if (title === null || memberOf(entry, 'directory') !== undefined) return null;
      // `"dev" in dependency_groups` and nothing else: who installs the package never gets it.
      const groups = /^\s*['"]([\w.-]+)['"]\s+in\s+dependency_groups\s*$/.exec(
        textOf(memberOf(entry, 'marker')) ?? '',
      )?.[1];
      const needs = listOf(memberOf(entry, 'dependencies')).flatMap((one) => {
        const name = nameAndVersion(one)?.name;
        return name === undefined ? [] : [normalizedName(name)];
      });
      return { ...title, scope: groups === undefined ? 'runtime' : scopeOfGroups([groups]), needs };
    }),
};
