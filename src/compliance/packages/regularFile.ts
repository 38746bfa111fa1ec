import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** Without it, opening a pipe waits until somebody writes into it; Windows has neither. */
const atOnce = constants.O_NONBLOCK ?? 0;

/** What `read` finds in a regular file; null where there is none, or it can't be read. */
export async function inRegularFile<T>(
  path: string,
  read: (file: FileHandle, size: number) => Promise<T | null>,
): Promise<T | null> {
  try {
    const file = await open(path, constants.O_RDONLY | atOnce);
    try {
      const info = await file.stat();
      return info.isFile() ? await read(file, info.size) : null;
    } finally {
      await file.close();
    }
  } catch {
    return null; // not there, not ours to read, or damaged: who asks says that nothing was found
  }
}
