import { type ManifestFile, type Need, type PackageRead, type PackageReader, type Scope, unread } from './packageFile';
import { entriesOf, listOf, memberOf, textOf, textsOf } from './parsedData';
import { isDevelopmentName, normalizedName, readRequirement, scopeOfExtra, scopeOfGroups } from './python';
import { TomlTree } from './tomlTree';

/** `pyproject.toml` (PEP 621, PEP 735, and the tables of Poetry, PDM and uv). */
export const pyproject: PackageReader = {
  wants: (path) => /(?:^|\/)pyproject\.toml$/.test(path),
  mayNameModels: true,
  read: (file): PackageRead => {
    const tree = TomlTree.read(file);
    if (tree === null) return unread('is not valid TOML');
    const name =
      textOf(memberOf(tree.data, 'project', 'name')) ?? textOf(memberOf(tree.data, 'tool', 'poetry', 'name'));
    const manifest: ManifestFile = {
      kind: 'manifest',
      ecosystem: 'pypi',
      path: file.path,
      name: name === null ? null : normalizedName(name),
      needs: [...standardNeeds(tree), ...poetryNeeds(tree)],
    };
    return { ok: true, file: manifest };
  },
};

function standardNeeds(tree: TomlTree): readonly Need[] {
  const { data } = tree;
  const lists: (readonly [string, string, readonly string[], Scope])[] = [
    ['project', 'dependencies', textsOf(memberOf(data, 'project', 'dependencies')), 'runtime'],
    ['build-system', 'requires', textsOf(memberOf(data, 'build-system', 'requires')), 'development'],
    ['tool.uv', 'dev-dependencies', textsOf(memberOf(data, 'tool', 'uv', 'dev-dependencies')), 'development'],
  ];
  const groups: readonly (readonly [string, unknown, (name: string) => Scope])[] = [
    ['project.optional-dependencies', memberOf(data, 'project', 'optional-dependencies'), scopeOfExtra],
    ['dependency-groups', memberOf(data, 'dependency-groups'), (name) => scopeOfGroups([name])],
    ['tool.pdm.dev-dependencies', memberOf(data, 'tool', 'pdm', 'dev-dependencies'), () => 'development'],
  ];
  for (const [table, value, scopeOf] of groups)
    for (const [name, list] of entriesOf(value)) lists.push([table, name, textsOf(list), scopeOf(name)]);
  return lists.flatMap(([table, key, texts, scope]) =>
    texts.flatMap((text): Need[] => {
      const requirement = readRequirement(text);
      if (requirement === null) return [];
      const { name, spec, version, extras } = requirement;
      const range = tree.textRange(table, key, text);
      // The name stands first in the text.
      const named =
        range !== null && range.startLine === range.endLine && range.endColumn - range.startColumn === text.length;
      const place = named ? { ...range, endColumn: range.startColumn + name.length } : range;
      return [{ name: normalizedName(name), spec, version, extras, scope, range: place }];
    }),
  );
}

function poetryNeeds(tree: TomlTree): readonly Need[] {
  const poetry = memberOf(tree.data, 'tool', 'poetry');
  const tables: (readonly [string, unknown, Scope])[] = [
    ['tool.poetry.dependencies', memberOf(poetry, 'dependencies'), 'runtime'],
    ['tool.poetry.dev-dependencies', memberOf(poetry, 'dev-dependencies'), 'development'],
  ];
  for (const [name, group] of entriesOf(memberOf(poetry, 'group')))
    tables.push([`tool.poetry.group.${name}.dependencies`, memberOf(group, 'dependencies'), scopeOfGroups([name])]);
  return tables.flatMap(([table, value, scope]) =>
    entriesOf(value).flatMap(([key, wanted]): Need[] => {
      // Several constraints, one for each platform, are one need.
      const one = Array.isArray(wanted) ? listOf(wanted)[0] : wanted;
      if (key.toLowerCase() === 'python' || textOf(memberOf(one, 'path')) !== null) return [];
      const spec = textOf(one) ?? textOf(memberOf(one, 'version')) ?? '';
      const version = /^={0,3}\s*(\d[\w.!+-]*)$/.exec(spec)?.[1] ?? '';
      const isOptional = scope === 'runtime' && memberOf(one, 'optional') === true;
      return [
        {
          name: normalizedName(key),
          spec,
          version,
          extras: textsOf(memberOf(one, 'extras')).map(normalizedName),
          scope: isOptional ? 'optional' : scope,
          range: tree.keyRange(table, key),
        },
      ];
    }),
  );
}

/** `Pipfile` (https://pipenv.pypa.io/en/latest/pipfile.html). */
export const pipfile: PackageReader = {
  wants: (path) => /(?:^|\/)Pipfile$/.test(path),
  read: (file): PackageRead => {
    const tree = TomlTree.read(file);
    if (tree === null) return unread('is not valid TOML');
    const categories = entriesOf(tree.data).filter(([name]) => !/^(?:source|requires|scripts|pipenv)$/.test(name));
    const needs = categories.flatMap(([category, value]) => {
      const scope: Scope =
        category === 'packages' ? 'runtime' : isDevelopmentName(category) ? 'development' : 'optional';
      return entriesOf(value).flatMap(([key, wanted]): Need[] => {
        if (textOf(memberOf(wanted, 'path')) !== null) return [];
        const spec = textOf(wanted) ?? textOf(memberOf(wanted, 'version')) ?? '';
        const version = /^===?\s*([\w.!+-]+)$/.exec(spec)?.[1] ?? '';
        const extras = textsOf(memberOf(wanted, 'extras')).map(normalizedName);
        return [{ name: normalizedName(key), spec, version, extras, scope, range: tree.keyRange(category, key) }];
      });
    });
    return { ok: true, file: { kind: 'manifest', ecosystem: 'pypi', path: file.path, name: null, needs } };
  },
};
