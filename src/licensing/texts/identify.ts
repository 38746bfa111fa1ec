import { combine } from './combine';
import { cover } from './cover';
import type { Found } from './found';
import { gnuNotices } from './gnuNotices';
import type { LicenseMatch, LicenseText, Rider } from './match';
import { namedNotices } from './namedNotices';
import { ridersOf } from './riders';
import { tagsIn } from './tags';
import { type Words, wordsOf } from './words';

export interface IdentifyLicenseOptions {
  /** Name of the file; in one called LICENSE, COPYING or the like every sentence counts. */
  readonly fileName?: string;
}

/** Files whose whole text is about rights. */
const LICENSE_FILE =
  /(?:^|[/\\])[^/\\]*(?:licen[cs]e|copying|unlicense|copyright|eula|terms|agreement|patents)[^/\\]*$/i;
/** A text this much explained by licences is about rights, whatever its file is called. */
const MOSTLY = 0.6;

/**
 * What licence a text is: SPDX tags, whole texts, parts, changed texts, several at once, and what stands beside them.
 * Pure; the same text gives the same answer.
 */
export function identifyLicense(text: string, options: IdentifyLicenseOptions = {}): LicenseText {
  const tags = tagsIn(text);
  const words = wordsOf(text);
  const found = foundIn(text, words, tags, options.fileName ?? '');
  const explained = found.reduce((sum, match) => sum + match.textEnd - match.textStart, 0);
  const wholeFile =
    (options.fileName !== undefined && LICENSE_FILE.test(options.fileName)) || explained >= MOSTLY * words.length;
  const riders = found.length === 0 ? [] : ridersOf(text, words, found, wholeFile);
  const matches = [...tags, ...found.map((match) => toMatch(match, words))];
  return {
    license: expressionOf(tags, found, riders, text, words),
    confidence: confidenceOf(matches),
    matches: matches.sort((a, b) => a.startLine - b.startLine || a.endLine - b.endLine),
    riders,
  };
}

function foundIn(text: string, words: Words, tags: readonly LicenseMatch[], fileName: string): readonly Found[] {
  const used = new Uint8Array(words.length);
  const texts = cover(words, used).map((match): Found => {
    const { template, textStart, textEnd, score, changes } = match;
    return { id: template.id, kind: template.kind, textStart, textEnd, score, changes };
  });
  // A notice may name a GNU licence beside its own, and stand in the midst of another licence: `Alternatively, under the
  // terms of the GNU …`.
  for (const { kind, textStart, textEnd, changes } of texts) {
    if (kind === 'header') used.fill(0, textStart, textEnd);
    for (const change of changes) used.fill(0, change.textStart, change.textEnd);
  }
  const notices = gnuNotices(text, words, used);
  for (const { textStart, textEnd } of texts) used.fill(1, textStart, textEnd);
  const tagged = new Set(tags.map(({ startLine }) => startLine));
  if (tagged.size > 0) for (let at = 0; at < words.length; at++) if (tagged.has(words.lines[at] ?? 0)) used[at] = 1;
  const named = namedNotices(text, words, used, fileName);
  const found = [...texts.map((match) => withoutNotices(match, notices)), ...notices, ...named];
  return found.filter((match) => !isSaidBetter(match, found)).sort((a, b) => a.textStart - b.textStart);
}

/** `GPL` beside `GPL version 2`: the version counts for both. */
function isSaidBetter({ id }: Found, found: readonly Found[]): boolean {
  const family = /^(GPL-1|LGPL-2)\.0-or-later$/.exec(id)?.[1];
  if (family === undefined) return false;
  const prefix = family.replace(/\d$/, '');
  return found.some((other) => other.id !== id && other.id.startsWith(prefix));
}

/** A change that is another licence's notice changes nothing. */
function withoutNotices(match: Found, notices: readonly Found[]): Found {
  const changes = match.changes.filter(
    (change) =>
      change.missing > 0 ||
      !notices.some(
        (notice) =>
          notice.textStart < change.textEnd &&
          notice.textEnd >= change.textEnd - NOTICE_SLACK &&
          notice.textStart <= change.textStart + NOTICE_SLACK,
      ),
  );
  return changes.length === match.changes.length
    ? match
    : { ...match, changes, score: changes.length === 0 ? 1 : match.score };
}

/** Words by which a notice may fall short of the place that it stands in: `Alternatively, this software may be …`. */
const NOTICE_SLACK = 12;

/** Leftover words, in a share of the text, up to which a match is the whole text: titles, names, places. */
const WHOLE = 0.85;

function toMatch(match: Found, words: Words): LicenseMatch {
  const whole = match.textEnd - match.textStart >= WHOLE * words.length;
  return {
    license: match.id,
    how: howOf(match, whole),
    score: Math.round(match.score * 1000) / 1000,
    startLine: words.lines[match.textStart] ?? 1,
    endLine: words.lines[match.textEnd - 1] ?? 1,
  };
}

function howOf({ kind, changes }: Found, whole: boolean): LicenseMatch['how'] {
  if (kind === 'field') return 'tag';
  if (kind === 'notice') return 'region';
  return changes.length > 0 ? 'similar' : whole ? 'exact' : 'region';
}

function confidenceOf(matches: readonly LicenseMatch[]): number {
  return matches.length === 0 ? 0 : Math.min(...matches.map((match) => match.score));
}

/** What the licences alone make it, with a mark for what stands beside them. */
function expressionOf(
  tags: readonly LicenseMatch[],
  found: readonly Found[],
  riders: readonly Rider[],
  text: string,
  words: Words,
): string | null {
  const expression = combine(tags, found, text, words);
  if (expression === null || riders.every((rider) => isInside(rider, found, words))) return expression;
  return `${/ OR /i.test(expression) ? `(${expression})` : expression} AND LicenseRef-Rider`;
}

/** A changed licence says so in its own name. */
function isInside(rider: Rider, found: readonly Found[], words: Words): boolean {
  return found.some(
    ({ changes, textStart, textEnd }) =>
      changes.length > 0 &&
      rider.startLine >= (words.lines[textStart] ?? 0) &&
      rider.endLine <= (words.lines[textEnd - 1] ?? 0),
  );
}
