import { setImmediate } from 'node:timers/promises';

/** Longest time that a check works without giving others (the editor, Ctrl-C) their turn. Milliseconds. */
const sliceMs = 8;

/** Cuts long work into slices: `if (pace.isDue) await pace.rest();` between its pieces. */
export class Pace {
  private since = performance.now();

  get isDue(): boolean {
    return performance.now() - this.since >= sliceMs;
  }

  /** Returns once everybody else had a turn. */
  async rest(): Promise<void> {
    await setImmediate();
    this.since = performance.now();
  }
}
