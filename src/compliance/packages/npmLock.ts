import { getNodeValue, type Node, type ParseError, parseTree } from 'jsonc-parser';
import type { TextFile } from '../text/textFile';
import { developmentOnly, type LockEntry } from './npmRoles';
import type { PackageReference } from './packageReference';

export type NpmLock =
  | { readonly ok: true; readonly packages: readonly PackageReference[] }
  | { readonly ok: false; readonly reason: string };

/** Lockfiles of npm 7 and later, and of a published package. */
export function isNpmLock(path: string): boolean {
  return /(?:^|\/)(?:package-lock|npm-shrinkwrap)\.json$/.test(path);
}

/** The packages of a `package-lock.json`, versions 2 and 3 (https://docs.npmjs.com/cli/configuring-npm/package-lock-json). */
export function readNpmLock(file: TextFile): NpmLock {
  const root = parseObject(file.text);
  if (root === null) return { ok: false, reason: 'is not valid JSON' };
  const version: unknown = valueAt(root, 'lockfileVersion');
  const entries = member(root, 'packages');
  if (entries?.type !== 'object') {
    return {
      ok: false,
      reason:
        version === 1
          ? 'is lockfileVersion 1, which lists no licences; run `npm install` with npm 7 or later'
          : 'has no "packages"',
    };
  }
  const folder = file.path.slice(0, file.path.lastIndexOf('/') + 1);
  const development = developmentOnly(new Map((entries.children ?? []).flatMap(roleEntry)));
  const packages: PackageReference[] = [];
  for (const property of entries.children ?? []) {
    const [key, entry] = property.children ?? [];
    if (key === undefined || entry?.type !== 'object') continue;
    const path: unknown = getNodeValue(key);
    const installedAs =
      typeof path === 'string' ? /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(path)?.[1] : undefined;
    // The project itself and its workspaces are not third-party; links point at the latter.
    if (typeof path !== 'string' || installedAs === undefined || valueAt(entry, 'link') === true) continue;
    const alias: unknown = valueAt(entry, 'name');
    const name = typeof alias === 'string' ? alias : installedAs;
    const number: unknown = valueAt(entry, 'version');
    const packageVersion = typeof number === 'string' ? number : '';
    const declared = declaredLicense(valueAt(entry, 'license') ?? valueAt(entry, 'licenses'));
    packages.push({
      ecosystem: 'npm',
      file: file.path,
      range: file.range(key.offset + 1, key.offset + key.length - 1),
      reference: path,
      name,
      version: packageVersion,
      purl: `pkg:npm/${name.replace(/^@/, '%40')}${packageVersion === '' ? '' : `@${packageVersion}`}`,
      role: development.has(path) ? 'development' : 'runtime',
      declared,
      folder: folder + path,
    });
  }
  return { ok: true, packages };
}

function roleEntry(property: Node): [string, LockEntry][] {
  const [key, entry] = property.children ?? [];
  if (typeof key?.value !== 'string' || entry?.type !== 'object') return [];
  const target: unknown = valueAt(entry, 'link') === true ? valueAt(entry, 'resolved') : undefined;
  const optionalPeers = member(entry, 'peerDependenciesMeta');
  const peers = names(entry, 'peerDependencies').filter((name) => {
    const meta = optionalPeers === undefined ? undefined : member(optionalPeers, name);
    return meta === undefined || valueAt(meta, 'optional') !== true;
  });
  return [
    [
      key.value,
      {
        dev: valueAt(entry, 'dev') === true,
        optional: valueAt(entry, 'optional') === true || valueAt(entry, 'devOptional') === true,
        ...(typeof target === 'string' ? { target } : {}),
        needs: [...names(entry, 'dependencies'), ...names(entry, 'optionalDependencies'), ...peers],
        needsInDevelopment: names(entry, 'devDependencies'),
      },
    ],
  ];
}

function names(entry: Node, list: string): string[] {
  const keys = member(entry, list)?.children ?? [];
  return keys.flatMap((property) => {
    const name: unknown = property.children?.[0]?.value;
    return typeof name === 'string' ? [name] : [];
  });
}

/**
 * The licence field of a package manifest: a text, or one of the outdated forms `{ type }` and `[{ type }]`, of which
 * several mean a choice. null where it says nothing.
 */
export function declaredLicense(value: unknown): string | null {
  if (typeof value === 'string') return value.trim() === '' ? null : value.trim();
  if (Array.isArray(value)) {
    const parts = value.map(declaredLicense).filter((part) => part !== null);
    return parts.length > 1 ? `(${parts.join(' OR ')})` : (parts[0] ?? null);
  }
  return typeof value === 'object' && value !== null && 'type' in value ? declaredLicense(value.type) : null;
}

function parseObject(text: string): Node | null {
  const errors: ParseError[] = [];
  try {
    const root = parseTree(text, errors, { disallowComments: true });
    return root?.type === 'object' && errors.length === 0 ? root : null;
  } catch (error) {
    // The parser recurses; no lockfile that npm wrote is nested this deeply.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function member(object: Node, name: string): Node | undefined {
  if (object.type !== 'object') return undefined;
  return object.children?.find((property) => property.children?.[0]?.value === name)?.children?.[1];
}

/** undefined where there is no such member. */
function valueAt(object: Node, name: string): unknown {
  const node = member(object, name);
  return node === undefined ? undefined : getNodeValue(node);
}
