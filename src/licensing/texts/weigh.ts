import type { Alignment, Edit } from './align';
import { COPYRIGHT_HASH, DUTY_HASHES, MARKER_HASHES, SENTENCE_HASHES } from './duties';
import type { Span, Template } from './templates';
import type { Words } from './words';

/** What an edit changes, after all that does not count is taken off. */
export interface Change extends Edit {
  /** Words that the licence asks for and the text does not have. */
  readonly missing: number;
  /** Words of the text that the licence does not account for. */
  readonly added: number;
}

/** An alignment with its judged differences. */
export interface WeighedAlignment extends Alignment {
  readonly changes: readonly Change[];
  /** Share of the licence that is there, 0..1. */
  readonly coverage: number;
  /** 1 when nothing differs that counts. */
  readonly score: number;
  /** How much of the text it explains; the better of two explanations has more. */
  readonly worth: number;
}

/** How dear a difference is against a word that agrees: two licences that differ in a word are told apart by it. */
const CHANGE_COST = 3;

export function weigh(alignment: Alignment, words: Words): WeighedAlignment {
  const { template } = alignment;
  const all = alignment.edits.map((edit) => judge(edit, alignment, words)).filter((change) => change !== null);
  const { textStart, textEnd, changes } = withoutLooseEnds(alignment, all, words);
  const matched = alignment.matched - (textStart - alignment.textStart) - (alignment.textEnd - textEnd);
  const missing = changes.reduce((sum, change) => sum + change.missing, 0);
  const added = changes.reduce((sum, change) => sum + change.added, 0);
  const coverage = template.requiredCount === 0 ? 1 : 1 - missing / template.requiredCount;
  const score = (2 * matched) / (2 * matched + missing + added);
  const worth = matched - CHANGE_COST * (missing + added);
  return { ...alignment, textStart, textEnd, matched, changes, coverage, score, worth };
}

/**
 * A title, an appendix or a closing line may be missing, and may be filled in (`<name of author>`). Words that stand there
 * and ask for something are no part of the match; nor is what lies beyond them.
 */
function withoutLooseEnds(alignment: Alignment, all: readonly Change[], words: Words) {
  const { template } = alignment;
  const first = template.required.indexOf(1);
  const last = template.required.lastIndexOf(1);
  let { textStart, textEnd } = alignment;
  const changes = all.filter((change) => {
    const before = change.end <= first;
    if (change.missing > 0 || !(before || change.start > last)) return true;
    if (isPutInto(change, alignment, words)) return true;
    if (!speaksOfDuties(change, words)) return false;
    if (before) textStart = Math.max(textStart, change.textEnd);
    else textEnd = Math.min(textEnd, change.textStart);
    return false;
  });
  return { textStart, textEnd, changes };
}

/** A placeholder of more words than these is one for a description, in which anything may be said. */
const SHORT_PLACEHOLDER = 8;

/** Whether words were put into the match, where no name or description is asked for. */
function isPutInto(change: Change, { textStart, textEnd }: Alignment, words: Words): boolean {
  if (change.textStart <= textStart || change.textEnd >= textEnd) return false;
  const replaced = change.end - change.start;
  return replaced === 0 || (replaced < SHORT_PLACEHOLDER && isSentence(change, words));
}

function isSentence(change: Change, words: Words): boolean {
  return words.hashes.subarray(change.textStart, change.textEnd).some((hash) => SENTENCE_HASHES.has(hash));
}

function speaksOfDuties(change: Change, words: Words): boolean {
  return words.hashes.subarray(change.textStart, change.textEnd).some((hash) => DUTY_HASHES.has(hash));
}

function judge(edit: Edit, alignment: Alignment, words: Words): Change | null {
  const { template } = alignment;
  const missingPlaces: number[] = [];
  for (let at = edit.start; at < edit.end; at++) if (template.required[at] === 1) missingPlaces.push(at);
  const added = unexplained(edit, template, words);
  if (turnsMeaning(edit, alignment, words)) return { ...edit, missing: missingPlaces.length + 1, added: added.length };
  if (missingPlaces.length === 0) {
    if (added.every((at) => words.markers[at] === 1) || isCopyrightNotice(added, words)) return null;
    return { ...edit, missing: 0, added: added.length };
  }
  if (
    missingPlaces.every((at) => MARKER_HASHES.has(template.hashes[at] ?? 0)) &&
    added.every((at) => words.markers[at] === 1)
  )
    return null;
  return { ...edit, missing: missingPlaces.length, added: added.length };
}

/** Whether a variable part lost the negation that all its wordings have: `The name may be used` is no wording of `may not`. */
function turnsMeaning(edit: Edit, alignment: Alignment, words: Words): boolean {
  return alignment.template.spans.some(({ start, end, negations }) => {
    if (negations.length === 0 || start >= edit.end || end <= edit.start) return false;
    const here = words.hashes.subarray(textAt(alignment.edits, start, 'start'), textAt(alignment.edits, end, 'end'));
    return !negations.some((list) => list.every((hash) => here.includes(hash)));
  });
}

/** Where in the text a place of the licence lies; inside an edit, at that edit's start or end. */
function textAt(edits: readonly Edit[], at: number, side: 'start' | 'end'): number {
  let shift = (edits[0]?.textStart ?? 0) - (edits[0]?.start ?? 0);
  for (const edit of edits) {
    if (edit.start > at || (edit.start === at && edit.end > at && side === 'end')) break;
    if (at < edit.end || (at === edit.end && side === 'end')) return side === 'start' ? edit.textStart : edit.textEnd;
    shift = edit.textEnd - edit.end;
  }
  return at + shift;
}

/** Words of the text that no variable part of the licence at this place may hold. */
function unexplained(edit: Edit, template: Template, words: Words): readonly number[] {
  const places: number[] = [];
  for (let at = edit.textStart; at < edit.textEnd; at++) if (words.addresses[at] !== 1) places.push(at);
  let left: readonly number[] = places;
  for (const span of template.spans) {
    if (span.start > edit.end || span.end < edit.start) continue;
    left = afterSpan(left, span, words);
  }
  return left;
}

function afterSpan(places: readonly number[], span: Span, words: Words): readonly number[] {
  let room = span.limit;
  return places.filter((at) => {
    const hash = words.hashes[at] ?? 0;
    if (span.words.has(hash)) return false;
    // A name may stand in an open part, a condition may not.
    if (room <= 0 || SENTENCE_HASHES.has(hash)) return true;
    room--;
    return false;
  });
}

/** `Copyright 2020 Ann` in the middle of a line that was wrapped anew. */
function isCopyrightNotice(places: readonly number[], words: Words): boolean {
  const [first] = places;
  if (first === undefined || words.hashes[first] !== COPYRIGHT_HASH || places.length > 25) return false;
  return !places.some((at) => DUTY_HASHES.has(words.hashes[at] ?? 0));
}
