import type { Change } from '../offers';

/** An accepted text and where it stands. Offsets in UTF-16 code units. */
interface Followed {
  readonly text: string;
  start: number;
  end: number;
}

/** Accepted texts in one document, followed through its changes. */
export class FollowedTexts {
  private readonly texts = new Set<Followed>();

  get size(): number {
    return this.texts.size;
  }

  /** Follows a text from now on. The returned function ends that and says whether the text is still in `document`. */
  follow(text: string, start: number): (document: string) => boolean {
    const followed: Followed = { text, start, end: start + text.length };
    this.texts.add(followed);
    return (document) => {
      this.texts.delete(followed);
      return essence(document.slice(followed.start, followed.end)).includes(essence(text));
    };
  }

  /** The document changed: in order, each change counted in the document after those before it. */
  changed(changes: readonly Change[]): void {
    for (const text of this.texts) for (const change of changes) move(text, change);
  }
}

function move(text: Followed, { offset, removed, inserted }: Change): void {
  const grown = inserted.length - removed;
  if (offset + removed <= text.start && !(removed === 0 && offset === text.start)) {
    text.start += grown;
    text.end += grown;
  } else if (offset < text.end || (offset === text.start && removed === 0)) {
    // A change that reaches over an end takes the text's part of it along.
    text.start = Math.min(text.start, offset);
    text.end = Math.max(offset + inserted.length, text.end + grown);
  }
}

/** Formatting is no change. */
function essence(text: string): string {
  return text.replace(/\s+/g, '');
}
