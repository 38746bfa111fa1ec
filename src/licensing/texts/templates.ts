import { brotliDecompressSync } from 'node:zlib';
import { packedTexts } from './packedTexts';

/** A part of a licence text that stands in several wordings. */
export interface Span {
  readonly start: number;
  readonly end: number;
  /** Words outside `words` that may stand here. */
  readonly limit: number;
  /** Hashes of the words that its known wordings use. */
  readonly words: ReadonlySet<number>;
  /** Each known wording's negations; one of these lists must be there whole. Empty: it does not matter. */
  readonly negations: readonly (readonly number[])[];
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
  /**
   * Words that tell a licence by its name: in a notice the name itself, in a title its version. Where another stands in their
   * place, it is another licence.
   */
  readonly names: ReadonlySet<number>;
}

let unpacked: readonly Template[] | undefined;

/** All known licence texts. Unpacked at the first call. */
export function templates(): readonly Template[] {
  unpacked ??= unpack();
  return unpacked;
}

function unpack(): readonly Template[] {
  const packed = packedTexts();
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
      required.fill(0, numberOr0(optional[pair]), numberOr0(optional[pair + 1]));
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
      names: new Set(numbersOf(names)),
    };
  });
}

function toSpan(fields: unknown): Span {
  const [start, end, limit, words, ...negations] = Array.isArray(fields) ? fields : [];
  return {
    start: numberOr0(start),
    end: numberOr0(end),
    limit: numberOr0(limit),
    words: new Set(numbersOf(words)),
    negations: negations.map(numbersOf),
  };
}

function numbersOf(value: unknown): readonly number[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'number') : [];
}

function numberOr0(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

function toKind(kind: unknown): Template['kind'] {
  return kind === 'header' || kind === 'exception' ? kind : 'text';
}
