import type { Token } from 'node-llama-cpp';

/** Between documents and in place of dropped ones; no match reaches across it. */
const GAP = -1;
/** Longest match looked for, in tokens. */
export const LONGEST = 16;
/** The latest places of a pair that are looked at. */
const POSTINGS = 400;

/** A place where the end of a history stands: how many tokens match backwards from it, and what follows. */
export interface Match {
  readonly length: number;
  readonly next: Token;
}

/** Every place in `tokens` where the last two tokens of the history stand, before `end`. */
function matchAt(tokens: Int32Array, at: number, history: readonly Token[]): Match | null {
  const next = tokens[at];
  if (next === undefined || next === GAP) return null;
  const size = history.length;
  let length = 0;
  while (length < LONGEST && length < size && tokens[at - 1 - length] === history[size - 1 - length]) length++;
  return length < 2 ? null : { length, next: next as Token };
}

/** Places in a short text, found by going through it: for a text that changes with every key. */
export function scan(tokens: Int32Array, history: readonly Token[]): Match[] {
  const [last, before] = [history.at(-1), history.at(-2)];
  const matches: Match[] = [];
  for (let at = tokens.length - 1; at >= 2 && matches.length < POSTINGS; at--) {
    if (tokens[at - 1] !== last || tokens[at - 2] !== before) continue;
    const match = matchAt(tokens, at, history);
    if (match !== null) matches.push(match);
  }
  return matches;
}

/** A place where the end of a history stands, by how many tokens match and what follows. */
export interface Continuation {
  readonly length: number;
  readonly tokens: readonly Token[];
}

/** What follows at the place, up to the end of its document. */
function following(tokens: Int32Array, at: number, most: number): readonly Token[] {
  const stretch = tokens.subarray(at, at + most);
  const end = stretch.indexOf(GAP);
  return [...(end < 0 ? stretch : stretch.subarray(0, end))] as Token[];
}

/** What follows where the longest end of the history stands in a short text, the last such place. */
export function scanLongest(tokens: Int32Array, history: readonly Token[], most: number): Continuation | null {
  const [last, before] = [history.at(-1), history.at(-2)];
  let best: { readonly length: number; readonly at: number } | null = null;
  for (let at = tokens.length - 1; at >= 2; at--) {
    if (tokens[at - 1] !== last || tokens[at - 2] !== before) continue;
    const match = matchAt(tokens, at, history);
    if (match !== null && match.length > (best?.length ?? 0)) best = { length: match.length, at };
  }
  return best === null ? null : { length: best.length, tokens: following(tokens, best.at, most) };
}

/** Documents as one array of tokens, with the places of every pair of tokens. */
export class TokenIndex {
  private tokens = new Int32Array(1 << 16).fill(GAP);
  private used = 0;
  private dropped = 0;
  private postings = new Map<number, number[]>();
  private readonly documents = new Map<string, { readonly start: number; readonly length: number }>();

  /** Tokens of all documents. */
  get size(): number {
    return this.used - this.dropped - this.documents.size;
  }

  get count(): number {
    return this.documents.size;
  }

  /** Adds a document, in place of an earlier one of the same name. */
  put(name: string, document: readonly Token[]): void {
    this.drop(name);
    this.reserve(document.length + 1);
    const start = this.used;
    this.tokens.set(document, start);
    this.used += document.length + 1;
    this.documents.set(name, { start, length: document.length });
    this.post(start, document.length);
  }

  /** Forgets a document. The array is packed when more than half of it is empty. */
  drop(name: string): void {
    const known = this.documents.get(name);
    if (known === undefined) return;
    this.documents.delete(name);
    this.tokens.fill(GAP, known.start, known.start + known.length);
    this.dropped += known.length + 1;
    if (this.dropped * 2 > this.used) this.pack();
  }

  /** Where the end of the history stands, outside the named document; the latest first. */
  matches(history: readonly Token[], except?: string): Match[] {
    return this.places(history, except).map(([, match]) => match);
  }

  private places(history: readonly Token[], except: string | undefined): (readonly [at: number, match: Match])[] {
    const [last, before] = [history.at(-1), history.at(-2)];
    if (last === undefined || before === undefined) return [];
    const places = this.postings.get(pair(before, last)) ?? [];
    const hidden = except === undefined ? undefined : this.documents.get(except);
    const found: (readonly [number, Match])[] = [];
    for (let i = places.length - 1; i >= 0 && found.length < POSTINGS; i--) {
      const at = places[i] ?? 0;
      if (hidden !== undefined && at >= hidden.start && at <= hidden.start + hidden.length) continue;
      const match = matchAt(this.tokens, at, history);
      if (match !== null) found.push([at, match]);
    }
    return found;
  }

  /** What follows where the longest end of the history stands, outside the named document; the latest such place. */
  longest(history: readonly Token[], most: number, except?: string): Continuation | null {
    let best: { readonly length: number; readonly at: number } | null = null;
    for (const [at, { length }] of this.places(history, except))
      if (length > (best?.length ?? 0)) best = { length, at };
    return best === null ? null : { length: best.length, tokens: following(this.tokens, best.at, most) };
  }

  private post(start: number, length: number): void {
    for (let at = start + 2; at < start + length; at++) {
      const key = pair(this.tokens[at - 2] ?? GAP, this.tokens[at - 1] ?? GAP);
      const places = this.postings.get(key);
      if (places === undefined) this.postings.set(key, [at]);
      else places.push(at);
    }
  }

  private reserve(more: number): void {
    if (this.used + more <= this.tokens.length) return;
    const larger = new Int32Array(Math.max(this.used + more, this.tokens.length * 2)).fill(GAP);
    larger.set(this.tokens.subarray(0, this.used));
    this.tokens = larger;
  }

  private pack(): void {
    const old = this.tokens;
    const documents = [...this.documents];
    this.tokens = new Int32Array(1 << 16).fill(GAP);
    this.used = 0;
    this.dropped = 0;
    this.postings = new Map();
    this.documents.clear();
    for (const [name, { start, length }] of documents) {
      this.reserve(length + 1);
      this.tokens.set(old.subarray(start, start + length), this.used);
      this.documents.set(name, { start: this.used, length });
      this.post(this.used, length);
      this.used += length + 1;
    }
  }
}

/** Vocabularies have fewer than 2^20 tokens. */
function pair(before: number, last: number): number {
  return last * 2 ** 20 + before;
}
