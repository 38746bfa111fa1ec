import { Aliases, type LockedPackage, type PackageRead, type PackageReader, unread } from './packageFile';
import { listOf, memberOf, textOf, textsOf } from './parsedData';
import { TomlTree } from './tomlTree';

/** `Cargo.lock`. It names no licences, and what is for development only the manifests say. */
export const cargoLock: PackageReader = {
  wants: (path) => /(?:^|\/)Cargo\.lock$/.test(path),
  read: (file): PackageRead => {
    const tree = TomlTree.read(file);
    if (tree === null) return unread('is not valid TOML');
    const aliases = new Aliases();
    const packages: LockedPackage[] = [];
    const own: { readonly name: string; readonly needs: readonly string[] }[] = [];
    for (const [index, entry] of listOf(memberOf(tree.data, 'package')).entries()) {
      const name = textOf(memberOf(entry, 'name'));
      if (name === null) continue;
      const version = textOf(memberOf(entry, 'version')) ?? '';
      // `name`, `name version`, or `name version (source)` where less would leave a choice.
      const needs = textsOf(memberOf(entry, 'dependencies')).map((text) => text.split(' ').slice(0, 2).join(' '));
      // Without a source a package lies in the project itself.
      if (textOf(memberOf(entry, 'source')) === null) {
        own.push({ name, needs });
        continue;
      }
      const key = `${name} ${version}`;
      aliases.add(name, key);
      const range = tree.textRange('package', 'name', name, index);
      packages.push({ key, name, version, reference: name, range, declared: null, scope: null, needs });
    }
    return {
      ok: true,
      file: { kind: 'lock', ecosystem: 'cargo', path: file.path, packages, aliases: aliases.done(), roots: [], own },
    };
  },
};
