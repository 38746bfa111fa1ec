import { brotliDecompressSync } from 'node:zlib';
import packed from './fingerprints.json';

/** A part of a licence text that stands in several wordings. */
export interface Span {
  readonly start: number;
  readonly end: number;
  /** Words outside `words` that may stand here. */
  readonly limit: number;
  /** Hashes of the words that its known wordings use. */
  readonly words: ReadonlySet<number>;
}

/** A licence text as word hashes; made by scripts/license-fingerprints.mjs. */
export interface Template {
  readonly index: number;
  readonly id: string;
  /** `header`: the short notice that stands in source files; `exception`: joined to a licence by `WITH`. */
  readonly kind: 'text' | 'header' | 'exception';
  readonly hashes: Uint16Array;
  /** 1 where a word must stand; 0 where it is optional or part of a span. */
  readonly required: Uint8Array;
  readonly requiredCount: number;
  readonly spans: readonly Span[];
  /** Words that spell the licence's name in a notice: where one is missing, it is the notice of another. */
  readonly names: ReadonlySet<number>;
}

let unpacked: readonly Template[] | undefined;

/** All known licence texts. Unpacked at the first call. */
export function templates(): readonly Template[] {
  unpacked ??= unpack();
  return unpacked;
}

function unpack(): readonly Template[] {
  const bytes = brotliDecompressSync(Buffer.from(packed.words, 'base64'));
  const words = new Uint16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  let at = 0;
  return packed.licenses.map((entry, index) => {
    const [id, kind, length, optional, spans, names] = entry;
    if (typeof id !== 'string' || typeof length !== 'number' || !Array.isArray(optional) || !Array.isArray(spans))
      throw new Error(
        `fingerprints.json is broken at entry ${index}; make it anew with scripts/license-fingerprints.mjs`,
      );
    const hashes = words.subarray(at, at + length);
    at += length;
    const own = spans.map(toSpan);
    const required = new Uint8Array(length).fill(1);
    for (let pair = 0; pair < optional.length; pair += 2)
      required.fill(0, numberAt(optional, pair), numberAt(optional, pair + 1));
    for (const span of own) required.fill(0, span.start, span.end);
    const requiredCount = required.reduce((sum, flag) => sum + flag, 0);
    return {
      index,
      id,
      kind: toKind(kind),
      hashes,
      required,
      requiredCount,
      spans: own,
      names: new Set(Array.isArray(names) ? names.filter((at) => typeof at === 'number') : []),
    };
  });
}

function toSpan(fields: unknown): Span {
  const numbers = Array.isArray(fields) ? fields.filter((field): field is number => typeof field === 'number') : [];
  const [start = 0, end = 0, limit = 0, ...words] = numbers;
  return { start, end, limit, words: new Set(words) };
}

function toKind(kind: unknown): Template['kind'] {
  return kind === 'header' || kind === 'exception' ? kind : 'text';
}

function numberAt(list: readonly unknown[], index: number): number {
  const value = list[index];
  return typeof value === 'number' ? value : 0;
}
