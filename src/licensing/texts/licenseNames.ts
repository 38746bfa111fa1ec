import { packedTexts } from './packedTexts';
import { type Words, wordsOf } from './words';

/**
 * Licences by the names that people write: SPDX's ids and names, the GNU family with its versions, and what is common
 * beside them. A name that says too little (`BSD`, `Apache License`) is none.
 */

/** A name at a place of a text. */
export interface LicenseName {
  /** SPDX id or `LicenseRef-…`, with an exception where one is named. */
  readonly license: string;
  /** The word behind the name. */
  readonly end: number;
}

/** Names beside SPDX's own, in the spelling that {@link canonical} makes of them. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  '0BSD': ['zero clause bsd', '0 clause bsd'],
  'Apache-2.0': ['apache software 2', 'asl 2', 'apache public 2', 'al 2'],
  'Artistic-1.0-Perl OR GPL-1.0-or-later': ['perl 5', 'perl'],
  'BSD-2-Clause': ['2 clause bsd', 'two clause bsd', 'simplified bsd', 'freebsd', 'bsd 2'],
  'BSD-3-Clause': [
    ...['3 clause bsd', 'three clause bsd', 'new bsd', 'modified bsd', 'revised bsd', 'bsd 3', 'new 3 clause bsd'],
    ...['eclipse distribution 1', 'edl 1'],
  ],
  'BSD-4-Clause': ['4 clause bsd', 'four clause bsd', 'original bsd'],
  'BSL-1.0': ['boost 1', 'boost software'],
  'CC0-1.0': ['cc0', 'cc zero', 'creative commons zero', 'creative commons cc0 1', 'creative commons zero 1'],
  ISC: ['internet systems consortium', 'internet software consortium'],
  MIT: ['expat', 'mit expat', 'expat mit', 'mit x11', 'x11 mit'],
  'MPL-2.0': ['mozilla 2'],
  'MS-PL': ['microsoft public', 'microsoft permissive'],
  NCSA: ['university illinois open source', 'illinois open source', 'uiuc', 'uiuc ncsa'],
  'ODbL-1.0': ['open database 1', 'odc odbl 1'],
  'OFL-1.1': ['sil ofl 1.1', 'open font 1.1'],
  'PSF-2.0': ['psf', 'python software foundation'],
  WTFPL: ['do what fuck you want to public 2'],
  Zlib: ['zlib libpng'],
};

/** Words without which a name is the same. */
const FILLERS = new Set(
  'the a an of license licenses version versions ver v terms agreement unported international generic'.split(' '),
);
/** Names of one word that stand for a licence without the word "license" beside them. */
const PLAIN = new Set('mit isc zlib wtfpl unlicense cc0 0bsd expat uiuc ncsa psf'.split(' '));
const LICENSE_WORD = /^licen[cs]e[sd]?$/;
/** `MIT-style`: not that licence. */
const ONLY_LIKE = /^(?:styled?|like|alike|based|compatible|variant|modified|derived|inspired|type|derivative)$/;
/** What may follow a name of one word; another word would be a part of a longer name. */
const MAY_FOLLOW =
  /^(?:licen[cs]es?|or|and|terms|either|as|see|with|which|https?|for|at|by|if|you|unless|this|that|copyright|c|it|is|are|in|from|found)$/;

/** Words of a text, with what stands between them. */
export class NamedWords {
  constructor(
    private readonly text: string,
    readonly words: Words,
  ) {}

  get length(): number {
    return this.words.length;
  }

  /** In lower case; empty behind the last one. */
  word(at: number): string {
    return at < this.length ? this.text.slice(this.words.starts[at], this.words.ends[at]).toLowerCase() : '';
  }

  /** The characters between a word and the next. */
  between(at: number): string {
    return this.text.slice(this.words.ends[at], this.words.starts[at + 1] ?? this.text.length);
  }

