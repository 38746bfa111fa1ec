import type { FileHandle } from 'node:fs/promises';
import { inflateRawSync } from 'node:zlib';
import type { Entry, Folder, FolderReader } from './folderReader';
import { inRegularFile } from './regularFile';

interface ZipEntry {
  readonly method: number;
  readonly packed: number;
  readonly size: number;
  /** Of the local header. */
  readonly offset: number;
}

const endSign = 0x06054b50;
const entrySign = 0x02014b50;
const localSign = 0x04034b50;
/** The end record, and the longest comment behind it. */
const endBytes = 22 + 0xffff;
const directoryLimit = 8 * 1024 * 1024;
const mostEntries = 50_000;
/** Of a directory that is read at once. */
const pieceBytes = 65_536;

/**
 * What a zip archive holds, as a folder (APPNOTE.TXT 6.3): stored and deflated entries, no encryption, no zip64. Bounded: an entry is
 * never unpacked to more than was asked for.
 */
export class ZipFolder implements Folder {
  private constructor(
    private readonly path: string,
    private readonly entries: ReadonlyMap<string, ZipEntry>,
  ) {}

  /** null for what is no such archive. `below`: the folder of which entries are known, with a `/`; all unless told. */
  static async at(reader: FolderReader, path: string, below = ''): Promise<ZipFolder | null> {
    const absolute = await reader.inside(path);
    if (absolute === null) return null;
    const entries = await inRegularFile(absolute, async (file, size) => {
      const tail = await bytesAt(file, Math.max(0, size - endBytes), Math.min(size, endBytes));
      let end = tail.length - 22;
      while (end >= 0 && tail.readUInt32LE(end) !== endSign) end--;
      if (end < 0) return null;
      const length = tail.readUInt32LE(end + 12);
      return length > directoryLimit ? null : entriesOf(file, tail.readUInt32LE(end + 16), length, below);
    });
    return entries === null ? null : new ZipFolder(absolute, entries);
  }

  async text(path: string, limit: number): Promise<string | null> {
    const entry = this.entries.get(path);
    if (entry === undefined || entry.size > limit || entry.packed > limit) return null;
    return inRegularFile(this.path, async (file) => {
      const header = await bytesAt(file, entry.offset, 30);
      if (header.length < 30 || header.readUInt32LE(0) !== localSign) return null;
      const start = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
      const bytes = await bytesAt(file, start, entry.packed);
      if (entry.method === 0) return bytes.toString('utf8');
      return entry.method === 8
        ? inflateRawSync(bytes, { maxOutputLength: Math.max(1, limit) }).toString('utf8')
        : null;
    });
  }

  async list(path: string): Promise<readonly Entry[]> {
    const names = new Map<string, boolean>();
    for (const entry of this.entries.keys()) {
      if (!entry.startsWith(`${path}/`)) continue;
      const [name = '', ...rest] = entry.slice(path.length + 1).split('/');
      if (name !== '') names.set(name, names.get(name) === true || rest.length > 0);
    }
    return [...names]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, isFolder]) => ({ name, isDirectory: () => isFolder }));
  }
}

/** The directory in pieces: it may be large, and of most entries nobody wants to know. */
async function entriesOf(
  file: FileHandle,
  start: number,
  length: number,
  below: string,
): Promise<ReadonlyMap<string, ZipEntry>> {
  const entries = new Map<string, ZipEntry>();
  let rest = Buffer.alloc(0);
  for (let at = 0; at < length && entries.size < mostEntries; ) {
    const piece = await bytesAt(file, start + at, Math.min(pieceBytes, length - at));
    if (piece.length === 0) break;
    at += piece.length;
    rest = Buffer.concat([rest, piece]);
    const read = readEntries(rest, below, entries);
    if (read === null) break;
    rest = rest.subarray(read);
  }
  return entries;
}

/** How many bytes the whole entries in a piece take; null where something else stands there. */
function readEntries(piece: Buffer, below: string, entries: Map<string, ZipEntry>): number | null {
  let at = 0;
  while (at + 46 <= piece.length) {
    if (piece.readUInt32LE(at) !== entrySign) return null;
    const nameEnd = at + 46 + piece.readUInt16LE(at + 28);
    const end = nameEnd + piece.readUInt16LE(at + 30) + piece.readUInt16LE(at + 32);
    if (end > piece.length) break;
    const name = piece.toString('utf8', at + 46, nameEnd);
    if (name.startsWith(below) && entries.size < mostEntries)
      entries.set(name, {
        method: piece.readUInt16LE(at + 10),
        packed: piece.readUInt32LE(at + 20),
        size: piece.readUInt32LE(at + 24),
        offset: piece.readUInt32LE(at + 42),
      });
    at = end;
  }
  return at;
}

async function bytesAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}
