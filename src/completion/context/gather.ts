import { setImmediate as nextTurn } from 'node:timers/promises';
import { isSecretsFile } from '../../project/secretsFile';
import { excluded } from '../asking/excluded';
import type { CompletionPlace } from '../completion';
import type { Cursor } from '../cursor';
import { DEFAULTS } from '../defaults';
import { similarIn } from './similar';
import type { Snippet, Surroundings } from './snippet';

/** Shares of the context's tokens. What one leaves, the next may have. */
const SHARES = { similar: 0.45, definitions: 0.3, edits: 0.2, problems: 0.05 } as const;
/** Files that are compared with the place. */
const MOST_FILES = 10;

function problems(path: string, diagnostics: readonly string[]): readonly Snippet[] {
  return diagnostics.length === 0 ? [] : [{ path: `${path} (problems)`, text: diagnostics.join('\n') }];
}

/**
 * What a prompt tells of the rest of the project, within a number of tokens: what changes least first, so that the evaluated
 * prompt stays valid for long. Nothing of files that hold secrets or are excluded.
 */
export async function gather(
  { path }: Pick<CompletionPlace, 'path'>,
  cursor: Cursor,
  surroundings: Surroundings,
  tokens: number,
): Promise<readonly Snippet[]> {
  const allowed = (other: { readonly path: string }) =>
    other.path !== path && !isSecretsFile(other.path) && !excluded(other.path, surroundings.excludes);
  const similar: (Snippet & { readonly alike: number })[] = [];
  for (const file of surroundings.files.filter(allowed).slice(0, MOST_FILES)) {
    const piece = similarIn(file, cursor);
    if (piece !== null) similar.push(piece);
    await nextTurn();
  }
  similar.sort((a, b) => b.alike - a.alike);
  let left = 0;
  const within = (pieces: readonly Snippet[], share: number) => {
    left += share * tokens;
    const kept: Snippet[] = [];
    for (const { path, text } of pieces) {
      const cost = Math.ceil((path.length + text.length + 2) / DEFAULTS.charactersPerTokenAtLeast);
      if (cost > left || text.trim() === '') continue;
      left -= cost;
      kept.push({ path, text });
    }
    return kept.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  };
  return [
    ...within(similar, SHARES.similar),
    ...within(surroundings.definitions.filter(allowed), SHARES.definitions),
    ...within(surroundings.edits.filter(allowed), SHARES.edits),
    ...within(problems(path, surroundings.diagnostics), SHARES.problems),
  ];
}
