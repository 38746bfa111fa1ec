/** How long nothing is shown after Esc, doubled by each further one. Milliseconds. */
const QUIET = 5000;
const LONGEST_QUIET = 60_000;
/** So many suggestions in a row may be ignored before they come later. */
const PATIENCE = 3;
/** How much later, doubled by each further one. Milliseconds. */
const LATER = 300;
const LATEST = 2400;

/** Steps back when suggestions are not wanted, and comes back when one is accepted. Times in milliseconds. */
export class BackOff {
  private dismissals = 0;
  private ignorals = 0;
  private quietUntil = Number.NEGATIVE_INFINITY;

  /** The user hid a suggestion. */
  dismissed(now: number): void {
    this.quietUntil = now + Math.min(LONGEST_QUIET, QUIET * 2 ** this.dismissals);
    this.dismissals++;
  }

  /** The user saw a suggestion and typed something else. */
  ignored(): void {
    this.ignorals++;
  }

  /** The user took a suggestion, or a part of one. */
  accepted(): void {
    this.dismissals = 0;
    this.ignorals = 0;
    this.quietUntil = Number.NEGATIVE_INFINITY;
  }

  /** How long to show nothing from now on. */
  quietFor(now: number): number {
    return Math.max(0, this.quietUntil - now);
  }

  /** How much later than else to show something. */
  get delay(): number {
    const over = this.ignorals - PATIENCE;
    return over < 0 ? 0 : Math.min(LATEST, LATER * 2 ** over);
  }
}
