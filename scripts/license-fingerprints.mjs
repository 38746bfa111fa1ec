// Computes src/licensing/texts/fingerprints.json from licence texts. The texts themselves are not kept.
//   node scripts/license-fingerprints.mjs --spdx DIR --clones DIR
// --spdx: a checkout of https://github.com/spdx/license-list-XML (its src/ folder has the texts with their variable parts).
// --clones: a folder of git clones, OWNER/NAME as on GitHub, of the repositories in license-text-sources.json, where the
// licences that SPDX does not list were published.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { brotliCompressSync, constants } from 'node:zlib';
import { hashWord, wordsOf } from '../src/licensing/texts/words.ts';
import { readSources, textOf } from './licenseTextSources.mjs';

/**
 * A licence text as word hashes. `optional`: ranges that may be missing. `spans`: parts with other wordings; up to `limit`
 * words that are not in the text may stand there, or any number out of `words`. `names`: words that spell a notice's licence.
 * @typedef {{ id: string, kind: 'text' | 'header' | 'exception', hashes: number[], optional: number[][],
 *   names: number[], spans: { start: number, end: number, limit: number, words: number[], negations: number[][] }[] }} Template
 */

const { values } = parseArgs({ options: { spdx: { type: 'string' }, clones: { type: 'string' } } });
if (values.spdx === undefined || values.clones === undefined)
  throw new Error('name the folders with --spdx and --clones');
const out = fileURLToPath(new URL('../src/licensing/texts/fingerprints.json', import.meta.url));

/** Words that every other licence's name has, too. */
const COMMON_IN_NAMES = new Set([
  ...wordsOf('the of a for and license licenses public general version v software open source').hashes,
]);

const HEADING = [...wordsOf('terms and conditions for copying distribution and modification').hashes];

const GNU_TITLE = new Set(wordsOf('gnu lesser library affero general public license').hashes);

const NEGATIONS = new Set([...wordsOf('not no neither nor none without cannot unless except').hashes]);

/** A title is at most so long. */
const TITLE_PARAGRAPHS = 3;
const TITLE_WORDS = 20;

const templates = [
  ...xmlFiles(join(values.spdx, 'src')).flatMap((file) => fromXml(readFileSync(file, 'utf8'), 'text')),
  ...xmlFiles(join(values.spdx, 'src', 'exceptions')).flatMap((file) =>
    fromXml(readFileSync(file, 'utf8'), 'exception'),
  ),
  ...fromSources(values.clones),
];
const kept = withoutTwins(templates);
const spdxNames = namesIn(join(values.spdx, 'src'));
const exceptionNames = namesIn(join(values.spdx, 'src', 'exceptions'));
writeFileSync(
  out,
  `${JSON.stringify({ ...packed(kept), names: [...spdxNames, ...registryNames()], exceptions: exceptionNames })}\n`,
);
console.log(`${kept.length} texts of ${new Set(kept.map((template) => template.id)).size} licences`);

/**
 * Ids and names of the licences or exceptions of SPDX's list that are not deprecated.
 * @param {string} folder
 */
function namesIn(folder) {
  return xmlFiles(folder).flatMap((file) => {
    const head = /<(?:license|exception)\b[^>]*>/.exec(readFileSync(file, 'utf8'))?.[0] ?? '';
    const id = /(?:licenseId|exceptionId)="([^"]+)"/.exec(head)?.[1];
    const name = /\bname="([^"]*)"/.exec(head)?.[1];
    if (id === undefined || name === undefined || /deprecatedVersion=/.test(head)) return [];
    return [[id, decoded(name).replaceAll(/\s+/g, ' ')]];
  });
}

/** The names of the licences that only our registry has; what stands in brackets is not part of them. */
function registryNames() {
  /** @type {{ licenses: { id: string, name: string }[] }} */
  const { licenses } = JSON.parse(readFileSync(new URL('../model-registry.json', import.meta.url), 'utf8'));
  return licenses
    .filter(({ id }) => id.startsWith('LicenseRef-'))
    .map(({ id, name }) => [id, name.replaceAll(/\([^)]*\)|,.*$/g, ' ').trim()]);
}

