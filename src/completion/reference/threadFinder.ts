import { Worker } from 'node:worker_threads';
import type { Finder, Sought } from './finder';
import type { Repetition } from './repetition';
import type { Coverage } from './thirdPartyIndex';
import { type Question, readAnswer } from './threadProtocol';

/** The index and what is read for it fit; a thread that needs more ends, and no reference is found. Megabytes. */
const MEMORY_MB = 256;

/** Finds in a thread of its own, which is started by the first question. */
export class ThreadFinder implements Finder {
  private thread: Worker | undefined;
  private count = 0;
  private covered: Coverage | null = null;
  private readonly waiting = new Map<number, (found: Repetition | null) => void>();

  /** `program`: the bundle of `thread.ts`. `log` hears of a thread that failed. */
  constructor(
    private readonly program: string,
    private readonly root: string,
    private readonly log: (line: string) => void,
  ) {}

  get coverage(): Coverage | null {
    return this.covered;
  }

  find(sought: Sought): Promise<Repetition | null> {
    this.thread ??= this.start();
    const question: Question = { id: ++this.count, sought };
    return new Promise((resolve) => {
      this.waiting.set(question.id, resolve);
      this.thread?.postMessage(question);
    });
  }

  async dispose(): Promise<void> {
    const { thread } = this;
    this.thread = undefined;
    this.answerAll();
    await thread?.terminate();
  }

  private start(): Worker {
    const thread = new Worker(this.program, {
      workerData: this.root,
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    });
    thread.unref();
    thread.on('message', (message: unknown) => {
      const answer = readAnswer(message);
      if (answer === null) return;
      if ('error' in answer) this.log(`code reference: ${answer.error}`);
      else this.covered = answer.coverage;
      this.waiting.get(answer.id)?.('found' in answer ? answer.found : null);
      this.waiting.delete(answer.id);
    });
    thread.on('error', (error) => this.log(`code reference: ${String(error)}`));
    // The next question starts another.
    thread.on('exit', () => {
      if (this.thread === thread) this.thread = undefined;
      this.answerAll();
    });
    return thread;
  }

  private answerAll(): void {
    for (const resolve of this.waiting.values()) resolve(null);
    this.waiting.clear();
  }
}
