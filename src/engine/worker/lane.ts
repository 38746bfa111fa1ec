/** Work of one kind, one at a time and in order. */
export class Lane {
  private tail: Promise<void> = Promise.resolve();
  private waiting = 0;

  /** Runs `work` when all earlier work has ended. Throws the signal's reason when aborted before its turn. */
  run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    this.waiting++;
    const turn = this.tail.then(async () => {
      try {
        signal.throwIfAborted();
        return await work();
      } finally {
        this.waiting--;
      }
    });
    this.tail = turn.then(
      () => undefined,
      () => undefined,
    );
    return turn;
  }

  get busy(): boolean {
    return this.waiting > 0;
  }

  /** Resolves when nothing runs or waits here. */
  async idle(): Promise<void> {
    while (this.busy) await this.tail;
  }
}
