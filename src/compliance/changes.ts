import { lstatSync } from 'node:fs';
import { basename, relative, resolve, sep } from 'node:path';
import { isModelFile } from './modelFile';
import type { Collection } from './scan';
import { lookAtKnownFile, type Seen, withText } from './seen';
import { lookAtText, nothingInText } from './seenText';
import { isWithin, type WalkedFile, walkTo } from './walk';

/** What has to be judged again. */
export interface Change {
  /** The files whose content changed; relative to the root. */
  readonly files: ReadonlySet<string>;
  /** A file is new or gone: references that could be paths may mean something else now. */
  readonly cameOrWent: boolean;
  readonly packages: boolean;
  readonly models: boolean;
}

/** Looks at changed files (absolute paths) again and brings the collection up to date; `everything`: that takes a whole walk. */
export function lookAgain(
  seen: Collection,
  changed: readonly string[],
  ownFiles: readonly string[],
): Change | 'everything' {
  const files = new Set<string>();
  let cameOrWent = false;
  let packages = false;
  let models = false;
  for (const absolute of new Set(changed.map((file) => resolve(file)))) {
    const path = relative(seen.root, absolute).split(sep).join('/');
    if (path === '' || !isWithin(seen.root, absolute)) continue;
    if (basename(path) === '.gitignore' || basename(path) === '.licitignore') return 'everything';
    const before = seen.seen(path);
    const wasThere = seen.remove(path);
    const file = walkTo(seen.root, path, isModelFile(path));
    if (file === 'hidden' && !wasThere) continue;
    // Came and went between two looks, or was never looked at: what builds and package managers do all the time.
    if (file === 'other' && !wasThere && isGone(absolute) && !seen.holds(`${path}/`)) {
      cameOrWent = true;
      continue;
    }
    // A folder, a link, or a file that a report lists by name alone.
    if (file === 'excluded' || (file === 'other' && !wasThere)) return 'everything';
    const isThere = typeof file !== 'string';
    if (isThere) seen.put(file, lookAtKnownFile(file, ownFiles) ?? textOf(file));
    const after = seen.seen(path);
    files.add(path);
    cameOrWent ||= wasThere !== isThere;
    packages ||= [before, after].some((one) => one != null && one.packages !== null);
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    models ||=
      [before, after].some((one) => one != null && (one.weights !== null || one.isLabel)) ||
      [...seen.weights, ...seen.labels].some((one) => one.file.startsWith(folder) || folder === '');
  }
  return { files, cameOrWent, packages, models };
}

function isGone(absolute: string): boolean {
  return lstatSync(absolute, { throwIfNoEntry: false }) === undefined;
}

function textOf({ path, absolute }: WalkedFile): Seen {
  return withText(lookAtText(path, absolute, null, null).seen ?? nothingInText);
}
