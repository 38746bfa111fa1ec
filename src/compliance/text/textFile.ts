import { open } from 'node:fs/promises';
import type { Range } from '../report';
import { errorCode } from '../walk';

/** A NUL among the first bytes makes a file binary, as git and grep have it. */
const sniffed = 8192;

export type TextRead =
  | { readonly kind: 'text'; readonly text: string; readonly bytes: number; readonly whole: boolean }
  | { readonly kind: 'binary'; readonly bytes: number }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** The text of a file, at most `limit` bytes of it. Bytes that are not UTF-8 (or UTF-16 with a mark) become U+FFFD. */
export async function readText(absolute: string, limit: number): Promise<TextRead> {
  try {
    const handle = await open(absolute, 'r');
    try {
      const { size } = await handle.stat();
      const buffer = Buffer.allocUnsafe(Math.min(size, limit));
      let length = 0;
      while (length < buffer.length) {
        const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length);
        if (bytesRead === 0) break;
        length += bytesRead;
      }
      const bytes = buffer.subarray(0, length);
      const encoding = encodingOf(bytes);
      if (encoding === null) return { kind: 'binary', bytes: size };
      return { kind: 'text', text: new TextDecoder(encoding).decode(bytes), bytes: size, whole: size <= length };
    } finally {
      await handle.close();
    }
  } catch (error) {
    return { kind: 'unreadable', reason: `could not be read (${errorCode(error)})` };
  }
}

/** A file's first bytes and its size; null where it can't be read. */
export async function readHead(absolute: string, bytes: number): Promise<{ bytes: Buffer; size: number } | null> {
  try {
    const handle = await open(absolute, 'r');
    try {
      const { size } = await handle.stat();
      const buffer = Buffer.alloc(Math.min(size, bytes));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
      return { bytes: buffer.subarray(0, bytesRead), size };
    } finally {
      await handle.close();
    }
  } catch {
    return null; // whoever goes on to read it says why
  }
}

/** null for a binary file. */
function encodingOf(bytes: Buffer): 'utf-8' | 'utf-16le' | 'utf-16be' | null {
  if (bytes.length >= 2 && bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes.length >= 2 && bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return bytes.subarray(0, sniffed).includes(0) ? null : 'utf-8';
}

/** A text with its path, and positions in it as reports give them. */
export class TextFile {
  private lineStarts: number[] | null = null;

  constructor(
    /** Relative to the checked folder, with `/`. */
    readonly path: string,
    readonly text: string,
  ) {}

  get name(): string {
    return this.path.slice(this.path.lastIndexOf('/') + 1);
  }

  /** Lower case, with its dot; empty where there is none. */
  get extension(): string {
    const dot = this.name.lastIndexOf('.');
    return dot <= 0 ? '' : this.name.slice(dot).toLowerCase();
  }

  /** `start` and `end` are offsets in UTF-16 code units, `end` exclusive. */
  range(start: number, end: number): Range {
    const from = this.position(start);
    const to = this.position(end);
    return { startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column };
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
