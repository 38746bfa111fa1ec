import type { Filter } from './filter';

/** Shorter lines, such as `}`, legitimately stand one below the other; they count as repeated only with the same indentation. */
const TELLING_LENGTH = 4;
const OPENERS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** Takes off what already stands to the right of the cursor, and everything from the first line on that repeats the next one. */
export const suffixOverlap: Filter = (text, { cursor }) => {
  const right = cursor.lineAfter.trimEnd();
  const lines = upToRight(text.split('\n'), right);
  const last = lines.length - 1;
  lines[last] = withoutOverlap(lines[last] ?? '', right);
  const below = cursor.after
    .split('\n')
    .slice(1)
    .find((line) => line.trim() !== '');
  if (below === undefined) return lines.join('\n');
  // With something to the right, the first line is not yet whole.
  const from = right === '' ? 0 : 1;
  const repeated = lines.findIndex(
    (line, index) => index >= from && repeats(index === 0 ? cursor.lineBefore + line : line, below),
  );
  return repeated < 0 ? lines.join('\n') : lines.slice(0, repeated).join('\n');
};

/** A first line that ends as the cursor's line does is the end of that line: what follows belongs below it. */
function upToRight(lines: readonly string[], right: string): string[] {
  const [first = ''] = lines;
  const isWhole = right !== '' && withoutOverlap(first, right) + right === first.trimEnd();
  return isWhole ? [first.trimEnd()] : [...lines];
}

function repeats(line: string, below: string): boolean {
  return line === below || (line.trim() === below.trim() && line.trim().length >= TELLING_LENGTH);
}

function withoutOverlap(line: string, right: string): string {
  const trimmed = right.trimStart();
  const result = withoutExactOverlap(line, right);
  return result === line && trimmed !== right ? withoutExactOverlap(line, trimmed) : result;
}

function withoutExactOverlap(line: string, right: string): string {
  for (let size = Math.min(line.length, right.length); size > 0; size--) {
    const overlap = right.slice(0, size);
    if (line.endsWith(overlap)) return belongsToLine(line, overlap[0] ?? '') ? line : line.slice(0, -size);
  }
  return line;
}

/** A bracket or quote that closes what the line itself opened is the line's own, though the same stands to the right. */
function belongsToLine(line: string, closer: string): boolean {
  if (/['"`]/.test(closer)) return (line.split(closer).length - 1) % 2 === 0;
  const opener = OPENERS[closer];
  if (opener === undefined) return false;
  let depth = 0;
  for (const character of line) {
    if (character === opener) depth++;
    if (character === closer && --depth < 0) return false;
  }
  return true;
}
