import { encodingOf } from '../text/textFile';
import { CLUES, HOSTS, MARKS } from './clueWords';
import { accountsOf, type KnownIds, mayBeKnown } from './knownIds';
import { WordSearch } from './wordSearch';

/** How a text names what it names: source code joins strings, data gives keys, prose does neither, a page is prose with source code in it. */
export type ClueKind = 'source' | 'data' | 'prose' | 'page' | 'none';

const slash = '/';
const words = [...MARKS, ...HOSTS, ...CLUES, slash];
/** Made when it is first needed: where nothing changed since the last check, that is never. */
let search: WordSearch | null = null;
const firstHost = MARKS.length;
const firstClue = firstHost + HOSTS.length;
const repo = words.indexOf('repo');
const slashAt = words.indexOf(slash);

/** Longer ones are no id. */
const maxSegment = 96;

/**
 * Tells the files that no finder could see anything in, without decoding them: that is most files. A reference needs a place that
 * takes one, and every such place has a word to it; or an address; or an id that the registry knows. Where this says false, the finders
 * see nothing, or words alone that nobody knows.
 */
export class Clues {
  /** The last two letters of accounts: most words before a slash are told from them by these. */
  private readonly endings = new Uint8Array(0x10000);

  constructor(private readonly known: KnownIds) {
    for (const account of accountsOf(known)) {
      const [last = space, before] = [...Buffer.from(account, 'latin1')].reverse();
      if (before === undefined) for (let any = 0; any < 256; any++) this.endings[(any << 8) | folded(last)] = 1;
      else this.endings[(folded(before) << 8) | folded(last)] = 1;
    }
  }

  /** True where nobody would see anything that is kept in a text. `bytes`: what was read of it. `size`: of the file. */
  ruleOut(bytes: Buffer, size: number, kind: ClueKind): boolean {
    return size <= bytes.length && encodingOf(bytes) === 'utf-8' && !this.mayHold(bytes, kind);
  }

  /** False where the finder of this kind would find nothing that is kept. `bytes`: UTF-8 or anything that is no UTF-16. */
  private mayHold(bytes: Buffer, kind: ClueKind): boolean {
    if (kind === 'none') return bytes.includes('SPDX-License-Identifier');
    if (kind === 'page')
      return this.mayHold(bytes, 'prose') || scriptsIn(bytes).some((script) => this.mayHold(script, 'source'));
    // The metadata of a card is no prose.
    if (kind === 'prose' && beginsWithMetadata(bytes)) return true;
    search ??= new WordSearch(words);
    return search.search(bytes, (word, end) => this.counts(bytes, word, end, kind));
  }

  private counts(bytes: Buffer, word: number, end: number, kind: ClueKind): boolean {
    if (word === slashAt) return this.mayBeId(bytes, end - 1, kind);
    if (word < firstClue) return true;
    if (kind === 'prose') return false;
    // Reports are no repositories, and in every second file.
    return word !== repo || !startsWithRt(bytes, end);
  }

  /** The slash of an id that the registry knows, or of one that is put together here. */
  private mayBeId(bytes: Buffer, at: number, kind: ClueKind): boolean {
    const isSource = kind === 'source';
    if (!isSegment(bytes[at - 1] ?? space)) return isSource && beginsInJoin(bytes, at);
    if (!isSource && !isSegment(bytes[at + 1] ?? space)) return false;
    const start = segmentStart(bytes, at);
    if (isSource && isJoined(bytes, start - 1)) return true;
    if (!this.isEnding(bytes, at)) return false;
    const name = bytes.toString('latin1', at + 1, segmentEnd(bytes, at + 1));
    // In front of the account, other words may end in a hyphen: `${MODEL:-org/name}`.
    for (let from = start; from < at; from = nextPart(bytes, from, at))
      if (mayBeKnown(this.known, bytes.toString('latin1', from, at), name)) return true;
    return false;
  }

