import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream, lstatSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { systemMessage } from '../formats/bytes';
import { parseSeen, writeSeen } from './cachedSeen';
import type { SeenText } from './seenText';
import type { FileTimes } from './text/textFile';
import type { WalkedFile } from './walk';

/** Code units that are written at a time. */
const partLength = 64 * 1024;

/** Where a check keeps what it saw, and which finders saw it: what others saw is worthless. */
export interface CachePlace {
  readonly folder: string;
  readonly version: string;
}

/** Bytes of one folder's cache; files that find no room are looked at anew each time. */
const maxBytes = 32 * 1024 * 1024;
/** Folders that have a cache; the one that was checked longest ago goes first. */
const maxFolders = 8;
/** A file that changes again within the file system's clock tick looks unchanged; FAT's ticks are the longest. Milliseconds. */
const tickMs = 2000;

/**
 * What the finders saw in the texts of one folder, kept from one check to the next: not what was thought of it. A line for each
 * file: path, what the file system said of it, digest of its content, what was seen. The file's own digest at the end makes
 * a cache that was cut off or damaged worth nothing. Nothing depends on it but time.
 */
export class ScanCache {
  /** Lines that will be written as they are, by where they stand in `text`. */
  private readonly same: number[] = [];
  /** New lines: as bytes, which take a fraction of the memory that as many strings take. */
  private readonly parts: Buffer[] = [];
  private pending = '';
  private isChanged = false;
  private bytes = 0;

  private constructor(
    private readonly place: CachePlace | null,
    private readonly file: string,
    private readonly text: string,
    /** Where the line of each path begins. */
    private readonly known: ReadonlyMap<string, number>,
    private readonly started: number,
  ) {}

  /** Remembers nothing and keeps nothing. */
  static none(): ScanCache {
    return new ScanCache(null, '', '', new Map(), 0);
  }

  /** The cache of a folder; empty where there is none, or none that can be used. `known`: which ids were looked for. */
  static async open(root: string, place: CachePlace | undefined, known: string): Promise<ScanCache> {
    if (place === undefined) return ScanCache.none();
    const version = `${place.version} ${known}`;
    const file = join(place.folder, `${createHash('sha256').update(root).digest('hex').slice(0, 32)}.txt`);
    const text = await readCache(file, version);
    const lines = new Map<string, number>();
    for (let start = text.indexOf('\n') + 1; start > 0 && start < text.length; start = text.indexOf('\n', start) + 1) {
      lines.set(text.slice(start, text.indexOf('\t', start)), start);
    }
    return new ScanCache({ ...place, version }, file, text, lines, Date.now());
  }

  /** What was seen of the file, if it has not changed since. */
  unchanged(file: WalkedFile): SeenText | null {
    const start = this.known.get(file.path);
    if (start === undefined) return null;
    const times = lstatSync(file.absolute, { throwIfNoEntry: false });
    if (times === undefined || !times.isFile()) return null;
    const line = this.lineAt(start);
    if (!line.startsWith(`${file.path}\t${stampOf(times)}\t`)) return null;
    const seen = seenOf(line);
    if (seen !== null && this.hasRoom(line)) this.same.push(start);
    return seen;
  }

  /** Digest of the content that the file had then; null where nothing is kept of it. */
  digest(file: WalkedFile): string | null {
    const start = this.known.get(file.path);
    const digest = start === undefined ? '' : this.lineAt(start).split('\t', 3)[2];
    return digest === '' || digest === undefined ? null : digest;
  }

  /** What was seen of the file, if its content still is what it was then. */
  seen(file: WalkedFile): SeenText | null {
    const start = this.known.get(file.path);
    return start === undefined ? null : seenOf(this.lineAt(start));
  }

  keep(file: WalkedFile, times: FileTimes, digest: string, seen: SeenText): void {
    if (this.place === null || /[\t\r\n]/.test(file.path)) return;
    const isSettled = Math.max(times.mtimeMs, times.ctimeMs) < this.started - tickMs;
    const line = `${file.path}\t${isSettled ? stampOf(times) : ''}\t${digest}\t${writeSeen(seen)}\n`;
    this.isChanged = true;
    if (!this.hasRoom(line)) return;
    this.pending += line;
    if (this.pending.length < partLength) return;
    this.parts.push(Buffer.from(this.pending));
    this.pending = '';
  }

  /** Writes the cache; leaves things as they are where it can't be written. */
  async save(): Promise<void> {
    if (this.place === null || (!this.isChanged && this.same.length === this.known.size)) return;
    const temporary = `${this.file}.${randomUUID()}.tmp`;
    try {
      await mkdir(this.place.folder, { recursive: true });
      await pipeline(Readable.from(this.written(this.place.version)), createWriteStream(temporary));
      await rename(temporary, this.file);
      await removeOldest(this.place.folder);
    } catch (error) {
      if (systemMessage(error) === null) throw error;
      // A disk that is full, or a folder that may not be written: the next check takes as long as this one.
      await rm(temporary, { force: true }).catch(() => undefined);
    }
  }

  private hasRoom(line: string): boolean {
    this.bytes += line.length + 1;
    return this.bytes <= maxBytes;
  }

  private lineAt(start: number): string {
    return this.text.slice(start, this.text.indexOf('\n', start));
  }

  private *written(version: string): Generator<Buffer, void, undefined> {
    const hash = createHash('sha256');
    for (const part of this.content(version)) {
      hash.update(part);
      yield part;
    }
    yield Buffer.from(hash.digest('hex'));
  }

  private *content(version: string): Generator<Buffer, void, undefined> {
    let text = headerOf(version);
    for (const start of this.same) {
      text += `${this.lineAt(start)}\n`;
      if (text.length < partLength) continue;
      yield Buffer.from(text);
      text = '';
    }
    yield Buffer.from(text);
    yield* this.parts;
    yield Buffer.from(this.pending);
  }
}

/** Digest of a file's content as far as it is read. */
export function contentDigest(bytes: Buffer, size: number): string {
  return createHash('sha256').update(bytes).update(String(size)).digest('base64');
}

function stampOf({ size, mtimeMs, ctimeMs, ino }: FileTimes): string {
  return `${size} ${mtimeMs} ${ctimeMs} ${ino}`;
}

function seenOf(line: string): SeenText | null {
  let at = -1;
  for (let field = 0; field < 3; field++) at = line.indexOf('\t', at + 1);
  return parseSeen(line.slice(at + 1));
}

function headerOf(version: string): string {
  return `licit check ${JSON.stringify(version)}\n`;
}

/** The lines of a cache that is whole and of this version; else none. */
async function readCache(file: string, version: string): Promise<string> {
  let bytes: Buffer;
  try {
    if ((await stat(file)).size > 2 * maxBytes) return '';
    bytes = await readFile(file);
  } catch (error) {
    if (systemMessage(error) === null) throw error;
    return ''; // not there yet, or not readable: everything is looked at
  }
  const end = bytes.length - 64;
  if (end < 0) return '';
  const lines = bytes.subarray(0, end);
  if (createHash('sha256').update(lines).digest('hex') !== bytes.toString('latin1', end)) return '';
  const text = lines.toString('utf8');
  return text.startsWith(headerOf(version)) ? text : '';
}

async function removeOldest(folder: string): Promise<void> {
  const files = (await readdir(folder)).map((name) => join(folder, name));
  const dated = await Promise.all(
    files.map(async (file) => ({ file, time: (await stat(file).catch(() => null))?.mtimeMs ?? 0 })),
  );
  dated.sort((a, b) => b.time - a.time);
  await Promise.all(dated.slice(maxFolders).map(({ file }) => rm(file, { force: true })));
}
