import { type Rest, restOf, type Sides } from './rest';
import { sameAfter, sameBefore } from './typedSince';

/** An answer of the model and where it was given. `Answer` is what else is known of it. */
interface Entry<Answer> {
  readonly path: string;
  readonly place: Sides;
  readonly text: string;
  readonly answer: Answer;
}

/** An answer that holds at a place, and what is left of its text there. */
export interface Known<Answer> extends Rest {
  readonly answer: Answer;
}

/**
 * The last answers, by file and text around the cursor. An answer holds where its beginning was typed since, and again where
 * that was deleted; one without a text (the model had nothing to say) holds only where it was given.
 */
export class Answers<Answer> {
  /** The least recently used first. */
  private entries: Entry<Answer>[] = [];

  constructor(private readonly most: number) {}

  get size(): number {
    return this.entries.length;
  }

  /** `text` has the line ends of `place`. */
  put(path: string, place: Sides, text: string, answer: Answer): void {
    this.entries = this.entries.filter((entry) => !(entry.path === path && isAt(entry.place, place)));
    this.entries.push({ path, place: { before: place.before, after: place.after }, text, answer });
    if (this.entries.length > this.most) this.entries.shift();
  }

  /** The answer used last that holds here; one with a text before one without. */
  get(path: string, now: Sides): Known<Answer> | null {
    let none: Known<Answer> | null = null;
    for (let index = this.entries.length - 1; index >= 0; index--) {
      const entry = this.entries[index];
      if (entry === undefined || entry.path !== path) continue;
      const { answer, text } = entry;
      if (text === '') {
        if (none === null && isAt(entry.place, now)) none = { answer, text, replaces: 0 };
        continue;
      }
      const rest = restOf(text, entry.place, now);
      if (rest === null) continue;
      this.entries.splice(index, 1);
      this.entries.push(entry);
      return { answer, ...rest };
    }
    return none;
  }

  clear(): void {
    this.entries = [];
  }
}

function isAt(a: Sides, b: Sides): boolean {
  return sameBefore(a.before, b.before) && sameAfter(a.after, b.after);
}
