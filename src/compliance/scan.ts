import type { Use } from '../licensing/verdict';
import { POLICY_FILE } from '../project/policyFile';
import type { HubReference, TextFinder } from './finder';
import { jsonReferences } from './finders/jsonReferences';
import { lineReferences } from './finders/lineReferences';
import { notebookReferences } from './finders/notebookReferences';
import { ollamaReferences } from './finders/ollamaReferences';
import { proseReferences } from './finders/proseReferences';
import { sourceReferences } from './finders/sourceReferences';
import type { LabelSighting } from './licenseDrift';
import { isCardName, modelCard } from './modelCard';
import { HEAD_BYTES, isModelFile, isWeights } from './modelFile';
import { isOllamaManifest } from './ollamaStore';
import type { PackageFile, PackageRead, PackageReader } from './packages/packageFile';
import { packageReader } from './packages/readers';
import { useOfText, useOfWeights } from './place';
import type { Finding } from './report';
import { readHead, readText, TextFile } from './text/textFile';
import { type Skipped, type WalkedFile, walk } from './walk';

/** A hub reference and where it stands. */
export interface HubSighting extends HubReference {
  readonly file: string;
  /** By place. */
  readonly use: Use;
}

/** A model file of the workspace. */
export interface WeightsSighting {
  readonly file: string;
  readonly absolute: string;
  /** By place. */
  readonly use: Use;
}

/** A file of a kind that the check knows, which it could not read or only in part. */
export interface Unreadable extends Skipped {
  readonly kind: Finding['kind'];
}

/** What the walk saw, not yet judged; in no order. */
export interface Scan {
  readonly files: number;
  readonly bytes: number;
  readonly skipped: readonly Skipped[];
  readonly unreadable: readonly Unreadable[];
  readonly hub: readonly HubSighting[];
  readonly weights: readonly WeightsSighting[];
  readonly labels: readonly LabelSighting[];
  readonly packages: readonly PackageFile[];
}

export interface ScanProgress {
  readonly files: number;
  /** The file that was just read, relative to the root. */
  readonly file: string;
  /** Of a big file: how much of it was read, 0..1. */
  readonly share?: number;
}

export interface ScanOptions {
  readonly onProgress?: (progress: ScanProgress) => void;
  /** Files that the check itself reads or writes (policy, registry, baseline, report): what they name is not used there. Absolute. */
  readonly ownFiles?: readonly string[];
}

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

/** Files that are read at the same time; more only costs memory. */
const width = 16;

/** Walks the folder once and collects every reference. Ends early, with what it has, when the signal is aborted. */
export async function scan(root: string, signal: AbortSignal, options: ScanOptions = {}): Promise<Scan> {
  const scanner = new Scanner(signal, options);
  const files = walk(root, {
    signal,
    isModelFile,
    onSkipped: (skipped) => scanner.skipped.push(skipped),
    onUnreadable: (skipped) => scanner.cannotRead(skipped.file, skipped.reason, 'model'),
  });
  const lane = async () => {
    for (let next = await files.next(); next.done !== true && !signal.aborted; next = await files.next())
      await scanner.read(next.value);
  };
  await Promise.all(Array.from({ length: width }, lane));
  return scanner;
}

class Scanner implements Scan {
  files = 0;
  bytes = 0;
  readonly skipped: Skipped[] = [];
  readonly unreadable: Unreadable[] = [];
  readonly hub: HubSighting[] = [];
  readonly weights: WeightsSighting[] = [];
  readonly labels: LabelSighting[] = [];
  readonly packages: PackageFile[] = [];

  constructor(
    private readonly signal: AbortSignal,
    private readonly options: ScanOptions,
  ) {}

  async read(file: WalkedFile): Promise<void> {
    this.files++;
    this.options.onProgress?.({ files: this.files, file: file.path });
    if (isModelFile(file.path) && (await this.readWeights(file))) return;
    // Seen only for the sake of its name, which misled.
    if (file.hidden) return;
    if (this.options.ownFiles?.includes(file.absolute) === true || file.path.endsWith(POLICY_FILE)) {
      this.skipped.push({ file: file.path, reason: 'belongs to the check' });
      return;
    }
    const reader = packageReader(file.path);
    const content = await readText(file.absolute, reader === undefined ? textLimit : (reader.limit ?? packageLimit));
    if (this.signal.aborted) return;
    if (content.kind === 'unreadable') {
      this.cannotRead(file.path, content.reason, reader === undefined ? 'model' : 'package');
      return;
    }
    this.bytes += content.bytes;
    if (content.kind === 'binary') {
      if (reader === undefined) this.skipped.push({ file: file.path, reason: 'binary file' });
      else this.cannotRead(file.path, 'is a binary file', 'package');
      return;
    }
    if (file.path.endsWith('.json') && ownReport.test(content.text)) {
      this.skipped.push({ file: file.path, reason: 'report of an earlier check' });
      return;
    }
    const text = new TextFile(file.path, content.text);
    if (reader !== undefined) this.readPackages(text, reader, content.whole);
    if (reader !== undefined && reader.mayNameModels !== true) return;
    if (isOllamaManifest(file.path) || (isCardName(text.name) && modelCard(text) !== null))
      this.labels.push({ file: file.path, absolute: file.absolute });
    const finder = textFinders.find((finder) => finder.wants(text));
    if (!content.whole && reader === undefined) this.cutShort(text, finder);
    if (finder !== undefined) this.readReferences(text, finder);
  }

  /** False for a file that is no model for all its name. */
  private async readWeights({ path, absolute, hidden }: WalkedFile): Promise<boolean> {
    const head = await readHead(absolute, HEAD_BYTES);
    // What can't be read is said when it is judged.
    if (head !== null && !isWeights(path, head.bytes)) return false;
    this.bytes += head?.size ?? 0;
    this.weights.push({ file: path, absolute, use: useOfWeights(path, hidden) });
    return true;
  }

  cannotRead(file: string, reason: string, kind: Finding['kind']): void {
    this.skipped.push({ file, reason });
    this.unreadable.push({ file, reason, kind });
  }

  /** Documents and data are searched as far as they are read; code and configuration have to be seen whole. */
  private cutShort(file: TextFile, finder: TextFinder | undefined): void {
    const reason = `only its first ${textLimit / megabyte} MB were searched`;
    if (finder === sourceReferences || finder === lineReferences || finder === notebookReferences)
      this.cannotRead(file.path, reason, 'model');
    else this.skipped.push({ file: file.path, reason });
  }

  private readPackages(file: TextFile, reader: PackageReader, isWhole: boolean): void {
    const limit = (reader.limit ?? packageLimit) / megabyte;
    const read: PackageRead = isWhole ? reader.read(file) : { ok: false, reason: `is larger than ${limit} MB` };
    if (read.ok) this.packages.push(read.file);
    else this.cannotRead(file.path, read.reason, 'package');
  }

  private readReferences(file: TextFile, finder: TextFinder): void {
    for (const reference of finder.find(file)) {
      this.hub.push({ ...reference, file: file.path, use: useOfText(file, reference.ships === true) });
    }
  }
}