/** @param {string} folder */
function xmlFiles(folder) {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.xml'))
    .sort()
    .map((name) => join(folder, name));
}

/**
 * @param {string} clones
 * @returns {Template[]}
 */
function fromSources(clones) {
  return readSources().flatMap((source) =>
    languages(textOf(source, clones)).map((part) => {
      const { hashes, addresses } = wordsOf(part);
      const title = wordsOf(titleOf(part)).length;
      return {
        id: source.license,
        kind: /** @type {const} */ ('text'),
        hashes: [...hashes],
        // A title may be missing, and addresses move.
        optional: [[0, title], ...rangesOf(addresses)],
        names: versionsIn(part, title, source.license),
        spans: [],
      };
    }),
  );
}

/**
 * Where a text names the version that its id has: `Llama 3.1`. With another version it is another licence.
 * @param {string} text
 * @param {number} title words of its title
 * @param {string} id
 */
function versionsIn(text, title, id) {
  const words = wordsOf(text);
  const own = wordsOf(id.replace('LicenseRef-', ''));
  const versions = new Set([...own.hashes].filter((_, at) => own.numbers[at] === 1));
  for (let year = 2000; year < 2100; year++) versions.delete(hashWord(String(year)));
  const names = new Set([...own.hashes].filter((_, at) => own.numbers[at] === 0));
  return [...words.hashes.keys()].filter(
    (at) => versions.has(words.hashes[at] ?? 0) && (at < title || names.has(words.hashes[at - 1] ?? 0)),
  );
}

/**
 * Ranges in which all flags are set.
 * @param {Uint8Array} flags
 */
function rangesOf(flags) {
  /** @type {number[][]} */
  const ranges = [];
  for (const [at, flag] of flags.entries()) {
    const last = ranges.at(-1);
    if (flag !== 1) continue;
    if (last?.[1] === at) last[1] = at + 1;
    else ranges.push([at, at + 1]);
  }
  return ranges;
}

/**
 * The paragraphs that a text begins with before its first sentence.
 * @param {string} text
 */
function titleOf(text) {
  const paragraphs = text.trimStart().split(/\n\s*\n/);
  const body = paragraphs.findIndex(
    (paragraph, index) =>
      index >= TITLE_PARAGRAPHS ||
      /[.:;,，。：；]\s*$|^\W*(?:\d{1,2}|[a-z])[.)]\s/u.test(paragraph) ||
      wordsOf(paragraph).length > TITLE_WORDS,
  );
  return paragraphs.slice(0, body).join('\n\n');
}

/**
 * The text, and where it stands in Chinese and in English, each of the two: models are published with either.
 * @param {string} text
 */
function languages(text) {
  const lines = text.split('\n');
  const chinese = lines.filter((line) => /[\u4e00-\u9fff]/.test(line)).join('\n');
  const english = lines.filter((line) => !/[\u4e00-\u9fff]/.test(line)).join('\n');
  const both = wordsOf(chinese).length >= 100 && wordsOf(english).length >= 100;
  return both ? [text, chinese, english] : [text];
}

/**
 * @param {string} xml
 * @param {'text' | 'exception'} kind
 * @returns {Template[]}
 */
function fromXml(xml, kind) {
  const head = /<(?:license|exception)\b[^>]*>/.exec(xml)?.[0] ?? '';
  const id = /licenseId="([^"]+)"/.exec(head)?.[1];
  const body = /<text>([\s\S]*?)<\/text>/.exec(xml)?.[1];
  if (id === undefined || body === undefined || /deprecatedVersion=/.test(head)) return [];
  const text = compile(id, kind, body);
  const name = decoded(/\bname="([^"]*)"/.exec(head)?.[1] ?? '');
  const header = /<standardLicenseHeader>([\s\S]*?)<\/standardLicenseHeader>/.exec(xml)?.[1];
  // GNU notices are read clause by clause (src/licensing/texts/gnuNotices.ts).
  const found =
    header === undefined || /^[AL]?GPL-/.test(id) ? [text] : [text, named(compile(id, 'header', header), name)];
  // These have the text of another id; only a notice beside it tells them apart.
  if (/-or-later$|-no-copyleft-exception$|-(?:no-)?invariants-|-(?:no-)?RFN$/.test(id)) found.shift();
  return found.filter((template) => template.hashes.length >= 8);
}

