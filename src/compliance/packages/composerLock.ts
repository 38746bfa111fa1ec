import type { Node } from 'jsonc-parser';
import type { TextFile } from '../text/textFile';
import { jsonMember, jsonMembers, jsonText, jsonValue, parseJsonObject } from './jsonTree';
import { anyOf, declaredLicense } from './licenseNames';
import {
  Aliases,
  type LockedPackage,
  type ManifestFile,
  type Need,
  type PackageRead,
  type PackageReader,
  type Scope,
  unread,
} from './packageFile';

const lists: readonly (readonly [string, string, Scope])[] = [
  ['packages', 'require', 'runtime'],
  ['packages-dev', 'require-dev', 'development'],
];

/** `composer.lock`, which names licences; several are a choice (https://getcomposer.org/doc/04-schema.md#license). */
export const composerLock: PackageReader = {
  wants: (path) => /(?:^|\/)composer\.lock$/.test(path),
  read: (file): PackageRead => {
    const root = parseJsonObject(file.text);
    if (root === null) return unread('is not valid JSON');
    const aliases = new Aliases();
    const packages = lists.flatMap(([list, , scope]) =>
      (jsonMember(root, list)?.children ?? []).flatMap((entry) => lockedPackage(file, entry, scope)),
    );
    for (const { name, key } of packages) aliases.add(name.toLowerCase(), key);
    return {
      ok: true,
      file: {
        kind: 'lock',
        ecosystem: 'composer',
        path: file.path,
        packages,
        aliases: aliases.done(),
        roots: [],
        own: [],
      },
    };
  },
};

function lockedPackage(file: TextFile, entry: Node, scope: Scope): LockedPackage[] {
  const name = jsonText(entry, 'name');
  const place = jsonMember(entry, 'name');
  // What is installed from a path is the project's own.
  if (name === null || place === undefined || jsonText(jsonMember(entry, 'dist'), 'type') === 'path') return [];
  const licenses: unknown = jsonValue(entry, 'license');
  const declared = Array.isArray(licenses)
    ? anyOf(licenses.slice(0, 50).map(declaredLicense))
    : declaredLicense(licenses);
  return [
    {
      key: `${scope} ${name}`,
      name,
      version: (jsonText(entry, 'version') ?? '').replace(/^v(?=\d)/, ''),
      reference: name,
      range: file.range(place.offset + 1, place.offset + place.length - 1),
      declared,
      scope,
      needs: [],
    },
  ];
}

/** `composer.json`; PHP itself and its extensions are no packages. */
export const composerManifest: PackageReader = {
  wants: (path) => /(?:^|\/)composer\.json$/.test(path),
  read: (file): PackageRead => {
    const root = parseJsonObject(file.text);
    if (root === null) return unread('is not valid JSON');
    const needs = lists.flatMap(([, list, scope]) =>
      jsonMembers(jsonMember(root, list)).flatMap(({ name, key, value }): Need[] => {
        const spec: unknown = value.value;
        if (!name.includes('/') || typeof spec !== 'string') return [];
        const version = /^v?(\d+\.\d+\.\d+[\w.+-]*)$/.exec(spec)?.[1] ?? '';
        return [{ name, spec, version, scope, range: file.range(key.offset + 1, key.offset + key.length - 1) }];
      }),
    );
    const manifest: ManifestFile = {
      kind: 'manifest',
      ecosystem: 'composer',
      path: file.path,
      name: jsonText(root, 'name'),
      needs,
    };
    return { ok: true, file: manifest };
  },
};
