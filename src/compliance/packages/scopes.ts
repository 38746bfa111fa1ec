import type { LockFile, ManifestFile, Scope } from './packageFile';

/** The stricter of two: who needs something at run time needs it, whoever else needs it for development. */
export const strictestFirst: readonly Scope[] = ['runtime', 'optional', 'development'];

export function strictestScope(scopes: readonly Scope[]): Scope | undefined {
  return strictestFirst.find((scope) => scopes.includes(scope));
}

/**
 * What each package of a lockfile is needed for, by key: as the lockfile says, else by who needs it, down from the project's
 * own packages. What nobody is known to need counts as needed at run time; in a
 * catalogue it is not there.
 */
export function scopesOf(lock: LockFile, manifests: readonly ManifestFile[]): ReadonlyMap<string, Scope> {
  const keysOf = (alias: string): readonly string[] => lock.aliases.get(alias) ?? [];
  const byKey = new Map(lock.packages.map((one) => [one.key, one]));
  const scopes = new Map<string, Scope>();
  const roots = [...lock.roots, ...manifestRoots(lock, manifests), ...ownRoots(lock, manifests)];
  for (const scope of strictestFirst) {
    const open = roots.filter((root) => root.scope === scope).flatMap(({ needs }) => reached(byKey, keysOf, needs));
    for (let key = open.pop(); key !== undefined; key = open.pop()) {
      if (scopes.has(key)) continue;
      scopes.set(key, scope);
      for (const needs of byKey.get(key)?.needs ?? []) open.push(...reached(byKey, keysOf, needs));
    }
  }
  return new Map(
    lock.packages.flatMap(({ key, scope }) => {
      const found = scope ?? scopes.get(key) ?? (lock.isCatalog === true ? null : 'runtime');
      return found === null ? [] : [[key, found]];
    }),
  );
}

function reached(
  byKey: ReadonlyMap<string, unknown>,
  keysOf: (alias: string) => readonly string[],
  needs: string,
): readonly string[] {
  return byKey.has(needs) ? [needs] : keysOf(needs);
}

interface Root {
  readonly needs: string;
  readonly scope: Scope;
}

function manifestRoots(lock: LockFile, manifests: readonly ManifestFile[]): readonly Root[] {
  return manifests.flatMap(({ needs }) =>
    needs.flatMap((need) => {
      const alias = aliasOf(lock, need);
      return alias === null ? [] : [{ needs: alias, scope: need.scope }];
    }),
  );
}

/** The name under which a lockfile has what a manifest asks for; null where it has nothing like it. */
export function aliasOf(
  lock: LockFile,
  { name, spec }: { readonly name: string; readonly spec: string },
): string | null {
  return (
    [`${name}@${spec}`, `${name}@npm:${spec}`, name, name.toLowerCase()].find((alias) => lock.aliases.has(alias)) ??
    null
  );
}

/** Own packages that the lockfile lists with all that they need: their manifests say what for. */
function ownRoots(lock: LockFile, manifests: readonly ManifestFile[]): readonly Root[] {
  const byName = new Map(manifests.map((manifest) => [manifest.name, manifest]));
  const names = new Map(lock.packages.map(({ key, name }) => [key, name]));
  return lock.own.flatMap(({ name, needs }) => {
    const wanted = new Map<string, Scope[]>();
    for (const need of byName.get(name)?.needs ?? [])
      wanted.set(need.name, [...(wanted.get(need.name) ?? []), need.scope]);
    return needs.flatMap((alias) =>
      (lock.aliases.get(alias) ?? [alias]).map((key) => ({
        needs: key,
        scope: strictestScope(wanted.get(names.get(key) ?? '') ?? []) ?? ('runtime' as const),
      })),
    );
  });
}
