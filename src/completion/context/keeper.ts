import type { CompletionPlace } from '../completion';
import type { Cursor } from '../cursor';
import { gather } from './gather';
import type { Snippet, Surroundings } from './snippet';

/** The context stays while the cursor stays in so many lines, and for so long. */
const LINES = 24;
const LONGEST_MS = 60_000;

/** Asks an editor what it knows of a place. */
export type Look = (signal: AbortSignal) => Promise<Surroundings>;

/**
 * Keeps the context of the place that one works at: each other one has the whole prompt evaluated anew.
 */
export class ContextKeeper {
  private kept: { readonly key: string; readonly at: number; readonly snippets: readonly Snippet[] } | undefined;

  async of(
    place: Pick<CompletionPlace, 'path'>,
    cursor: Cursor,
    line: number,
    tokens: number,
    look: Look,
    signal: AbortSignal,
  ): Promise<readonly Snippet[]> {
    const key = `${place.path} ${Math.floor(line / LINES)} ${tokens}`;
    const { kept } = this;
    if (kept?.key === key && Date.now() - kept.at < LONGEST_MS) return kept.snippets;
    const snippets = await gather(place, cursor, await look(signal), tokens);
    if (!signal.aborted) this.kept = { key, at: Date.now(), snippets };
    return snippets;
  }

  forget(): void {
    this.kept = undefined;
  }
}
