import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { ClueKind } from './clues/clues';
import { type HelperSetting, type LooksAnswer, type LooksAsked, stampLength } from './lookMessages';
import { nothingInText, type TextLook } from './seenText';
import type { WalkedFile } from './walk';

/** A text that may be ruled out by clues of a kind. */
export interface SiftedFile extends WalkedFile {
  readonly clues: ClueKind;
}

export interface HelpersOptions {
  readonly setting: HelperSetting;
  /** Digest of a content of which is known what there is to see. */
  readonly expected: (file: WalkedFile) => string | null;
  readonly onLook: (file: WalkedFile, look: TextLook) => void;
  /** Called with a file that has to be looked at: it was not ruled out, or its helper failed. */
  readonly onLeft: (file: WalkedFile) => void;
}

/** How work is handed over, so that no helper waits for the thread that asks, and none is the last with much left to do. */
interface Portions {
  /** Files at a time. */
  readonly most: number;
  /** Fewer are not worth the asking. */
  readonly least: number;
  /** Portions that a helper has in hand. */
  readonly ahead: number;
}
const ofSifting: Portions = { most: 128, least: 8, ahead: 4 };
/** A close look takes as long as sifting hundreds of files, in a big file a thousand times as long. */
const ofLooking: Portions = { most: 8, least: 1, ahead: 2 };
/** More threads would wait for the disk. */
const mostHelpers = 3;
/** Megabytes of a helper's heap; what it reads lies outside. One that needs more ends, and the rest is done without it. */
const heapLimit = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 192 };

interface Helper {
  readonly worker: Worker;
  /** What it has in hand, in the order in which it answers. */
  readonly asked: (readonly WalkedFile[])[];
}

/** Threads that help to look at texts. */
export class LookHelpers {
  private helpers: Helper[] = [];
  private wake: () => void = () => undefined;

  /** `file`: the built `lookWorker`. */
  constructor(
    file: string,
    private readonly options: HelpersOptions,
  ) {
    const count = Math.min(mostHelpers, availableParallelism() - 1);
    for (let index = 0; index < count; index++) {
      const worker = new Worker(file, { workerData: options.setting, resourceLimits: heapLimit, execArgv: [] });
      const helper: Helper = { worker, asked: [] };
      worker.on('message', (answer: LooksAnswer) => this.receive(helper, answer));
      worker.on('error', () => this.lose(helper)); // what it was asked is done here, where a bug shows itself
      worker.on('exit', () => this.lose(helper));
      this.helpers.push(helper);
    }
  }

  /** Hands texts over to be sifted, from the end of the list, as far as helpers have room for them. */
  sift(files: SiftedFile[]): void {
    this.feed(files, ofSifting, (taken) => ({
      kind: 'sift',
      paths: taken.map(({ path }) => path),
      kinds: taken.map(({ clues }) => clues),
    }));
  }

  /** Hands texts over to be looked at. */
  look(files: WalkedFile[]): void {
    this.feed(files, ofLooking, (taken) => ({
      kind: 'look',
      paths: taken.map(({ path }) => path),
      expected: taken.map((file) => this.options.expected(file)),
    }));
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

  private feed<T extends WalkedFile>(
    files: T[],
    { most, least, ahead }: Portions,
    ask: (taken: readonly T[]) => LooksAsked,
  ): void {
    for (const { worker, asked } of this.helpers) {
      while (asked.length < ahead) {
        // The less is left, the less is handed over, so that all end at about the same time.
        const share = Math.floor(files.length / (2 * (this.helpers.length + 1)));
        if (share < least) break;
        const taken = files.splice(-Math.min(share, most));
        worker.postMessage(ask(taken));
        asked.push(taken);
      }
    }
  }

  private receive(helper: Helper, answer: LooksAnswer): void {
    const files = helper.asked.shift() ?? [];
    if (answer.kind === 'look') {
      for (const [index, look] of answer.looks.entries()) {
        const file = files[index];
        if (file !== undefined) this.options.onLook(file, look);
      }
    } else {
      const left = new Set(answer.left);
      for (const [index, file] of files.entries()) {
        if (left.has(index)) this.options.onLeft(file);
        else this.options.onLook(file, ruledOut(answer.stamps, stampLength * index));
      }
    }
    this.wake();
  }

  private lose(helper: Helper): void {
    this.helpers = this.helpers.filter((one) => one !== helper);
    for (const file of helper.asked.splice(0).flat()) this.options.onLeft(file);
    this.wake();
  }
}

function ruledOut(stamps: Float64Array, at: number): TextLook {
  const size = stamps[at] ?? 0;
  const times = { size, mtimeMs: stamps[at + 1] ?? 0, ctimeMs: stamps[at + 2] ?? 0, ino: stamps[at + 3] ?? 0 };
  return { seen: { ...nothingInText, bytes: size }, times, digest: '' };
}
