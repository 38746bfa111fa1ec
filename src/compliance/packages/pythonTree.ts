import type { ManifestFile, Need, Scope } from './packageFile';
import type { PackageReference, PackageTree } from './packageReference';
import { isSameVersion, normalizedName, readRequirement } from './python';
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
  const requirements = new Map<string, Requirements>();
  const pinned = new Map(needs.map(({ name, version }) => [name, version]));
  let isWhole = true;
  // The last is next: each is followed to its end, the strictest before all that are weaker.
  const open = strictestFirst
    .flatMap((scope) =>
      needs
        .filter((need) => need.scope === scope)
        .map((need): Reached => ({ name: need.name, extras: need.extras ?? [], scope, need })),
    )
    .reverse();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { name, extras, scope, need } = next;
    // The package itself, and each of its parts, once.
    const parts = [null, ...extras].filter((part) => !looked.has(`${name}[${part ?? ''}]`));
    for (const part of parts) looked.add(`${name}[${part ?? ''}]`);
    if (parts.length === 0) continue;
    if (!reached.has(name)) reached.set(name, next);
    const installed = environment.distribution(name);
    const wanted = pinned.get(name) ?? '';
    if (installed === undefined || (wanted !== '' && !isSameVersion(wanted, installed.version))) {
      isWhole = false;
      continue;
    }
    const known = requirements.get(name) ?? requirementsOf(installed.requires);
    requirements.set(name, known);
    for (const one of parts.flatMap((part) => known.get(part) ?? []).reverse()) {
      if (isOwn(one.name)) continue;
      // What is for other systems or versions of Python is not installed here.
      if (one.isConditional && environment.distribution(one.name) === undefined) continue;
      open.push({ name: one.name, extras: one.extras, scope, need });
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

/** What a package needs, by the part of it that needs it; `null` for the package itself. */
type Requirements = ReadonlyMap<string | null, readonly Required[]>;

/** As a package says it (PEP 508). */
function requirementsOf(requires: readonly string[]): Requirements {
  const found = new Map<string | null, Required[]>();
  for (const text of requires) {
    const end = text.indexOf(';');
    const marker = end === -1 ? '' : text.slice(end + 1);
    const requirement = readRequirement(end === -1 ? text : text.slice(0, end).trim());
    if (requirement === null) continue;
    const isConditional = /\b(?:python_|platform_|sys_|os_name|implementation_)/.test(marker);
    const one = { name: normalizedName(requirement.name), extras: requirement.extras, isConditional };
    const parts = [...marker.matchAll(/\bextra\s*==\s*["']([^"']+)["']/g)].map(([, name = '']) => normalizedName(name));
    for (const part of parts.length === 0 ? [null] : new Set(parts)) {
      const known = found.get(part);
      if (known === undefined) found.set(part, [one]);
      else known.push(one);
    }
  }
  return found;
}
