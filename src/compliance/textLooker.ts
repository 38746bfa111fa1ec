import { Clues } from './clues/clues';
import type { KnownIds } from './clues/knownIds';
import { LookHelpers, type SiftedFile } from './lookHelpers';
import type { Pace } from './pace';
import type { ScanCache } from './scanCache';
import { clueKind, lookAtText, nothingInText, type SeenText, type TextLook } from './seenText';
import type { WalkedFile } from './walk';

export interface TextLookerOptions {
  /** The walk's root. */
  readonly root: string;
  /** Ids of the registry: texts that hold none of them, and no place for another, are ruled out; null looks closely at each. */
  readonly known: KnownIds | null;
  /** The built `lookWorker`, for trees with which other threads can help; null does everything here. */
  readonly helper: string | null;
  readonly cache: ScanCache;
  readonly onSeen: (file: WalkedFile, seen: SeenText) => void;
}

/** So many texts take longer than a thread takes to start. */
const worthHelp = 768;
/** Texts that wait; a walk is several times as fast as the looking, and a tree may hold any number. */
const mostWaiting = 8192;
/** So many that are to be looked at closely keep more than one thread busy. */
const manyLeft = 192;

/** Looks at the texts that a walk comes by and that the cache does not know. */
export class TextLooker {
  /** Texts that may be ruled out. */
  private readonly waiting: SiftedFile[] = [];
  /** Texts that are looked at closely. */
  private readonly left: WalkedFile[] = [];
  private readonly clues: Clues | null;
  private helpers: LookHelpers | null = null;

  constructor(private readonly options: TextLookerOptions) {
    this.clues = options.known === null ? null : new Clues(options.known);
  }

  /** Looks at a file, or puts it by until there is time for it. */
  add(file: WalkedFile): void {
    const { helper } = this.options;
    if (helper === null) {
      this.see(file, lookAtText(file.path, file.absolute, this.clues, this.options.cache.digest(file)));
      return;
    }
    const clues = this.clues === null ? null : clueKind(file.path);
    if (clues === null) this.left.push(file);
    else this.waiting.push({ ...file, clues });
    const count = this.waiting.length + this.left.length;
    if (this.helpers === null && count >= worthHelp) this.helpers = this.startHelpers(helper);
    if (count > mostWaiting) this.lookAtNext();
    this.feed();
  }

  /** Looks at what is left. Ends early when the signal is aborted. */
  async finish(pace: Pace, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.feed();
      if (!this.lookAtNext()) {
        if (this.helpers?.isBusy !== true) return;
        await this.helpers.answer();
      }
      if (pace.isDue) await pace.rest();
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
      onLeft: (one) => this.left.push(one),
    });
  }

  private feed(): void {
    if (this.helpers === null) return;
    if (this.left.length > manyLeft) this.helpers.look(this.left);
    this.helpers.sift(this.waiting);
  }

  /** False where there is none. */
  private lookAtNext(): boolean {
    const left = this.left.pop();
    const file = left ?? this.waiting.pop();
    if (file === undefined) return false;
    const clues = left === undefined ? this.clues : null;
    this.see(file, lookAtText(file.path, file.absolute, clues, this.options.cache.digest(file)));
    return true;
  }

  private see(file: WalkedFile, look: TextLook): void {
    const { cache, onSeen } = this.options;
    const seen = look.seen ?? cache.seen(file) ?? nothingInText;
    if (look.times !== null) cache.keep(file, look.times, look.digest, seen);
    onSeen(file, seen);
  }
}
