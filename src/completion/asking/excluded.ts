import ignore from 'ignore';

/** Whether one of the patterns, written as in a `.gitignore`, names the file. `path` is relative to its project, with `/`. */
export function excluded(path: string, patterns: readonly string[]): boolean {
  if (patterns.length === 0 || !ignore.isPathValid(path)) return false;
  return ignore()
    .add([...patterns])
    .ignores(path);
}
