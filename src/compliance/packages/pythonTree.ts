import type { ManifestFile, Need, Scope } from './packageFile';
import type { PackageReference, PackageTree } from './packageReference';
import { normalizedName, readRequirement } from './python';
import type { PythonEnvironment } from './pythonEnvironment';
import { strictestFirst, strictestScope } from './scopes';

/** A package that the environment was asked for. */
interface Reached {
  readonly name: string;
  /** Parts of the package that are asked for, too. */
  readonly extras: readonly string[];
  readonly scope: Scope;
  /** What the manifest asks for that leads here. */
  readonly need: Need;
}

/**
 * What a manifest without a lockfile asks for, and all that it needs in turn, as far as it is installed in the environment. `isOwn`:
 * packages of the project.
 */
export function pythonTree(
  manifest: ManifestFile,
  needs: readonly Need[],
  environment: PythonEnvironment,
  isOwn: (name: string) => boolean,
): PackageTree {
  const { reached, isWhole } = follow(needs, environment, isOwn);
  const scopes = new Map<string, Scope>();
  for (const { name, scope } of needs) scopes.set(name, strictestScope([scope, scopes.get(name) ?? scope]) ?? scope);
  const at = (name: string, version: string, role: Scope, need: Need): PackageReference => ({
    ecosystem: 'pypi',
    file: manifest.path,
    range: need.range,
    reference: name,
    name,
    version: version || (environment.distribution(name)?.version ?? ''),
    role,
    declared: null,
    folder: null,
  });
  const direct = needs.map((need) => {
    // What a package needs at run time, the product needs, whatever else the manifest wants it for.
    const needed = reached.get(need.name)?.scope ?? need.scope;
    return at(need.name, need.version, needed === scopes.get(need.name) ? need.scope : needed, need);
  });
  const others = [...reached.values()]
    .filter(({ name }) => !scopes.has(name))
    .map(({ name, scope, need }) => ({ ...at(name, '', scope, need), through: need.name }));
  return { packages: [...direct, ...others], isWhole };
}

/** Each package that the needs lead to, once, with the strictest of what it is needed for. */
function follow(
  needs: readonly Need[],
  environment: PythonEnvironment,
  isOwn: (name: string) => boolean,
): { readonly reached: ReadonlyMap<string, Reached>; readonly isWhole: boolean } {
  const reached = new Map<string, Reached>();
  const looked = new Set<string>();
  const pinned = new Map(needs.map(({ name, version }) => [name, version]));
  let isWhole = true;
  const open = strictestFirst.flatMap((scope) =>
    needs
      .filter((need) => need.scope === scope)
      .map((need): Reached => ({ name: need.name, extras: need.extras ?? [], scope, need })),
  );
  // What was found stands before what is weaker: each is followed to its end before the next.
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const { name, extras, scope, need } = next;
    const key = `${name}[${extras.join()}]`;
    if (looked.has(key)) continue;
    looked.add(key);
    if (!reached.has(name)) reached.set(name, next);
    const installed = environment.distribution(name);
    const wanted = pinned.get(name) ?? '';
    if (installed === undefined || (wanted !== '' && wanted !== installed.version)) {
      isWhole = false;
      continue;
    }
    for (const text of installed.requires) {
      const one = requiredBy(text, extras);
      if (one === null || isOwn(one.name)) continue;
      // What is for other systems or versions of Python is not installed here.
      if (one.isConditional && environment.distribution(one.name) === undefined) continue;
      open.unshift({ name: one.name, extras: one.extras, scope, need });
    }
  }
  return { reached, isWhole };
}

interface Required {
  readonly name: string;
  readonly extras: readonly string[];
  /** Only on some systems, or for some versions of Python. */
  readonly isConditional: boolean;
}

/** What a package needs (PEP 508), where these parts of it are asked for; null for what only others need. */
function requiredBy(text: string, extras: readonly string[]): Required | null {
  const end = text.indexOf(';');
  const marker = end === -1 ? '' : text.slice(end + 1);
  const parts = [...marker.matchAll(/\bextra\s*==\s*["']([^"']+)["']/g)].map(([, name = '']) => normalizedName(name));
  if (parts.length > 0 && !parts.some((part) => extras.includes(part))) return null;
  const requirement = readRequirement(end === -1 ? text : text.slice(0, end).trim());
  if (requirement === null) return null;
  const isConditional = /\b(?:python_|platform_|sys_|os_name|implementation_)/.test(marker);
  return { name: normalizedName(requirement.name), extras: requirement.extras, isConditional };
}
