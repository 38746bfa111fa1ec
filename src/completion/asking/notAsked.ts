import { isSecretsFile } from '../../project/secretsFile';
import type { CompletionPlace } from '../completion';
import type { Cursor } from '../cursor';
import { DEFAULTS } from '../defaults';
import { excluded } from './excluded';
import { wantsIndentation } from './indenting';
import { insideWord } from './insideWord';
import { canFollow, type SelectedEntry } from './suggestWidget';
import { syntaxAt } from './syntaxAt';

/** Why a model is not asked at a place. */
export type NotAsked =
  /** Completion is off for this language. */
  | 'off'
  | 'read-only'
  /** The file holds secrets by convention. */
  | 'secrets'
  /** A pattern of the user's names the file. */
  | 'excluded'
  | 'too-large'
  /** Data or generated code: the cursor's line is longer than any that is written. */
  | 'long-line'
  /** Until a time that the user set. */
  | 'snoozed'
  /** The user asks with a key. */
  | 'manual'
  | 'several-cursors'
  | 'selection'
  /** The selected entry of the suggest widget leaves no place for ghost text. */
  | 'suggest-widget'
  | 'inside-word'
  | 'comment'
  | 'string'
  /** Tab indents here. */
  | 'indenting';

/** Those that hold for whoever asks, the command line included. */
export type Never = Extract<NotAsked, 'secrets' | 'long-line' | 'inside-word'>;

/** What the user set for a language. */
export interface AskingPreferences {
  readonly enabled: boolean;
  /** Only when the user asks with a key. */
  readonly manual: boolean;
  /** As in a `.gitignore`. */
  readonly exclude: readonly string[];
  /** Characters of the largest file; 0 is no limit. */
  readonly largestFile: number;
  readonly inComments: boolean;
  readonly inStrings: boolean;
  readonly snoozed: boolean;
}

/** The editor at the moment of a request. */
export interface Situation {
  readonly place: CompletionPlace;
  /** False when the user asked with a key. */
  readonly automatic: boolean;
  readonly writable: boolean;
  /** Characters of the whole document. */
  readonly documentLength: number;
  readonly cursors: number;
  readonly hasSelection: boolean;
  readonly tabSize: number;
  readonly selected?: SelectedEntry;
}

function holdsSecrets({ path, file = path }: CompletionPlace): boolean {
  return isSecretsFile(file);
}

/** Why no model may see this place, whoever asks; null when one may. */
export function neverAsked(place: CompletionPlace, cursor: Cursor): Never | null {
  if (holdsSecrets(place)) return 'secrets';
  if (cursor.lineBefore.length + cursor.lineAfter.length > DEFAULTS.longestLine) return 'long-line';
  return insideWord(cursor) ? 'inside-word' : null;
}

/** Whether it matters what the cursor stands in. */
export function asksForSyntax({ automatic }: Situation, { inComments, inStrings }: AskingPreferences): boolean {
  return automatic && (!inComments || !inStrings);
}

/**
 * Why an editor does not ask here; null when it does. What the user asked for with a key is held back by less. `inside`: what the
 * cursor stands in, where a parser could tell.
 */
export function notAsked(
  situation: Situation,
  cursor: Cursor,
  preferences: AskingPreferences,
  inside?: 'comment' | 'string' | null,
): NotAsked | null {
  const { place, automatic } = situation;
  if (!preferences.enabled) return 'off';
  if (!situation.writable) return 'read-only';
  if (holdsSecrets(place)) return 'secrets';
  if (excluded(place.path, preferences.exclude)) return 'excluded';
  if (preferences.largestFile > 0 && situation.documentLength > preferences.largestFile) return 'too-large';
  if (automatic && preferences.snoozed) return 'snoozed';
  if (automatic && preferences.manual) return 'manual';
  if (situation.cursors > 1) return 'several-cursors';
  if (situation.hasSelection) return 'selection';
  if (situation.selected !== undefined && !canFollow(situation.selected)) return 'suggest-widget';
  const never = neverAsked(place, cursor);
  if (never !== null || !automatic) return never;
  if (asksForSyntax(situation, preferences)) {
    const syntax = inside === undefined ? syntaxAt(place, cursor) : inside;
    if (syntax === 'comment' && !preferences.inComments) return 'comment';
    if (syntax === 'string' && !preferences.inStrings) return 'string';
  }
  return wantsIndentation(cursor, situation.tabSize) ? 'indenting' : null;
}
