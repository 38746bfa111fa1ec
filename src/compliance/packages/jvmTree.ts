import type { ChosenPackage, Edge, MavenChoice } from './mavenChoice';
import type { MavenDependency } from './mavenDependency';
import type { ManifestFile, Need, Scope } from './packageFile';
import type { PackageReference } from './packageReference';
import { strictestFirst } from './scopes';

/** What a project needs itself. */
export interface Root {
  readonly dependency: MavenDependency;
  readonly scope: Scope;
  /** Where the project asks for it; null where that is no file of its own. */
  readonly need: Need | null;
  /** Another file tells it, but not what it needs. */
  readonly isToldElsewhere?: boolean;
  /** A parent in the checked folder asks for it, and tells it with all that it needs; here it only decides versions. */
  readonly isParents?: boolean;
}

/** The packages that were chosen for a project's needs, each once. */
export function referencesOf(
  manifest: ManifestFile,
  roots: readonly Root[],
  choice: MavenChoice,
): readonly PackageReference[] {
  const packages = new Map<string, PackageReference>();
  for (const { key, scope, root, isDirect } of reached(roots, choice.roots, choice.chosen)) {
    const { name, version } = choice.chosen.get(key) ?? { name: key, version: '' };
    // Several artifacts of one name and version are one package.
    const id = `${name}:${version}`;
    if (packages.has(id) || (isDirect && root.isToldElsewhere === true)) continue;
    packages.set(id, {
      ecosystem: 'maven',
      file: manifest.path,
      range: root.need?.range ?? null,
      reference: name,
      name,
      version,
      role: scope,
      declared: null,
      folder: null,
      ...(isDirect ? {} : { through: root.dependency.name }),
    });
  }
  return [...packages.values()];
}

interface Reached {
  readonly key: string;
  readonly scope: Scope;
  /** Through which of the POM's own dependencies. */
  readonly root: Root;
  readonly isDirect: boolean;
}

/** Each package once, with the strictest of what it is needed for; what the POM itself says of a package counts. */
export function reached(
  roots: readonly Root[],
  edges: readonly Edge[],
  chosen: ReadonlyMap<string, ChosenPackage>,
): readonly Reached[] {
  const open: Record<Scope, Reached[]> = { runtime: [], optional: [], development: [] };
  const direct = new Set(edges.map(({ key }) => key));
  for (const [index, root] of roots.entries()) {
    const key = edges[index]?.key;
    if (key !== undefined && root.isParents !== true)
      open[root.scope].push({ key, scope: root.scope, root, isDirect: true });
  }
  const found = new Map<string, Reached>();
  for (const scope of strictestFirst) {
    // Grows as it goes.
    for (const one of open[scope]) {
      if (found.has(one.key)) continue;
      found.set(one.key, one);
      for (const { key, role } of chosen.get(one.key)?.needs ?? []) {
        if (direct.has(key)) continue;
        const weaker = strictestFirst.indexOf(role) > strictestFirst.indexOf(scope) ? role : scope;
        open[weaker].push({ key, scope: weaker, root: one.root, isDirect: false });
      }
    }
  }
  return [...found.values()];
}