  /** False where what ends at the slash can be no account of a known id. */
  private isEnding(bytes: Buffer, at: number): boolean {
    const before = folded(bytes[at - 2] ?? space);
    return this.endings[(before << 8) | folded(bytes[at - 1] ?? space)] === 1;
  }
}

/** The same for a letter in both cases. */
function folded(byte: number): number {
  return byte | 0x20;
}

function beginsWithMetadata(bytes: Buffer): boolean {
  const start = bytes[0] === 0xef ? 3 : 0;
  return bytes[start] === hyphen && bytes[start + 1] === hyphen;
}

const opening = Buffer.from('<script');
const closing = Buffer.from('</script');
const lessThan = 0x3c;

/** The scripts of a page with the tags that open them; those that are commented out and other data, too. */
function scriptsIn(bytes: Buffer): readonly Buffer[] {
  const scripts: Buffer[] = [];
  for (let start = tagIn(bytes, opening, 0); start !== -1; ) {
    const end = tagIn(bytes, closing, start);
    scripts.push(bytes.subarray(start, end === -1 ? bytes.length : end));
    start = end === -1 ? -1 : tagIn(bytes, opening, end);
  }
  return scripts;
}

/** Where a tag begins, in letters of either case; -1 where none does. */
function tagIn(bytes: Buffer, tag: Buffer, from: number): number {
  for (let start = bytes.indexOf(lessThan, from); start !== -1; start = bytes.indexOf(lessThan, start + 1)) {
    let length = 1;
    while (length < tag.length && folded(bytes[start + length] ?? 0) === tag[length]) length++;
    if (length === tag.length) return start;
  }
  return -1;
}

const space = 0x20;
const hyphen = 0x2d;
const isSegmentByte = new Uint8Array(256);
for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-')
  isSegmentByte[letter.charCodeAt(0)] = 1;

function isSegment(byte: number): boolean {
  return isSegmentByte[byte] === 1;
}

function segmentStart(bytes: Buffer, end: number): number {
  let start = end;
  while (end - start < maxSegment && isSegment(bytes[start - 1] ?? space)) start--;
  return start;
}

function segmentEnd(bytes: Buffer, start: number): number {
  let end = start;
  while (end - start < maxSegment && isSegment(bytes[end] ?? space)) end++;
  return end;
}

/** Behind the next hyphen; `end` where there is none. */
function nextPart(bytes: Buffer, from: number, end: number): number {
  let next = from + 1;
  while (next < end && bytes[next - 1] !== hyphen) next++;
  return next;
}

const quotes = `"'\``;
const quoteBytes = new Set(Buffer.from(quotes));
const closesPlaceholder = 0x7d;
const percent = 0x25;
const plus = 0x2b;
const dot = 0x2e;

/** A string or a rest of one that begins with a slash and has no other: `"/" + name`, `${org}/name`. `at`: of the slash. */
function beginsInJoin(bytes: Buffer, at: number): boolean {
  const before = bytes[at - 1] ?? space;
  if (before !== closesPlaceholder && !quoteBytes.has(before)) return false;
  const after = bytes[segmentEnd(bytes, at + 1)] ?? space;
  return after > space && after !== 0x2f;
}

/** What stands before the account goes on before it: in a placeholder, or in another string. `at`: of the byte before it. */
function isJoined(bytes: Buffer, at: number): boolean {
  const before = bytes[at] ?? space;
  if (before === closesPlaceholder || before === percent) return true;
  if (!quoteBytes.has(before)) return false;
  let outside = at - 1;
  while (outside >= 0 && at - outside < maxSegment && (bytes[outside] ?? 0) <= space) outside--;
  const sign = bytes[outside] ?? 0;
  // Nobody knows what stands before so many blanks.
  return sign === plus || sign === dot || sign === space || quoteBytes.has(sign);
}

/** True at the end of `repo` in `report`. */
function startsWithRt(bytes: Buffer, at: number): boolean {
  return ((bytes[at] ?? 0) | 0x20) === 0x72 && ((bytes[at + 1] ?? 0) | 0x20) === 0x74;
}
