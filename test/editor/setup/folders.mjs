// Where the editor tests keep what they install and unpack.
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the editor tests. */
export const here = fileURLToPath(new URL('..', import.meta.url));
/** Packages of test/editor/package-lock.json. */
export const modules = join(here, 'node_modules');
/** What is made from these packages: outside node_modules, so that `npm ci` doesn't throw it away. */
export const cache = join(here, '.cache');

/**
 * Makes a folder of the cache once. It is filled under another name and renamed when it is complete, so a run that was
 * cut short or two runs at once never leave half of one.
 * @param {string} name names the content with its version: another version is another folder
 * @param {(folder: string) => Promise<void>} fill
 * @returns {Promise<string>} the folder's path
 */
export async function cachedFolder(name, fill) {
  const folder = join(cache, name);
  if (existsSync(folder)) return folder;
  const temporary = join(cache, `${name}.${process.pid}-${randomBytes(4).toString('hex')}`);
  try {
    await mkdir(temporary, { recursive: true });
    await fill(temporary);
    await rename(temporary, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error; // else another run was faster: its folder will do
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return folder;
}
