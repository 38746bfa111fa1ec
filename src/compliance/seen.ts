import type { Use } from '../licensing/verdict';
import { POLICY_FILE } from '../project/policyFile';
import type { Clues } from './clues/clues';
import type { HubReference, TextFinder } from './finder';
import { jsonReferences } from './finders/jsonReferences';
import { type LicenseStatement, licenseStatements, statesLicenses } from './finders/licenseStatements';
import { lineReferences } from './finders/lineReferences';
import { notebookReferences } from './finders/notebookReferences';
import { ollamaReferences } from './finders/ollamaReferences';
import { proseReferences } from './finders/proseReferences';
import { sourceReferences } from './finders/sourceReferences';
import { isCardName, modelCard } from './modelCard';
import { HEAD_BYTES, isModelFile, isWeights } from './modelFile';
import { isOllamaManifest } from './ollamaStore';
import type { PackageFile, PackageReader } from './packages/packageFile';
import { packageReader } from './packages/readers';
import { useOfText, useOfWeights } from './place';
import type { Finding } from './report';
import { contentDigest, type ScanCache } from './scanCache';
import { decodeText, encodingOf, readBytes, readHead, TextFile } from './text/textFile';
import type { WalkedFile } from './walk';

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

/** What was seen of one file. */
export interface Seen extends SeenText {
  readonly packages: PackageFile | null;
  /** By place; null where the file holds no model. */
  readonly weights: Use | null;
}

const nothing: Seen = {
  bytes: 0,
  skipped: null,
  unreadable: null,
  hub: [],
  isLabel: false,
  licenses: [],
  packages: null,
  weights: null,
};

const nothingOfBinary: Seen = { ...nothing, skipped: 'binary file' };
const hiddenCode: Seen = { ...nothing, skipped: 'is a binary file', unreadable: 'model' };

/** The beginning of what `licit check --json` writes. */
const ownReport = /^\s*\{\s*"verdict":\s*"[a-z]+",\s*"project":\s*\{\s*"kind":/;

/** In order of preference: the first that wants a file reads it. */
const textFinders: readonly TextFinder[] = [
  ollamaReferences,
  notebookReferences,
  sourceReferences,
  jsonReferences,
  lineReferences,
  proseReferences,
];

const megabyte = 1024 * 1024;
/** Bytes of one file that are read; what lies behind is not searched, and the report says so. */
const textLimit = 8 * megabyte;
/** Files of package managers are understood as a whole or not at all. */
const packageLimit = 16 * megabyte;

/** How files are looked at. */
export interface LookOptions {
  /** Files that the check itself reads or writes; what they name is not used there. Absolute. */
  readonly ownFiles: readonly string[];
  /** What tells files in which there is nothing to see; without it, each is looked at. */
  readonly clues: Clues | null;
}

/** Looks at one file. */
export function look(file: WalkedFile, cache: ScanCache, { ownFiles, clues }: LookOptions): Seen {
  if (isModelFile(file.path)) {
    const head = readHead(file.absolute, HEAD_BYTES);
    // What can't be read is said when it is judged.
    if (head === null || isWeights(file.path, head.bytes))
      return { ...nothing, bytes: head?.size ?? 0, weights: useOfWeights(file.path, file.hidden) };
  }
  // Seen only for the sake of its name, which misled.
  if (file.hidden) return nothing;
  if (ownFiles.includes(file.absolute) || file.path.endsWith(POLICY_FILE))
    return { ...nothing, skipped: 'belongs to the check' };
  const reader = packageReader(file.path);
  return reader === undefined ? lookAtText(file, cache, clues) : lookAtPackages(file, reader);
}

function lookAtText(file: WalkedFile, cache: ScanCache, clues: Clues | null): Seen {
  const known = cache.unchanged(file);
  if (known !== null) return { ...nothing, ...known };
  const read = readBytes(file.absolute, textLimit);
  if (!read.ok) return cannotRead(read.reason, 'model');
  if (clues !== null && isRuledOut(file.path, read.bytes, read.times.size, clues)) {
    const seen = { ...nothing, bytes: read.times.size };
    cache.keep(file, read.times, '', seen); // looking again costs less than a digest
    return seen;
  }
  const digest = contentDigest(read.bytes, read.times.size);
  const seen = cache.sameContent(file, digest) ?? seenText(file.path, read.bytes, read.times.size);
  cache.keep(file, read.times, digest, seen);
  return { ...nothing, ...seen };
}

/** True where `seenText` would see nothing that is kept. */
export function isRuledOut(path: string, bytes: Buffer, size: number, clues: Clues): boolean {
  if (size > bytes.length || encodingOf(bytes) !== 'utf-8') return false;
  const file = new TextFile(path, '');
  if (statesLicenses(file)) return false;
  const finder = textFinders.find((finder) => finder.wants(file));
  const kind = finder === undefined ? 'none' : (finder.clues?.(file) ?? null);
  return kind !== null && !clues.mayHold(bytes, kind);
}

/** What the finders see in a text. Pure: depends on its arguments only, never throws. */
export function seenText(path: string, bytes: Buffer, size: number): SeenText {
  const content = decodeText(bytes);
  if (content === null) return { ...(isCode(path, bytes) ? hiddenCode : nothingOfBinary), bytes: size };
  if (path.endsWith('.json') && ownReport.test(content))
    return { ...nothing, bytes: size, skipped: 'report of an earlier check' };
  const text = new TextFile(path, content);
  const finder = textFinders.find((finder) => finder.wants(text));
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
  return !isFilm && isKnown(textFinders.find((finder) => finder.wants(new TextFile(path, ''))));
}

function lookAtPackages(file: WalkedFile, reader: PackageReader): Seen {
  const limit = reader.limit ?? packageLimit;
  const read = readBytes(file.absolute, limit);
  if (!read.ok) return cannotRead(read.reason, 'package');
  const { size } = read.times;
  const content = decodeText(read.bytes);
  if (content === null) return { ...cannotRead('is a binary file', 'package'), bytes: size };
  const text = new TextFile(file.path, content);
  const packages =
    size > read.bytes.length
      ? ({ ok: false, reason: `is larger than ${limit / megabyte} MB` } as const)
      : reader.read(text);
  const finder = reader.mayNameModels === true ? textFinders.find((finder) => finder.wants(text)) : undefined;
  return {
    ...nothing,
    ...(packages.ok ? { packages: packages.file } : cannotRead(packages.reason, 'package')),
    bytes: size,
    ...(reader.mayNameModels === true ? referencesIn(text, finder) : {}),
  };
}

function cannotRead(reason: string, kind: Finding['kind']): Seen {
  return { ...nothing, skipped: reason, unreadable: kind };
}

/** Finds references that count in every text that it wants. */
function isKnown(finder: TextFinder | undefined): boolean {
  return finder === sourceReferences || finder === lineReferences || finder === notebookReferences;
}

/** Documents and data are searched as far as they are read; code and configuration have to be seen whole. */
function cutShort(finder: TextFinder | undefined): Pick<Seen, 'skipped' | 'unreadable'> {
  return {
    skipped: `only its first ${textLimit / megabyte} MB were searched`,
    unreadable: isKnown(finder) ? 'model' : null,
  };
}

function referencesIn(text: TextFile, finder: TextFinder | undefined): Pick<Seen, 'hub' | 'isLabel'> {
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
