import type { Found } from './found';
import { fieldsIn } from './licenseFields';
import { namesFrom } from './licenseLists';
import { type LicenseName, licenseNameAt, NamedWords } from './licenseNames';
import { hashWord, type Words } from './words';

/**
 * Sentences and fields by which a file is put under a licence that is only named: `Licensed under the Apache License,
 * Version 2.0`, `@license MIT`, `"license": "ISC"`. A name alone is no notice, and neither is one in the midst of a licence of
 * somebody's own.
 */
export function namedNotices(text: string, words: Words, used: Uint8Array, fileName: string): readonly Found[] {
  if (!MENTIONED.test(text)) return [];
  const found = [...sentences(new NamedWords(text, words), used), ...fieldsIn(text, words, used, fileName)];
  if (found.length === 0 || isOwnLicense(words, used)) return [];
  return withoutOverlaps(found.sort((a, b) => a.textStart - b.textStart || b.textEnd - a.textEnd));
}

/** Without one of these nothing in the text puts it under a licence. */
const MENTIONED = /licen[cs]|\bunder\b|\bsame terms\b/i;

const PREPOSITIONS = new Set(['under', 'by', 'to', 'as'].map(hashWord));
const VERB =
  /^(?:re)?(?:licen[cs]ed|released|distribut(?:e|ed|able)|published|available|provided|covered|governed|subject|offered|placed|issued|used?|copy|copied|modify|modified|shared?|sourced|permitted|protected|supplied|contributed|terms)$/;
/** What else `under` may stand behind. */
const BEFORE_UNDER = /^(?:is|are|code|files?|project|software|library|package|work|falls?)$/;
/** The other prepositions belong to few verbs. */
const VERBS_OF = new Map([
  ['by', /^(?:governed|covered|protected|permitted)$/],
  ['to', /^subject$/],
  ['as', /^(?:licen[cs]ed|released|distributed|published|available|terms)$/],
]);
/** Words beside a verb that make it no grant. */
const NO_GRANT =
  /^(?:not|never|cannot|neither|formerly|previously|was|were|unless|if|would|could|should|isnt|arent|wasnt|longer|relicensed|than|like|unlike|similar|example)$/;
/** How many words before its preposition a verb may stand, and words that undo it before the verb. */
const REACH = 12;
const REACH_BEFORE_VERB = 4;
/** `the terms of both the`: what stands before the licence's name. */
const LEADS_IN =
  /^(?:the|an?|both|either|any|terms?|conditions?|provisions?|and|of|following|same|licen[cs]es?|licensing|dual|double|all|its|this|open|source|permissive|free|copyleft|software)$/;
const LONGEST_LEAD = 10;

function sentences(named: NamedWords, used: Uint8Array): readonly Found[] {
  const found: Found[] = [];
  for (let at = 0; at < named.length && found.length < MAX_NOTICES; at++) {
    if (used[at] === 1 || !PREPOSITIONS.has(named.words.hashes[at] ?? 0)) continue;
    const verb = verbBefore(named, at);
    if (verb < 0) continue;
    let start = at + 1;
    while (start - at < LONGEST_LEAD && LEADS_IN.test(named.word(start)) && licenseNameAt(named, start) === null)
      start++;
    const list =
      used[start] === 1 ? null : (sameTerms(named, at) ?? namesFrom(named, start, hasChoice(named, verb, start)));
    if (list === null) continue;
    found.push({ id: list.license, kind: 'notice', textStart: verb, textEnd: list.end, score: SCORE, changes: [] });
    at = list.end - 1;
  }
  return found;
}

/** `the same terms as Perl itself`. */
const LANGUAGES = new Map([
  ['perl', 'Artistic-1.0-Perl OR GPL-1.0-or-later'],
  ['ruby', 'Ruby'],
]);

function sameTerms(named: NamedWords, at: number): LicenseName | null {
  if (named.word(at) !== 'as' || !/^(?:terms|conditions|license)$/.test(named.word(at - 1))) return null;
  const license = LANGUAGES.get(named.word(at + 1));
  return license === undefined ? null : { license, end: at + 2 };
}

/** A text of more notices than these is a list. */
const MAX_NOTICES = 500;
/** A name is not the text. */
const SCORE = 0.95;

function hasChoice(named: NamedWords, from: number, to: number): boolean {
  for (let at = Math.max(0, from - 2); at < to; at++)
    if (/^(?:dual|double|either|choice|dually)$/.test(named.word(at))) return true;
  return false;
}

/** The verb of the sentence that goes on with the preposition at a word; -1 where that is no grant. */
function verbBefore(named: NamedWords, at: number): number {
  const preposition = named.word(at);
  const verbs = VERBS_OF.get(preposition) ?? VERB;
  let verb = preposition === 'under' && at > 0 && BEFORE_UNDER.test(named.word(at - 1)) ? at - 1 : -1;
  for (let word = at - 1; word >= 0 && at - word <= REACH && !endsSentence(named, word); word--) {
    if (NO_GRANT.test(named.word(word))) return -1;
    if (verbs.test(named.word(word)) || (verb >= 0 && VERB.test(named.word(word)))) verb = word;
  }
  for (let word = verb - 1; word >= 0 && verb - word <= REACH_BEFORE_VERB && !endsSentence(named, word); word--)
    if (NO_GRANT.test(named.word(word))) return -1;
  return verb;
}

function endsSentence(named: NamedWords, word: number): boolean {
  return /[.!?;]\s|\n\s*\n/.test(named.between(word));
}

/** Words of which licences and agreements are made. */
const LEGAL = new Set(
  (
    'licensor licensee hereby agreement shall herein hereunder thereof hereof sublicense sublicensable royalty indemnify ' +
    'indemnification terminate termination irrevocable perpetual jurisdiction affiliates pursuant liability warranties'
  )
    .split(' ')
    .map(hashWord),
);
const OWN_LICENSE_WORDS = 8;

/** Whether the rest of the text is a licence that we do not know: what it names decides nothing. */
function isOwnLicense(words: Words, used: Uint8Array): boolean {
  let legal = 0;
  let rest = 0;
  for (let at = 0; at < words.length; at++) {
    if (used[at] === 1) continue;
    rest++;
    if (LEGAL.has(words.hashes[at] ?? 0)) legal++;
  }
  return legal >= OWN_LICENSE_WORDS && legal * 100 >= rest;
}

function withoutOverlaps(sorted: readonly Found[]): readonly Found[] {
  let end = 0;
  return sorted.filter((notice) => {
    if (notice.textStart < end) return false;
    end = notice.textEnd;
    return true;
  });
}
