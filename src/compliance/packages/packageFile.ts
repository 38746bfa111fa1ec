import type { Range } from '../report';
import type { TextFile } from '../text/textFile';

/** Where packages come from, as package URLs call it (https://github.com/package-url/purl-spec). */
export type Ecosystem = 'npm' | 'pypi' | 'cargo' | 'golang' | 'maven' | 'nuget' | 'composer' | 'gem';

/**
 * What a package is needed for. `optional`: becomes part of the product only where somebody asks for it (extras, optional
 * features, what a container provides). `development`: to build or test, not distributed with the product.
 */
export type Scope = 'runtime' | 'optional' | 'development';

/** A third-party package as a lockfile records it. */
export interface LockedPackage {
  /** Unique in its lockfile. */
  readonly key: string;
  readonly name: string;
  /** Empty where the lockfile gives none. */
  readonly version: string;
  /** As written. */
  readonly reference: string;
  readonly range: Range | null;
  /** What the lockfile says of the licence, as written; null where it says nothing. */
  readonly declared: string | null;
  /** Digest of its archive (Subresource Integrity), where the lockfile has one. */
  readonly archive?: string | null;
  /** null where it follows from who needs it. */
  readonly scope: Scope | null;
  /** Keys or aliases of what it needs. */
  readonly needs: readonly string[];
  /** Where the lockfile says that it is installed, relative to the checked folder. */
  readonly folder?: string;
}

/** A package that a manifest asks for. */
export interface Need {
  readonly name: string;
  /** What the manifest says of the version, as written; empty where it says nothing. */
  readonly spec: string;
  /** Where `spec` leaves no choice, the version; else empty. */
  readonly version: string;
  readonly scope: Scope;
  readonly range: Range | null;
  /** Parts of a Python package that are asked for, too; normalised. */
  readonly extras?: readonly string[];
  /** What it may need in turn and must not bring: `group:artifact`, either may be `*`. */
  readonly without?: ReadonlySet<string>;
}

/** The packages that a project installs, with their versions. */
export interface LockFile {
  readonly kind: 'lock';
  readonly ecosystem: Ecosystem;
  /** Relative to the checked folder. */
  readonly path: string;
  readonly packages: readonly LockedPackage[];
  /** Other names by which packages are asked for (`name`, `name@spec`), each with the keys that it means. */
  readonly aliases: ReadonlyMap<string, readonly string[]>;
  /** What the project itself needs, by key or alias, where the lockfile says so. */
  readonly roots: readonly { readonly needs: string; readonly scope: Scope }[];
  /** Packages of the project itself that the lockfile lists without saying what for they need others; their manifests say it. */
  readonly own: readonly { readonly name: string; readonly needs: readonly string[] }[];
  /** It only says which version is meant where a manifest asks for one: what nobody asks for is not there. */
  readonly isCatalog?: boolean;
  /** The folder whose manifests it is for, with a trailing `/`; its own where this is left out. */
  readonly governs?: string;
  /** Path of the file that says more; where it is there, this one says nothing. */
  readonly replacedBy?: string;
  /** What else it lists that nobody here looks up; goes on after the file's name. */
  readonly unseen?: string;
}

/** What a package of the project itself asks for. */
export interface ManifestFile {
  readonly kind: 'manifest';
  readonly ecosystem: Ecosystem;
  /** Relative to the checked folder. */
  readonly path: string;
  /** The package's own name; null where it has none. */
  readonly name: string | null;
  readonly needs: readonly Need[];
  /** What none of its needs may bring: `group:artifact`, either may be `*`. */
  readonly without?: ReadonlySet<string>;
  /** Packages that say the versions of others. */
  readonly platforms?: readonly { readonly name: string; readonly version: string }[];
  /** Manifests that count as parts of it, relative to the checked folder. */
  readonly includes?: readonly string[];
  /** Path of the file that is made from this one and says more; where it is there, this one says nothing. */
  readonly replacedBy?: string;
  /** What else it lists that nobody here looks up; goes on after the file's name. */
  readonly unseen?: string;
}

export type PackageFile = LockFile | ManifestFile;

export type PackageRead =
  | { readonly ok: true; readonly file: PackageFile }
  /** `reason` goes on after the file's name: `is not valid JSON`. `isUnknown`: nobody here reads files of this kind. */
  | { readonly ok: false; readonly reason: string; readonly isUnknown?: true };

/** Reads the files of one format. Pure: no I/O, never throws, time in proportion to the text. */
export interface PackageReader {
  /** By path, relative to the checked folder. */
  wants(path: string): boolean;
  read(file: TextFile): PackageRead;
  /** Bytes of the largest file that is read; the scan has its own limit where this is left out. */
  readonly limit?: number;
  /** What is said of a binary file, where its kind is known to be one. */
  readonly binary?: string;
  /** The file may name models and data sets, too. */
  readonly mayNameModels?: boolean;
}

/** The file could not be understood. */
export function unread(reason: string): PackageRead {
  return { ok: false, reason };
}

/** Collects what aliases mean. */
export class Aliases {
  private readonly keys = new Map<string, string[]>();

  add(alias: string, key: string): void {
    const known = this.keys.get(alias);
    if (known === undefined) this.keys.set(alias, [key]);
    else if (!known.includes(key)) known.push(key);
  }

  done(): ReadonlyMap<string, readonly string[]> {
    return this.keys;
  }
}

/** Folder of a path, with a trailing `/`; empty for the checked folder itself. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** The folder whose manifests a lockfile is for. */
export function governedBy({ governs, path }: LockFile): string {
  return governs ?? folderOf(path);
}
