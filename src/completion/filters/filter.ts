import type { CompletionPlace } from '../completion';
import type { Cursor } from '../cursor';

export interface FilterContext {
  readonly place: Pick<CompletionPlace, 'path' | 'languageId'>;
  readonly cursor: Cursor;
  /** Texts of the model's special tokens, none of which may reach the editor. */
  readonly specialTokens: readonly string[];
  /** The model's own tokens, each with its probability. */
  readonly tokens: readonly { readonly text: string; readonly probability: number }[];
  /** Below this the model is not sure enough. */
  readonly minConfidence: number;
  /** The confidence threshold is switched off: what is merely hardly worth showing is shown. */
  readonly anything: boolean;
}

/** Takes away from a completion what should not be shown; nothing left means that nothing is shown. */
export type Filter = (text: string, context: FilterContext) => string;
