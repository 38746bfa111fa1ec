import type { Timings } from '../engine/engine';
import type { NotAsked } from './asking/notAsked';
import type { CodeReference } from './reference/codeReference';
import type { Coverage } from './reference/thirdPartyIndex';

/** Where a completion is wanted. `offset` is in UTF-16 code units. */
export interface CompletionPlace {
  readonly text: string;
  readonly offset: number;
  /** Path relative to its project, with `/`. */
  readonly path: string;
  /** The whole path, where it is known: names of folders above the project count, too, for whether a file holds secrets. */
  readonly file?: string;
  readonly repository: string;
  readonly languageId?: string;
}

/** Why nothing is offered. */
export type NoCompletionReason = 'unsure' | 'empty' | 'filtered' | 'cancelled' | 'not-asked' | 'no-fim';

/** `licit complete --json`. */
export interface Completion {
  readonly model: string;
  readonly text: string;
  readonly reason?: NoCompletionReason;
  /** More than the reason's word, for a person. */
  readonly detail?: string;
  /** The project was still being read: with it the answer may be another. */
  readonly early?: boolean;
  /** What `not-asked` means here. */
  readonly notAsked?: NotAsked;
  readonly confidence: number;
  /** Third-party code that the model's text repeats; nothing is offered where it is denied. */
  readonly reference?: CodeReference;
  /** How much of the third-party code it was compared with. */
  readonly compared?: Coverage;
  readonly timings: Timings;
}

export interface CompletionOptions {
  /** Overrides the model's own threshold; 0 switches it off. */
  readonly minConfidence?: number;
  /** Whether the answer may run over several lines; where this is not said, the syntax of the place decides. */
  readonly multiline?: boolean;
  /** Nobody waits for the answer: it is cancelled by whatever else is asked. */
  readonly ahead?: boolean;
  /** How long to wait for the project to be read; a program that asks once can wait longer than an editor. Milliseconds. */
  readonly projectPatienceMs?: number;
}
