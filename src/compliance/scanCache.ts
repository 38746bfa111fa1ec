import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream, lstatSync } from 'node:fs';
import { readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { systemMessage } from '../formats/bytes';
import { makeFolder } from '../formats/makeFolder';
import { parseSeen, writeSeen } from './cachedSeen';
import { Pace } from './pace';
import { nothingInText, type SeenText } from './seenText';
import type { FileTimes } from './text/textFile';
import type { WalkedFile } from './walk';

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

/** What the file system said of a file: size, time of the last change of its content and of anything, inode. */
const stampLength = 4;
const stampBytes = stampLength * Float64Array.BYTES_PER_ELEMENT;

/** A cache as it was read. */
interface Known {
  /** By path: which of the stamps is a file's. */
  readonly files: ReadonlyMap<string, number>;
  readonly stamps: Float64Array;
  /** Of texts in which there was something to see: digest and what was seen, by the same number. */
  readonly records: ReadonlyMap<number, string>;
}

const nothingKnown: Known = { files: new Map(), stamps: new Float64Array(0), records: new Map() };

/**
 * What the finders saw in the texts of one folder, kept from one check to the next: not what was thought of it. For each file its path
 * and what the file system said of it; for the few in which there was something to see, the digest of the content and what was seen. The
 * cache's own digest at the end makes one that was cut off or damaged worth nothing. Nothing depends on it but time.
 */
export class ScanCache {
  private readonly paths: string[] = [];
  private stamps = new Float64Array(256 * stampLength);
  private readonly records: string[] = [];
  private isChanged = false;
  private bytes = 0;

  private constructor(
    private readonly place: CachePlace | null,
    private readonly file: string,
    private readonly known: Known,
    private readonly started: number,
  ) {}

  /** The cache of a folder; empty where there is none, or none that can be used. `known`: which ids were looked for. */
  static async open(root: string, place: CachePlace | undefined, known: string): Promise<ScanCache> {
    if (place === undefined) return new ScanCache(null, '', nothingKnown, 0);
    const version = `${place.version} ${known}`;
    const file = join(place.folder, `${createHash('sha256').update(root).digest('hex').slice(0, 32)}.licit`);
    return new ScanCache({ ...place, version }, file, await readCache(file, version), Date.now());
  }

  /** What was seen of the file, if it has not changed since. */
  unchanged(file: WalkedFile): SeenText | null {
    const { files, stamps, records } = this.known;
    const number = files.get(file.path);
    if (number === undefined) return null;
    const times = lstatSync(file.absolute, { throwIfNoEntry: false });
    const at = number * stampLength;
    if (
      times === undefined ||
      times.size !== stamps[at] ||
      times.mtimeMs !== stamps[at + 1] ||
      times.ctimeMs !== stamps[at + 2] ||
      times.ino !== stamps[at + 3] ||
      !times.isFile()
    )
      return null;
    const record = records.get(number);
    const seen = record === undefined ? { ...nothingInText, bytes: times.size } : seenOf(record);
    if (seen !== null) this.add(file.path, times, record ?? '');
    return seen;
  }

  /** Digest of the content that the file had then; null where nothing is kept of it. */
  digest(file: WalkedFile): string | null {
    const record = this.recordOf(file);
    return record === undefined ? null : record.slice(0, record.indexOf('\t'));
  }

  /** What was seen of the file, if its content still is what it was then. */
  seen(file: WalkedFile): SeenText | null {
    const record = this.recordOf(file);
    return record === undefined ? null : seenOf(record);
  }

  /** `digest`: empty where it was not worth one. */
  keep(file: WalkedFile, times: FileTimes, digest: string, seen: SeenText): void {
    if (this.place === null || file.path.includes('\n')) return;
    this.isChanged = true;
    const isSettled = Math.max(times.mtimeMs, times.ctimeMs) < this.started - tickMs;
    const isEmpty = seen.skipped === null && seen.hub.length === 0 && !seen.isLabel && seen.licenses.length === 0;
    const record = digest === '' && isEmpty ? '' : `${digest}\t${writeSeen(seen)}`;
    this.add(file.path, isSettled ? times : unknownTimes, record);
  }

  /** Writes the cache; leaves things as they are where it can't be written. */
  async save(): Promise<void> {
    if (this.place === null || (!this.isChanged && this.paths.length === this.known.files.size)) return;
    const temporary = `${this.file}.${randomUUID()}.tmp`;
    try {
      await makeFolder(this.place.folder);
      await pipeline(Readable.from(this.written(this.place.version)), createWriteStream(temporary));
      await rename(temporary, this.file);
      await removeOldest(this.place.folder);
    } catch (error) {
      if (systemMessage(error) === null) throw error;
      // A disk that is full, or a folder that may not be written: the next check takes as long as this one.
      await rm(temporary, { force: true }).catch(() => undefined);
    }
  }

  private recordOf(file: WalkedFile): string | undefined {
    const number = this.known.files.get(file.path);
    return number === undefined ? undefined : this.known.records.get(number);
  }

  private add(path: string, { size, mtimeMs, ctimeMs, ino }: FileTimes, record: string): void {
    this.bytes += path.length + record.length + stampBytes;
    if (this.place === null || this.bytes > maxBytes) return;
    const at = this.paths.length * stampLength;
    if (at === this.stamps.length) {
      const longer = new Float64Array(2 * at);
      longer.set(this.stamps);
      this.stamps = longer;
    }
    this.stamps[at] = size;
    this.stamps[at + 1] = mtimeMs;
    this.stamps[at + 2] = ctimeMs;
    this.stamps[at + 3] = ino;
    if (record !== '') this.records.push(`${this.paths.length}\t${record}`);
    this.paths.push(path);
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
    const count = this.paths.length;
    yield Buffer.from(headerOf(version));
    yield Buffer.from(`${count}\n`);
    yield Buffer.from(this.stamps.buffer, 0, count * stampBytes);
    for (const lines of [this.paths, this.records]) {
      for (let from = 0; from < lines.length; from += partLines) {
        yield Buffer.from(`${lines.slice(from, from + partLines).join('\n')}\n`);
      }
    }
  }
}

/** Lines that are written at a time. */
const partLines = 2000;

/** Equal to none: a file that is too young to be trusted. */
const unknownTimes: FileTimes = { size: Number.NaN, mtimeMs: Number.NaN, ctimeMs: Number.NaN, ino: Number.NaN };

/** null for anything that was not written here. */
function seenOf(record: string): SeenText | null {
  return parseSeen(record.slice(record.indexOf('\t') + 1));
}

function headerOf(version: string): string {
  return `licit check 2 ${JSON.stringify(version)}\n`;
}

/** What is in a cache that is whole and of this version; else nothing. */
async function readCache(file: string, version: string): Promise<Known> {
  let bytes: Buffer;
  try {
    if ((await stat(file)).size > 2 * maxBytes) return nothingKnown;
    bytes = await readFile(file);
  } catch (error) {
    if (systemMessage(error) === null) throw error;
    return nothingKnown; // not there yet, or not readable: everything is looked at
  }
  const end = bytes.length - 64;
  const header = Buffer.from(headerOf(version));
  if (end < header.length || !bytes.subarray(0, header.length).equals(header)) return nothingKnown;
  const content = bytes.subarray(0, end);
  if (createHash('sha256').update(content).digest('hex') !== bytes.toString('latin1', end)) return nothingKnown;
  const stampsAt = content.indexOf('\n', header.length) + 1;
  const count = Number(content.toString('latin1', header.length, stampsAt));
  const pathsAt = stampsAt + count * stampBytes;
  if (!(pathsAt <= end)) return nothingKnown;
  // A copy: the numbers stand wherever the header ends.
  const stamps = new Float64Array(Uint8Array.from(content.subarray(stampsAt, pathsAt)).buffer);
  const lines = content.toString('utf8', pathsAt).split('\n');
  const files = new Map<string, number>();
  const pace = new Pace();
  for (let number = 0; number < count; number++) {
    files.set(lines[number] ?? '', number);
    if (number % 1024 === 0 && pace.isDue) await pace.rest();
  }
  const records = new Map<number, string>();
  for (let line = count; line < lines.length - 1; line++) {
    const record = lines[line] ?? '';
    const tab = record.indexOf('\t');
    records.set(Number(record.slice(0, tab)), record.slice(tab + 1));
  }
  return { files, stamps, records };
}

async function removeOldest(folder: string): Promise<void> {
  const files = (await readdir(folder)).map((name) => join(folder, name));
  const dated = await Promise.all(
    files.map(async (file) => ({ file, time: (await stat(file).catch(() => null))?.mtimeMs ?? 0 })),
  );
  dated.sort((a, b) => b.time - a.time);
  await Promise.all(dated.slice(maxFolders).map(({ file }) => rm(file, { force: true })));
}
