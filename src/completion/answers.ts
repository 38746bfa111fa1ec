import type { Completion } from './completion';
import type { Cursor } from './cursor';

/** Answers that are kept. */
const KEPT = 300;
/** How far an answer reaches: characters that the user may have typed since. */
const TYPED = 200;
/** Enough of the text around the cursor to tell one place from another. Characters. */
const LOOKED_AT = 2048;

interface Kept {
  /** The end of the text before the cursor. */
  readonly before: string;
  readonly completion: Completion;
}

/** Where an answer holds, apart from what is typed: one model, one file, one text after the cursor, one way of asking. */
export interface Question {
  readonly model: string;
  readonly path: string;
  readonly cursor: Cursor;
  readonly multiline: boolean;
  readonly minConfidence: number;
}

/**
 * Answers given before, found again without the model: at the same place, and where the user has typed the beginning of what
 * was offered. Text after the cursor has to be unchanged.
 */
export class Answers {
  /** The newest last. */
  private readonly kept = new Map<string, Kept[]>();
  private size = 0;

  put(question: Question, completion: Completion): void {
    if (completion.reason === 'cancelled' || completion.reason === 'not-asked') return;
    const key = keyOf(question);
    const before = question.cursor.before.slice(-LOOKED_AT);
    const others = (this.kept.get(key) ?? []).filter((kept) => kept.before !== before);
    this.size += 1 - ((this.kept.get(key)?.length ?? 0) - others.length);
    // Used last, forgotten last.
    this.kept.delete(key);
    this.kept.set(key, [...others, { before, completion }]);
    while (this.size > KEPT) this.forgetOldest();
  }

  /** What was answered here, or what is left of it after the typed part; null when the model has to be asked. */
  find(question: Question): Completion | null {
    const { before } = question.cursor;
    for (const kept of [...(this.kept.get(keyOf(question)) ?? [])].reverse()) {
      const { completion } = kept;
      const typed = typedSince(kept.before, before);
      if (typed === '') return completion;
      const text = completion.text.replaceAll('\r\n', '\n');
      if (typed !== null && text.length > typed.length && text.startsWith(typed))
        return { ...completion, text: text.slice(typed.length).replaceAll('\n', question.cursor.lineEnd) };
    }
    return null;
  }

  clear(): void {
    this.kept.clear();
    this.size = 0;
  }

  private forgetOldest(): void {
    const [oldest] = this.kept;
    if (oldest === undefined) return;
    const [key, [, ...rest]] = oldest;
    this.size--;
    if (rest.length > 0) this.kept.set(key, rest);
    else this.kept.delete(key);
  }
}

/** What `now` has after the place that `then` ends at; null when it is another place. */
export function typedSince(then: string, now: string): string | null {
  const most = Math.min(TYPED, now.length);
  for (let typed = 0; typed <= most; typed++) {
    const end = now.length - typed;
    // A text that is shorter than what is looked at is the whole text.
    if (then.length < LOOKED_AT ? end === then.length && now.startsWith(then) : now.endsWith(then, end))
      return now.slice(end);
  }
  return null;
}

function keyOf({ model, path, cursor, multiline, minConfidence }: Question): string {
  return [model, path, multiline, minConfidence, cursor.after.slice(0, LOOKED_AT)].join('\0');
}
