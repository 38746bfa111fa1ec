import type { ChosenPackage, Edge, MavenChoice } from './mavenChoice';
import { type MavenDependency, roleOf } from './mavenDependency';
import type { ManifestFile, Need, Scope } from './packageFile';
import type { PackageReference } from './packageReference';
import { strictestFirst, strictestScope } from './scopes';

/** What a project needs itself. */
export interface Root {
  readonly dependency: MavenDependency;
  /** Whether or not it is optional. */
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
    const known = packages.get(id);
    if (known !== undefined) packages.set(id, { ...known, role: strictestScope([known.role, scope]) ?? scope });
    if (known !== undefined || (isDirect && root.isToldElsewhere === true)) continue;
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
function reached(
  roots: readonly Root[],
  edges: readonly Edge[],
  chosen: ReadonlyMap<string, ChosenPackage>,
): readonly Reached[] {
  const open: Record<Scope, Reached[]> = { runtime: [], optional: [], development: [] };
  const direct = new Set(edges.map(({ key }) => key));
  const asked = roots.flatMap((root, index): Reached[] => {
    const key = edges[index]?.key;
    return key === undefined || root.isParents === true ? [] : [{ key, scope: root.scope, root, isDirect: true }];
  });
  const isOptional = ({ root }: Reached) => root.dependency.isOptional === true;
  for (const one of [...asked.filter((some) => !isOptional(some)), ...asked.filter(isOptional)])
    open[one.scope].push(one);
  const found = new Map<string, Reached>();
  const looked: Record<Scope, number> = { runtime: 0, optional: 0, development: 0 };
  const next = () => {
    const scope = strictestFirst.find((some) => looked[some] < open[some].length);
    return scope === undefined ? undefined : open[scope][looked[scope]++];
  };
  for (let one = next(); one !== undefined; one = next()) {
    const before = found.get(one.key);
    // Management can make a need at run time of what only tests lead to.
    if (before !== undefined && strictestScope([before.scope, one.scope]) === before.scope) continue;
    found.set(one.key, one);
    for (const { key, scope } of chosen.get(one.key)?.needs ?? []) {
      if (direct.has(key)) continue;
      const meant = scope ?? one.scope;
      open[meant].push({ key, scope: meant, root: one.root, isDirect: false });
    }
  }
  const required = requiredOf([...found.values()], direct, chosen);
  return [...found.values()].map((one) => ({ ...one, scope: roleOf(one.scope, !required.has(one.key)) }));
}

/** What some way leads to that is not optional. */
function requiredOf(
  found: readonly Reached[],
  direct: ReadonlySet<string>,
  chosen: ReadonlyMap<string, ChosenPackage>,
): ReadonlySet<string> {
  const needed = (key: string) => (chosen.get(key)?.needs ?? []).filter((edge) => !direct.has(edge.key));
  const open = [
    ...found.filter(({ isDirect, root }) => isDirect && root.dependency.isOptional !== true).map(({ key }) => key),
    ...found.flatMap(({ key }) => needed(key).flatMap((edge) => (edge.isOptional === false ? [edge.key] : []))),
  ];
  const required = new Set<string>();
  // Grows as it goes.
  for (const key of open) {
    if (required.has(key)) continue;
    required.add(key);
    for (const edge of needed(key)) if (edge.isOptional === null) open.push(edge.key);
  }
  return required;
}
