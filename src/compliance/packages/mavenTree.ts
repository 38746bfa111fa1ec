import { ExclusionSums, noExclusions } from './exclusions';
import { type Root, referencesOf } from './jvmTree';
import { chooseNearest, type Revise } from './mavenChoice';
import { keyOf, type MavenDependency, manage, scopeOf } from './mavenDependency';
import type { MavenModel, MavenModels } from './mavenModel';
import type { ManifestFile, Need } from './packageFile';
import type { PackageTree } from './packageReference';

/**
 * What Maven would put together for a POM, as far as the repositories of this machine say it: what the POM's own management says,
 * else the nearest version (https://maven.apache.org/guides/introduction/introduction-to-dependency-mechanism.html). `needs`: what
 * the POM asks for itself, but for packages of the project, which `isOwn` tells.
 */
export async function mavenTree(
  manifest: ManifestFile,
  needs: readonly Need[],
  models: MavenModels,
  isOwn: (name: string) => boolean,
): Promise<PackageTree> {
  const model = await models.ofFile(manifest.path);
  const roots = rootsOf(needs, model, isOwn);
  const sums = new ExclusionSums();
  const asked = roots.map(({ dependency }) => {
    const managed = model?.management.get(keyOf(dependency))?.exclusions ?? noExclusions;
    return { ...dependency, exclusions: sums.of([dependency.exclusions, managed]) };
  });
  const choice = await chooseNearest(asked, { revise: managedBy(model), allWaysCount: false }, models, isOwn);
  const isWhole = choice.isWhole && sums.isWhole && model?.isWhole === true;
  return { packages: referencesOf(manifest, roots, choice), isWhole };
}

/** What the POM's management makes of what packages need. */
function managedBy(model: MavenModel | null): Revise {
  return (dependency, sums) => {
    const managed = model?.management.get(keyOf(dependency));
    const own = dependency.scope === 'system' ? scopeOf(dependency.scope) : null;
    if (managed === undefined) return { dependency, scope: own, isOptional: null };
    return {
      dependency: {
        ...dependency,
        version: managed.version || dependency.version,
        scope: managed.scope || dependency.scope,
        exclusions: sums.of([dependency.exclusions, managed.exclusions]),
      },
      scope: managed.scope === '' ? own : scopeOf(managed.scope),
      isOptional: managed.isOptional,
    };
  };
}

/** What the POM asks for, with the versions that it means, and what its parents ask for. */
function rootsOf(needs: readonly Need[], model: MavenModel | null, isOwn: (name: string) => boolean): readonly Root[] {
  const inherited = (model?.dependencies ?? []).flatMap((dependency): Root[] => {
    const origin = model?.inherited.get(dependency);
    if (origin === undefined || isOwn(dependency.name)) return [];
    return [{ dependency, scope: scopeOf(dependency.scope), need: null, isParents: origin === 'project' }];
  });
  const own = new Map<string, MavenDependency[]>();
  for (const dependency of model?.dependencies ?? [])
    if (model?.inherited.has(dependency) === false)
      own.set(dependency.name, [...(own.get(dependency.name) ?? []), dependency]);
  const meant = needs.map((need): Root => {
    const name = model?.fill(need.name) ?? need.name;
    const [dependency = ofProfile({ ...need, name }, model)] = own.get(name)?.splice(0, 1) ?? [];
    return { dependency, scope: scopeOf(dependency.scope), need };
  });
  const asked = new Set(meant.map(({ dependency }) => keyOf(dependency)));
  return [...meant, ...inherited.filter(({ dependency }) => !asked.has(keyOf(dependency)))];
}

/** What a POM asks for in a profile, which is no part of its model. */
function ofProfile({ name, version, scope }: Need, model: MavenModel | null): MavenDependency {
  const written = scope === 'development' ? 'test' : scope === 'optional' ? 'provided' : '';
  const dependency = { name, version, variant: 'jar:', scope: written, isOptional: null, exclusions: noExclusions };
  return manage(dependency, model?.management.get(keyOf(dependency)));
}
