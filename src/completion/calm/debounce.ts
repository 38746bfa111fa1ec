/** Bounds of the pause after a key. Milliseconds. */
const SHORTEST = 40;
const LONGEST = 250;
/** A pause that is this many times longer than one between keys is a pause. */
const PAUSE = 1.2;
/** Keys further apart are no typing; their distance says nothing. Milliseconds. */
const TYPING = 1000;
/** Answers that take less than this share of the time between two keys come before the next one: nothing is saved by waiting. */
const QUICK = 0.5;
/** How many times longer the pause is to save power: a burst of keys costs fewer requests. */
const SAVING = 2;
/** Share of a new measurement in the average of the time between two keys. */
const NEWS = 0.2;
/** Answers that count: the one in the middle of them. One at a new place takes many times longer than those that follow. */
const ANSWERS = 5;

/**
 * How long to wait after a key before a model is asked: not at all where answers come between two keys; else long enough that a
 * fast typist's burst costs one request, shorter the longer the answer itself takes. When something is shown is another matter.
 * All times in milliseconds.
 */
export class Debounce {
  private lastKey = Number.NEGATIVE_INFINITY;
  private interval = 150;
  private answers: readonly number[] = [100];

  /** A key was pressed. */
  key(now: number): void {
    const distance = now - this.lastKey;
    if (distance > 0 && distance < TYPING) this.interval += NEWS * (distance - this.interval);
    this.lastKey = now;
  }

  /** A request was answered in this time. */
  answered(milliseconds: number): void {
    this.answers = [...this.answers, milliseconds].slice(-ANSWERS);
  }

  /** The pause at a place. None on a line that was just begun: there the user stops and thinks. Longer to save power. */
  wait(lineBefore: string, saving = false): number {
    if (lineBefore.trim() === '') return 0;
    const answer = this.answers.toSorted((a, b) => a - b)[this.answers.length >> 1] ?? 0;
    if (!saving && answer < QUICK * this.interval) return 0;
    const wait = Math.min(LONGEST, Math.max(SHORTEST, PAUSE * this.interval - answer / 2));
    return saving ? wait * SAVING : wait;
  }
}
