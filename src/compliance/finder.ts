import type { ClueKind } from './clues/clues';
import type { Range } from './report';
import type { TextFile } from './text/textFile';

/** What stands in a text and may be a model or a data set: a candidate until somebody who knows the registry looked at it. */
export interface HubReference {
  readonly kind: 'model' | 'dataset';
  /** As written; for a join of strings, what it evaluates to. */
  readonly reference: string;
  readonly range: Range;
  /** Of a notebook, counted from 1. */
  readonly cell?: number;
  /**
   * How sure the place is. `slot`: an argument or key that takes nothing but a model or data set; `key`: a key that often
   * does; `mention`: the registry or the hub's own address alone says what it is.
   */
  readonly certainty: 'slot' | 'key' | 'mention';
  /** Stands in a comment or in prose. */
  readonly prose: boolean;
  /** What the model writes is trained on: whose service it is, where one knows, and what it goes into, in words. */
  readonly trains?: {
    readonly vendor: string | null;
    readonly into: string;
    /** The file of data that it goes into; it counts where another text trains on that. Empty: only the run knows which. */
    readonly onlyIfRead?: string;
  };
  /** No reference, but the path of a file of data that this text trains on; `atRunTime`: the expression that only the run fills. */
  readonly trainsOn?: boolean;
  /** The place takes a model or a data set that is named only at run time; `reference` is the expression. */
  readonly atRunTime?: boolean;
  /** The line brings the weights into an image or a package. */
  readonly ships?: boolean;
}

/** Looks at texts; one per file of `finders/`. Pure: no I/O, never throws, linear in the length of the text. */
export interface TextFinder {
  /** By path alone. */
  wants(file: TextFile): boolean;
  /** The clues without which it finds nothing that is kept; by path alone. Without this, it looks at each file that it wants. */
  clues?(file: TextFile): ClueKind | null;
  find(file: TextFile): Iterable<HubReference>;
}
