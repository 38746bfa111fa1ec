import { parseExpression } from '../expression';
import type { Found } from './found';
import { namesFrom } from './licenseLists';
import { licenseNameAt, NamedWords } from './licenseNames';
import { type Words, wordsOf } from './words';

/** Fields that name a licence: of package manifests, of documentation comments, and a heading "License" with a name below. */
const FIELDS: readonly RegExp[] = [
  // `@license MIT`
  /@licen[cs]e\b[ \t]*[:=]?[ \t]+([^\r\n]{2,160})/gi,
  // `License: MIT`, `"license": "MIT"`, `__license__ = 'MIT'`, `license = { text = "MIT" }`
  /^[^\w\r\n]{0,12}(?:\w+\.)?_{0,2}(?:(?:software|project|package|code|file|module)[ _-])?licen[cs]es?(?:[ _-]?(?:name|type|id))?_{0,2}["']?[ \t]*(?:=>|[:=])[ \t]*(?:[{[][ \t]*["']?(?:text|type|name)["']?[ \t]*[:=][ \t]*)?["'[]*([^\r\n"'\]}]{2,160})/gim,
  // npm's old way: `"licenses": [{ "type": "MIT", … }]`
  /"licen[cs]es?"\s*:\s*\[?\s*\{\s*(?:"url"\s*:\s*"[^"]*"\s*,\s*)?"(?:type|name|id)"\s*:\s*"([^"]{2,160})"/gi,
  // Maven, NuGet
  /<licen[cs]e\b[^<>]*>\s*(?:<name>\s*)?([^<>]{2,160})</gi,
  /<(?:PackageLicenseExpression|licenseUrl)>\s*([^<>]{2,160})</gi,
  // Python
  /License :: (?:OSI Approved :: )?([^"'\r\n,:]{2,100})/g,
  // Linux
  /\bMODULE_LICENSE\s*\(\s*"([^"]{2,60})"/g,
  // A heading in Markdown or reStructuredText
  /^(?:#{1,6}[ \t]*licen[cs](?:e|es|ing)\b[^\r\n]{0,20}|licen[cs]e[ \t]*\r?\n[-=~^]{3,}[ \t]*)\r?\n\s*([^\r\n]{2,160})/gim,
];

/** In programs a line `license: 'MIT'` is data, unless it is a comment. */
const PROGRAM =
  /\.(?:[cm]?[jt]sx?|py|go|rs|java|c|cc|cpp|cxx|h|hpp|cs|rb|php|swift|kt|scala|sh|pl|lua|dart|vue|m|mm|sql|ipynb)$/i;
const MANIFEST = /(?:^|[/\\])setup\.py$/i;
const COMMENT = /^\s*(?:[/*#;%!"'.-]|<!--|REM\b|dnl\b|__|MODULE_LICENSE|License ::)|@licen[cs]e/;

/** A lockfile names thousands. */
const MAX_FIELDS = 2000;

/** Fields that name a licence, as matches. */
export function fieldsIn(text: string, words: Words, used: Uint8Array, fileName: string): readonly Found[] {
  const found: Found[] = [];
  const isProgram = PROGRAM.test(fileName) && !MANIFEST.test(fileName);
  for (const field of FIELDS) {
    for (const match of text.matchAll(field)) {
      const value = match[1] ?? '';
      const at = match.index + match[0].lastIndexOf(value);
      if (found.length >= MAX_FIELDS) return found;
      if (isProgram && !COMMENT.test(lineAt(text, match.index))) continue;
      const license = licenseOfValue(value);
      const textStart = wordFrom(words, at);
      if (license === null || used[textStart] === 1 || textStart >= words.length) continue;
      const textEnd = Math.max(textStart + 1, wordFrom(words, at + value.length));
      found.push({ id: license, kind: 'field', textStart, textEnd, score: 1, changes: [] });
    }
  }
  return found;
}

function lineAt(text: string, at: number): string {
  // A match at a line's start may begin with the break before it.
  const start = text.lastIndexOf('\n', text.charAt(at) === '\n' ? at : at - 1) + 1;
  const end = text.indexOf('\n', at + 1);
  return text.slice(start, end < 0 ? text.length : end);
}

/** The first word that begins at a place of the text or behind it. */
function wordFrom({ starts, length }: Words, place: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) < place) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The end of a comment or of a call behind the value. */
const TAIL = /\s*(?:\*\/|-->|\*\)|"""|[)\]}]+[;,]?|[,;])\s*$/;
/** Words before a name in a field. */
const LEAD = /^(?:the|an?|released|licen[cs]ed|distributed|under|dual|both|either|terms|of)$/;
/** Behind a name these say that it is not the whole truth. */
const BUT =
  /\b(?:not|except|modified|styles?|non|noncommercial|commercial|restrictions?|restricted|custom|proprietary|based|like|unless|only for)\b/i;
const MOST_BEHIND = 14;

/** The licence that a field's value names; null where it says something else. */
function licenseOfValue(written: string): string | null {
  const value = written.replace(TAIL, '').trim();
  if (value !== '' && parseExpression(value) !== null) return value;
  const named = new NamedWords(value, wordsOf(value));
  let start = 0;
  while (LEAD.test(named.word(start)) && licenseNameAt(named, start) === null) start++;
  const list = namesFrom(named, start, /\b(?:dual|either|choice)\b/i.test(value));
  if (list === null || named.length - list.end > MOST_BEHIND) return null;
  return BUT.test(named.slice(list.end, named.length)) ? null : list.license;
}
