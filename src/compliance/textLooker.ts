import { Clues } from './clues/clues';
import type { KnownIds } from './clues/knownIds';
import { LookHelpers } from './lookHelpers';
import type { Pace } from './pace';
import type { ScanCache } from './scanCache';
import { lookAtText, nothingInText, type SeenText, type TextLook } from './seenText';
import type { WalkedFile } from './walk';

export interface TextLookerOptions {
  /** The walk's root. */
  readonly root: string;
  /** Ids of the registry: texts that hold none of them, and no place for another, are passed over; null looks closely at each. */
  readonly known: KnownIds | null;
  /** The built `lookWorker`, for trees with which other threads can help; null looks at everything here. */
  readonly helper: string | null;
  readonly cache: ScanCache;
  readonly onSeen: (file: WalkedFile, seen: SeenText) => void;
}

/** So many texts take longer than a thread takes to start. */
const worthHelp = 768;
/** Texts that wait; a walk is several times as fast as the looking, and a tree may hold any number. */
const mostWaiting = 8192;

/** Looks at the texts that a walk comes by and that the cache does not know. */
export class TextLooker {
  private readonly waiting: WalkedFile[] = [];
  private readonly clues: Clues | null;
  private helpers: LookHelpers | null = null;

  constructor(private readonly options: TextLookerOptions) {
    this.clues = options.known === null ? null : new Clues(options.known);
  }

  /** Looks at a file, or puts it by until there is time for it. */
  add(file: WalkedFile): void {
    if (this.options.helper === null) {
      this.lookAt(file);
      return;
    }
    this.waiting.push(file);
    if (this.helpers === null && this.waiting.length === worthHelp)
      this.helpers = this.startHelpers(this.options.helper);
    this.helpers?.feed(this.waiting);
    while (this.waiting.length > mostWaiting) this.lookAtNext();
  }

  /** Looks at what is left. Ends early when the signal is aborted. */
  async finish(pace: Pace, signal: AbortSignal): Promise<void> {
    try {
      while (!signal.aborted) {
        this.helpers?.feed(this.waiting);
        if (this.waiting.length > 0) this.lookAtNext();
        else if (this.helpers?.isBusy === true) await this.helpers.answer();
        else return;
        if (pace.isDue) await pace.rest();
      }
    } finally {
      this.close();
    }
  }

  /** Ends what goes on in other threads. */
  close(): void {
    this.helpers?.close();
    this.helpers = null;
  }

  private startHelpers(file: string): LookHelpers {
    const { root, known, cache } = this.options;
    return new LookHelpers(file, {
      setting: { root, known },
      expected: (one) => cache.digest(one),
      onLook: (one, look) => this.see(one, look),
      onFailed: (files) => this.waiting.push(...files),
    });
  }

  private lookAtNext(): void {
    const file = this.waiting.pop();
    if (file !== undefined) this.lookAt(file);
  }

  private lookAt(file: WalkedFile): void {
    this.see(file, lookAtText(file.path, file.absolute, this.clues, this.options.cache.digest(file)));
  }

  private see(file: WalkedFile, look: TextLook): void {
    const { cache, onSeen } = this.options;
    const seen = look.seen ?? cache.seen(file) ?? nothingInText;
    if (look.times !== null) cache.keep(file, look.times, look.digest, seen);
    onSeen(file, seen);
  }
}
