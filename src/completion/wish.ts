import type { AskingPreferences, Situation } from './asking/notAsked';
import type { CompletionWatch } from './complete';
import type { Completion, CompletionPlace } from './completion';

/** A place in an editor where a completion is wanted. */
export interface Wish extends Situation {
  /** Names the document; two cells of one notebook are two. */
  readonly document: string;
  /** The cursor in the whole document, in UTF-16 code units. */
  readonly offset: number;
  /** The cursor's line, 1-based. */
  readonly line: number;
  /** Characters before the cursor that the selected entry of the suggest widget replaces. */
  readonly entryReplaces?: number;
}

export interface Preferences extends AskingPreferences {
  /** Milliseconds between a key and what is shown, at least. */
  readonly delay: number;
  /** Show less after suggestions that were hidden or ignored. */
  readonly backOff: boolean;
  /** Compute what follows a suggestion while the user reads it, so that it is there when the suggestion is accepted. */
  readonly ahead?: boolean;
  /** Ask less often, to save power. */
  readonly saving?: boolean;
}

/** Why a model could not be asked. */
export interface AskFailure {
  readonly kind: 'refused' | 'no-model' | 'engine' | 'cancelled';
  /** One line for a person. */
  readonly message: string;
}

/**
 * Asks the model that completes code, once it is found and admitted. `ahead`: nobody waits for the answer, so anything that
 * is asked meanwhile cancels it.
 */
export type AskModel = (
  place: CompletionPlace,
  watch: CompletionWatch,
  signal: AbortSignal,
  ahead: boolean,
) => Promise<Completion | AskFailure>;
