import { parseExpression } from '../expression';
import type { Found } from './found';
import type { LicenseMatch } from './match';
import type { Words } from './words';

/**
 * One expression for a whole text: everything that was found counts (`AND`), unless the text itself leaves the choice
 * (`OR`). null where nothing was found.
 */
export function combine(
  tags: readonly LicenseMatch[],
  found: readonly Found[],
  text: string,
  words: Words,
): string | null {
  const tagged = withNotices(
    distinct(tags.map((tag) => tag.license)),
    found.filter(isByName).map(({ id }) => id),
  );
  const named = new Set(tagged.flatMap(idsOf));
  const licenses = withoutBareTexts(
    found.filter((match) => match.kind !== 'exception' && !isByName(match)),
    named,
  );
  const exceptions = found.filter((match) => match.kind === 'exception');
  const bases = new Map(exceptions.map((exception) => [exception, nearestBase(exception, licenses)]));
  const written = (match: Found): string => {
    const own = exceptions.filter((exception) => bases.get(exception) === match).map(idOf);
    return own.length === 0 ? idOf(match) : own.map((exception) => `${idOf(match)} WITH ${exception}`).join(' AND ');
  };
  const groups = choices(licenses, text, words).map((group) => distinct(group.map(written)).join(' OR '));
  const homeless = exceptions
    .filter((exception) => bases.get(exception) === null)
    .map((match) => reference(idOf(match)));
  const parts = distinct([...tagged, ...groups, ...homeless]).filter(
    (part) => tagged.includes(part) || !isNamed(part, named),
  );
  if (parts.length === 0) return null;
  return parts.length === 1 ? (parts[0] ?? null) : parts.map(inBrackets).join(' AND ');
}

function isByName({ kind }: Found): boolean {
  return kind === 'notice' || kind === 'field';
}

/** What tags and notices say; of a licence that is offered among others the offer counts. */
function withNotices(tagged: readonly string[], notices: readonly string[]): readonly string[] {
  const kept = [...tagged];
  for (const notice of distinct(notices).toSorted((a, b) => idsOf(b).length - idsOf(a).length)) {
    const named = new Set(kept.flatMap(idsOf));
    if (!idsOf(notice).every((id) => named.has(id))) kept.push(notice);
  }
  return kept;
}

/** A changed text is not the licence any more. */
export function idOf({ id, changes }: Found): string {
  return changes.length === 0 ? id : `${reference(id)}-modified`;
}

function reference(id: string): string {
  return `LicenseRef-${id.replace(/^LicenseRef-/, '').replaceAll(/[^A-Za-z0-9.-]/g, '-')}`;
}

function distinct(list: readonly string[]): readonly string[] {
  return [...new Set(list)];
}

function inBrackets(expression: string): string {
  return / OR /i.test(expression) && !/^\(.*\)$/.test(expression) ? `(${expression})` : expression;
}

function isNamed(part: string, named: ReadonlySet<string>): boolean {
  return part.split(' OR ').every((id) => named.has(id));
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

/** A notice says `-or-later` where the bare text beside it cannot. */
function withoutBareTexts(found: readonly Found[], named: ReadonlySet<string>): readonly Found[] {
  const notices = new Set([...named, ...found.filter((match) => match.kind === 'header').map(idOf)]);
  return found.filter(
    (match) =>
      match.kind === 'header' || !notices.has(match.id.replace(/-only$/, '-or-later')) || !match.id.endsWith('-only'),
  );
}

/** Licences that SPDX's exceptions are written for. */
const TAKES_EXCEPTIONS = /^(?:A?GPL|LGPL|GFDL|Apache)-/;

function nearestBase(exception: Found, licenses: readonly Found[]): Found | null {
  let nearest: Found | null = null;
  let least = Number.POSITIVE_INFINITY;
  if (exception.changes.length > 0) return null;
  for (const license of licenses) {
    if (!TAKES_EXCEPTIONS.test(idOf(license))) continue;
    const distance = Math.max(license.textStart - exception.textEnd, exception.textStart - license.textEnd, 0);
    if (distance < least) [nearest, least] = [license, distance];
  }
  return nearest;
}

/** Where a text says so, its licences are to choose from. */
const CHOICE =
  /\balternatively\b|\bdual(?:ly)? licen[sc]ed\b|\beither of the following\b|\bunder either\b|\b(?:may|can|to) (?:choose|select|elect|pick)\b|\bof your choice\b|\bat your choice\b/;
/** Words before a licence in which the choice is named. */
const CHOICE_BEFORE = 60;
/** More licences than these in one file are parts, not a choice. */
const MAX_CHOICE = 4;

function choices(found: readonly Found[], text: string, words: Words): readonly (readonly Found[])[] {
  const [first] = found;
  if (first === undefined) return [];
  const fromTheStart =
    new Set(found.map(idOf)).size <= MAX_CHOICE &&
    offersChoice(text, words, Math.max(0, first.textStart - CHOICE_BEFORE), first.textStart);
  const groups: Found[][] = [];
  for (const [index, match] of found.entries()) {
    const before = found[index - 1];
    const open = groups.at(-1);
    if (before !== undefined && open !== undefined) {
      const from = Math.max(0, match.textStart - CHOICE_BEFORE, Math.min(before.textEnd, match.textStart - 12));
      if (fromTheStart || offersChoice(text, words, from, match.textStart + 1)) {
        open.push(match);
        continue;
      }
    }
    groups.push([match]);
  }
  return groups;
}

/** Whether these words of the text leave a choice. */
export function offersChoice(text: string, words: Words, from: number, to: number): boolean {
  if (to <= from) return false;
  const part = text.slice(words.starts[from], words.ends[to - 1]);
  return CHOICE.test(part.toLowerCase().replaceAll(/[^a-z0-9]+/g, ' '));
}
