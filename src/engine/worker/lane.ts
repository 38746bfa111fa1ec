/** Work of one kind, one at a time and in order. */
export class Lane {
  private tail: Promise<void> = Promise.resolve();
  private waiting = 0;

  /** Runs `work` when all earlier work has ended. Throws the signal's reason as soon as it is aborted before its turn. */
  run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    this.waiting++;
    const waiting = new AbortController();
    const turn = this.tail.then(async () => {
      waiting.abort();
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
    return new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { signal: waiting.signal });
      turn.then(resolve, reject);
    });
  }

  get busy(): boolean {
    return this.waiting > 0;
  }

  /** Resolves when nothing runs or waits here. */
  async idle(): Promise<void> {
    while (this.busy) await this.tail;
  }
}
