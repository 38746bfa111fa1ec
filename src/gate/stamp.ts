import type { BigIntStats } from 'node:fs';
import { type FileSource, withFile } from '../formats/bytes';
import { sha256Of } from '../formats/hash';
import type { FileStamp } from './admitted';

/** What the file system says of a file that is open. */
export async function readStamp(source: FileSource): Promise<FileStamp> {
  return stampOf(await source.handle.stat({ bigint: true }));
}

export function stampOf(stat: BigIntStats): FileStamp {
  return {
    dev: String(stat.dev),
    ino: String(stat.ino),
    size: String(stat.size),
    mtimeNs: String(stat.mtimeNs),
    ctimeNs: String(stat.ctimeNs),
  };
}

export function sameStamp(a: FileStamp, b: FileStamp): boolean {
  return a.dev === b.dev && a.ino === b.ino && a.size === b.size && a.mtimeNs === b.mtimeNs && a.ctimeNs === b.ctimeNs;
}

/** The part of an admitted model that is compared again right before a file is opened. */
export interface JudgedFile {
  readonly path: string;
  readonly stamp: FileStamp;
  readonly header: { readonly bytes: number; readonly sha256: string };
}

/**
 * Whether the file is still the one that was judged: the file system says the same of it, and its header hashes to the
 * same. The engine's worker calls this right before it opens the file. Needs nothing but Node.
 */
export async function checkStillJudged(file: JudgedFile): Promise<{ ok: true } | { ok: false; message: string }> {
  const seen = await withFile(file.path, async (source) => {
    const stamp = await readStamp(source);
    return { stamp, header: await sha256Of(source, Math.min(file.header.bytes, source.size)) };
  });
  if (!seen.ok) return { ok: false, message: `${file.path}: ${seen.problem.message}` };
  if (sameStamp(seen.value.stamp, file.stamp) && seen.value.header === file.header.sha256) return { ok: true };
  return { ok: false, message: `${file.path} changed after it was judged; choose it again to have it judged anew` };
}
