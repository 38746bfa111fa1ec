import { failed } from './failure';

/** Work that gives way: one piece at a time, ended as soon as anything else is asked. */
export class Background {
  private running: AbortController | null = null;

  /** Whether a piece runs that nothing made give way yet. */
  get busy(): boolean {
    return this.running !== null;
  }

  /** Ends the piece that runs. */
  giveWay(): void {
    this.running?.abort();
    this.running = null;
  }

  /** Runs a piece in place of the one before it. Throws `cancelled` when it had to give way. */
  async run<T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    this.giveWay();
    const own = new AbortController();
    this.running = own;
    try {
      return await work(AbortSignal.any([signal, own.signal]));
    } catch (error) {
      throw own.signal.aborted ? failed('cancelled', 'Something else is asked.') : error;
    } finally {
      if (this.running === own) this.running = null;
    }
  }
}
