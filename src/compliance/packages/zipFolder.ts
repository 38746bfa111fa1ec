import { type FileHandle, open } from 'node:fs/promises';
import { inflateRawSync } from 'node:zlib';
import type { Entry, Folder } from './folderReader';

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
const directoryLimit = 16 * 1024 * 1024;
const mostEntries = 50_000;

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
  static async at(path: string, below = ''): Promise<ZipFolder | null> {
    const entries = await withFile(path, async (file) => {
      const { size } = await file.stat();
      const tail = await bytesAt(file, Math.max(0, size - endBytes), Math.min(size, endBytes));
      let end = tail.length - 22;
      while (end >= 0 && tail.readUInt32LE(end) !== endSign) end--;
      if (end < 0) return null;
      const length = tail.readUInt32LE(end + 12);
      if (length > directoryLimit) return null;
      return entriesOf(await bytesAt(file, tail.readUInt32LE(end + 16), length), below);
    });
    return entries === null ? null : new ZipFolder(path, entries);
  }

  async text(path: string, limit: number): Promise<string | null> {
    const entry = this.entries.get(path);
    if (entry === undefined || entry.size > limit || entry.packed > limit) return null;
    return withFile(this.path, async (file) => {
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

function entriesOf(directory: Buffer, below: string): ReadonlyMap<string, ZipEntry> {
  const entries = new Map<string, ZipEntry>();
  for (let at = 0; at + 46 <= directory.length && entries.size < mostEntries; ) {
    if (directory.readUInt32LE(at) !== entrySign) break;
    const nameEnd = at + 46 + directory.readUInt16LE(at + 28);
    const name = directory.toString('utf8', at + 46, nameEnd);
    if (name.startsWith(below))
      entries.set(name, {
        method: directory.readUInt16LE(at + 10),
        packed: directory.readUInt32LE(at + 20),
        size: directory.readUInt32LE(at + 24),
        offset: directory.readUInt32LE(at + 42),
      });
    at = nameEnd + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

async function bytesAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

/** null where the file can't be read, or is no archive. */
async function withFile<T>(path: string, read: (file: FileHandle) => Promise<T | null>): Promise<T | null> {
  try {
    const file = await open(path, 'r');
    try {
      return await read(file);
    } finally {
      await file.close();
    }
  } catch {
    return null; // not there, not ours to read, or damaged: who asks says that nothing was found
  }
}
