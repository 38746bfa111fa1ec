import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { isSourceCode } from '../../compliance/text/lex';

/** Folders in which package managers put what others wrote. */
const THIRD_PARTY = /^(?:node_modules|bower_components|vendor|site-packages|third_party|third-party)$/;
/** Folders of the project's own that are looked into for those. */
const OWN_FOLDERS = 2000;
/** Declarations without code, and what programs packed. */
const NO_SOURCE = /\.d\.[mc]?ts$|\.min\.[mc]?js$|\.bundle\.[mc]?js$/;

/**
 * Source files that others wrote, by their paths relative to the root, with `/`: those at the top of each package before those
 * deeper in it, so that a limit leaves something of each. Links are not followed.
 */
export async function* thirdPartyFiles(root: string, signal: AbortSignal): AsyncGenerator<string> {
  const queue = [...(await thirdPartyFolders(root, signal))];
  for (let next = queue.shift(); next !== undefined && !signal.aborted; next = queue.shift()) {
    for (const entry of await entriesOf(join(root, next))) {
      const path = `${next}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!entry.name.startsWith('.') || entry.name === '.pnpm') queue.push(path);
      } else if (entry.isFile() && isSource(entry.name)) yield path;
    }
  }
}

function isSource(name: string): boolean {
  return isSourceCode(extname(name).toLowerCase()) && !NO_SOURCE.test(name);
}

async function thirdPartyFolders(root: string, signal: AbortSignal): Promise<readonly string[]> {
  const found: string[] = [];
  const queue = [''];
  for (let looked = 0; queue.length > 0 && looked < OWN_FOLDERS && !signal.aborted; looked++) {
    const folder = queue.shift() ?? '';
    for (const entry of await entriesOf(join(root, folder))) {
      if (!entry.isDirectory() || entry.name === '.git') continue;
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (THIRD_PARTY.test(entry.name)) found.push(path);
      else queue.push(path);
    }
  }
  return found;
}

async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    // A folder that cannot be listed has no files for us.
    return [];
  }
}
