/** What stands further to the left than its block, and yet belongs to it: its end. */
const CLOSES = /^\s*(?:[)\]}]|end\b)/;
/** A word that closes a block is known by so many characters. */
const CLOSER_LENGTH = 4;

/** Blanks that a line begins with, in characters. */
export function indentOf(line: string): number {
  return /^[ \t]*/.exec(line)?.[0].length ?? 0;
}

/**
 * Where a text leaves the block that it begins in: before its first line, the first of all left out, that is indented by less
 * than `indent` characters, or behind that line where it closes the block. Null when it does not. A text that is `growing` is
 * not judged by a last line that may still turn out to close.
 */
export function blockEnd(text: string, indent: number, growing = false): number | null {
  let start = text.indexOf('\n') + 1;
  while (start > 0) {
    const newline = text.indexOf('\n', start);
    const whole = newline >= 0 || !growing;
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(start, end);
    const outside = line.trim() !== '' && indentOf(line) < indent;
    if (outside && CLOSES.test(line)) return whole ? end : null;
    if (outside && (whole || line.trim().length >= CLOSER_LENGTH)) return start - 1;
    start = newline + 1;
  }
  return null;
}
