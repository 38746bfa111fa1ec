import type { ClueKind } from './clues/clues';
import type { KnownIds } from './clues/knownIds';
import type { TextLook } from './seenText';

/** What a helping thread has to know. */
export interface HelperSetting {
  /** Absolute; all paths are below it. */
  readonly root: string;
  /** null where nothing can be ruled out. */
  readonly known: KnownIds | null;
}

/** What a helper is asked: to rule out the texts that hold nothing to see, or to look at texts closely. Paths are relative to the root. */
export type LooksAsked =
  | { readonly kind: 'sift'; readonly paths: readonly string[]; readonly kinds: readonly ClueKind[] }
  | {
      readonly kind: 'look';
      readonly paths: readonly string[];
      /** Digests of contents of which is known what there is to see. */
      readonly expected: readonly (string | null)[];
    };

export type LooksAnswer =
  | {
      readonly kind: 'sift';
      /** Size, time of the last change of the content and of anything, inode: for each path, `stampLength` numbers. */
      readonly stamps: Float64Array<ArrayBuffer>;
      /** By index: texts that could not be ruled out. */
      readonly left: readonly number[];
    }
  | { readonly kind: 'look'; readonly looks: readonly TextLook[] };

export const stampLength = 4;
