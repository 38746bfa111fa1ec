import { closersPut, type Sides } from './rest';
import { sameAfter, typedSince } from './typedSince';

/** Longer stretches are not typed while a model answers. Characters. */
const MOST_TYPED = 200;
const OPENERS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{', '>': '<' };

/** Asks a model; hears each new stretch of the answer once. */
export type Ask<Answer> = (signal: AbortSignal, onText: (text: string) => void) => Promise<Answer>;

/** How waiting for a request ended: it is answered, it says something else than what was typed, or one stopped waiting. */
export type Waited<Answer> =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'contradicted' }
  | { readonly kind: 'cancelled' };

/**
 * A request to the model that goes on while the user types what it says. It is given up a little after the last one has
 * stopped waiting for it, so that the next keystroke can join it.
 */
export class RunningRequest<Answer> {
  private readonly controller = new AbortController();
  private readonly answered: Promise<Answer>;
  private readonly hearers = new Set<() => void>();
  private text = '';
  private waiting = 0;
  private grace: NodeJS.Timeout | undefined;
  private done = false;

  constructor(
    readonly path: string,
    readonly place: Sides,
    ask: Ask<Answer>,
    private readonly graceMs: number,
  ) {
    this.answered = ask(this.controller.signal, (text) => {
      this.text += text;
      this.tell();
    }).finally(() => {
      this.done = true;
      this.tell();
    });
    // Those who wait hear of a failure; nobody may wait any more.
    this.answered.catch(() => undefined);
  }

  /** The answer; null when it failed by a bug, which those who wait hear of. Does not count as waiting for it. */
  get ended(): Promise<Answer | null> {
    return this.answered.catch(() => null);
  }

  /** Whether it is still under way. */
  get open(): boolean {
    return !this.done && !this.controller.signal.aborted;
  }

  /** What was typed since the request, when the answer so far does not speak against it; null when it does not fit. */
  typed(path: string, now: Sides): string | null {
    if (path !== this.path) return null;
    const typed = typedSince(this.place.before, now.before, MOST_TYPED);
    if (typed === null || this.contradicts(typed)) return null;
    return sameAfter(this.place.after, now.after) || this.closed(typed, now.after) ? typed : null;
  }

  /** Waits as long as the answer agrees with what was `typed` since. Rejects only when the request itself fails by a bug. */
  wait(typed: string, signal: AbortSignal): Promise<Waited<Answer>> {
    clearTimeout(this.grace);
    this.waiting++;
    return new Promise<Waited<Answer>>((resolve, reject) => {
      const leave = () => resolve({ kind: 'cancelled' });
      const hear = () => {
        if (!this.done && this.contradicts(typed)) resolve({ kind: 'contradicted' });
      };
      if (signal.aborted) return leave();
      signal.addEventListener('abort', leave, { once: true });
      this.hearers.add(hear);
      hear();
      this.answered
        .then((answer) => resolve({ kind: 'answered', answer }), reject)
        .finally(() => {
          signal.removeEventListener('abort', leave);
          this.hearers.delete(hear);
        });
    }).finally(() => this.left());
  }

  abort(): void {
    clearTimeout(this.grace);
    this.controller.abort();
  }

  private left(): void {
    this.waiting--;
    if (this.waiting === 0 && this.open) this.grace = setTimeout(() => this.abort(), this.graceMs);
  }

  /** Whether what follows differs only by brackets and quotes that the editor put there when they were opened. */
  private closed(typed: string, after: string): boolean {
    const closers = closersPut(this.place.after, after)?.trim() ?? '';
    return closers !== '' && [...closers].every((closer) => typed.includes(OPENERS[closer] ?? closer));
  }

  private contradicts(typed: string): boolean {
    return !typed.startsWith(this.text.slice(0, typed.length));
  }

  private tell(): void {
    for (const hear of this.hearers) hear();
  }
}
