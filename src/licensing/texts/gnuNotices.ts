import type { Found } from './found';
import { PlainText } from './plainText';
import type { Words } from './words';

/**
 * The notice by which a file says that it is under a GNU licence. Its wordings are countless, and one word decides
 * (`Lesser`, `version 2`, `or any later version`), so it is read clause by clause instead of compared.
 */

const MENTIONED = /general\s+public\s+licen[cs]e|public\s+licen[cs]e[\s\S]{0,40}free\s+software\s+foundation/i;

/** What stands before the licence's name where a file is put under it; a comparison or a pointer is no grant. */
const GRANT =
  /\b(?:under|by|with|to|of|accordance with)(?: the| all)?(?: same)?(?: terms| conditions| provisions| restrictions)?(?: and conditions)?(?: of)?(?: either)?(?: the)?(?: version (\d(?:\.\d)?)(?: of)?)?(?: the)?(?: gnu)?((?: (?:lesser|library|affero|or|gnu))*) general public license/g;
const REDISTRIBUTION =
  /\b(?:redistribut\w+|distribut\w+|licensed|released|covered|copied|modif\w+|used|available|published|subject|protected|governed|permission|issued|provided)\b/;
const POINTER = /\b(?:copy|compatible|see|text|version|like|unlike|incompatible|details|combine|linked) (?:\w+ ){0,2}$/;

const VERSION = /^(?:\W*(?:\w+ ){0,14}?)(?:version|v|versions) ?(\d(?:\.\d)?)\b/;
const SHORT_VERSION = /^ (?:l?a?gpl )?v?(\d(?:\.\d)?)\b/;
const LATER = /\b(?:or|and)(?: \w+){0,5}? (?:any )?(?:later|newer|higher|greater)\b|\beither version\b/;
/** Only those later versions that somebody accepts: what is granted for sure is the version named. */
const ACCEPTED = /\baccepted by\b/;
const PLUS = /\+/;

/** How far a notice goes on behind the licence's name: the disclaimer, the address. */
const TAIL = 120;
const CLOSING =
  /\b(?:boston ma \S+(?: \S+)? usa|cambridge ma \S+(?: usa)?|www\.?gnu\.?org licenses|gnu org licenses|for more details|any later version|free software foundation inc)\b/g;
const BEFORE = 24;

const IDS: Readonly<Record<string, readonly [family: string, versions: readonly string[]]>> = {
  '': ['GPL', ['1.0', '2.0', '3.0']],
  lesser: ['LGPL', ['2.1', '3.0', '2.0']],
  library: ['LGPL', ['2.0', '2.1', '3.0']],
  affero: ['AGPL', ['3.0', '1.0']],
};

/** GNU notices in the parts of the text that no licence text explains. */
export function gnuNotices(text: string, words: Words, used: Uint8Array): readonly Found[] {
  if (!MENTIONED.test(text)) return [];
  const plain = new PlainText(text, words);
  const found: Found[] = [];
  for (const match of plain.text.matchAll(GRANT)) {
    const from = plain.wordAt(match.index);
    const to = plain.wordAt(match.index + match[0].length - 1) + 1;
    if (used[from] === 1 || used[to - 1] === 1) continue;
    const before = plain.slice(Math.max(0, from - BEFORE), from);
    if (!REDISTRIBUTION.test(`${before} ${match[0]}`) || POINTER.test(`${before} `)) continue;
    const after = plain.slice(to, Math.min(words.length, to + 40));
    const id = idOf(
      match[2] ?? '',
      match[1],
      after,
      text.slice(words.ends[to - 1] ?? 0, (words.ends[to - 1] ?? 0) + 30),
    );
    if (id === null) continue;
    const textStart = opening(text, words, from, used);
    const textEnd = closing(text, words, plain, to, used);
    used.fill(1, textStart, textEnd);
    found.push({ id, kind: 'header', textStart, textEnd, score: 1, changes: [] });
  }
  return found;
}

function idOf(family: string, earlier: string | undefined, after: string, raw: string): string | null {
  const kind = /affero/.test(family)
    ? 'affero'
    : /lesser/.test(family)
      ? 'lesser'
      : /library/.test(family)
        ? 'library'
        : '';
  const [name, versions] = IDS[kind] ?? ['GPL', []];
  const sentence = untilNextName(after);
  const version = earlier ?? SHORT_VERSION.exec(` ${sentence}`)?.[1] ?? VERSION.exec(sentence)?.[1];
  // Without a version any ever published may be chosen, the first one included.
  if (version === undefined)
    return kind === 'affero' ? null : `${name}-${kind === '' ? '1.0' : (versions[0] ?? '')}-or-later`;
  const full = version.includes('.') ? version : `${version}.0`;
  if (!versions.includes(full)) return null;
  const later = (LATER.test(sentence) && !ACCEPTED.test(sentence)) || PLUS.test(raw);
  return `${name}-${full}-${later ? 'or-later' : 'only'}`;
}

/** The words up to where another licence is named: its version is not this one's. */
function untilNextName(after: string): string {
  const next = after.search(
    /\b(?:mozilla|apache|bsd|mit|artistic|eclipse|lesser|library|affero|this \w+ is distributed|you should have|see the)\b/,
  );
  return next < 0 ? after : after.slice(0, next);
}

/** Back to where the sentence begins. */
function opening(text: string, words: Words, from: number, used: Uint8Array): number {
  let start = from;
  while (start > 0 && from - start < BEFORE && used[start - 1] !== 1 && !endsSentence(text, words, start - 1)) start--;
  return start;
}

/** On to where the sentence ends, and to the last of the phrases that such notices close with. */
function closing(text: string, words: Words, plain: PlainText, to: number, used: Uint8Array): number {
  let sentence = to;
  while (
    sentence < words.length &&
    sentence - to < TAIL &&
    used[sentence] !== 1 &&
    !endsSentence(text, words, sentence - 1)
  )
    sentence++;
  let end = sentence;
  while (end < words.length && end - to < TAIL && used[end] !== 1) end++;
  let last = sentence;
  for (const match of plain.slice(to, end).matchAll(CLOSING))
    last = Math.max(last, plain.wordAt(plain.offset(to) + match.index + match[0].length - 1) + 1);
  return last;
}

function endsSentence(text: string, words: Words, word: number): boolean {
  const after = text.slice(words.ends[word], words.starts[word + 1] ?? text.length);
  return word + 1 >= words.length || /^["')\]]*[.!?]|\n\s*\n/.test(after);
}
