import type { Cursor } from '../cursor';

function blanksOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

/** Columns of a line's leading blanks. */
function width(indentation: string, tabSize: number): number {
  let columns = 0;
  for (const character of indentation) columns += character === '\t' ? tabSize - (columns % tabSize) : 1;
  return columns;
}

/**
 * Whether Tab would be the next key to indent with: nothing but blanks stands to the left, and fewer of them than the code
 * around asks for: what is opened above, or what stands above and below. Ghost text there would take the key away.
 */
export function wantsIndentation({ before, after, lineBefore, lineAfter }: Cursor, tabSize: number): boolean {
  if (lineBefore.trim() !== '' || lineAfter.trim() !== '') return false;
  const above = before
    .slice(0, before.length - lineBefore.length)
    .split('\n')
    .findLast((line) => line.trim() !== '');
  if (above === undefined) return false;
  const below = after.split('\n').find((line) => line.trim() !== '') ?? '';
  const opens = /[{([:]\s*$|=>\s*$/.test(above.replace(/\s*(?:\/\/|#).*$/, ''));
  const here = width(lineBefore, tabSize);
  const there = width(blanksOf(above), tabSize);
  return (opens && here <= there) || (here < there && here < width(blanksOf(below), tabSize));
}
