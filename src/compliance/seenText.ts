import { createHash } from 'node:crypto';
import type { Use } from '../licensing/verdict';
import type { ClueKind, Clues } from './clues/clues';
import type { HubReference, TextFinder } from './finder';
import { jsonReferences } from './finders/jsonReferences';
import { type LicenseStatement, licenseStatements, statesLicenses } from './finders/licenseStatements';
import { lineReferences, scriptReferences } from './finders/lineReferences';
import { notebookReferences } from './finders/notebookReferences';
import { ollamaReferences } from './finders/ollamaReferences';
import { pageReferences } from './finders/pageReferences';
import { proseReferences } from './finders/proseReferences';
import { sourceReferences } from './finders/sourceReferences';
import { isCardName, modelCard } from './modelCard';
import { isOllamaManifest } from './ollamaStore';
import { useOfText } from './place';
import type { Finding } from './report';
import { reportKind } from './reportFile';
import { decodeText, encodingOf, type FileTimes, readBytes, TextFile, textLimit } from './text/textFile';

/** A hub reference with what the project does with it, by place. */
export interface FoundHub extends HubReference {
  readonly use: Use;
}

/** What was seen of one text, before anybody judged it. Depends on nothing but its path and its content. */
export interface SeenText {
  /** Size of the file. */
  readonly bytes: number;
  /** Why it was not looked at, or only in part. */
  readonly skipped: string | null;
  /** Not null where the check knows what a file like this holds and has to say that it did not see it. */
  readonly unreadable: Finding['kind'] | null;
  readonly hub: readonly FoundHub[];
  /** It says what model its folder holds. */
  readonly isLabel: boolean;
  /** What it says of licences. */
  readonly licenses: readonly LicenseStatement[];
}

/** A text in which there was nothing to see. */
export const nothingInText: SeenText = {
  bytes: 0,
  skipped: null,
  unreadable: null,
  hub: [],
  isLabel: false,
  licenses: [],
};

const nothingOfBinary: SeenText = { ...nothingInText, skipped: 'binary file' };
const hiddenCode: SeenText = { ...nothingInText, skipped: 'is a binary file', unreadable: 'model' };

/** In order of preference: the first that wants a file reads it. */
const textFinders: readonly TextFinder[] = [
  ollamaReferences,
  notebookReferences,
  sourceReferences,
  jsonReferences,
  lineReferences,
  pageReferences,
  proseReferences,
  scriptReferences,
];

/** One look at a text. */
export interface TextLook {
  /** null where the content has the digest that was expected. */
  readonly seen: SeenText | null;
  /** What to know it by the next time; null for a file that could not be read. */
  readonly times: FileTimes | null;
  /** Of the content; empty where looking again costs less than a digest. */
  readonly digest: string;
}

/** Reads a text and looks at it. `clues`: null looks at each closely. `expected`: digest of a content of which is known what there is to see. */
export function lookAtText(path: string, absolute: string, clues: Clues | null, expected: string | null): TextLook {
  const read = readBytes(absolute, textLimit);
  if (!read.ok)
    return { seen: { ...nothingInText, skipped: read.reason, unreadable: 'model' }, times: null, digest: '' };
  const { bytes, times } = read;
  const kind = clues === null ? null : clueKind(path);
  if (clues !== null && kind !== null && clues.ruleOut(bytes, times.size, kind))
    return { seen: { ...nothingInText, bytes: times.size }, times, digest: '' };
  if (encodingOf(bytes) === null) return { seen: seenText(path, bytes, times.size), times, digest: '' };
  const digest = contentDigest(bytes, times.size);
  return { seen: digest === expected ? null : seenText(path, bytes, times.size), times, digest };
}

/** Digest of a file's content as far as it is read. */
function contentDigest(bytes: Buffer, size: number): string {
  return createHash('sha256').update(bytes).update(String(size)).digest('base64');
}

/** What a text of this path has to hold for anything to be seen in it; null where each is looked at. */
export function clueKind(path: string): ClueKind | null {
  const file = new TextFile(path, '');
  // What trains a model names data that another text may have written.
  if (statesLicenses(file) || useOfText(file, false) === 'derive') return null;
  const finder = finderFor(file);
  return finder === undefined ? 'none' : (finder.clues?.(file) ?? null);
}

/** The finder that reads files of this path; undefined where none does. */
export function finderFor(file: TextFile): TextFinder | undefined {
  return textFinders.find((finder) => finder.wants(file));
}

/** What the finders see in a text. Pure: depends on its arguments only, never throws. */
export function seenText(path: string, bytes: Buffer, size: number): SeenText {
  const content = decodeText(bytes);
  if (content === null) return { ...(isCode(path, bytes) ? hiddenCode : nothingOfBinary), bytes: size };
  const report = reportKind(path, content);
  if (report !== null) return { ...nothingInText, bytes: size, skipped: report };
  const text = new TextFile(path, content);
  const finder = finderFor(text);
  return {
    bytes: size,
    ...(size > bytes.length ? cutShort(finder) : { skipped: null, unreadable: null }),
    ...referencesIn(text, finder),
    licenses: licenseStatements(text),
  };
}

/** Called like a file whose references count, and it may be one: MPEG films are called `.ts`, too (ISO/IEC 13818-1: a 0x47 each 188 bytes). */
function isCode(path: string, bytes: Buffer): boolean {
  const isFilm = bytes[0] === 0x47 && bytes[188] === 0x47;
  return !isFilm && isKnown(finderFor(new TextFile(path, '')));
}

/** Finds references that count in every text that it wants. */
function isKnown(finder: TextFinder | undefined): boolean {
  return finder === sourceReferences || finder === lineReferences || finder === notebookReferences;
}

/** Documents and data are searched as far as they are read; code and configuration have to be seen whole. */
function cutShort(finder: TextFinder | undefined): Pick<SeenText, 'skipped' | 'unreadable'> {
  return {
    skipped: `only its first ${textLimit / (1024 * 1024)} MB were searched`,
    unreadable: isKnown(finder) ? 'model' : null,
  };
}

/** What the finder sees in a text, with what the project does with it. */
export function referencesIn(text: TextFile, finder: TextFinder | undefined): Pick<SeenText, 'hub' | 'isLabel'> {
  const hub: FoundHub[] = [];
  // By the whole text, so once for all references in it.
  const uses = new Map<boolean, Use>();
  for (const found of finder?.find(text) ?? []) {
    const ships = found.ships === true;
    const use = uses.get(ships) ?? useOfText(text, ships);
    uses.set(ships, use);
    hub.push({ ...found, reference: detached(found.reference), use });
  }
  return { hub, isLabel: isOllamaManifest(text.path) || (isCardName(text.name) && modelCard(text) !== null) };
}

/** From this length on a piece of a text is not a copy in V8. */
const sliceLength = 13;

/** The same text in memory of its own: a piece of a file's text would keep the whole text in memory. */
function detached(text: string): string {
  return text.length < sliceLength ? text : Buffer.from(text, 'utf16le').toString('utf16le');
}
