import { type ManifestFile, type Need, type PackageRead, type PackageReader, type Scope, unread } from './packageFile';
import { entriesOf, memberOf, textOf } from './parsedData';
import { TomlTree } from './tomlTree';

/** `Cargo.toml` (https://doc.rust-lang.org/cargo/reference/manifest.html). */
export const cargoManifest: PackageReader = {
  wants: (path) => /(?:^|\/)Cargo\.toml$/.test(path),
  read: (file): PackageRead => {
    const tree = TomlTree.read(file);
    if (tree === null) return unread('is not valid TOML');
    const workspace = memberOf(tree.data, 'workspace', 'dependencies');
    const platforms = entriesOf(memberOf(tree.data, 'target')).map(([name, value]) => ({
      prefix: `target.${name}.`,
      value,
    }));
    const needs = [{ prefix: '', value: tree.data }, ...platforms].flatMap(({ prefix, value }) =>
      tables.flatMap(([table, scope]) =>
        entriesOf(memberOf(value, table)).flatMap(([key, wanted]) =>
          needOf(tree, `${prefix}${table}`, key, wanted, scope, workspace),
        ),
      ),
    );
    const manifest: ManifestFile = {
      kind: 'manifest',
      ecosystem: 'cargo',
      path: file.path,
      name: textOf(memberOf(tree.data, 'package', 'name')),
      needs,
    };
    return { ok: true, file: manifest };
  },
};

const tables: readonly (readonly [string, Scope])[] = [
  ['dependencies', 'runtime'],
  ['build-dependencies', 'development'],
  ['dev-dependencies', 'development'],
];

function needOf(
  tree: TomlTree,
  table: string,
  key: string,
  wanted: unknown,
  scope: Scope,
  workspace: unknown,
): readonly Need[] {
  const shared = memberOf(wanted, 'workspace') === true ? memberOf(workspace, key) : undefined;
  // A crate of the project itself.
  if (memberOf(wanted, 'path') !== undefined || memberOf(shared, 'path') !== undefined) return [];
  const spec =
    textOf(wanted) ??
    textOf(memberOf(wanted, 'version')) ??
    textOf(shared) ??
    textOf(memberOf(shared, 'version')) ??
    '';
  const name = textOf(memberOf(wanted, 'package')) ?? textOf(memberOf(shared, 'package')) ?? key;
  const isOptional = scope === 'runtime' && memberOf(wanted, 'optional') === true;
  return [
    {
      name,
      spec,
      version: /^=\s*(\d+\.\d+\.\d+[\w.+-]*)$/.exec(spec)?.[1] ?? '',
      scope: isOptional ? 'optional' : scope,
      range: tree.keyRange(table, key),
    },
  ];
}
