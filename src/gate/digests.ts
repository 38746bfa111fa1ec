import { randomUUID } from 'node:crypto';
import { readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileSource } from '../formats/bytes';
import { type HashOptions, sha256Of } from '../formats/hash';
import { makeFolder } from '../formats/makeFolder';
import type { FileStamp } from './admitted';
import { readStamp, sameStamp } from './stamp';

/** Said once when digests cannot be kept: nothing breaks, big files are only read anew each time. */
export interface StorageNotice {
  readonly kind: 'storage-unwritable';
  readonly message: string;
}

interface KeptDigest {
  readonly stamp: FileStamp;
  readonly sha256: string;
  /** Of the first `HEAD_BYTES`, hashed again at each use: times can be set, and clocks can be wrong. */
  readonly head: string;
}

/** Holds the header of every model that we know of. */
const HEAD_BYTES = 16 * 1024 * 1024;

/** Enough for every model on a machine; the oldest goes first. */
const MAX_KEPT = 500;
const VERSION = 2;

/**
 * Digests of whole files, kept in `digests.json` of a folder with what the file system said of the file: a change of
 * device, inode, size, mtime, ctime or of the file's head makes a digest worthless.
 */
export class DigestStore {
  private kept: readonly KeptDigest[] | null = null;
  private noticed = false;

  /** `folder` null: nothing is kept. `onNotice` is called at most once. */
  constructor(
    private readonly folder: string | null,
    private readonly onNotice: (notice: StorageNotice) => void = () => undefined,
  ) {}

  /**
   * SHA-256 of the file, from memory when it is unchanged. Null when cancelled. `changed`: the file changed while it was
   * read.
   */
  async digest(
    source: FileSource,
    options: HashOptions = {},
  ): Promise<{ readonly stamp: FileStamp; readonly sha256: string } | 'cancelled' | 'changed'> {
    const stamp = await readStamp(source);
    const head = await sha256Of(source, Math.min(HEAD_BYTES, Number(stamp.size)), withSignal(options));
    if (head === null) return 'cancelled';
    const known = (await this.load()).find((entry) => sameStamp(entry.stamp, stamp) && entry.head === head);
    if (known !== undefined) return { stamp, sha256: known.sha256 };
    const sha256 = await sha256Of(source, Number(stamp.size), options);
    if (sha256 === null) return 'cancelled';
    if (!sameStamp(stamp, await readStamp(source))) return 'changed';
    await this.keep({ stamp, sha256, head });
    return { stamp, sha256 };
  }

  private get file(): string | null {
    return this.folder === null ? null : join(this.folder, 'digests.json');
  }

  private async load(): Promise<readonly KeptDigest[]> {
    this.kept ??= await this.read();
    return this.kept;
  }

  private async read(): Promise<readonly KeptDigest[]> {
    if (this.file === null) return [];
    let text: string;
    try {
      text = await readFile(this.file, 'utf8');
    } catch {
      // Not there yet, or not readable: the digests are computed again.
      return [];
    }
    return parseKept(text);
  }

  /** Reads again before it writes, so that two windows do not undo each other's work. */
  private async keep(entry: KeptDigest): Promise<void> {
    const byFile = new Map<string, KeptDigest>();
    for (const known of [...(await this.read()), ...(this.kept ?? []), entry]) {
      const key = `${known.stamp.dev}:${known.stamp.ino}`;
      byFile.delete(key);
      byFile.set(key, known);
    }
    this.kept = [...byFile.values()].slice(-MAX_KEPT);
    if (this.folder === null || this.file === null) return;
    const temporary = join(this.folder, `digests.${randomUUID()}.tmp`);
    try {
      await makeFolder(this.folder);
      await writeFile(temporary, JSON.stringify({ version: VERSION, digests: this.kept }));
      await rename(temporary, this.file);
    } catch (error) {
      await unlink(temporary).catch(() => undefined);
      this.notice(error);
    }
  }

  private notice(error: unknown): void {
    if (this.noticed) return;
    this.noticed = true;
    const why = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    this.onNotice({
      kind: 'storage-unwritable',
      message: `The folder ${this.folder} cannot be written${why}, so model files are hashed anew each time; make it writable.`,
    });
  }
}

function parseKept(text: string): readonly KeptDigest[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // A broken file is as good as none.
    return [];
  }
  if (!isRecord(value) || value.version !== VERSION || !Array.isArray(value.digests)) return [];
  return value.digests.filter(isKept);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isDigest(value: unknown): boolean {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}

/** The head is hashed without telling of it: it takes milliseconds. */
function withSignal({ signal }: HashOptions): HashOptions {
  return signal === undefined ? {} : { signal };
}

function isKept(value: unknown): value is KeptDigest {
  if (!isRecord(value) || !isDigest(value.sha256) || !isDigest(value.head)) return false;
  const { stamp } = value;
  if (!isRecord(stamp)) return false;
  return [stamp.dev, stamp.ino, stamp.size, stamp.mtimeNs, stamp.ctimeNs].every((part) => typeof part === 'string');
}
