import type { Change } from './weigh';

/** A licence at a place of a text. */
export interface Found {
  readonly id: string;
  readonly kind: 'text' | 'header' | 'exception';
  /** Words `[textStart, textEnd)` of the text. */
  readonly textStart: number;
  readonly textEnd: number;
  /** 0..1 */
  readonly score: number;
  readonly changes: readonly Change[];
}