  /** The text of the words `[from, to)`. */
  slice(from: number, to: number): string {
    return to <= from ? '' : this.text.slice(this.words.starts[from], this.words.ends[to - 1]);
  }

  /** The text from the end of a word on, as far as it matters to what is said of it. */
  behind(at: number): string {
    const from = this.words.ends[at] ?? this.text.length;
    return this.text.slice(from, from + 80);
  }
}

/** A part of a name in canonical spelling, and the word behind it. */
interface Part {
  readonly text: string;
  readonly end: number;
}

/** Longest name, in words of a text. */
const LONGEST = 16;
const VERSION = /^\d+(?:\.\d+)*[a-z]?$/;
/** `v. 2.0`: no end of a sentence. */
const ABBREVIATED = /^(?:v|ver|vers|no)$/;
const NAME_ENDS = /[.!?]\s|\n\s*\n|[;|]/;

/** The licence whose name begins at a word; null when none does. */
export function licenseNameAt(words: NamedWords, at: number): LicenseName | null {
  const parts = partsFrom(words, at);
  const found = gnuName(words, parts) ?? otherName(words, parts, at);
  return found === null ? null : withException(words, found);
}

/** What a name that begins here may be made of. */
function partsFrom(words: NamedWords, at: number): readonly Part[] {
  const parts: Part[] = [];
  let inBrackets = false;
  for (let word = at; word < words.length && word - at < LONGEST; word++) {
    const between = word > at ? words.between(word - 1) : '';
    if (NAME_ENDS.test(between) && !ABBREVIATED.test(words.word(word - 1))) break;
    if (/[()]/.test(between)) inBrackets = between.lastIndexOf('(') > between.lastIndexOf(')');
    for (const text of canonical(words.word(word))) {
      // `(EPL)` repeats the name; `(OSL 3.0)` has its version.
      if (!inBrackets || VERSION.test(text)) parts.push({ text, end: word + 1 });
    }
  }
  return parts;
}

/** A word in the spelling of names: `GPLv2` is `gpl 2`, `v2.0` is `2`; nothing where it does not count. */
function canonical(word: string): readonly string[] {
  if (FILLERS.has(word)) return [];
  const [, name, number] = /^([a-z]{2,}?)v?(\d+(?:\.\d+)*)$/.exec(word) ?? [];
  if (name !== undefined && number !== undefined) return name === 'cc' ? [word] : [name, ...canonical(number)];
  const version = /^v?(\d+(?:\.\d+)*?)(?:\.0)*$/.exec(word)?.[1];
  return [version ?? word];
}

/** What is written in one word or two. */
function joined(key: string): string {
  return key
    .replaceAll(/\bshare alike\b/g, 'sharealike')
    .replaceAll(/\bnon commercial\b/g, 'noncommercial')
    .replaceAll(/\bno deriv(?:ative)?s(?: works)?\b|\bnoderivs\b/g, 'noderivatives');
}

function keyOf(name: string): string {
  const words = new NamedWords(name, wordsOf(name));
  return joined(
    partsFrom(words, 0)
      .map(({ text }) => text)
      .join(' '),
  );
}

let ids: ReadonlyMap<string, string> | undefined;

/** An expression with its ids as SPDX writes them: ids are the same in any case (SPDX specification, annex "License expressions"). */
export function inUsualCase(expression: string): string {
  ids ??= new Map([...packedTexts().names, ...packedTexts().exceptions].map(([id = '']) => [id.toLowerCase(), id]));
  return expression.replaceAll(
    /[A-Za-z0-9.+-]+/g,
    (id) => ids?.get(id.toLowerCase()) ?? id.replace(/^(?:[al]?gpl|gfdl)(?=-\d)/i, (family) => family.toUpperCase()),
  );
}

/** The licence of a name that is nothing else; null when it is none. */
export function licenseOfName(name: string): string | null {
  const words = new NamedWords(name, wordsOf(name));
  const found = licenseNameAt(words, 0);
  return found !== null && found.end === words.length ? found.license : null;
}

