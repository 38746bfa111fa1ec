import type { Installations } from './installations';
import { mavenPom } from './mavenPom';
import { governedBy, type LockFile, type ManifestFile, type PackageFile } from './packageFile';
import type { PackageReference } from './packageReference';
import { withIncludes } from './requirementIncludes';
import { aliasOf, scopesOf } from './scopes';
import { fromManifest, whyNotWhole, withoutLock } from './withoutLock';

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
    if (!isWhole) partly.push({ file: manifest.path, reason: whyNotWhole(manifest, packages) });
    references.push(...packages);
  }
  const unseen = current.flatMap(({ path: file, unseen: reason }) => (reason === undefined ? [] : [{ file, reason }]));
  return { packages: references, partly, unseen };
}

/** A catalogue only knows what manifests ask for themselves. */
function isWholeLock({ isCatalog }: LockFile): boolean {
  return isCatalog !== true;
}

/** The lockfiles that hold what a manifest needs: those of the nearest folder, at or above its own, that has any. */
function governing(locks: readonly LockFile[], manifest: ManifestFile): readonly LockFile[] {
  if (mavenPom.wants(manifest.path)) return []; // lockfiles beside it are Gradle's
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
