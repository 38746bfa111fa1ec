import { gradleBuild } from './gradleBuild';
import { gradleTree } from './gradleTree';
import { howToInstall } from './howToInstall';
import type { Installations } from './installations';
import { mavenPom } from './mavenPom';
import { mavenTree } from './mavenTree';
import { installedTree } from './nodeTree';
import { nugetTree } from './nugetTree';
import { folderOf, type LockFile, type ManifestFile, type Need } from './packageFile';
import type { PackageReference, PackageTree } from './packageReference';
import { pythonTree } from './pythonTree';
import { aliasOf } from './scopes';

/**
 * What a manifest without a lockfile asks for, and all that it needs in turn where what is installed says it. `needs`: those that
 * no catalogue has. `isOwn`: packages of the project.
 */
export async function withoutLock(
  manifest: ManifestFile,
  needs: readonly Need[],
  catalogues: readonly LockFile[],
  installations: Installations,
  isOwn: (name: string) => boolean,
): Promise<PackageTree> {
  const { ecosystem, path } = manifest;
  const reader = await installations.reader;
  if (ecosystem === 'npm' && reader !== null)
    return { packages: await installedTree(reader, manifest, needs), isWhole: true };
  if (ecosystem === 'pypi') {
    const environment = await installations.python(folderOf(path));
    const tree = environment === null ? null : pythonTree(manifest, needs, environment, isOwn);
    if (tree !== null) return { ...tree, isWhole: tree.isWhole || isComplete(manifest) };
  }
  if (ecosystem === 'maven') {
    const models = await installations.mavenModels();
    if (models !== null && mavenPom.wants(path)) return mavenTree(manifest, needs, models, isOwn);
    if (models !== null) return gradleTree(manifest, needs, catalogues, models, isOwn);
  }
  if (ecosystem === 'nuget' && reader !== null) {
    const tree = await nugetTree(reader, manifest, needs, catalogues, isOwn);
    if (tree !== null) return tree;
  }
  const asks = needs.length > 0 || manifest.needs.some((need) => catalogues.some((one) => aliasOf(one, need) !== null));
  return { packages: await fromManifest(manifest, needs, installations), isWhole: !asks || isComplete(manifest) };
}

/** Why it is not known what all packages of a manifest need. */
export function whyNotWhole({ ecosystem, path }: ManifestFile, packages: readonly PackageReference[]): string {
  const isKnownInPart = packages.some(({ through }) => through !== undefined);
  if (gradleBuild.wants(path) && isKnownInPart)
    return 'what its packages need in turn is worked out from their POMs, as builds are not run: a gradle.lockfile says it for sure';
  return mavenPom.wants(path) || isKnownInPart
    ? `what its packages need in turn is known in part: ${howToInstall[ecosystem]} and check again`
    : 'what its packages need in turn is not listed: there is no lockfile';
}

/** Only a list of fixed versions, as pip and NuGet write it, has all that is installed. */
function isComplete({ path, needs }: ManifestFile): boolean {
  if (/(?:^|\/)packages\.config$/i.test(path)) return true;
  return /requirements/i.test(path) && needs.every(({ version }) => version !== '');
}

/** What a manifest asks for itself. */
export async function fromManifest(
  { ecosystem, path: file }: ManifestFile,
  needs: readonly Need[],
  installations: Installations,
): Promise<readonly PackageReference[]> {
  return Promise.all(
    needs.map(async ({ name, version, scope, range }) => {
      const reference = { ecosystem, file, range, reference: name, name, role: scope, declared: null, folder: null };
      if (version !== '') return { ...reference, version };
      // Where no file says which version, what is installed does.
      return { ...reference, version: (await installations.find({ ...reference, version }))?.version ?? '' };
    }),
  );
}
