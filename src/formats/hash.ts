import { createHash } from 'node:crypto';
import { BadFile, type ByteSource } from './bytes';

/** Small enough that hashing a piece never holds up an event loop that others share. */
const PIECE = 1024 * 1024;

export interface HashOptions {
  /** Called after each piece with the share that is done, 0..1. */
  readonly onProgress?: (share: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * SHA-256 of the source's first `bytes` bytes, in lower-case hex. Null when the signal was aborted. Throws `BadFile`
 * when the file is shorter by now.
 */
export async function sha256Of(source: ByteSource, bytes: number, options: HashOptions = {}): Promise<string | null> {
  const hash = createHash('sha256');
  const piece = Buffer.allocUnsafe(Math.min(PIECE, bytes));
  for (let done = 0; done < bytes; ) {
    if (options.signal?.aborted) return null;
    const part = piece.subarray(0, Math.min(piece.length, bytes - done));
    if ((await source.read(part, done)) < part.length)
      throw new BadFile({ kind: 'truncated', message: 'the file became shorter while it was read; try again' });
    hash.update(part);
    done += part.length;
    options.onProgress?.(done / bytes);
  }
  return hash.digest('hex');
}
