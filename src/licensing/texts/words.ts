/**
 * A text as a stream of words, by the SPDX matching guidelines (https://spdx.github.io/spdx-spec/v3.0.1/annexes/license-matching-guidelines-and-templates/):
 * case, punctuation, white space, list markers, copyright notices and spelling variants do not count. Words are kept as
 * 16-bit hashes: licence texts are compared with each other, never stored.
 *
 * Imports nothing: the script that makes the fingerprints runs this file as it is.
 */
export interface Words {
  readonly length: number;
  readonly hashes: Uint16Array;
  /** 1-based line of each word. */
  readonly lines: Uint32Array;
  /** Place of each word in the text, in UTF-16 code units. */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** 1 where the word looks like a list marker (`2`, `b`, `iv`). */
  readonly markers: Uint8Array;
  /** 1 where the word has a digit. */
  readonly numbers: Uint8Array;
  /** 1 where the word is part of an address (`https://…`): addresses move, licences do not. */
  readonly addresses: Uint8Array;
}

/** Spellings that count as one; the SPDX list and what the same idea asks for. British and American, then synonyms. */
const EQUIVALENTS: Readonly<Record<string, string>> = {
  acknowledgment: 'acknowledgement',
  acknowledgments: 'acknowledgements',
  analog: 'analogue',
  analyze: 'analyse',
  artifact: 'artefact',
  artifacts: 'artefacts',
  authorisation: 'authorization',
  authorised: 'authorized',
  authorise: 'authorize',
  caliber: 'calibre',
  canceled: 'cancelled',
  capitalisations: 'capitalizations',
  catalog: 'catalogue',
  categorise: 'categorize',
  center: 'centre',
  emphasised: 'emphasized',
  favor: 'favour',
  favorite: 'favourite',
  fulfil: 'fulfill',
  fulfilment: 'fulfillment',
  holder: 'owner',
  holders: 'owners',
  https: 'http',
  initialise: 'initialize',
  judgement: 'judgment',
  labeling: 'labelling',
  labor: 'labour',
  licence: 'license',
  licenced: 'licensed',
  licencee: 'licensee',
  licences: 'licenses',
  licencing: 'licensing',
  maximise: 'maximize',
  merchantibility: 'merchantability',
  modeled: 'modelled',
  modeling: 'modelling',
  offence: 'offense',
  optimise: 'optimize',
  organisation: 'organization',
  organisations: 'organizations',
  organise: 'organize',
  practise: 'practice',
  programme: 'program',
  realise: 'realize',
  recognise: 'recognize',
  signaling: 'signalling',
  utilisation: 'utilization',
  whilst: 'while',
  wilful: 'wilfull',
  willful: 'wilfull',
};

/** Prefixes that are written with a hyphen, a space or in one word: `sub-license`. */
const JOINED = new Set(['non', 'sub']);

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** The hash of one word that is normalised already. */
export function hashWord(word: string): number {
  return folded(longHash(word));
}

function longHash(word: string): number {
  let hash = FNV_OFFSET;
  for (let index = 0; index < word.length; index++) hash = Math.imul(hash ^ word.charCodeAt(index), FNV_PRIME);
  return hash;
}

function folded(hash: number): number {
  return ((hash >>> 16) ^ hash) & 0xffff;
}

const EQUIVALENT_WORDS = new Map(Object.entries(EQUIVALENTS));

/** Words that are not taken as they are written. */
const SPECIAL_WORDS = new Set([...EQUIVALENT_WORDS.keys(), ...JOINED, 'c'].map(longHash));