/**
 * @param {string} id
 * @param {'text' | 'header' | 'exception'} kind
 * @param {string} body
 * @returns {Template}
 */
function compile(id, kind, body) {
  /** @type {Template} */
  const template = { id, kind, hashes: [], optional: [], names: [], spans: [] };
  /** @type {string[]} */
  let pending = [];
  const flush = () => {
    template.hashes.push(...wordsOf(decoded(pending.join(''))).hashes);
    pending = [];
  };
  /** @type {number[]} */
  const optionals = [];
  /** @type {{ start: number, piece: string } | undefined} */
  let alternative;
  let skipped = 0;
  for (const [piece] of body.replaceAll(/<!--[\s\S]*?-->/g, '').matchAll(/<[^>]+>|[^<]+/g)) {
    const tag = /^<(\/?)([a-zA-Z]+)/.exec(piece);
    if (tag === null) {
      if (skipped === 0) pending.push(piece.replaceAll(/\s+/g, ' '));
      continue;
    }
    const closing = tag[1] === '/';
    switch (tag[2]) {
      case 'copyrightText':
        flush();
        // Any notice may stand here, or none.
        if (!closing)
          template.spans.push({
            start: template.hashes.length,
            end: template.hashes.length,
            limit: 120,
            words: [],
            negations: [],
          });
        skipped += closing ? -1 : 1;
        break;
      case 'bullet':
      case 'optional':
      case 'titleText':
        if (closing && tag[2] === 'titleText') numbersIn(template, pending.join(''));
        flush();
        if (closing) template.optional.push([optionals.pop() ?? 0, template.hashes.length]);
        else optionals.push(template.hashes.length);
        break;
      case 'alt':
        flush();
        if (piece.endsWith('/>')) template.spans.push(span(template.hashes.length, template.hashes.length, piece));
        else if (!closing) alternative = { start: template.hashes.length, piece };
        else if (alternative !== undefined) {
          template.spans.push(span(alternative.start, template.hashes.length, alternative.piece));
          alternative = undefined;
        }
        break;
      default:
        pending.push('\n');
    }
  }
  flush();
  // `Copyright <name>`: a notice, not a part of the licence.
  for (const { start } of template.spans)
    if (template.hashes[start - 1] === hashWord('copyright')) template.optional.push([start - 1, start]);
  // The title is repeated in the midst of GNU texts, but not in their Markdown form.
  for (const at of template.hashes.keys()) {
    if (!HEADING.every((hash, index) => template.hashes[at + index] === hash)) continue;
    let start = at;
    while (GNU_TITLE.has(template.hashes[start - 1] ?? 0)) start--;
    template.optional.push([start, at + HEADING.length]);
  }
  return template;
}