let table: ReadonlyMap<string, string> | undefined;

function names(): ReadonlyMap<string, string> {
  table ??= namesOf(packedTexts().names);
  return table;
}

/** Licences by name; a name that several have is nobody's. */
function namesOf(list: readonly (readonly string[])[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const shared = new Set(['']);
  const add = (id: string, name: string): void => {
    const key = keyOf(name);
    if (found.has(key) && found.get(key) !== id) shared.add(key);
    else found.set(key, id);
  };
  for (const [id = '', name = ''] of list) {
    if (!id.startsWith('LicenseRef-')) add(id, id);
    if (!name.includes('(')) add(id, name);
  }
  // Without what stands in brackets it may be another's name.
  for (const [id = '', name = ''] of list) if (name.includes('(') && !found.has(keyOf(name))) add(id, name);
  for (const key of shared) found.delete(key);
  for (const [id, own] of Object.entries(ALIASES)) for (const key of own) found.set(key, id);
  return found;
}

/** The longest name that the parts begin with. A version may stand before it: `version 2.0 of the Apache License`. */
function otherName(words: NamedWords, parts: readonly Part[], at: number): LicenseName | null {
  const version = parts[0] !== undefined && VERSION.test(parts[0].text) ? parts[0].text : undefined;
  let key = '';
  let best: LicenseName | null = null;
  for (const [index, { text, end }] of parts.entries()) {
    key = joined(key === '' ? text : `${key} ${text}`);
    const license =
      names().get(key) ??
      (version === undefined || index === 0 ? undefined : names().get(`${key.slice(version.length + 1)} ${version}`));
    if (license !== undefined && stands(words, at, end, key)) best = { license, end };
  }
  return best === null ? null : { ...best, end: behindLicense(words, best.end) };
}

/** Behind the word "license" that a name ends with. */
function behindLicense(words: NamedWords, from: number): number {
  let end = from;
  while (LICENSE_WORD.test(words.word(end)) && /^[\s*/#"'”]*$/.test(words.between(end - 1))) end++;
  return end;
}

/** Whether the words are a name here, not a part of another one. */
function stands(words: NamedWords, at: number, end: number, key: string): boolean {
  const next = words.word(end);
  if (ONLY_LIKE.test(next)) return false;
  if (key.includes(' ')) return true;
  if (LICENSE_WORD.test(next) || (at > 0 && LICENSE_WORD.test(words.word(at - 1)))) return true;
  return PLAIN.has(key) && (next === '' || MAY_FOLLOW.test(next) || /[^\s-]|\n/.test(words.between(end - 1)));
}

const GNU_FAMILIES = new Map([
  ...['gpl', 'gnu gpl', 'gnu general public', 'general public'].map((key) => [key, 'GPL'] as const),
  ...['lgpl', 'gnu lgpl', 'lesser gpl', 'gnu lesser gpl', 'gnu lesser public', 'lesser gnu public'].map(
    (key) => [key, 'LGPL'] as const,
  ),
  ...['gnu lesser general public', 'gnu library general public', 'lesser general public', 'library general public'].map(
    (key) => [key, 'LGPL'] as const,
  ),
  ...['agpl', 'gnu agpl', 'affero gpl', 'gnu affero gpl', 'gnu affero general public', 'affero general public'].map(
    (key) => [key, 'AGPL'] as const,
  ),
  ...['gfdl', 'gnu fdl', 'gnu free documentation'].map((key) => [key, 'GFDL'] as const),
]);
const GNU_VERSIONS = new Map([
  ['GPL', ['1', '2', '3']],
  ['LGPL', ['2', '2.1', '3']],
  ['AGPL', ['1', '3']],
  ['GFDL', ['1.1', '1.2', '1.3']],
]);
/** Without a version any ever published may be chosen, the first one included. */
const GNU_ANY = new Map([
  ['GPL', 'GPL-1.0-or-later'],
  ['LGPL', 'LGPL-2.0-or-later'],
]);
const LATER =
  /^(?:\.0)?\s*(?:\+|[\s,(-]*(?:or|and)\b[\s,(-]*(?:at\s+your\s+option[\s,)]*)?(?:any\s+)?(?:later|newer|higher|greater|above)\b)/i;

function gnuName(words: NamedWords, parts: readonly Part[]): LicenseName | null {
  const own = parts.filter(({ text }) => !VERSION.test(text));
  let family: string | undefined;
  let end = 0;
  let key = '';
  for (const part of own.slice(0, 5)) {
    key = key === '' ? part.text : `${key} ${part.text}`;
    const found = GNU_FAMILIES.get(key);
    if (found !== undefined) [family, end] = [found, part.end];
  }
  if (family === undefined || ONLY_LIKE.test(words.word(end))) return null;
  const [first, ...rest] = parts;
  const before = first !== undefined && VERSION.test(first.text) ? first : undefined;
  // The version stands right behind the name, or before it.
  const behind = rest.find((part) => part.end > end || (part.end === end && VERSION.test(part.text)));
  const version = behind !== undefined && VERSION.test(behind.text) ? behind : before;
  if (version === undefined) {
    const any = GNU_ANY.get(family);
    return any === undefined ? null : { license: any, end: behindLicense(words, end) };
  }
  end = behindLicense(words, Math.max(end, version.end));
  const plain = family === 'LGPL' && version.text === '21' ? '2.1' : version.text;
  if (GNU_VERSIONS.get(family)?.includes(plain) !== true) return null;
  const later = LATER.test(words.behind(end - 1)) || />=?\s*$/.test(words.between(end - 2));
  if (later)
    while (/^(?:or|and|at|your|option|any|later|newer|higher|greater|above|version)$/.test(words.word(end))) end++;
  const full = plain.includes('.') ? plain : `${plain}.0`;
  return { license: `${family}-${full}-${later ? 'or-later' : 'only'}`, end };
}

let exceptions: ReadonlyMap<string, string> | undefined;

/** What follows `with` and makes it another licence. */
const CHANGED =
  /^(?:\w+ ){0,4}?(?:exceptions?|restrictions?|clauses?|additions?|additional|modifications?|changes|following|addendum|amendments?|limitations?|conditions?|rider)\b/;

/** A licence with the exception that is named behind it; null where something else is said to change it. */
function withException(words: NamedWords, { license, end }: LicenseName): LicenseName | null {
  const at = end;
  if (!/^(?:with|plus|except|w)$/.test(words.word(at))) return { license, end };
  exceptions ??= exceptionsOf(packedTexts().exceptions);
  const following: string[] = [];
  for (let word = at + 1; word < Math.min(words.length, at + 9); word++) {
    following.push(words.word(word));
    const exception = exceptions.get(exceptionKey(following.join(' ')));
    if (exception !== undefined) {
      const isPart = /^exceptions?$/.test(words.word(word + 1));
      return { license: `${license} WITH ${exception}`, end: isPart ? word + 2 : word + 1 };
    }
  }
  return words.word(at) === 'except' || CHANGED.test(following.join(' ')) ? null : { license, end };
}

/** Exceptions by name; a name that several have is nobody's. */
function exceptionsOf(list: readonly (readonly string[])[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const shared = new Set(['']);
  for (const [id = '', name = ''] of list) {
    const key = exceptionKey(name);
    if (found.has(key)) shared.add(key);
    found.set(key, id);
  }
  for (const key of shared) found.delete(key);
  return found;
}

function exceptionKey(name: string): string {
  return keyOf(name)
    .replaceAll(/\b(?:exceptions?|gnu|gpl|linking|version)\b|\d+(?:\.\d+)*/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
