import { isAnchor } from '../engine/anchors';
import type { ModelAbilities, PromptPiece } from '../engine/engine';
import type { FimFormat } from '../licensing/artefacts';
import type { CompletionPlace } from './completion';
import type { Cursor } from './cursor';
import { DEFAULTS } from './defaults';

/**
 * About the last `length` characters, from a line's start on. Where it starts depends on the lines there, not on the length, so
 * that the evaluated prompt stays valid while the user types.
 */
function tail(text: string, length: number): string {
  if (text.length <= length) return text;
  let start = text.indexOf('\n', text.length - length) + 1;
  if (start === 0) return text.slice(-length);
  for (let line = start; line < text.length - length / 2; ) {
    const end = text.indexOf('\n', line) + 1;
    if (end === 0) break;
    if (isAnchor(text, line, end, DEFAULTS.anchorLines)) {
      start = end;
      break;
    }
    line = end;
  }
  return text.slice(start);
}

/**
 * Lays the prompt out in the model's own fill-in-the-middle format. The order comes from the registry entry, else it is
 * prefix-suffix-middle; the tokens come from the GGUF. Null when the GGUF does not name them all: three, or two where the entry
 * says that the model was trained without one for the middle (Codestral).
 */
export function layOut(
  place: CompletionPlace,
  cursor: Cursor,
  fim: FimFormat | null,
  { fimTokens }: ModelAbilities,
): readonly PromptPiece[] | null {
  const hasMiddle = fim?.tokens === undefined || fim.tokens.middle !== undefined;
  if (fimTokens.prefix === undefined || fimTokens.suffix === undefined) return null;
  if (hasMiddle && fimTokens.middle === undefined) return null;
  const prefixTokens = fim?.prefixTokens ?? DEFAULTS.prefixTokens;
  const suffixTokens = fim?.suffixTokens ?? DEFAULTS.suffixTokens;
  const before = tail(cursor.before, prefixTokens * DEFAULTS.charactersPerToken);
  const after = cursor.after.slice(0, suffixTokens * DEFAULTS.charactersPerToken);
  const prefix: PromptPiece[] = [
    { special: 'prefix' },
    { text: before, maxTokens: prefixTokens, keep: 'end', heal: true },
  ];
  const suffix: PromptPiece[] = [{ special: 'suffix' }, { text: after, maxTokens: suffixTokens, keep: 'start' }];
  const sides = fim?.order === 'suffix-prefix-middle' ? [...suffix, ...prefix] : [...prefix, ...suffix];
  const middle: readonly PromptPiece[] = hasMiddle ? [{ special: 'middle' }] : [];
  return [...header(place, fimTokens), ...sides, ...middle];
}

/** Names of the repository and the file, for models that have tokens for them. */
function header(place: CompletionPlace, fimTokens: ModelAbilities['fimTokens']): readonly PromptPiece[] {
  if (fimTokens.repository === undefined || fimTokens.file === undefined || place.path === '') return [];
  const repository: PromptPiece[] =
    place.repository === '' ? [] : [{ special: 'repository' }, { text: `${place.repository}\n` }];
  return [...repository, { special: 'file' }, { text: `${place.path}\n` }];
}
