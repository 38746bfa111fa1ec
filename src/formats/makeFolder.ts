import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it that are missing. Node's own `recursive` never ends where a file system makes no folders and says
 * that the one above is missing, as /proc does. `mode`: of those that it makes. Rejects as `mkdir` does, with EEXIST where a file is in
 * the way.
 */
export async function makeFolder(path: string, mode?: number): Promise<void> {
  const above = dirname(path);
  try {
    await mkdir(path, mode);
    return;
  } catch {
    if (await isFolder(path)) return;
  }
  if (above !== path && !(await isFolder(above))) await makeFolder(above, mode);
  try {
    await mkdir(path, mode);
  } catch (error) {
    // Others may make the same at the same time.
    if (!(await isFolder(path))) throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  const info = await stat(path).catch(() => null);
  return info?.isDirectory() === true;
}
