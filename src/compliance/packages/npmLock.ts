import type { Node } from 'jsonc-parser';
import type { TextFile } from '../text/textFile';
import { jsonMember, jsonMembers, jsonText, jsonValue, parseJsonObject } from './jsonTree';
import { declaredLicense } from './licenseNames';
import { developmentOnly, type LockEntry } from './npmRoles';
import { Aliases, folderOf, type LockedPackage, type PackageRead, type PackageReader, unread } from './packageFile';

/** `package-lock.json` of npm, and that of a published package (https://docs.npmjs.com/cli/configuring-npm/package-lock-json). */
export const npmLock: PackageReader = {
  wants: (path) => /(?:^|\/)(?:package-lock|npm-shrinkwrap)\.json$/.test(path),
  limit: 64 * 1024 * 1024,
  read: (file): PackageRead => {
    const root = parseJsonObject(file.text);
    if (root === null) return unread('is not valid JSON');
    const entries = jsonMember(root, 'packages');
    if (entries?.type === 'object') return lockOf(file, fromPackages(file, entries));
    const dependencies = jsonMember(root, 'dependencies');
    // npm 6 and earlier: a tree, in which the licences are missing.
    if (dependencies?.type === 'object') return lockOf(file, fromTree(file, dependencies));
    return jsonMember(root, 'lockfileVersion') === undefined ? unread('has no "packages"') : lockOf(file, []);
  },
};

function lockOf(file: TextFile, packages: readonly LockedPackage[]): PackageRead {
  const aliases = new Aliases();
  for (const { name, key } of packages) {
    aliases.add(name, key);
    // An alias is installed under its own name.
    aliases.add(key.slice(key.lastIndexOf('node_modules/') + 'node_modules/'.length), key);
  }
  return {
    ok: true,
    file: { kind: 'lock', ecosystem: 'npm', path: file.path, packages, aliases: aliases.done(), roots: [], own: [] },
  };
}

function fromPackages(file: TextFile, entries: Node): LockedPackage[] {
  const folder = folderOf(file.path);
  const members = jsonMembers(entries)
    .filter(({ value }) => value.type === 'object')
    // Some tools on Windows write their own separator.
    .map((member) => ({ ...member, name: member.name.replaceAll('\\', '/') }));
  const development = developmentOnly(new Map(members.map(({ name, value }) => [name, roleEntry(value)])));
  return members.flatMap(({ name: path, key, value }): LockedPackage[] => {
    // Whatever it is called: npm puts it there.
    const installedAs = /^(?:.*\/)?node_modules\/(.+)$/s.exec(path)?.[1];
    // The project itself and its workspaces are not third-party; links point at the latter.
    if (installedAs === undefined || jsonValue(value, 'link') === true) return [];
    return [
      {
        key: path,
        name: jsonText(value, 'name') ?? installedAs,
        version: jsonText(value, 'version') ?? '',
        reference: path,
        range: file.range(key.offset + 1, key.offset + key.length - 1),
        declared: declaredLicense(jsonValue(value, 'license') ?? jsonValue(value, 'licenses')),
        archive: jsonText(value, 'integrity'),
        scope: development.has(path) ? 'development' : 'runtime',
        needs: [],
        folder: folder + path,
      },
    ];
  });
}

function fromTree(file: TextFile, dependencies: Node): LockedPackage[] {
  const folder = folderOf(file.path);
  const packages: LockedPackage[] = [];
  const open: { readonly node: Node; readonly path: string }[] = [{ node: dependencies, path: '' }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const { name, key, value } of jsonMembers(next.node)) {
      const path = `${next.path}node_modules/${name}`;
      const nested = jsonMember(value, 'dependencies');
      if (nested !== undefined) open.push({ node: nested, path: `${path}/` });
      const version = jsonText(value, 'version') ?? '';
      if (version.startsWith('file:')) continue;
      const alias = /^npm:(.+)@([^@]+)$/.exec(version);
      packages.push({
        key: path,
        name: alias?.[1] ?? name,
        version: alias?.[2] ?? version,
        reference: name,
        range: file.range(key.offset + 1, key.offset + key.length - 1),
        declared: null,
        archive: jsonText(value, 'integrity'),
        scope: jsonValue(value, 'dev') === true ? 'development' : 'runtime',
        needs: [],
        folder: folder + path,
      });
    }
  }
  return packages;
}

function roleEntry(entry: Node): LockEntry {
  const target: unknown = jsonValue(entry, 'link') === true ? jsonValue(entry, 'resolved') : undefined;
  const optionalPeers = jsonMember(entry, 'peerDependenciesMeta');
  const peers = names(entry, 'peerDependencies').filter(
    (name) => jsonValue(jsonMember(optionalPeers, name), 'optional') !== true,
  );
  return {
    dev: jsonValue(entry, 'dev') === true,
    optional: jsonValue(entry, 'optional') === true || jsonValue(entry, 'devOptional') === true,
    ...(typeof target === 'string' ? { target } : {}),
    needs: [...names(entry, 'dependencies'), ...names(entry, 'optionalDependencies'), ...peers],
    needsInDevelopment: names(entry, 'devDependencies'),
  };
}

function names(entry: Node, list: string): readonly string[] {
  return jsonMembers(jsonMember(entry, list)).map(({ name }) => name);
}
