import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { type FileHandle, lstat, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LlamaContextSequence } from 'node-llama-cpp';
import { makeFolder } from '../../formats/makeFolder';
import { isRecord } from '../wire';

/** The most that is kept, in files and in bytes of all together; one that is larger alone is not kept. */
const MOST_FILES = 4;
const MOST_BYTES = 512 * 1024 * 1024;
/** Older ones are of work that nobody comes back to. Milliseconds. */
const LONGEST_KEPT = 24 * 3600 * 1000;

/** Raised whenever what is written changes. */
const FORMAT = 1;
const NAME = /^[0-9a-f]{16}-[0-9a-f]{16}-[0-9a-f]{16}\.state$/;
/** Ends every file: `header` as JSON, its length in four bytes (little endian), HMAC-SHA256 of all before, and this. */
const MAGIC = Buffer.from('LICITST1', 'latin1');
const FOOTER = 4 + 32 + MAGIC.length;
/** Longest header, in bytes. */
const HEADER = 1024;
const READ_BYTES = 1 << 20;

/** What a state fits to: it means nothing to another model, context or llama.cpp, and llama.cpp itself does not check. */
export interface StateIdentity {
  /** Digest of the model's file, hexadecimal. */
  readonly model: string;
  /** Everything else that the layout of a state depends on. */
  readonly context: string;
  readonly contextTokens: number;
  readonly vocabularySize: number;
}

/**
 * Keeps evaluated sequences in files while their model is not in memory. They hold the user's code: readable by the user alone,
 * few, bounded, deleted when they are read, when they fit nothing any more, when the program that they were written for ends, and
 * with Licit's local data. llama.cpp trusts what it reads, and a crafted state ends the process. So a file is believed only when
 * its keyed digest says that it was written for the same run of the same program: the key is nowhere but in memory.
 */
export class SavedStates {
  /** Begins the random part of our own files' names. */
  private readonly owner: string;

  constructor(
    private readonly folder: string,
    private readonly key: string,
    private readonly log: (line: string) => void,
  ) {
    this.owner = digest(key).slice(0, 8);
  }

  /** Writes what the sequence holds. That it could not be written costs time later, so it is said in the log and no more. */
  async save(sequence: LlamaContextSequence, identity: StateIdentity): Promise<void> {
    const name = `${names(identity).join('-')}-${this.owner}${randomBytes(4).toString('hex')}`;
    const part = join(this.folder, `${name}.part`);
    try {
      await makeFolder(this.folder, 0o700);
      await this.tidy(identity);
      // llama.cpp writes into the file that is there, and leaves who may read it as it is.
      const made = await open(part, 'wx', 0o600);
      await made.close();
      const { fileSize } = await sequence.saveStateToFile(part);
      if (fileSize > MOST_BYTES) throw new Error(`${fileSize} bytes are too many`);
      await seal(part, identity, this.key);
      await rename(part, join(this.folder, `${name}.state`));
      await this.tidy(identity);
    } catch (error) {
      this.log(`What was evaluated is not kept: ${messageOf(error)}`);
      await rm(part, { force: true });
    }
  }

  /** Gives the sequence the newest state that fits; false when there is none that can be believed. The file is gone afterwards. */
  async restore(sequence: LlamaContextSequence, identity: StateIdentity): Promise<boolean> {
    try {
      const own = `${names(identity).join('-')}-${this.owner}`;
      const [newest] = (await this.list()).filter(({ name }) => name.startsWith(own));
      if (newest === undefined) return false;
      // Under a name of our own nobody else takes it, and one that llama.cpp stumbles over is never tried again.
      const claimed = join(this.folder, `${own}${randomBytes(4).toString('hex')}.part`);
      await rename(join(this.folder, newest.name), claimed);
      try {
        await unseal(claimed, identity, this.key);
        await sequence.loadStateFromFile(claimed, { acceptRisk: true });
        return true;
      } finally {
        await rm(claimed, { force: true });
      }
    } catch (error) {
      this.log(`What was evaluated earlier cannot be used: ${messageOf(error)}`);
      return false;
    }
  }

