import type { Node } from 'jsonc-parser';
import { getNodeValue } from 'jsonc-parser';
import { jsonMember, jsonMembers, jsonText, parseJsonObject } from './jsonTree';
import {
  Aliases,
  type LockedPackage,
  type LockFile,
  type PackageRead,
  type PackageReader,
  unread,
} from './packageFile';
import { textsOf } from './parsedData';

/**
 * `deno.lock`, versions 3 to 5 (https://docs.deno.com/runtime/fundamentals/modules/#integrity-checking-and-lock-files). It names no
 * licences. Packages of JSR go by the names that its registry for npm gives them.
 */
export const denoLock: PackageReader = {
  wants: (path) => /(?:^|\/)deno\.lock$/.test(path),
  read: (file): PackageRead => {
    const root = parseJsonObject(file.text);
    if (root === null) return unread('is not valid JSON');
    if (jsonMember(root, 'version') === undefined) return unread('is no lockfile of Deno');
    const lists = jsonMember(root, 'packages') ?? root;
    const aliases = new Aliases();
    const packages = (['npm', 'jsr'] as const).flatMap((registry) =>
      jsonMembers(jsonMember(lists, registry)).map(({ name: key, key: place, value }): LockedPackage => {
        const { name, version } = titleOf(key, registry);
        for (const alias of [name, `${registry}:${key}`]) aliases.add(alias, `${registry}:${key}`);
        return {
          key: `${registry}:${key}`,
          name,
          version,
          reference: key,
          range: file.range(place.offset + 1, place.offset + place.length - 1),
          declared: null,
          archive: jsonText(value, 'integrity'),
          scope: null,
          needs: needsOf(value).map((need) => (/^(?:npm|jsr):/.test(need) ? need : `npm:${need}`)),
        };
      }),
    );
    const remote = jsonMembers(jsonMember(root, 'remote')).length;
    const lock: LockFile = {
      kind: 'lock',
      ecosystem: 'npm',
      path: file.path,
      packages,
      aliases: aliases.done(),
      roots: [],
      own: [],
      ...(remote === 0
        ? {}
        : {
            unseen: `loads modules from ${remote === 1 ? 'an address' : `${remote} addresses`}: their licences are not looked up`,
          }),
    };
    return { ok: true, file: lock };
  },
};

/** `@scope/name@1.0.0_peer@2.0.0`; JSR's `@scope/name` is `@jsr/scope__name` on npm. */
function titleOf(key: string, registry: 'npm' | 'jsr'): { readonly name: string; readonly version: string } {
  const at = key.indexOf('@', 1);
  const [name, version] = at < 0 ? [key, ''] : [key.slice(0, at), key.slice(at + 1).replace(/_.*$/, '')];
  return { name: registry === 'npm' ? name : name.replace(/^@([^/]+)\//, '@jsr/$1__'), version };
}

/** A list of keys; up to version 4 of npm's a map from names to keys. */
function needsOf(entry: Node): readonly string[] {
  const needs = jsonMember(entry, 'dependencies');
  if (needs === undefined) return [];
  return needs.type === 'array'
    ? textsOf(getNodeValue(needs))
    : textsOf(jsonMembers(needs).map(({ value }) => value.value));
}
