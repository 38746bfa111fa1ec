import { parseExpression } from '../expression';
import { cover } from './cover';
import type { Found } from './found';
import { gnuNotices } from './gnuNotices';
import type { LicenseMatch, LicenseText, Rider } from './match';
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
  const found = foundIn(text, words);
  const explained = found.reduce((sum, match) => sum + match.textEnd - match.textStart, 0);
  const wholeFile =
    (options.fileName !== undefined && LICENSE_FILE.test(options.fileName)) || explained >= MOSTLY * words.length;
  const riders = found.length === 0 ? [] : ridersOf(text, words, found, wholeFile);
  const matches = [...tags, ...found.map((match) => toMatch(match, words))];
  return {
    license: expressionOf(tags, found, riders, words),
    confidence: confidenceOf(matches),
    matches: matches.sort((a, b) => a.startLine - b.startLine || a.endLine - b.endLine),
    riders,
  };
}

function foundIn(text: string, words: Words): readonly Found[] {
  const used = new Uint8Array(words.length);
  const texts = cover(words, used).map((match): Found => {
    const { template, textStart, textEnd, score, changes } = match;
    return { id: template.id, kind: template.kind, textStart, textEnd, score, changes };
  });
  // A notice may name a GNU licence beside its own: `Alternatively, under the terms of the GNU …`.
  for (const { kind, textStart, textEnd } of texts) if (kind === 'header') used.fill(0, textStart, textEnd);
  return [...texts, ...gnuNotices(text, words, used)].sort((a, b) => a.textStart - b.textStart);
}

/** Leftover words, in a share of the text, up to which a match is the whole text: titles, names, places. */
const WHOLE = 0.85;

function toMatch(match: Found, words: Words): LicenseMatch {
  const whole = match.textEnd - match.textStart >= WHOLE * words.length;
  return {
    license: match.id,
    how: match.changes.length > 0 ? 'similar' : whole ? 'exact' : 'region',
    score: Math.round(match.score * 1000) / 1000,
    startLine: words.lines[match.textStart] ?? 1,
    endLine: words.lines[match.textEnd - 1] ?? 1,
  };
}

function confidenceOf(matches: readonly LicenseMatch[]): number {
  return matches.length === 0 ? 0 : Math.min(...matches.map((match) => match.score));
}

/** One expression for the whole text: everything that was found counts. */
function expressionOf(
  tags: readonly LicenseMatch[],
  found: readonly Found[],
  riders: readonly Rider[],
  words: Words,
): string | null {
  const tagged = [...new Set(tags.map((tag) => tag.license))];
  const named = new Set(tagged.flatMap(idsOf));
  const texts = joinedExceptions(withoutContained([...new Set(found.map(idOf))]), found);
  const parts = [...tagged, ...texts.filter((id) => !named.has(id))];
  if (parts.length === 0) return null;
  const outside = riders.some((rider) => !isInside(rider, found, words));
  const all = outside ? [...parts, 'LicenseRef-Rider'] : parts;
  return all.length === 1 ? (all[0] ?? null) : all.map(inBrackets).join(' AND ');
}

/** A changed text is not the licence any more. */
function idOf({ id, changes }: Found): string {
  if (changes.length === 0) return id;
  return `LicenseRef-${id.replace(/^LicenseRef-/, '').replaceAll(/[^A-Za-z0-9.-]/g, '-')}-modified`;
}

function isInside(rider: Rider, found: readonly Found[], words: Words): boolean {
  return found.some(
    ({ changes, textStart, textEnd }) =>
      changes.length > 0 &&
      rider.startLine >= (words.lines[textStart] ?? 0) &&
      rider.endLine <= (words.lines[textEnd - 1] ?? 0),
  );
}

function inBrackets(expression: string): string {
  return /\sOR\s/i.test(expression) ? `(${expression})` : expression;
}

function idsOf(expression: string): readonly string[] {
  const parsed = parseExpression(expression);
  if (parsed === null) return [];
  const ids: string[] = [];
  const visit = (node: typeof parsed): void => {
    if (node.kind === 'license') ids.push(node.id);
    else for (const part of node.parts) visit(part);
  };
  visit(parsed);
  return ids;
}

/** A notice says `-or-later` where the text beside it cannot; the LGPL 3 is the GPL 3 with permissions added to it. */
function withoutContained(ids: readonly string[]): readonly string[] {
  return ids.filter((id) => {
    if (id.endsWith('-only') && ids.includes(id.replace(/-only$/, '-or-later'))) return false;
    return !(/^GPL-3\.0-(?:only|or-later)$/.test(id) && ids.some((other) => other.startsWith('LGPL-3.0-')));
  });
}

/** `WITH` for exceptions that stand beside one licence that takes them. */
function joinedExceptions(ids: readonly string[], found: readonly Found[]): readonly string[] {
  const exceptions = new Set(found.filter((match) => match.kind === 'exception').map(idOf));
  const licenses = ids.filter((id) => !exceptions.has(id));
  const [base] = licenses.filter((id) => !id.startsWith('LicenseRef-'));
  const [exception] = ids.filter((id) => exceptions.has(id));
  if (exception === undefined) return licenses;
  if (base === undefined || exception.startsWith('LicenseRef-'))
    return [...licenses, `LicenseRef-${exception.replace(/^LicenseRef-/, '')}`];
  return licenses.map((id) => (id === base ? `${base} WITH ${exception}` : id));
}