  /** Deletes what was kept: nobody comes back to it. */
  async forget(): Promise<void> {
    for (const name of await readdir(this.folder).catch(() => []))
      if (name.split('-')[2]?.startsWith(this.owner) === true) await rm(join(this.folder, name), { force: true });
  }

  /** Deletes what fits nothing any more, and the oldest of what is too much. */
  private async tidy(identity: StateIdentity): Promise<void> {
    const [model, context] = names(identity);
    let bytes = 0;
    let files = 0;
    for (const { name, size, age } of await this.list()) {
      const outdated = name.startsWith(model) && !name.startsWith(`${model}-${context}`);
      bytes += size;
      files++;
      if (outdated || age > LONGEST_KEPT || files > MOST_FILES || bytes > MOST_BYTES || !NAME.test(name))
        await rm(join(this.folder, name), { force: true });
    }
  }

  /** The folder's files, the newest first; those that are being written are the last. */
  private async list(): Promise<{ readonly name: string; readonly size: number; readonly age: number }[]> {
    const now = Date.now();
    const files: { name: string; size: number; age: number }[] = [];
    for (const name of await readdir(this.folder).catch(() => [])) {
      const info = await lstat(join(this.folder, name)).catch(() => null);
      // Another window may be writing or reading one.
      if (info === null || (name.endsWith('.part') && now - info.mtimeMs < 60_000)) continue;
      if (!info.isDirectory()) files.push({ name, size: info.size, age: now - info.mtimeMs });
    }
    return files.sort((a, b) => a.age - b.age);
  }
}

/** The model's and the context's part of a file name. */
function names({ model, context, contextTokens, vocabularySize }: StateIdentity): readonly [string, string] {
  const rest = JSON.stringify([FORMAT, context, contextTokens, vocabularySize]);
  return [digest(model), digest(rest)];
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** Appends header and digest. */
async function seal(path: string, identity: StateIdentity, key: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const { size } = await file.stat();
    const header = Buffer.from(JSON.stringify({ format: FORMAT, bytes: size, ...identity }));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(header.length);
    const hash = await hashOf(file, size, key);
    const sum = hash.update(header).update(length).digest();
    await file.write(Buffer.concat([header, length, sum, MAGIC]), 0, undefined, size);
  } finally {
    await file.close();
  }
}

/** Takes header and digest off again; throws when the file is not one of ours, whole, for this identity. */
async function unseal(path: string, identity: StateIdentity, key: string): Promise<void> {
  const info = await lstat(path);
  if (!info.isFile() || info.size > MOST_BYTES + HEADER + FOOTER) throw new Error('it is no state');
  if (process.getuid !== undefined && (info.uid !== process.getuid() || (info.mode & 0o077) !== 0))
    throw new Error('others may have written it');
  const file = await open(path, 'r+');
  try {
    const end = await exactly(file, info.size - FOOTER, FOOTER);
    const headerBytes = end.readUInt32LE(0);
    if (!end.subarray(36).equals(MAGIC) || headerBytes > HEADER) throw new Error('it is not whole');
    const bytes = info.size - FOOTER - headerBytes;
    const hash = await hashOf(file, info.size - FOOTER + 4, key);
    if (!timingSafeEqual(hash.digest(), end.subarray(4, 36))) throw new Error('it is damaged, or not ours');
    const header: unknown = JSON.parse((await exactly(file, bytes, headerBytes)).toString('utf8'));
    const wanted: Readonly<Record<string, unknown>> = { format: FORMAT, bytes, ...identity };
    if (!isRecord(header) || Object.keys(wanted).some((key) => header[key] !== wanted[key]))
      throw new Error('it is of another model or context');
    await file.truncate(bytes);
  } finally {
    await file.close();
  }
}

async function exactly(file: FileHandle, position: number, length: number): Promise<Buffer> {
  if (position < 0) throw new Error('it is not whole');
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead !== length) throw new Error('it is not whole');
  return buffer;
}

/** Keyed hash of the file's first `end` bytes, to be gone on with. */
async function hashOf(file: FileHandle, end: number, key: string) {
  const hash = createHmac('sha256', key);
  for (let at = 0; at < end; at += READ_BYTES) hash.update(await exactly(file, at, Math.min(READ_BYTES, end - at)));
  return hash;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
