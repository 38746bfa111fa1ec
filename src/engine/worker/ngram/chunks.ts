import { createHash } from 'node:crypto';
import type { Token } from 'node-llama-cpp';
import { isAnchor } from '../../anchors';

/** A chunk ends after one line in so many, on average; an edit changes one chunk only. */
const LINES = 16;
const MOST_CHARACTERS = 4096;
const KEPT_CHUNKS = 4000;

/** Splits a text into whole lines; where it splits depends on the lines around the place alone. */
export function chunks(text: string): string[] {
  const result: string[] = [];
  let start = 0;
  let lineStart = 0;
  while (lineStart < text.length) {
    const newline = text.indexOf('\n', lineStart);
    const lineEnd = newline < 0 ? text.length : newline + 1;
    if (isAnchor(text, lineStart, lineEnd, LINES) || lineEnd - start >= MOST_CHARACTERS) {
      result.push(text.slice(start, lineEnd));
      start = lineEnd;
    }
    lineStart = lineEnd;
  }
  if (start < text.length) result.push(text.slice(start));
  return result;
}

/** Turns texts into tokens chunk by chunk and remembers the chunks, so that a text that changed a little costs little. */
export class ChunkTokenizer {
  private readonly known = new Map<string, Int32Array>();

  constructor(private readonly tokenize: (text: string) => readonly Token[]) {}

  /** At most `limit` tokens, from the start of the text or up to its end. */
  tokens(text: string, limit: number, keep: 'start' | 'end'): Token[] {
    const parts = chunks(text);
    if (keep === 'end') parts.reverse();
    const taken: Int32Array[] = [];
    let size = 0;
    for (const part of parts) {
      if (size >= limit) break;
      const tokens = this.chunk(part);
      taken.push(tokens);
      size += tokens.length;
    }
    if (keep === 'end') taken.reverse();
    const all = taken.flatMap((tokens) => [...tokens]) as Token[];
    return keep === 'start' ? all.slice(0, limit) : all.slice(-limit);
  }

  private chunk(text: string): Int32Array {
    const key = createHash('sha1').update(text).digest('base64');
    const known = this.known.get(key);
    // Used again, it is young again.
    if (known !== undefined) this.known.delete(key);
    const tokens = known ?? Int32Array.from(this.tokenize(text));
    this.known.set(key, tokens);
    if (this.known.size > KEPT_CHUNKS) {
      const [oldest] = this.known.keys();
      if (oldest !== undefined) this.known.delete(oldest);
    }
    return tokens;
  }
}
