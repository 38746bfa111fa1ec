import { readdir, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { addRules, isIgnored, type Rules } from './ignoreRules';

/** A file that the walk came by. */
export interface WalkedFile {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly absolute: string;
  /** `.gitignore` hides it, or it belongs to installed packages: its text is not part of the project. */
  readonly hidden: boolean;
}

/** Something that the check does not look at, and why. */
export interface Skipped {
  readonly file: string;
  readonly reason: string;
}

export interface WalkOptions {
  readonly signal: AbortSignal;
  readonly onSkipped: (skipped: Skipped) => void;
  /** Folders whose entries could not be listed. */
  readonly onUnreadable: (skipped: Skipped) => void;
  /** Model files are seen wherever they lie, also where `.gitignore` hides text and behind symbolic links within the root. */
  readonly isModelFile: (path: string) => boolean;
}

/** Databases of version control systems: not the project's content, but its history. */
const versionControl = new Set(['.git', '.hg', '.svn', '.jj']);
/** Packages that were installed, not written here; their licences are read by name (finders of packages). */
const installed = new Set(['node_modules', 'bower_components', '.venv', 'site-packages', '__pycache__']);

interface Folder {
  readonly path: string;
  readonly absolute: string;
  readonly hidden: boolean;
  readonly excluded: boolean;
  readonly gitignore: readonly Rules[];
  readonly licitignore: readonly Rules[];
}

/**
 * All files below `root`, once each, folder by folder in sorted order. Reads `.gitignore` and `.licitignore` of every folder
 * on the way; files that `.licitignore` hides are reported as skipped and not yielded. Symbolic links to folders are not
 * followed, links to files only within the root and only for model files (the Hugging Face cache is made of them).
 * Ends early, without an error, when the signal is aborted.
 */
export async function* walk(root: string, options: WalkOptions): AsyncGenerator<WalkedFile, void, undefined> {
  const realRoot = await realpath(root);
  const pending: Folder[] = [
    { path: '', absolute: realRoot, hidden: false, excluded: false, gitignore: [], licitignore: [] },
  ];
  for (let folder = pending.pop(); folder !== undefined && !options.signal.aborted; folder = pending.pop()) {
    const entries = await entriesOf(folder, options);
    if (entries === null) continue;
    const names = new Set(entries.map((entry) => entry.name));
    const gitignore = names.has('.gitignore')
      ? await addRules(folder, '.gitignore', folder.gitignore)
      : folder.gitignore;
    const licitignore = names.has('.licitignore')
      ? await addRules(folder, '.licitignore', folder.licitignore)
      : folder.licitignore;
    const subfolders: Folder[] = [];
    for (const entry of entries) {
      const path = folder.path + entry.name;
      const absolute = join(folder.absolute, entry.name);
      if (entry.isDirectory()) {
        if (versionControl.has(entry.name)) continue;
        subfolders.push({
          path: `${path}/`,
          absolute,
          hidden: folder.hidden || installed.has(entry.name) || isIgnored(`${path}/`, gitignore),
          excluded: folder.excluded || isIgnored(`${path}/`, licitignore),
          gitignore,
          licitignore,
        });
        continue;
      }
      const isModel = options.isModelFile(path);
      if (entry.isSymbolicLink()) {
        const target = await linkTarget(absolute);
        if (target === null || !isWithin(realRoot, target)) {
          options.onSkipped({
            file: path,
            reason: target === null ? 'broken symbolic link' : 'symbolic link out of the folder',
          });
          continue;
        }
        // What it points at is seen where it lies, unless its own name does not say that it is a model.
        if (!isModel || options.isModelFile(target) || !(await isFile(target))) continue;
      } else if (!entry.isFile()) {
        continue; // sockets, pipes and devices hold nothing to read
      }
      const hidden = folder.hidden || isIgnored(path, gitignore);
      if (hidden && !isModel) continue;
      if (folder.excluded || isIgnored(path, licitignore)) {
        options.onSkipped({ file: path, reason: '.licitignore' });
        continue;
      }
      yield { path, absolute, hidden };
    }
    pending.push(...subfolders.reverse());
  }
}

async function entriesOf(folder: Folder, options: WalkOptions) {
  try {
    const entries = await readdir(folder.absolute, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    options.onUnreadable({
      file: folder.path === '' ? '.' : folder.path,
      reason: `folder could not be listed (${errorCode(error)})`,
    });
    return null;
  }
}

async function linkTarget(absolute: string): Promise<string | null> {
  try {
    return await realpath(absolute);
  } catch {
    return null; // broken, or a loop
  }
}

async function isFile(absolute: string): Promise<boolean> {
  const info = await stat(absolute).catch(() => null);
  return info?.isFile() === true;
}

function isWithin(root: string, target: string): boolean {
  const path = relative(root, target);
  return path !== '..' && !path.startsWith(`..${sep}`);
}

/** `EACCES` and the like; the words of the system's message carry absolute paths. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown error';
}
