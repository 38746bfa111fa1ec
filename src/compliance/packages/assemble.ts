import { gradleTree } from './gradleTree';
import { howToInstall } from './howToInstall';
import type { Installations } from './installations';
import { mavenTree } from './mavenTree';
import { installedTree } from './nodeTree';
import { folderOf, governedBy, type LockFile, type ManifestFile, type Need, type PackageFile } from './packageFile';
import type { PackageReference } from './packageReference';
import { pythonTree } from './pythonTree';
import { withIncludes } from './requirementIncludes';
import { aliasOf, scopesOf } from './scopes';

export interface AssembledPackages {
  readonly packages: readonly PackageReference[];
  /** Manifests of which it is not known what all of their packages need in turn, and why. */
  readonly partly: readonly { readonly file: string; readonly reason: string }[];
  /** What else files list that nobody looks up. */
  readonly unseen: readonly { readonly file: string; readonly reason: string }[];
}

/**
 * Puts the files of the package managers together: lockfiles say what is installed, manifests what for; a manifest whose needs
 * are in no lockfile speaks for itself. What belongs to the project itself is left out.
 */
export async function assemblePackages(
  files: readonly PackageFile[],
  installations: Installations,
): Promise<AssembledPackages> {
  const paths = new Set(files.map(({ path }) => path));
  const current = files.filter(({ replacedBy }) => replacedBy === undefined || !paths.has(replacedBy));
  const locks = current.filter((file) => file.kind === 'lock');
  const listed = current.filter((file) => file.kind === 'manifest');
  const reader = await installations.reader;
  const manifests = reader === null ? listed : await withIncludes(listed, reader);
  const own = new Set(manifests.map(({ ecosystem, name }) => `${ecosystem} ${name ?? ''}`));
  const references = locks.flatMap((lock) =>
    fromLock(
      lock,
      manifests.filter((manifest) => governing(locks, manifest).includes(lock)),
    ),
  );
  const partly: { file: string; reason: string }[] = [];
  for (const manifest of manifests) {
    const governed = governing(locks, manifest);
    const isOwn = (name: string) => own.has(`${manifest.ecosystem} ${name}`);
    const open = manifest.needs.filter(
      ({ name, spec }) => !isOwn(name) && !governed.some((lock) => aliasOf(lock, { name, spec }) !== null),
    );
    const { packages, isWhole } = governed.some(isWholeLock)
      ? { packages: await fromManifest(manifest, open, installations), isWhole: true }
      : await withoutLock(manifest, open, governed, installations, isOwn);
    if (!isWhole) partly.push({ file: manifest.path, reason: partlyKnown(manifest, packages) });
    references.push(...packages);
  }
  const unseen = current.flatMap(({ path: file, unseen: reason }) => (reason === undefined ? [] : [{ file, reason }]));
  return { packages: references, partly, unseen };
}

/** A catalogue only knows what manifests ask for themselves. */
function isWholeLock({ isCatalog }: LockFile): boolean {
  return isCatalog !== true;
}

/** Why it is not known what all packages need in turn. */
function partlyKnown({ ecosystem, path }: ManifestFile, packages: readonly PackageReference[]): string {
  const isKnownInPart = packages.some(({ through }) => through !== undefined);
  if (isBuildScript(path) && isKnownInPart)
    return 'what its packages need in turn is worked out from their POMs, as builds are not run: a gradle.lockfile says it for sure';
  return isPom(path) || (ecosystem === 'pypi' && isKnownInPart)
    ? `what its packages need in turn is known in part: ${howToInstall[ecosystem]} and check again`
    : 'what its packages need in turn is not listed: there is no lockfile';
}

function isPom(path: string): boolean {
  return /(?:^|\/)pom\.xml$/.test(path);
}

function isBuildScript(path: string): boolean {
  return /\.gradle(?:\.kts)?$/.test(path);
}

/** What a manifest without a lockfile asks for, and all that it needs in turn where the installed packages say it. */
async function withoutLock(
  manifest: ManifestFile,
  needs: readonly Need[],
  catalogues: readonly LockFile[],
  installations: Installations,
  isOwn: (name: string) => boolean,
): Promise<{ readonly packages: readonly PackageReference[]; readonly isWhole: boolean }> {
  const { ecosystem, path } = manifest;
  const reader = await installations.reader;
  if (ecosystem === 'npm' && reader !== null)
    return { packages: await installedTree(reader, manifest, needs), isWhole: true };
  const environment = ecosystem === 'pypi' ? await installations.python(folderOf(path)) : null;
  if (environment !== null) {
    const { packages, isWhole } = pythonTree(manifest, needs, environment, isOwn);
    return { packages, isWhole: isWhole || isComplete(manifest) };
  }
  const models = isPom(path) || isBuildScript(path) ? await installations.mavenModels() : null;
  if (models === null)
    return {
      packages: await fromManifest(manifest, needs, installations),
      isWhole: needs.length === 0 || isComplete(manifest),
    };
  if (isPom(path)) return mavenTree(manifest, needs, models, isOwn);
  return gradleTree(manifest, needs, catalogues, models, isOwn);
}

/** Only a list of fixed versions, as pip and NuGet write it, has all that is installed. */
function isComplete({ path, needs }: ManifestFile): boolean {
  if (/(?:^|\/)packages\.config$/i.test(path)) return true;
  return /requirements/i.test(path) && needs.every(({ version }) => version !== '');
}

/** The lockfiles that hold what a manifest needs: those of the nearest folder, at or above its own, that has any. */
function governing(locks: readonly LockFile[], manifest: ManifestFile): readonly LockFile[] {
  if (isPom(manifest.path)) return []; // lockfiles beside it are Gradle's
  const above = locks.filter(
    (lock) => lock.ecosystem === manifest.ecosystem && manifest.path.startsWith(governedBy(lock)),
  );
  const nearest = Math.max(...above.map((lock) => governedBy(lock).length));
  return above.filter((lock) => governedBy(lock).length === nearest);
}

function fromLock(lock: LockFile, manifests: readonly ManifestFile[]): readonly PackageReference[] {
  const scopes = scopesOf(lock, manifests);
  return lock.packages.flatMap(({ key, name, version, reference, range, declared, archive, folder }) => {
    const role = scopes.get(key);
    if (role === undefined) return [];
    const { ecosystem, path: file } = lock;
    const place = { folder: folder ?? null, archive: archive ?? null };
    return [{ ecosystem, file, range, reference, name, version, role, declared, ...place }];
  });
}

async function fromManifest(
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
