import { isExcluded, noExclusions } from './exclusions';
import { compareVersions } from './gradleVersions';
import { type Root, referencesOf } from './jvmTree';
import { chooseNearest, type MavenChoice } from './mavenChoice';
import type { MavenDependency } from './mavenDependency';
import type { MavenModels } from './mavenModel';
import type { LockFile, ManifestFile, Need } from './packageFile';
import type { PackageReference, PackageTree } from './packageReference';
import { strictestFirst } from './scopes';

/** Newer versions may ask for newer ones; then what was found so far counts. */
const mostRounds = 20;

/**
 * What Gradle would put together for a build script, as far as the repositories of this machine say it: of all versions that are
 * asked for the newest (https://docs.gradle.org/current/userguide/dependency_resolution.html). What the script does beside naming
 * its needs is not known, so that this is never all. `needs`: those that no catalogue knows.
 */
export async function gradleTree(
  manifest: ManifestFile,
  needs: readonly Need[],
  catalogues: readonly LockFile[],
  models: MavenModels,
  isOwn: (name: string) => boolean,
): Promise<PackageTree> {
  const catalogued = catalogues.map(entriesOf);
  const meant = (name: string) => catalogued.flatMap((entries) => entries.get(name) ?? []);
  const isLeftOut = (name: string) => isOwn(name) || isExcluded(manifest.without ?? noExclusions, name);
  const platforms = (manifest.platforms ?? []).flatMap((one) => (one.version === '' ? meant(one.name) : [one]));
  const atLeast = await versionsOf(platforms, models);
  const roots = [
    ...needs.map((need): Root => ({ dependency: dependencyOf(need, need), scope: need.scope, need })),
    ...manifest.needs.flatMap((need) =>
      meant(need.name).map(
        (entry): Root => ({ dependency: dependencyOf(entry, need), scope: need.scope, need, isToldElsewhere: true }),
      ),
    ),
  ];
  const packages = new Map<string, PackageReference>();
  // What tests need does not change what the product gets.
  for (const scope of strictestFirst) {
    const together = roots.filter((root) => root.scope === 'runtime' || root.scope === scope);
    if (!together.some((root) => root.scope === scope)) continue;
    const choice = await chooseNewest(
      together.map(({ dependency }) => dependency),
      atLeast,
      models,
      isLeftOut,
    );
    for (const one of referencesOf(manifest, together, choice))
      if (!packages.has(one.name)) packages.set(one.name, one);
  }
  return { packages: [...packages.values()], isWhole: roots.length === 0 };
}

interface Coordinates {
  readonly name: string;
  readonly version: string;
}

/** What a catalogue means by its names. */
function entriesOf(catalogue: LockFile): ReadonlyMap<string, readonly Coordinates[]> {
  const byKey = new Map(catalogue.packages.map((one) => [one.key, one]));
  return new Map([...catalogue.aliases].map(([alias, keys]) => [alias, keys.flatMap((key) => byKey.get(key) ?? [])]));
}

/** Chooses the newest version of each package that anything asks for. */
async function chooseNewest(
  asked: readonly MavenDependency[],
  atLeast: ReadonlyMap<string, string>,
  models: MavenModels,
  isOwn: (name: string) => boolean,
): Promise<MavenChoice> {
  const newest = new Map(atLeast);
  const revised = (dependency: MavenDependency) => {
    const { name, version } = dependency;
    const other = newest.get(name) ?? '';
    return { ...dependency, variant: '', version: compareVersions(version, other) < 0 ? other : version };
  };
  const revise = (dependency: MavenDependency) => ({ dependency: revised(dependency), scope: null, isOptional: null });
  const manner = { revise, allWaysCount: true };
  for (let round = 1; ; round++) {
    const choice = await chooseNearest(asked.map(revised), manner, models, isOwn);
    let isSettled = true;
    for (const [key, version] of choice.refused) {
      const { name = '', version: chosen = '' } = choice.chosen.get(key) ?? {};
      if (compareVersions(chosen, version) >= 0 || compareVersions(newest.get(name) ?? '', version) >= 0) continue;
      newest.set(name, version);
      isSettled = false;
    }
    if (isSettled || round >= mostRounds) return choice;
  }
}

/** The versions that platforms say, the newest of each. */
async function versionsOf(
  platforms: readonly Coordinates[],
  models: MavenModels,
): Promise<ReadonlyMap<string, string>> {
  const versions = new Map<string, string>();
  for (const [, platform] of new Map(platforms.map((one) => [`${one.name}:${one.version}`, one]))) {
    const model = await models.of(platform.name, platform.version);
    for (const { name, version } of model?.management.all() ?? [])
      if (compareVersions(versions.get(name) ?? '', version) < 0) versions.set(name, version);
  }
  return versions;
}

function dependencyOf({ name, version }: Coordinates, { without }: Need): MavenDependency {
  return { name, version, variant: '', scope: '', isOptional: null, exclusions: without ?? noExclusions };
}
