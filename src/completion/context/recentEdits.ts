import type { Snippet } from './snippet';

/** Places that are remembered. */
const MOST = 8;
/** Edits this near to each other are one place. Lines. */
const NEAR = 8;
/** Lines above and below that are told. */
const AROUND = 3;

interface Edited {
  readonly path: string;
  line: number;
}

/** Where files were edited lately: what somebody does in one place he goes on doing in the next. */
export class RecentEdits {
  /** The latest last. */
  private places: Edited[] = [];

  /** `line` counts from 0; `added` is how many lines there are more than before. */
  edited(path: string, line: number, added: number): void {
    for (const place of this.places) if (place.path === path && place.line > line) place.line += added;
    this.places = this.places.filter((place) => place.path !== path || Math.abs(place.line - line) > NEAR);
    this.places.push({ path, line });
    if (this.places.length > MOST) this.places.shift();
  }

  /** The edited places as they are now, the latest first, without those of one file. `linesOf` is null for a file that is closed. */
  snippets(except: string, linesOf: (path: string) => readonly string[] | null): readonly Snippet[] {
    return this.places.toReversed().flatMap(({ path, line }) => {
      const lines = path === except ? null : linesOf(path);
      if (lines === null) return [];
      const text = lines.slice(Math.max(0, line - AROUND), line + AROUND + 1).join('\n');
      return [{ path, text }];
    });
  }

  clear(): void {
    this.places = [];
  }
}
