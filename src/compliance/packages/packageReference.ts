import type { Range } from '../report';

/** A third-party package that the project installs, as a lockfile records it. */
export interface PackageReference {
  readonly ecosystem: 'npm' | 'pypi';
  readonly file: string;
  readonly range: Range | null;
  /** As written in the lockfile. */
  readonly reference: string;
  readonly name: string;
  readonly version: string;
  /** Package URL (https://github.com/package-url/purl-spec). */
  readonly purl: string;
  /** `development`: needed to build or test, not distributed with the product. */
  readonly role: 'runtime' | 'development';
  /** What it says of its licence, as written; null where it says nothing. */
  readonly declared: string | null;
  /** Folder of an installed npm package, relative to the checked folder; not every package is installed on every machine. Empty elsewhere. */
  readonly folder: string;
}
