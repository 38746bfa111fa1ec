import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { KnownIds } from './clues/knownIds';
import { nothingInText, type TextLook } from './seenText';
import type { FileTimes } from './text/textFile';
import type { WalkedFile } from './walk';

/** What a helping thread has to know. */
export interface HelperSetting {
  /** Absolute; all paths are below it. */
  readonly root: string;
  /** null looks closely at each text. */
  readonly known: KnownIds | null;
}

/** Texts that a helper is asked to look at. */
export interface LooksAsked {
  /** Relative to the root. */
  readonly paths: readonly string[];
  /** By index: digests of contents of which is known what there is to see. */
  readonly expected: ReadonlyMap<number, string>;
}

/** What it saw: little more than the stamps, because most texts hold nothing. */
export interface LooksAnswer {
  /** Size, times of change of content and of anything, inode: four numbers for each path. */
  readonly stamps: Float64Array<ArrayBuffer>;
  /** By index; what is left out holds nothing to see. */
  readonly looks: Map<number, TextLook>;
}

/** Files that are handed over at a time. */
const portion = 128;
/** Fewer are not worth the asking. */
const leastPortion = 8;
/** Portions that a helper has in hand, so that it never waits for the thread that asks. */
const ahead = 4;
/** More threads would wait for the disk. */
const mostHelpers = 3;
/** Megabytes that a helper may use beside the memory of what it reads; an end is better than a machine that swaps. */
const heapLimit = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 192 };

export interface HelpersOptions {
  readonly setting: HelperSetting;
  /** Digest of a content of which is known what there is to see. */
  readonly expected: (file: WalkedFile) => string | null;
  readonly onLook: (file: WalkedFile, look: TextLook) => void;
  /** Called with the files of a helper that failed. */
  readonly onFailed: (files: readonly WalkedFile[]) => void;
}

interface Helper {
  readonly worker: Worker;
  /** Portions that it has in hand, in the order in which it answers. */
  readonly asked: (readonly WalkedFile[])[];
}

/** Threads that look at texts beside the one that walks. Where one fails, what it had in hand is given back. */
export class LookHelpers {
  private helpers: Helper[] = [];
  private wake: () => void = () => undefined;

  /** `file`: the built `lookWorker`. */
  constructor(
    file: string,
    private readonly options: HelpersOptions,
  ) {
    const { setting } = options;
    const count = Math.min(mostHelpers, availableParallelism() - 1);
    for (let index = 0; index < count; index++) {
      const worker = new Worker(file, { workerData: setting, resourceLimits: heapLimit, execArgv: [] });
      const helper: Helper = { worker, asked: [] };
      worker.on('message', (answer: LooksAnswer) => this.receive(helper, answer));
      worker.on('error', () => this.lose(helper)); // what it was asked is looked at here, where a bug shows itself
      worker.on('exit', () => this.lose(helper));
      this.helpers.push(helper);
    }
  }

  /** Hands files over, taken from the end of the list, as long as a helper has room for them. */
  feed(files: WalkedFile[]): void {
    for (const { worker, asked } of this.helpers) {
      while (asked.length < ahead) {
        // The less is left, the less is handed over, so that all end at about the same time.
        const share = Math.floor(files.length / (2 * ahead * (this.helpers.length + 1)));
        if (share < leastPortion) break;
        const taken = files.splice(-Math.min(share, portion));
        const expected = new Map<number, string>();
        for (const [index, one] of taken.entries()) {
          const digest = this.options.expected(one);
          if (digest !== null) expected.set(index, digest);
        }
        const asking: LooksAsked = { paths: taken.map(({ path }) => path), expected };
        worker.postMessage(asking);
        asked.push(taken);
      }
    }
  }

  get isBusy(): boolean {
    return this.helpers.some(({ asked }) => asked.length > 0);
  }

  /** Returns when a helper answered, or is gone. */
  async answer(): Promise<void> {
    if (!this.isBusy) return;
    await new Promise<void>((resolve) => {
      this.wake = resolve;
    });
  }

  close(): void {
    const { helpers } = this;
    this.helpers = [];
    for (const { worker } of helpers) void worker.terminate();
    this.wake();
  }

  private receive(helper: Helper, { stamps, looks }: LooksAnswer): void {
    const files = helper.asked.shift() ?? [];
    for (const [index, file] of files.entries())
      this.options.onLook(file, looks.get(index) ?? ruledOut(stamps, 4 * index));
    this.wake();
  }

  private lose(helper: Helper): void {
    this.helpers = this.helpers.filter((one) => one !== helper);
    this.options.onFailed(helper.asked.splice(0).flat());
    this.wake();
  }
}

function ruledOut(stamps: Float64Array, at: number): TextLook {
  const [size = 0, mtimeMs = 0, ctimeMs = 0, ino = 0] = stamps.subarray(at, at + 4);
  const times: FileTimes = { size, mtimeMs, ctimeMs, ino };
  return { seen: { ...nothingInText, bytes: size }, times, digest: '' };
}
