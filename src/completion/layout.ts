import { isAnchor } from '../engine/anchors';
import type { ModelAbilities, PromptPiece } from '../engine/engine';
import type { FimFormat } from '../licensing/artefacts';
import type { CompletionPlace } from './completion';
import type { Snippet } from './context/snippet';
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
 * Where the prompt's prefix ends and the middle, which is for the model to fill in, begins: at the start of a line, some lines
 * above the cursor. What stands between there and the cursor goes behind the middle token, as if the model had written it. So a
 * key adds its own token to an evaluated prompt, and the model, which was trained on gaps between lines more than inside words,
 * is more often right (BENCHMARKS.md). The place depends on the lines there, so that it holds while the user types.
 */
function gapStart(before: string): number {
  const furthest = before.length - DEFAULTS.typedTokens * DEFAULTS.charactersPerTokenAtLeast;
  let start = before.lastIndexOf('\n') + 1;
  let nearest = start;
  for (let lines = 1; start > 0; lines++) {
    const above = before.lastIndexOf('\n', start - 2) + 1;
    if (above < furthest) break;
    if (lines <= DEFAULTS.typedLines) nearest = above;
    // A token may hold the ends of several lines; the gap starts where none can.
    else if (isAnchor(before, above, start, DEFAULTS.gapLines) && before[start] !== '\n') return start;
    start = above;
  }
  return nearest;
}

/**
 * Lays the prompt out in the model's own fill-in-the-middle format. The order comes from the registry entry, else it is
 * prefix-suffix-middle; the tokens come from the GGUF. Null when the GGUF does not name them all: three, or two where the entry
 * says that the model was trained without one for the middle (Codestral). `context` comes first: as files, to a model that has
 * tokens for them, else as comments.
 */
export function layOut(
  place: CompletionPlace,
  cursor: Cursor,
  fim: FimFormat | null,
  { fimTokens }: ModelAbilities,
  context: readonly Snippet[] = [],
): readonly PromptPiece[] | null {
  const hasMiddle = fim?.tokens === undefined || fim.tokens.middle !== undefined;
  if (fimTokens.prefix === undefined || fimTokens.suffix === undefined) return null;
  if (hasMiddle && fimTokens.middle === undefined) return null;
  const prefixTokens = fim?.prefixTokens ?? DEFAULTS.prefixTokens;
  const suffixTokens = fim?.suffixTokens ?? DEFAULTS.suffixTokens;
  const gap = gapStart(cursor.before);
  const before = tail(cursor.before.slice(0, gap), prefixTokens * DEFAULTS.charactersPerToken);
  const typed: PromptPiece = { text: cursor.before.slice(gap), maxTokens: prefixTokens, keep: 'end', heal: true };
  const after = cursor.after.slice(0, suffixTokens * DEFAULTS.charactersPerToken);
  const asFiles = tellsFiles(place, fimTokens);
  const prefix: PromptPiece[] = [
    { special: 'prefix' },
    ...(asFiles ? [] : asComments(context, place)),
    { text: before, maxTokens: prefixTokens - DEFAULTS.typedTokens, keep: 'end' },
  ];
  const suffix: PromptPiece[] = [{ special: 'suffix' }, { text: after, maxTokens: suffixTokens, keep: 'start' }];
  const sides = fim?.order === 'suffix-prefix-middle' ? [...suffix, ...prefix] : [...prefix, ...suffix];
  const middle: readonly PromptPiece[] = hasMiddle ? [{ special: 'middle' }] : [];
  return [...(asFiles ? header(place, context) : []), ...sides, ...middle, typed];
}

function tellsFiles({ path }: CompletionPlace, { repository, file }: ModelAbilities['fimTokens']): boolean {
  return repository !== undefined && file !== undefined && path !== '';
}

/** Languages whose comments begin with a hash; the others have two slashes, or none that a model would mind. */
const HASH = /\.(?:py|pyi|rb|sh|bash|zsh|ya?ml|toml|r|jl|pl|ex|exs)$/i;

function asComments(context: readonly Snippet[], { path }: CompletionPlace): readonly PromptPiece[] {
  const sign = HASH.test(path) ? '#' : '//';
  const lines = context.flatMap(({ path, text }) => [`Path: ${path}`, ...text.split('\n'), '']);
  if (lines.length === 0) return [];
  // Its tokens are no beginning of the code that follows.
  return [{ text: `${lines.map((line) => `${sign} ${line}`.trimEnd()).join('\n')}\n\n`, keep: 'start' }];
}

/** Names of the repository, of other files with what is told of them, and of the file, for models that have tokens for them. */
function header(place: CompletionPlace, context: readonly Snippet[]): readonly PromptPiece[] {
  const others = context.flatMap(({ path, text }): PromptPiece[] => [
    { special: 'file' },
    { text: `${path}\n${text}\n`, keep: 'start' },
  ]);
  const repository: PromptPiece[] =
    place.repository === '' ? [] : [{ special: 'repository' }, { text: `${place.repository}\n` }];
  return [...repository, ...others, { special: 'file' }, { text: `${place.path}\n` }];
}
