import type { Change } from './weigh';

/** A licence at a place of a text. */
export interface Found {
  /** SPDX id, `LicenseRef-…`; of a notice or field an expression. */
  readonly id: string;
  /** `notice`: a sentence that only names it, `field`: a field of a manifest or comment that does. */
  readonly kind: 'text' | 'header' | 'exception' | 'notice' | 'field';
  /** Words `[textStart, textEnd)` of the text. */
  readonly textStart: number;
  readonly textEnd: number;
  /** 0..1 */
  readonly score: number;
  readonly changes: readonly Change[];
}
