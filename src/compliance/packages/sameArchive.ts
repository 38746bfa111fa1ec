import type { PackageReference } from './packageReference';

/** Who says what of a licence. */
export interface Statement {
  readonly license: string;
  /** Relative to the checked folder. */
  readonly file: string;
}

/**
 * What other lockfiles of the project say of the licence of the very same archive, by its digest: npm names licences only in what
 * it writes anew, so that of many lockfiles each names some. Where they differ, nothing is said.
 */
export class SameArchive {
  private readonly stated = new Map<string, Statement | null>();

  constructor(packages: readonly PackageReference[]) {
    for (const { archive, declared, file } of packages) {
      if (archive === undefined || archive === null || declared === null) continue;
      const known = this.stated.get(archive);
      if (known === null) continue;
      if (known !== undefined && known.license !== declared) this.stated.set(archive, null);
      // The first by name, in whatever order the files were read.
      else if (known === undefined || file < known.file) this.stated.set(archive, { license: declared, file });
    }
  }

  of({ archive }: PackageReference): Statement | null {
    return this.stated.get(archive ?? '') ?? null;
  }
}
