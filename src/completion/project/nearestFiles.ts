import { readdir } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { addRules, isIgnored, type Rules } from '../../compliance/ignoreRules';

/** Folders looked into at the most, so that a workspace of any size costs little. */
const FOLDERS = 400;
/** What other programs put into a project; `.gitignore` usually says so, but not always. */
const NOT_WRITTEN_HERE =
  /^(node_modules|bower_components|dist|build|out|coverage|vendor|site-packages|__pycache__|target)$/;

export interface NearestOptions {
  readonly limit: number;
  /** Whether a file is wanted, by its path relative to the root, with `/`. */
  readonly accepts: (path: string) => boolean;
  readonly signal: AbortSignal;
}

/**
 * Files around `file`, the nearest first: those of its folder, of the folders below, of the folder above, and so on up to the
 * root. Leaves out the file itself, hidden folders, what `.gitignore` and `.licitignore` hide, and symbolic links. Paths are
 * relative to `root`, with `/`. Ends early, without an error, when the signal is aborted.
 */
export async function nearestFiles(root: string, file: string, options: NearestOptions): Promise<readonly string[]> {
  const found: string[] = [];
  const seen = new Set<string>();
  let budget = FOLDERS;
  const ancestors = foldersAbove(root, file);
  const rules = new Map<string, readonly Rules[]>();
  // From the root down, as an outer rule holds below.
  for (const folder of [...ancestors].reverse()) {
    rules.set(folder, await rulesOf(root, folder, rules.get(parent(folder)) ?? []));
  }
  for (const ancestor of ancestors) {
    const queue = [ancestor];
    for (let folder = queue.shift(); folder !== undefined; folder = queue.shift()) {
      if (seen.has(folder)) continue;
      seen.add(folder);
      if (found.length >= options.limit || budget-- <= 0 || options.signal.aborted) return found;
      const inForce = rules.get(folder) ?? (await rulesOf(root, folder, rules.get(parent(folder)) ?? []));
      rules.set(folder, inForce);
      for (const entry of await entriesOf(join(root, folder))) {
        const path = folder + entry.name;
        if (entry.isDirectory()) {
          const skipped = entry.name.startsWith('.') || NOT_WRITTEN_HERE.test(entry.name);
          if (!skipped && !isIgnored(`${path}/`, inForce)) queue.push(`${path}/`);
        } else if (entry.isFile() && path !== file && options.accepts(path) && !isIgnored(path, inForce)) {
          found.push(path);
        }
      }
    }
  }
  return found.slice(0, options.limit);
}

/** The file's folder and those above it, up to the root: relative, with a trailing `/`; the root is empty. */
function foldersAbove(root: string, file: string): readonly string[] {
  const folders: string[] = [];
  let folder = relative(root, dirname(join(root, file)))
    .split(sep)
    .join('/');
  while (folder !== '' && folder !== '.' && !folder.startsWith('..')) {
    folders.push(`${folder}/`);
    folder = dirname(folder);
  }
  return [...folders, ''];
}

function parent(folder: string): string {
  const above = dirname(folder);
  return folder === '' || above === '.' ? '' : `${above}/`;
}

async function rulesOf(root: string, folder: string, outer: readonly Rules[]): Promise<readonly Rules[]> {
  const place = { path: folder, absolute: join(root, folder) };
  return addRules(place, '.licitignore', await addRules(place, '.gitignore', outer));
}

async function entriesOf(folder: string) {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    // A folder that cannot be listed has no files for us.
    return [];
  }
}
