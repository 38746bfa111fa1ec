import { realpathSync } from 'node:fs';
import type { Use } from '../licensing/verdict';
import type { KnownIds } from './clues/knownIds';
import type { HubReference } from './finder';
import type { LicenseSighting } from './judgeFileLicenses';
import type { LabelSighting } from './licenseDrift';
import { isModelFile } from './modelFile';
import { Pace } from './pace';
import type { PackageFile } from './packages/packageFile';
import type { Finding } from './report';
import { type CachePlace, ScanCache } from './scanCache';
import { isOfTheCheck, lookAtKnownFile, type Seen, withText } from './seen';
import { TextLooker } from './textLooker';
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
  readonly licenses: readonly LicenseSighting[];
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
  /** Where what was seen is kept for the next check; nowhere unless told. */
  readonly cache?: CachePlace;
  /** The ids of the registry: mentions of others are not kept, so that most files need no closer look. Each is looked at unless told. */
  readonly known?: KnownIds;
  /** Which references are kept; all unless told. */
  readonly isWorthKeeping?: (sighting: HubSighting) => boolean;
  /** The built `lookWorker`, so that other threads can help with large trees; one thread does all unless told. */
  readonly helper?: string;
  /** Keeps what the next `recheck` needs. */
  readonly recheckable?: boolean;
}

/** Walks the folder once and collects every reference. Ends early, with what it has, when the signal is aborted. */
export async function scan(root: string, signal: AbortSignal, options: ScanOptions = {}): Promise<Collection> {
  const collection = new Collection(root, options);
  const { known, ownFiles = [] } = options;
  const cache = await ScanCache.open(root, options.cache, known?.digest ?? '');
  const see = (file: WalkedFile, seen: Seen) => {
    collection.put(file, seen);
    options.onProgress?.({ files: collection.files, file: file.path });
  };
  const texts = new TextLooker({
    root: collection.root,
    known: known ?? null,
    helper: options.helper ?? null,
    cache,
    onSeen: (file, seen) => see(file, withText(seen)),
  });
  const pace = new Pace();
  const folders = walk(root, {
    signal,
    isModelFile,
    onSkipped: (skipped) => collection.passedOver.push(skipped),
    onUnreadable: (skipped) => collection.notListed.push({ ...skipped, kind: 'model' }),
  });
  try {
    for (const files of folders) {
      for (const file of files) {
        // What was looked at as a text still is one, unless it is hidden now or belongs to this check.
        const unchanged = file.hidden || isOfTheCheck(file, ownFiles) ? null : cache.unchanged(file);
        const known = unchanged === null ? lookAtKnownFile(file, ownFiles) : withText(unchanged);
        if (known !== null) see(file, known);
        else texts.add(file);
        if (pace.isDue) await pace.rest();
        if (signal.aborted) return collection;
      }
      if (pace.isDue) await pace.rest();
    }
    await texts.finish(pace, signal);
  } finally {
    texts.close();
  }
  if (signal.aborted) return collection;
  collection.settle();
  await cache.save();
  return collection;
}

interface Kept extends Seen {
  readonly absolute: string;
}

/** What was seen of each file. Files in which there was nothing to see are only counted. */
export class Collection implements Scan {
  /** As the walk names it. */
  readonly root: string;
  files = 0;
  bytes = 0;
  /** Of the walk itself: what it did not go into, and what it could not. */
  readonly passedOver: Skipped[] = [];
  readonly notListed: Unreadable[] = [];
  private readonly kept = new Map<string, Kept>();
  /** Bytes of every file; only where a later `recheck` has to take them back. */
  private readonly sizes: Map<string, number> | null;

  constructor(
    root: string,
    private readonly options: ScanOptions,
  ) {
    this.root = realpathSync(root);
    this.sizes = options.recheckable === true ? new Map() : null;
  }

  put({ path, absolute }: WalkedFile, seen: Seen): void {
    this.files++;
    this.bytes += seen.bytes;
    this.sizes?.set(path, seen.bytes);
    const { isWorthKeeping = () => true } = this.options;
    const hub = seen.hub.filter((found) => isWorthKeeping({ ...found, file: path }));
    if (hub.length > 0 || saysMore(seen)) this.kept.set(path, { ...seen, hub, absolute });
  }

  /** Puts things in the order of their paths: when what was seen depends on who looked. */
  settle(): void {
    const sorted = [...this.kept].sort(([a], [b]) => (a < b ? -1 : 1));
    this.kept.clear();
    for (const [path, kept] of sorted) this.kept.set(path, kept);
  }

  /** False for a file that was not there. */
  remove(path: string): boolean {
    const bytes = this.sizes?.get(path);
    if (bytes === undefined) return false;
    this.files--;
    this.bytes -= bytes;
    this.sizes?.delete(path);
    this.kept.delete(path);
    return true;
  }

  seen(path: string): Seen | undefined {
    return this.kept.get(path);
  }

  /** True when something below the folder was seen or passed over; `folder` ends with `/`. */
  holds(folder: string): boolean {
    for (const path of this.sizes?.keys() ?? []) if (path.startsWith(folder)) return true;
    return [...this.passedOver, ...this.notListed].some(({ file }) => file.startsWith(folder) || `${file}/` === folder);
  }

  get skipped(): readonly Skipped[] {
    const files = this.from(({ skipped }, file) => (skipped === null ? [] : [{ file, reason: skipped }]));
    return [...this.passedOver, ...this.notListed, ...files];
  }

  get unreadable(): readonly Unreadable[] {
    const files = this.from(({ skipped, unreadable }, file) =>
      skipped === null || unreadable === null ? [] : [{ file, reason: skipped, kind: unreadable }],
    );
    return [...this.notListed, ...files];
  }

  get hub(): readonly HubSighting[] {
    return this.from(({ hub }, file) => hub.map((found) => ({ ...found, file })));
  }

  get weights(): readonly WeightsSighting[] {
    return this.from(({ weights, absolute }, file) => (weights === null ? [] : [{ file, absolute, use: weights }]));
  }

  get labels(): readonly LabelSighting[] {
    return this.from(({ isLabel, absolute }, file) => (isLabel ? [{ file, absolute }] : []));
  }

  get licenses(): readonly LicenseSighting[] {
    return this.from(({ licenses }, file) => licenses.map((stated) => ({ ...stated, file })));
  }

  get packages(): readonly PackageFile[] {
    return this.from(({ packages }) => (packages === null ? [] : [packages]));
  }

  private from<T>(take: (kept: Kept, file: string) => readonly T[]): T[] {
    const all: T[] = [];
    for (const [file, kept] of this.kept) for (const one of take(kept, file)) all.push(one);
    return all;
  }
}

function saysMore({ skipped, isLabel, packages, weights, licenses }: Seen): boolean {
  return skipped !== null || isLabel || licenses.length > 0 || packages !== null || weights !== null;
}
