import { lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
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
 * All files below `root`, once each, a list for each folder, in sorted order. Waits for the file system within each step, which
 * takes a fraction of the time that promises do: who walks gives others their turn between the lists (`Pace`). Reads `.gitignore` and `.licitignore` of every folder
 * on the way; files that `.licitignore` hides are reported as skipped and not yielded. Symbolic links to folders are not
 * followed, links to files only within the root and only for model files (the Hugging Face cache is made of them).
 * Ends early, without an error, when the signal is aborted.
 */
export function* walk(root: string, options: WalkOptions): Generator<readonly WalkedFile[], void, undefined> {
  const realRoot = realpathSync(root);
  const pending: Folder[] = [
    { path: '', absolute: realRoot, hidden: false, excluded: false, gitignore: [], licitignore: [] },
  ];
  for (let folder = pending.pop(); folder !== undefined && !options.signal.aborted; folder = pending.pop()) {
    const entries = entriesOf(folder, options);
    if (entries === null) continue;
    const has = (name: string) => entries.some((entry) => entry.name === name);
    const gitignore = has('.gitignore') ? addRules(folder, '.gitignore', folder.gitignore) : folder.gitignore;
    const licitignore = has('.licitignore') ? addRules(folder, '.licitignore', folder.licitignore) : folder.licitignore;
    const place = folder.absolute.endsWith(sep) ? folder.absolute : `${folder.absolute}${sep}`;
    const subfolders: Folder[] = [];
    const files: WalkedFile[] = [];
    for (const entry of entries) {
      const path = folder.path + entry.name;
      const absolute = `${place}${entry.name}`;
      if (entry.isDirectory()) {
        if (versionControl.has(entry.name)) continue;
        subfolders.push({
          path: `${path}/`,
          absolute,
          hidden: folder.hidden || installed.has(entry.name) || isIgnored(`${path}/`, gitignore, folder.path.length),
          excluded: folder.excluded || isIgnored(`${path}/`, licitignore, folder.path.length),
          gitignore,
          licitignore,
        });
        continue;
      }
      const isModel = options.isModelFile(path);
      if (entry.isSymbolicLink()) {
        const target = linkTarget(absolute);
        if (target === null || !isWithin(realRoot, target)) {
          options.onSkipped({
            file: path,
            reason: target === null ? 'broken symbolic link' : 'symbolic link out of the folder',
          });
          continue;
        }
        // What it points at is seen where it lies, unless its own name does not say that it is a model.
        if (!isModel || options.isModelFile(target) || !isFile(target)) continue;
      } else if (!entry.isFile()) {
        options.onSkipped({ file: path, reason: 'no regular file' }); // a socket, pipe or device holds nothing to read
        continue;
      }
      const hidden = folder.hidden || isIgnored(path, gitignore, folder.path.length);
      if (hidden && !isModel) continue;
      if (folder.excluded || isIgnored(path, licitignore, folder.path.length)) {
        options.onSkipped({ file: path, reason: '.licitignore' });
        continue;
      }
      files.push({ path, absolute, hidden });
    }
    yield files;
    pending.push(...subfolders.reverse());
  }
}

/**
 * How the walk comes by one file, so that no whole walk is needed to know: `hidden` by `.gitignore` or among installed packages,
 * `excluded` by `.licitignore`, `other` where there is no regular file.
 */
export function walkTo(root: string, path: string, isModel: boolean): WalkedFile | 'hidden' | 'excluded' | 'other' {
  const names = path.split('/');
  const absolute = join(root, path);
  if (names.some((name) => versionControl.has(name))) return 'hidden';
  if (lstatSync(absolute, { throwIfNoEntry: false })?.isFile() !== true) return 'other';
  let hidden = false;
  let excluded = false;
  let gitignore: readonly Rules[] = [];
  let licitignore: readonly Rules[] = [];
  let folder = '';
  for (const [index, name] of names.entries()) {
    const place = { path: folder, absolute: join(root, folder) };
    if (lstatSync(place.absolute, { throwIfNoEntry: false })?.isDirectory() !== true) return 'other';
    gitignore = addRules(place, '.gitignore', gitignore);
    licitignore = addRules(place, '.licitignore', licitignore);
    const isLast = index === names.length - 1;
    const next = isLast ? path : `${folder}${name}/`;
    hidden ||= (!isLast && installed.has(name)) || isIgnored(next, gitignore);
    excluded ||= isIgnored(next, licitignore);
    folder = next;
  }
  if (hidden && !isModel) return 'hidden';
  return excluded ? 'excluded' : { path, absolute, hidden };
}

function entriesOf(folder: Folder, options: WalkOptions) {
  try {
    const entries = readdirSync(folder.absolute, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    options.onUnreadable({
      file: folder.path === '' ? '.' : folder.path,
      reason: `folder could not be listed (${errorCode(error)})`,
    });
    return null;
  }
}

function linkTarget(absolute: string): string | null {
  try {
    return realpathSync(absolute);
  } catch {
    return null; // broken, or a loop
  }
}

function isFile(absolute: string): boolean {
  return statSync(absolute, { throwIfNoEntry: false })?.isFile() === true;
}

export function isWithin(root: string, target: string): boolean {
  const path = relative(root, target);
  return path !== '..' && !path.startsWith(`..${sep}`);
}

/** `EACCES` and the like; the words of the system's message carry absolute paths. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown error';
}
