import ignore from 'ignore';

/** The root or drive of a whole path, or the way up to where a file outside its project lies. */
const OUTSIDE = /^(?:(?:[A-Za-z]:)?\/+|(?:\.\.\/)+)/;

/**
 * Whether one of the patterns, written as in a `.gitignore`, names the file. `path` is relative to its project, with `/`; a file
 * outside is named by its own name and its folders'.
 */
export function excluded(path: string, patterns: readonly string[]): boolean {
  const inside = path.replace(OUTSIDE, '');
  if (patterns.length === 0 || !ignore.isPathValid(inside)) return false;
  return ignore()
    .add([...patterns])
    .ignores(inside);
}
