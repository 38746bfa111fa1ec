import { sep } from 'node:path';
import type { Use } from '../licensing/verdict';
import { POLICY_FILE } from '../project/policyFile';
import { HEAD_BYTES, isModelFile, isWeights } from './modelFile';
import type { PackageFile, PackageRead, PackageReader } from './packages/packageFile';
import { packageReader } from './packages/readers';
import { useOfWeights } from './place';
import { isPlainFile } from './plainFile';
import type { Finding } from './report';
import { finderFor, nothingInText, referencesIn, type SeenText } from './seenText';
import { decodeText, readBytes, readHead, TextFile } from './text/textFile';
import type { WalkedFile } from './walk';

/** What was seen of one file. */
export interface Seen extends SeenText {
  readonly packages: PackageFile | null;
  /** By place; null where the file holds no model. */
  readonly weights: Use | null;
}

const nothing: Seen = { ...nothingInText, packages: null, weights: null };
const ofTheCheck: Seen = { ...nothing, skipped: 'belongs to the check' };

const megabyte = 1024 * 1024;
/** Files of package managers are understood as a whole or not at all. */
const packageLimit = 16 * megabyte;

/**
 * What there is to see in a file that is not looked at as a text; null for all others. `ownFiles`: files and folders that the check
 * itself reads, writes or runs from; what they name is not used there. Absolute, without symbolic links.
 */
export function lookAtKnownFile(file: WalkedFile, ownFiles: readonly string[]): Seen | null {
  if (isOfTheCheck(file, ownFiles)) return ofTheCheck;
  if (isModelFile(file.path)) {
    const head = readHead(file.absolute, HEAD_BYTES);
    // What can't be read is said when it is judged.
    if (head === null || isWeights(file.path, head.bytes))
      return { ...nothing, bytes: head?.size ?? 0, weights: useOfWeights(file.path, file.hidden) };
  }
  // Seen only for the sake of its name, which misled.
  if (file.hidden) return nothing;
  if (file.path.endsWith(POLICY_FILE)) return ofTheCheck;
  const reader = isPlainFile(file.path) ? undefined : packageReader(file.path);
  return reader === undefined ? null : lookAtPackages(file, reader);
}

/** True for what the check itself reads, writes or runs from. */
export function isOfTheCheck({ absolute }: WalkedFile, ownFiles: readonly string[]): boolean {
  return ownFiles.some((own) => isAtOrBelow(own, absolute));
}

function isAtOrBelow(place: string, absolute: string): boolean {
  return absolute.startsWith(place) && (absolute.length === place.length || absolute[place.length] === sep);
}

/** What was seen of a file in which a text was seen. */
export function withText(seen: SeenText): Seen {
  return { ...nothing, ...seen };
}

function lookAtPackages(file: WalkedFile, reader: PackageReader): Seen {
  const limit = reader.limit ?? packageLimit;
  const read = readBytes(file.absolute, limit);
  if (!read.ok) return cannotRead(read.reason, 'package');
  const { size } = read.times;
  const content = decodeText(read.bytes);
  if (content === null) return { ...cannotRead(reader.binary ?? 'is a binary file', 'package'), bytes: size };
  const text = new TextFile(file.path, content);
  const packages =
    size > read.bytes.length
      ? ({ ok: false, reason: `is larger than ${limit / megabyte} MB` } as const)
      : reader.read(text);
  const finder = reader.mayNameModels === true ? finderFor(text) : undefined;
  return {
    ...nothing,
    ...readOf(packages),
    bytes: size,
    ...(reader.mayNameModels === true ? referencesIn(text, finder) : {}),
  };
}

function readOf(read: PackageRead): Partial<Seen> {
  if (read.ok) return { packages: read.file };
  return read.isUnknown === true ? { skipped: read.reason } : cannotRead(read.reason, 'package');
}

function cannotRead(reason: string, kind: Finding['kind']): Seen {
  return { ...nothing, skipped: reason, unreadable: kind };
}
