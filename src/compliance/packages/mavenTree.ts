import { type Root, referencesOf } from './jvmTree';
import { chooseNearest, type Revise } from './mavenChoice';
import { keyOf, type MavenModel, type MavenModels, roleOf } from './mavenModel';
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
  const asked = roots.map(({ dependency }) => dependency);
  const choice = await chooseNearest(asked, managedBy(model), models, isOwn);
  const isWhole = choice.isWhole && model?.isWhole === true;
  return { packages: referencesOf(manifest, roots, choice), isWhole };
}

/** What the POM's management makes of what packages need. */
export function managedBy(model: MavenModel | null): Revise {
  return (dependency) => {
    const managed = model?.managed.get(keyOf(dependency));
    if (managed === undefined) return dependency;
    return {
      ...dependency,
      version: managed.version || dependency.version,
      scope: managed.scope || dependency.scope,
      exclusions: [...dependency.exclusions, ...managed.exclusions],
    };
  };
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
