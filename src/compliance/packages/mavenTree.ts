import { type ChosenPackage, chooseVersions, type Edge } from './mavenChoice';
import { type MavenDependency, type MavenModel, type MavenModels, roleOf } from './mavenModel';
import type { ManifestFile, Need, Scope } from './packageFile';
import type { PackageReference } from './packageReference';
import { strictestFirst } from './scopes';

export interface MavenTree {
  readonly packages: readonly PackageReference[];
  /** False where the repositories of this machine do not say what all of them need. */
  readonly isWhole: boolean;
}

/** What a POM needs itself. */
interface Root {
  readonly dependency: MavenDependency;
  readonly scope: Scope;
  /** Where the POM asks for it; null for what its parent asks for. */
  readonly need: Need | null;
}

/**
 * What Maven would put together for a POM, as far as the repositories of this machine say it. `needs`: what the POM asks for
 * itself, but for packages of the project, which `isOwn` tells.
 */
export async function mavenTree(
  manifest: ManifestFile,
  needs: readonly Need[],
  models: MavenModels,
  isOwn: (name: string) => boolean,
): Promise<MavenTree> {
  const model = await models.ofFile(manifest.path);
  const roots = rootsOf(needs, model, isOwn);
  const asked = roots.map(({ dependency }) => dependency);
  const choice = await chooseVersions(asked, model?.managed ?? new Map(), models, isOwn);
  const packages = new Map<string, PackageReference>();
  for (const { key, scope, root, isDirect } of reached(roots, choice.roots, choice.chosen)) {
    const { name, version } = choice.chosen.get(key) ?? { name: key, version: '' };
    // Several artifacts of one name and version are one package.
    const id = `${name}:${version}`;
    if (packages.has(id)) continue;
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
  return { packages: [...packages.values()], isWhole: choice.isWhole && model?.isWhole === true };
}

/** What the POM asks for, with the versions that it means, and what its parents in repositories ask for. */
function rootsOf(needs: readonly Need[], model: MavenModel | null, isOwn: (name: string) => boolean): readonly Root[] {
  const dependencies = model?.dependencies ?? [];
  const own = needs.map((need): Root => {
    const { name, version, scope } = need;
    const meant = dependencies.find((one) => one.name === name);
    const dependency = meant ?? { name, version, variant: 'jar:', scope: '', isOptional: false, exclusions: [] };
    return { dependency, scope, need };
  });
  const asked = new Set(needs.map(({ name }) => name));
  const inherited = (model?.inherited ?? []).filter(({ name }) => !asked.has(name) && !isOwn(name));
  return [...own, ...inherited.map((dependency): Root => ({ dependency, scope: roleOf(dependency), need: null }))];
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
    if (key !== undefined) open[root.scope].push({ key, scope: root.scope, root, isDirect: true });
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
