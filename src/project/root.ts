import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { POLICY_FILE } from './policyFile';

const marks = [POLICY_FILE, '.git', 'package.json', 'Cargo.toml', 'pyproject.toml'];

/** The nearest folder at or above a path that holds a policy, a repository or a manifest; null where there is none. */
export function projectRoot(path: string): string | null {
  const start = resolve(path);
  let folder = isFolder(start) ? start : dirname(start);
  for (;;) {
    if (marks.some((mark) => existsSync(join(folder, mark)))) return folder;
    const above = dirname(folder);
    if (above === folder) return null;
    folder = above;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
