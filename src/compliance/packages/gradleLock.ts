import { Aliases, folderOf, type LockedPackage, type PackageRead, type PackageReader, unread } from './packageFile';
import { entriesOf, memberOf, textOf, textsOf } from './parsedData';
import { TomlTree } from './tomlTree';

/** `gradle.lockfile` (https://docs.gradle.org/current/userguide/dependency_locking.html): coordinates and the configurations that have them. */
export const gradleLock: PackageReader = {
  wants: (path) => /(?:^|\/)(?:buildscript-)?gradle\.lockfile$/.test(path),
  read: (file): PackageRead => {
    const aliases = new Aliases();
    const packages: LockedPackage[] = [];
    const isBuildScript = file.name.startsWith('buildscript-');
    let offset = 0;
    for (const line of file.text.split('\n')) {
      const start = offset;
      offset += line.length + 1;
      const match = /^([\w.-]+:[\w.-]+):([^:=\s]+)=(.*)$/.exec(line.trim());
      const [, name, version, list] = match ?? [];
      if (name === undefined || version === undefined || list === undefined) continue;
      const isProduct = list.split(',').some((one) => /^(?!.*test)\w*(?:compile|runtime)Classpath$/i.test(one.trim()));
      const key = `${name}:${version}`;
      aliases.add(name, key);
      packages.push({
        key,
        name,
        version,
        reference: key,
        range: file.range(start, start + key.length),
        declared: null,
        scope: isProduct && !isBuildScript ? 'runtime' : 'development',
        needs: [],
      });
    }
    return {
      ok: true,
      file: {
        kind: 'lock',
        ecosystem: 'maven',
        path: file.path,
        packages,
        aliases: aliases.done(),
        roots: [],
        own: [],
      },
    };
  },
};

/** Gradle's version catalogue (https://docs.gradle.org/current/userguide/version_catalogs.html): what build files mean by `libs.a.b`. */
export const gradleCatalog: PackageReader = {
  wants: (path) => /(?:^|\/)gradle\/libs\.versions\.toml$/.test(path),
  read: (file): PackageRead => {
    const tree = TomlTree.read(file);
    if (tree === null) return unread('is not valid TOML');
    const versions = memberOf(tree.data, 'versions');
    const aliases = new Aliases();
    const packages = entriesOf(memberOf(tree.data, 'libraries')).flatMap(([alias, value]): LockedPackage[] => {
      const [group, artifact, written] = (textOf(value) ?? textOf(memberOf(value, 'module')) ?? '').split(':');
      const name = artifact === undefined ? titleOf(value) : `${group}:${artifact}`;
      if (name === null) return [];
      const reference = textOf(memberOf(value, 'version', 'ref'));
      const shared = reference === null ? null : textOf(memberOf(versions, reference));
      const version = written ?? textOf(memberOf(value, 'version')) ?? shared ?? '';
      aliases.add(accessor(alias), alias);
      const range = tree.keyRange('libraries', alias);
      return [{ key: alias, name, version, reference: name, range, declared: null, scope: null, needs: [] }];
    });
    for (const [bundle, members] of entriesOf(memberOf(tree.data, 'bundles')))
      for (const member of textsOf(members)) aliases.add(accessor(`bundles.${bundle}`), member);
    const governs = folderOf(folderOf(file.path).slice(0, -1));
    return {
      ok: true,
      file: {
        kind: 'lock',
        ecosystem: 'maven',
        path: file.path,
        packages,
        aliases: aliases.done(),
        roots: [],
        own: [],
        isCatalog: true,
        governs,
        replacedBy: `${governs}gradle.lockfile`,
      },
    };
  },
};

function titleOf(value: unknown): string | null {
  const group = textOf(memberOf(value, 'group'));
  const name = textOf(memberOf(value, 'name'));
  return group === null || name === null ? null : `${group}:${name}`;
}

/** `a-b_c` is asked for as `libs.a.b.c`. */
function accessor(alias: string): string {
  return `libs.${alias.replace(/[-_]/g, '.')}`;
}
