import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { Range } from '../report';
import { errorCode } from '../walk';

/** Bytes of one file that are read; what lies behind is not searched, and the report says so. */
export const textLimit = 8 * 1024 * 1024;

/** A NUL among the first bytes makes a file binary, as git and grep have it. */
const sniffed = 8192;

export type TextRead =
  | { readonly kind: 'text'; readonly text: string; readonly bytes: number; readonly whole: boolean }
  | { readonly kind: 'binary'; readonly bytes: number }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** What changes whenever a file does, as far as the file system tells. */
export interface FileTimes {
  readonly size: number;
  /** Milliseconds, with fractions. */
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly ino: number;
}

export type BytesRead =
  | {
      readonly ok: true;
      /** Valid until the next call of `readBytes`. */
      readonly bytes: Buffer;
      readonly times: FileTimes;
    }
  | { readonly ok: false; readonly reason: string };

/** Read into again and again: a check reads many small files, and one at a time. */
const scratch = Buffer.allocUnsafe(256 * 1024);

/** A file's first bytes, at most `limit`. */
export function readBytes(absolute: string, limit: number): BytesRead {
  try {
    // A pipe that took the place of a file must not make anybody wait.
    const file = openSync(absolute, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const times = fstatSync(file);
      if (!times.isFile()) return { ok: false, reason: 'is no regular file' };
      const wanted = Math.min(times.size, limit);
      const buffer = wanted <= scratch.length ? scratch : Buffer.allocUnsafe(wanted);
      let length = 0;
      while (length < wanted) {
        const read = readSync(file, buffer, length, wanted - length, length);
        if (read === 0) break;
        length += read;
      }
      return { ok: true, bytes: buffer.subarray(0, length), times };
    } finally {
      closeSync(file);
    }
  } catch (error) {
    return { ok: false, reason: `could not be read (${errorCode(error)})` };
  }
}

/** The text that bytes are, null for a binary file. Bytes that are not UTF-8 (or UTF-16 with a mark) become U+FFFD. */
export function decodeText(bytes: Buffer): string | null {
  const encoding = encodingOf(bytes);
  if (encoding === null) return null;
  if (encoding !== 'utf-8') return new TextDecoder(encoding).decode(bytes);
  // Several times as fast as a decoder, which would drop the mark at the beginning.
  const text = bytes.toString('utf8');
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** The text of a file, at most `limit` bytes of it. */
export async function readText(absolute: string, limit: number): Promise<TextRead> {
  const read = readBytes(absolute, limit);
  if (!read.ok) return { kind: 'unreadable', reason: read.reason };
  const { size } = read.times;
  const text = decodeText(read.bytes);
  return text === null
    ? { kind: 'binary', bytes: size }
    : { kind: 'text', text, bytes: size, whole: size <= read.bytes.length };
}

/** A file's first bytes and its size; null where it can't be read. */
export function readHead(absolute: string, bytes: number): { bytes: Buffer; size: number } | null {
  const read = readBytes(absolute, bytes); // whoever goes on to read it says why it can't be
  return read.ok ? { bytes: Buffer.from(read.bytes), size: read.times.size } : null;
}

/** null for a binary file. */
export function encodingOf(bytes: Buffer): 'utf-8' | 'utf-16le' | 'utf-16be' | null {
  if (bytes.length >= 2 && bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes.length >= 2 && bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const zero = bytes.indexOf(0);
  return zero === -1 || zero >= sniffed ? 'utf-8' : null;
}

/** A text with its path, and positions in it as reports give them. */
export class TextFile {
  private lineStarts: number[] | null = null;
  readonly name: string;
  /** Lower case, with its dot; empty where there is none. */
  readonly extension: string;

  constructor(
    /** Relative to the checked folder, with `/`. */
    readonly path: string,
    readonly text: string,
  ) {
    this.name = path.slice(path.lastIndexOf('/') + 1);
    const dot = this.name.lastIndexOf('.');
    this.extension = dot <= 0 ? '' : this.name.slice(dot).toLowerCase();
  }

  /** `start` and `end` are offsets in UTF-16 code units, `end` exclusive. */
  range(start: number, end: number): Range {
    const from = this.position(start);
    const to = this.position(end);
    return { startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column };
  }

  /** The offset of a position, both as in `range`. */
  offset(line: number, column: number): number {
    this.lineStarts ??= lineStartsOf(this.text);
    return (this.lineStarts[line - 1] ?? 0) + column - 1;
  }

  private position(offset: number): { line: number; column: number } {
    this.lineStarts ??= lineStartsOf(this.text);
    let low = 0;
    let high = this.lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.lineStarts[low] ?? 0) + 1 };
  }
}

function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (const lineEnd of text.matchAll(/\r\n|\n|\r/g)) starts.push(lineEnd.index + lineEnd[0].length);
  return starts;
}
