/** Work that gives way: one piece at a time, ended as soon as anything else is asked. */
export class Background {
  private running: AbortController | null = null;

  /** Ends the piece that runs. */
  giveWay(): void {
    this.running?.abort();
    this.running = null;
  }

  /** Runs a piece in place of the one before it. */
  async run<T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    this.giveWay();
    const own = new AbortController();
    this.running = own;
    try {
      return await work(AbortSignal.any([signal, own.signal]));
    } finally {
      if (this.running === own) this.running = null;
    }
  }
}