/** Words that speak of rights or duties. Where one stands, a line is not just a copyright notice, and leftover text matters. */
const LEGAL_WORDS: ReadonlySet<string> = new Set(
  (
    'accept agree agreement allowed attribute attribution authorized bound cannot charge claim claims comply commercial commercially ' +
    'condition conditioned conditions consent credit deploy derivative derivatives disclose display distribute distributed distribution ' +
    'endorse evaluation except exclude excluded exclusively fee fees field forbidden grant granted grants ' +
    'hereby indemnify irrevocable liability liable license licensed licensee licenses limited limitation may military modify modification ' +
    'monthly must noncommercial nonprofit notice notify nuclear obligation obligations only otherwise patent patents pay permission permit permits permitted ' +
    'personal prohibit prohibited prominently provided purpose purposes redistribute redistribution register remain require required requires research ' +
    'restrict restricted restriction restrictions retain revenue revocable rights royalties royalty sell shall should sublicense subject ' +
    'terminate terminates termination territory trademark trademarks train training unless unlawful use used user users uses void warranties warranty waive'
  ).split(' '),
);

const COPYRIGHT_LINE =
  /^[^\p{L}\p{N}©]*(?:(?:portions?|parts?|modifications?|all\s+\w+)\s+)?(?:copyrights?\b|copr\b|\(c\)|©)/iu;
