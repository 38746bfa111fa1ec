/** A licence that a text holds (CONTRACT, `licit license`). Lines are 1-based, both ends included. */
export interface LicenseMatch {
  /** SPDX id, `LicenseRef-…`, or the expression of a tag. */
  readonly license: string;
  /** `exact`: the whole text; `region`: a part of it, unchanged; `similar`: changed; `tag`: an SPDX tag. */
  readonly how: 'exact' | 'similar' | 'region' | 'tag';
  /** 0..1 */
  readonly score: number;
  readonly startLine: number;
  readonly endLine: number;
}

/** Text that the matched licences do not account for and that changes rights or duties. */
export interface Rider {
  readonly startLine: number;
  readonly endLine: number;
  readonly text: string;
}

/** What licence a text is. */
export interface LicenseText {
  /** SPDX expression; null where nothing matches. */
  readonly license: string | null;
  /** 0..1 */
  readonly confidence: number;
  readonly matches: readonly LicenseMatch[];
  readonly riders: readonly Rider[];
}
