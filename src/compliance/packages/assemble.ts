import type { Installations } from './installations';
import { installedTree } from './nodeTree';
import { governedBy, type LockFile, type ManifestFile, type Need, type PackageFile } from './packageFile';
import type { PackageReference } from './packageReference';
import { withIncludes } from './requirementIncludes';
import { aliasOf, scopesOf } from './scopes';

export interface AssembledPackages {
  readonly packages: readonly PackageReference[];
  /** Manifests of which only what they ask for themselves is known. */
  readonly partly: readonly string[];
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
  const partly: string[] = [];
  for (const manifest of manifests) {
    const governed = governing(locks, manifest);
    const open = manifest.needs.filter(
      ({ name, spec }) =>
        !own.has(`${manifest.ecosystem} ${name}`) && !governed.some((lock) => aliasOf(lock, { name, spec }) !== null),
    );
    if (open.length > 0 && governed.length === 0 && !isComplete(manifest)) partly.push(manifest.path);
    const isNodeTree = manifest.ecosystem === 'npm' && governed.length === 0 && reader !== null;
    references.push(
      ...(isNodeTree ? await installedTree(reader, manifest, open) : await fromManifest(manifest, open, installations)),
    );
  }
  const unseen = current.flatMap(({ path: file, unseen: reason }) => (reason === undefined ? [] : [{ file, reason }]));
  return { packages: references, partly, unseen };
}

/** Without a lockfile only a list of fixed versions, as pip and NuGet write it, has all that is installed; npm's folders are read. */
function isComplete({ ecosystem, path, needs }: ManifestFile): boolean {
  if (ecosystem === 'npm' || /(?:^|\/)packages\.config$/i.test(path)) return true;
  return /requirements/i.test(path) && needs.every(({ version }) => version !== '');
}

/** The lockfiles that hold what a manifest needs: those of the nearest folder, at or above its own, that has any. */
function governing(locks: readonly LockFile[], manifest: ManifestFile): readonly LockFile[] {
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
