/** Files of which the line is kept that was edited last. */
const MOST = 200;
/** How a line ends of which nothing is missing, in most languages. */
const FINISHED = /[;{}:,)\]>]\s*$/;

/** Whether a line may be half typed, by how it ends. */
function mayBeHalf(line: string): boolean {
  return line.trim() !== '' && !FINISHED.test(line);
}

/** A file's unsaved text without the lines that may be half typed and that the saved one has not: a window may come back with them. */
export function withoutHalfLines(text: string, saved: string | null): string {
  const known = new Set(saved?.split('\n').map((line) => line.trimEnd()));
  return text
    .split('\n')
    .filter((line) => !mayBeHalf(line) || known.has(line.trimEnd()))
    .join('\n');
}

/**
 * The line of each file that was edited last: somebody may stop, or a file may be saved by itself, in the middle of it. Such a line
 * would teach that nothing follows there.
 */
export class EditedLines {
  private readonly lines = new Map<string, { readonly line: number; readonly text: string }>();

  /** `line` counts from 0. */
  edited(file: string, line: number, text: string): void {
    this.lines.delete(file);
    this.lines.set(file, { line, text: text.trimEnd() });
    const [oldest] = this.lines.keys();
    if (this.lines.size > MOST && oldest !== undefined) this.lines.delete(oldest);
  }

  /** A file's text without the line that was edited last, where that stands in it as it was left and may be half typed. */
  without(file: string, text: string): string {
    const last = this.lines.get(file);
    if (last === undefined || !mayBeHalf(last.text)) return text;
    const lines = text.split('\n');
    if (lines[last.line]?.trimEnd() !== last.text) return text;
    lines.splice(last.line, 1);
    return lines.join('\n');
  }
}
