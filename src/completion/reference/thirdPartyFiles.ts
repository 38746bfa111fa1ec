import { extname } from 'node:path';
import { FolderReader } from '../../compliance/packages/folderReader';
import { isSourceCode } from '../../compliance/text/lex';
import { directFolders, isManifest } from './directPackages';

/** Folders in which package managers put what others wrote. */
const THIRD_PARTY = /^(?:node_modules|bower_components|vendor|site-packages|third_party|third-party)$/;
/** Folders of the project's own that are looked into for those. */
const OWN_FOLDERS = 2000;
/** Declarations without code, and what programs packed. */
const NO_SOURCE = /\.d\.[mc]?ts$|\.min\.[mc]?js$|\.bundle\.[mc]?js$/;

/**
 * Source files that others wrote, by their paths relative to the root, with `/`: first those of the packages that the project's
 * manifests ask for, then of what it is built with, then all others; in each group those at the top of each package before those
 * deeper in it, so that a limit leaves something of each. Links are followed only to packages that a manifest asks for.
 */
export async function* thirdPartyFiles(root: string, signal: AbortSignal): AsyncGenerator<string> {
  const reader = await FolderReader.at(root);
  if (reader === null) return;
  const { folders, manifests } = await look(reader, signal);
  const { runtime, development } = await directFolders(reader, manifests, folders);
  const done = new Set<string>();
  yield* filesBelow(reader, runtime, done, false, signal);
  yield* filesBelow(reader, development, done, false, signal);
  yield* filesBelow(reader, folders, done, true, signal);
}

/** Files of folders that are not `done`, and of those below; not of packages inside of packages, unless these are wanted, too. */
async function* filesBelow(
  reader: FolderReader,
  folders: readonly string[],
  done: Set<string>,
  packagesInside: boolean,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const queue = [...folders];
  for (let next = queue.shift(); next !== undefined && !signal.aborted; next = queue.shift()) {
    const isNew = !done.has(next);
    done.add(next);
    for (const entry of await reader.list(next)) {
      const path = `${next}/${entry.name}`;
      if (entry.isDirectory()) {
        const hidden = entry.name.startsWith('.') && entry.name !== '.pnpm';
        if (!hidden && (packagesInside || !THIRD_PARTY.test(entry.name))) queue.push(path);
      } else if (isNew && entry.isFile() && isSource(entry.name)) yield path;
    }
  }
}

function isSource(name: string): boolean {
  return isSourceCode(extname(name).toLowerCase()) && !NO_SOURCE.test(name);
}

interface Looked {
  readonly folders: readonly string[];
  readonly manifests: readonly string[];
}

/** Folders of packages in the project's own folders, and its manifests. */
async function look(reader: FolderReader, signal: AbortSignal): Promise<Looked> {
  const folders: string[] = [];
  const manifests: string[] = [];
  const queue = [''];
  for (let looked = 0; queue.length > 0 && looked < OWN_FOLDERS && !signal.aborted; looked++) {
    const folder = queue.shift() ?? '';
    for (const entry of await reader.list(folder)) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      // What lies in hidden folders was put there by programs.
      if (entry.isFile() && !/(?:^|\/)\./.test(path) && isManifest(path)) manifests.push(path);
      if (!entry.isDirectory() || entry.name === '.git') continue;
      if (THIRD_PARTY.test(entry.name)) folders.push(path);
      else queue.push(path);
    }
  }
  return { folders, manifests };
}