/** `(c)` alone begins a list item as often as a notice. */
const COPYRIGHT_SIGN = /\d{4}|copyright.*(?:\(c\)|<|\[|\{|\byear\b|\bby\b)|©|<year>/i;
const LEGAL_LINE_WORD = /[a-z]+/g;

/** A line that says who holds the copyright, and nothing else. */
function isCopyrightLine(line: string): boolean {
  if (line.length > 400 || !COPYRIGHT_LINE.test(line)) return false;
  const lower = line.toLowerCase().replaceAll(/all rights reserved/g, '');
  for (const [word] of lower.matchAll(LEGAL_LINE_WORD)) if (LEGAL_WORDS.has(word)) return false;
  return COPYRIGHT_SIGN.test(line);
}

const HTML = /<(?:html|body|p|br|div|span|pre|h[1-6]|ul|ol|li|dt|dd|a)\b[^<>]*>/i;
const HTML_TAG = /<\/?[a-z][^<>]{0,500}>|<!--|-->/gi;
const ENTITY = /&(?:nbsp|quot|amp|lt|gt|#\d+|#x[0-9a-f]+|[lr][sd]quo|copy|mdash|ndash);/gi;

/** Blanks HTML and entities out, so that places stay what they were. */
function withoutHtml(text: string): string {
  const plain = text.includes('&') ? text.replace(ENTITY, blank) : text;
  return HTML.test(plain) ? plain.replace(HTML_TAG, blank) : plain;
}

function blank(found: string): string {
  return ' '.repeat(found.length);
}

/** What a character is for our purpose. */
const Kind = { Other: 0, Letter: 1, Digit: 2, Apostrophe: 3, Hyphen: 4, Ideograph: 5 } as const;
type Kind = (typeof Kind)[keyof typeof Kind];

/** Filled in as characters are met: most texts hold few. */
const KINDS = new Uint8Array(0x10000).fill(255);

function kindAt(text: string, at: number): Kind {
  const code = text.charCodeAt(at);
  if (Number.isNaN(code)) return Kind.Other;
  let kind = KINDS[code] ?? Kind.Other;
  if (kind === 255) {
    kind = kindOf(code);
    KINDS[code] = kind;
  }
  return kind as Kind;
}

function kindOf(code: number): Kind {
  const character = String.fromCharCode(code);
  if (code < 0x80) {
    if (/[a-z]/i.test(character)) return Kind.Letter;
    if (/[0-9]/.test(character)) return Kind.Digit;
    if (character === "'" || character === '`') return Kind.Apostrophe;
    return character === '-' ? Kind.Hyphen : Kind.Other;
  }
  if (code === 0x2018 || code === 0x2019) return Kind.Apostrophe;
  if (code >= 0x2010 && code <= 0x2012) return Kind.Hyphen;
  if ((code >= 0x3040 && code <= 0x30ff) || (code >= 0x3400 && code <= 0x9fff) || (code >= 0xac00 && code <= 0xd7a3))
    return Kind.Ideograph;
  if (code >= 0xd800 && code <= 0xdfff) return Kind.Other;
  return /\p{L}/u.test(character) ? Kind.Letter : /\p{N}/u.test(character) ? Kind.Digit : Kind.Other;
}

const MARKER = /^(?:\d{1,2}|[a-z]|[ivx]{2,4})$/;
/** A marker only where a line begins with it; elsewhere it is a version. */
const SECTION_NUMBER = /^\d{1,2}(?:\.\d{1,2})+$/;

class Builder {
  length = 0;
  hashes = new Uint16Array(0);
  lines = new Uint32Array(0);
  starts = new Uint32Array(0);
  ends = new Uint32Array(0);
  markers = new Uint8Array(0);
  numbers = new Uint8Array(0);
  addresses = new Uint8Array(0);

  constructor(capacity: number) {
    this.grow(capacity);
  }

  private grow(capacity: number): void {
    this.hashes = copied(this.hashes, new Uint16Array(capacity));
    this.lines = copied(this.lines, new Uint32Array(capacity));
    this.starts = copied(this.starts, new Uint32Array(capacity));
    this.ends = copied(this.ends, new Uint32Array(capacity));
    this.markers = copied(this.markers, new Uint8Array(capacity));
    this.numbers = copied(this.numbers, new Uint8Array(capacity));
    this.addresses = copied(this.addresses, new Uint8Array(capacity));
  }

  push(word: string, line: number, start: number, end: number): void {
    const isMarker = MARKER.test(word) || (this.opensLine(line) && SECTION_NUMBER.test(word));
    this.add(hashWord(word), isMarker, /\d/.test(word), line, start, end);
  }

  opensLine(line: number): boolean {
    return this.lines[this.length - 1] !== line;
  }

  add(hash: number, isMarker: boolean, hasDigit: boolean, line: number, start: number, end: number): void {
    const at = this.length++;
    if (at >= this.hashes.length) this.grow(2 * at);
    this.hashes[at] = hash;
    this.lines[at] = line;
    this.starts[at] = start;
    this.ends[at] = end;
    this.markers[at] = isMarker ? 1 : 0;
    this.numbers[at] = hasDigit ? 1 : 0;
  }

  finish(): Words {
    const { length } = this;
    return {
      length,
      hashes: this.hashes.subarray(0, length),
      lines: this.lines.subarray(0, length),
      starts: this.starts.subarray(0, length),
      ends: this.ends.subarray(0, length),
      markers: this.markers.subarray(0, length),
      numbers: this.numbers.subarray(0, length),
      addresses: this.addresses.subarray(0, length),
    };
  }
}

function copied<T extends Uint8Array | Uint16Array | Uint32Array>(from: T, into: T): T {
  into.set(from);
  return into;
}

const ALL = hashWord('all');
const RIGHTS = hashWord('rights');
const RESERVED = hashWord('reserved');

/** Takes a text apart. */
export function wordsOf(original: string): Words {
  const text = withoutHtml(original);
  const builder = new Builder(Math.ceil(text.length / 5) + 16);
  let line = 1;
  let lineStart = 0;
  while (lineStart < text.length) {
    let lineEnd = text.indexOf('\n', lineStart);
    if (lineEnd < 0) lineEnd = text.length;
    takeLine(text, lineStart, lineEnd, line, builder);
    line++;
    lineStart = lineEnd + 1;
  }
  return builder.finish();
}

function takeLine(text: string, from: number, to: number, line: number, builder: Builder): void {
  if (mayBeCopyright(text, from, to) && isCopyrightLine(text.slice(from, to))) return;
  const first = builder.length;
  let at = from;
  while (at < to) {
    const kind = kindAt(text, at);
    if (kind === Kind.Ideograph) {
      builder.push(text.charAt(at), line, at, at + 1);
      at++;
    } else if (kind === Kind.Letter || kind === Kind.Digit) {
      const end = takePlainWord(text, at, to, line, builder);
      at = end > at ? end : takeWord(text, at, to, line, builder);
      dropAllRightsReserved(builder);
    } else at++;
  }
  markAddresses(text, from, to, first, builder);
}

const ADDRESS = /(?:https?:\/\/|www\.)[^\s<>"')\]]+/gi;

/** Marks the words of a line, from its first one on, that are parts of addresses. */
function markAddresses(text: string, from: number, to: number, first: number, builder: Builder): void {
  if (builder.length === first) return;
  const line = text.slice(from, to);
  if (!line.includes('://') && !line.includes('www.')) return;
  for (const { index, 0: address } of line.matchAll(ADDRESS)) {
    const start = from + index;
    for (let word = first; word < builder.length; word++) {
      const at = builder.starts[word] ?? 0;
      if (at >= start && at < start + address.length) builder.addresses[word] = 1;
    }
  }
}

/** Cheap look at a line's first letters before the costly one. */
function mayBeCopyright(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code === 0xa9) return true;
    const kind = kindAt(text, at);
    if (kind === Kind.Letter) return 'cCpPmMaA'.includes(text.charAt(at));
    if (kind === Kind.Digit) return false;
  }
  return false;
}

function takeWord(text: string, from: number, to: number, line: number, builder: Builder): number {
  let end = from;
  let apostrophe = false;
  for (; end < to; end++) {
    const kind = kindAt(text, end);
    if (kind === Kind.Letter || kind === Kind.Digit) continue;
    // `2.0` is one word: a version, not a list marker.
    if (text.charCodeAt(end) === 0x2e && isDigit(text, end - 1) && isDigit(text, end + 1)) continue;
    if (kind === Kind.Apostrophe && end + 1 < to && kindAt(text, end + 1) === Kind.Letter) apostrophe = true;
    else break;
  }
  let word = text.slice(from, end).toLowerCase();
  if (apostrophe) word = word.replaceAll(/['`\u2018\u2019]/g, '');
  if (JOINED.has(word) && kindAt(text, end) === Kind.Hyphen) {
    let next = end + 1;
    while (next < to && kindAt(text, next) === Kind.Letter) next++;
    word += text.slice(end + 1, next).toLowerCase();
    end = next;
  }
  // The sign in brackets says nothing; a list marker `(c)` is dropped with it, and markers do not count.
  if (word === 'c' && text.charAt(from - 1) === '(' && text.charAt(end) === ')') return end;
  builder.push(EQUIVALENT_WORDS.get(word) ?? word, line, from, end);
  return end;
}

/**
 * Takes a word of ASCII letters and digits that is what it looks like, which most are, without making a string of it. Takes
 * nothing, and says so by `from`, where the word needs a closer look.
 */
function takePlainWord(text: string, from: number, to: number, line: number, builder: Builder): number {
  let end = from;
  let hash = FNV_OFFSET;
  let digits = 0;
  let points = 0;
  let numerals = 0;
  for (; end < to; end++) {
    let code = text.charCodeAt(end);
    if (code >= 0x41 && code <= 0x5a) code |= 0x20;
    if (code >= 0x61 && code <= 0x7a) {
      if (code === 0x69 || code === 0x76 || code === 0x78) numerals++;
    } else if (code >= 0x30 && code <= 0x39) digits++;
    else if (code === 0x2e && isDigit(text, end - 1) && isDigit(text, end + 1)) points++;
    else {
      const kind = kindAt(text, end);
      if (kind === Kind.Letter || kind === Kind.Digit || kind === Kind.Apostrophe) return from;
      break;
    }
    hash = Math.imul(hash ^ code, FNV_PRIME);
  }
  if (SPECIAL_WORDS.has(hash)) return from;
  const length = end - from;
  // As MARKER has it, and SECTION_NUMBER.
  const isMarker =
    length === 1 ||
    (digits === length && length === 2) ||
    (numerals === length && length <= 4) ||
    (points > 0 && builder.opensLine(line) && SECTION_NUMBER.test(text.slice(from, end)));
  builder.add(folded(hash), isMarker, digits > 0, line, from, end);
  return end;
}

function isDigit(text: string, at: number): boolean {
  return kindAt(text, at) === Kind.Digit;
}

function dropAllRightsReserved(builder: Builder): void {
  const { hashes, length } = builder;
  if (hashes[length - 1] !== RESERVED || hashes[length - 2] !== RIGHTS) return;
  builder.length -= hashes[length - 3] === ALL ? 3 : 0;
}
