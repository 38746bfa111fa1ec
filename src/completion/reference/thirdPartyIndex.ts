import { readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { codeTokens } from './codeTokens';
import { gramHashes, winnowed } from './fingerprints';
import { type Posting, Postings } from './postings';
import { thirdPartyFiles } from './thirdPartyFiles';

/** The index holds no more than this: files, bytes read, and fingerprints of twelve bytes, in a table twice as large at the most. */
export const LIMITS = { files: 20_000, bytes: 64 * 1024 * 1024, postings: 1_000_000, largestFile: 256 * 1024 } as const;
export type Limits = { readonly [name in keyof typeof LIMITS]: number };
/** How much of the third-party code is known: some while it is read, all of it, or what the limits leave. */
export interface Coverage {
  readonly files: number;
  readonly state: 'reading' | 'whole' | 'cut';
}

const LONGEST_LINE = 1000;
/** After so much work others have their turn. Milliseconds. */
const SLICE_MS = 8;

/** Fingerprints of what others wrote in a project. In memory only; holds no code. */
export class ThirdPartyIndex {
  private readonly files: string[] = [];
  private readonly postings: Postings;
  private bytes = 0;
  private state: Coverage['state'] = 'reading';

  constructor(
    readonly root: string,
    private readonly limits: Limits = LIMITS,
  ) {
    this.postings = new Postings(limits.postings);
  }

  get size(): { readonly files: number; readonly bytes: number; readonly postings: number } {
    return { files: this.files.length, bytes: this.bytes, postings: this.postings.size };
  }

  get coverage(): Coverage {
    return { files: this.files.length, state: this.state };
  }

  /**
   * Reads the files, a slice at a time with a rest of so many milliseconds behind it, until all are read, a limit is reached, or
   * the signal says to stop.
   */
  async build(restMs: number, signal: AbortSignal): Promise<void> {
    let sliceEnd = performance.now() + SLICE_MS;
    for await (const path of thirdPartyFiles(this.root, signal)) {
      if (signal.aborted) return;
      if (this.full) {
        this.state = 'cut';
        return;
      }
      await this.add(path);
      if (performance.now() < sliceEnd) continue;
      await delay(restMs);
      sliceEnd = performance.now() + SLICE_MS;
    }
    if (!signal.aborted) this.state = 'whole';
  }

  /** Where a hash of tokens stands. */
  find(hash: number): readonly Posting[] {
    return this.postings.find(hash);
  }

  /** Relative to the root, with `/`. */
  path(file: number): string {
    return this.files[file] ?? '';
  }

  private get full(): boolean {
    const { files, bytes } = this.limits;
    return this.files.length >= files || this.bytes >= bytes || this.postings.full;
  }

  private async add(path: string): Promise<void> {
    const text = await sourceOf(join(this.root, path), this.limits.largestFile);
    if (text === null) return;
    this.bytes += text.length;
    const hashes = gramHashes(codeTokens(text, extname(path).toLowerCase()).ids);
    if (hashes.length === 0) return;
    const file = this.files.push(path) - 1;
    for (const token of winnowed(hashes)) this.postings.add(hashes[token] ?? 0, { file, token });
  }
}

/** The text of a source file that a person wrote; null for a large one, for data, and for one that cannot be read. */
export async function sourceOf(file: string, largest: number): Promise<string | null> {
  const info = await stat(file).catch(() => null);
  if (info === null || info.size > largest) return null;
  const text = await readFile(file, 'utf8').catch(() => null);
  return text === null || text.split('\n').some((line) => line.length > LONGEST_LINE) ? null : text;
}