/** @param {string} text */
function decoded(text) {
  return text
    .replaceAll(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
}

/**
 * A version in a title tells a licence.
 * @param {Template} template
 * @param {string} text
 */
function numbersIn(template, text) {
  const { numbers } = wordsOf(decoded(text));
  for (const [at, isNumber] of numbers.entries()) if (isNumber === 1) template.names.push(template.hashes.length + at);
}

/**
 * A notice names its licence; where that differs it is the notice of another.
 * @param {Template} template
 * @param {string} name
 */
function named(template, name) {
  const words = new Set([...wordsOf(name).hashes].filter((hash) => !COMMON_IN_NAMES.has(hash)));
  template.names = template.hashes.flatMap((hash, at) => (words.has(hash) ? [at] : []));
  // What leads up to the name is written in many ways.
  template.optional.push([0, template.names[0] ?? 0]);
  return template;
}

/**
 * @param {number} start
 * @param {number} end
 * @param {string} tag the `alt` tag
 */
function span(start, end, tag) {
  return { start, end, ...allowed(decoded(/match="([^"]*)"/.exec(tag)?.[1] ?? '')) };
}

/**
 * What a variable part may hold: the words that its pattern spells out, and how many others.
 * @param {string} pattern
 */
function allowed(pattern) {
  const bounded = /\.\{\d+,(\d+)\}/.exec(pattern)?.[1];
  const open = /\.[+*]|\[\^?[^\]]*\][+*]/.test(pattern);
  const limit = bounded !== undefined ? Math.min(120, Math.ceil(Number(bounded) / 5)) : open ? 60 : 0;
  const spelled = pattern
    .replaceAll(/\\[sSwWdDb][+*?]?|\.[+*]|\{\d+,?\d*\}|\[[^\]]*\][+*?]?/g, ' ')
    .replaceAll(/[a-zA-Z]\?/g, (letter) => `${letter.charAt(0)} `);
  const words = new Set(wordsOf(spelled.replaceAll(/[()|\\?+*^$]/g, ' ')).hashes);
  // `EXPRESS(ED)?` and `names?` stand for two words each.
  for (const [, stem, rest] of pattern.matchAll(/([a-zA-Z]+)\(([a-zA-Z]+)\)\?/g))
    words.add(hashWord(`${stem}${rest}`.toLowerCase()));
  for (const [, stem, last] of pattern.matchAll(/([a-zA-Z]+)([a-zA-Z])\?/g)) {
    words.add(hashWord(`${stem}`.toLowerCase()));
    words.add(hashWord(`${stem}${last}`.toLowerCase()));
  }
  return { limit, words: [...words].sort((a, b) => a - b), negations: negationsOf(pattern) };
}

/**
 * The negations of each alternative; none where one has none.
 * @param {string} pattern
 */
function negationsOf(pattern) {
  const lists = alternatives(pattern).map((part) => {
    const words = wordsOf(part.replaceAll(/\\[sSwWdDb][+*?]?|\.[+*]|[()?+*^$\\]/g, ' ')).hashes;
    return [...new Set(words)].filter((hash) => NEGATIONS.has(hash)).sort((a, b) => a - b);
  });
  if (lists.some((list) => list.length === 0)) return [];
  return [...new Map(lists.map((list) => [list.join(), list])).values()];
}

/** @param {string} pattern */
function alternatives(pattern) {
  let depth = 0;
  const parts = [''];
  for (const character of pattern) {
    if (character === '(') depth++;
    if (character === ')') depth--;
    if (character === '|' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts;
}

/**
 * Of equal texts the first is kept.
 * @param {Template[]} all
 */
function withoutTwins(all) {
  /** @type {Map<string, Template>} */
  const seen = new Map();
  for (const template of all) {
    const key = `${template.kind === 'exception'} ${template.hashes.join(',')}`;
    if (!seen.has(key)) seen.set(key, template);
  }
  return [...seen.values()];
}

/** @param {Template[]} list */
function packed(list) {
  const words = Uint16Array.from(list.flatMap((template) => template.hashes));
  const bytes = brotliCompressSync(Buffer.from(words.buffer), {
    params: { [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_QUALITY]: 11 },
  });
  return {
    about: 'Word hashes of licence texts, computed by scripts/license-fingerprints.mjs. No texts.',
    licenses: list.map(({ id, kind, hashes, optional, names, spans }) => [
      id,
      kind,
      hashes.length,
      optional.filter(([start = 0, end = 0]) => end > start).flat(),
      spans.map((span) => [span.start, span.end, span.limit, span.words, ...span.negations]),
      names,
    ]),
    words: bytes.toString('base64'),
  };
}
