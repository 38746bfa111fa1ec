/** A line with the values of its variables put in, which knows where each piece is written. */
export class ExpandedLine {
  constructor(
    readonly text: string,
    private readonly pieces: readonly Piece[],
  ) {}

  /** Where a part of the expanded line is written, and whether it is put together of several pieces. Offsets in the file. */
  place(start: number, end: number): { readonly start: number; readonly end: number; readonly joined: boolean } {
    const first = this.pieceAt(start);
    const last = this.pieceAt(Math.max(start, end - 1));
    if (first === last && first.value !== null) {
      // All of it is one variable's value: it is written where the variable got it.
      const from = first.value + start - first.at;
      return { start: from, end: from + end - start, joined: false };
    }
    return {
      start: first.value === null ? first.from + start - first.at : first.from,
      end: last.value === null ? last.from + end - last.at : last.to,
      joined: first !== last,
    };
  }

  private pieceAt(offset: number): Piece {
    return this.pieces.findLast(({ at }) => at <= offset) ?? { at: 0, from: 0, to: 0, value: null };
  }
}

interface Piece {
  /** In the expanded line. */
  readonly at: number;
  /** In the file. */
  readonly from: number;
  readonly to: number;
  /** Where the value of a variable is written; null for what stands in the line itself. */
  readonly value: number | null;
}

/** With its default, if it has one: `${NAME:-value}`. */
const variable = /\$(?:\{(\w{1,80})(?::?[-=]([\w./:@-]{1,200}))?\}|\((\w{1,80})\)|(\w{1,80}))/g;
/** A line of more variables names no model. */
const maxVariables = 32;

/** Variables of a shell script, a Dockerfile, a Makefile or an environment file, as far as their values are plain words. */
export class ShellVariables {
  private readonly values = new Map<string, { readonly text: string; readonly start: number }>();

  /** `start`: where the value is written. */
  set(name: string, text: string, start: number): void {
    if (/^[\w./:@-]{1,200}$/.test(text)) this.values.set(name, { text, start });
    else this.values.delete(name);
  }

  /** `offset`: of the line. */
  expand(line: string, offset: number): ExpandedLine {
    const pieces: Piece[] = [];
    let text = '';
    let next = 0;
    const take = (end: number) => {
      if (end > next || pieces.length === 0)
        pieces.push({ at: text.length, from: offset + next, to: offset + end, value: null });
      text += line.slice(next, end);
      next = end;
    };
    if (line.includes('$')) {
      for (const match of line.matchAll(variable)) {
        const [whole, braced, fallback, bracketed, plain] = match;
        const start = offset + match.index + whole.length - 1 - (fallback?.length ?? 0);
        const value =
          this.values.get(braced ?? bracketed ?? plain ?? '') ??
          (fallback === undefined ? undefined : { text: fallback, start });
        if (value === undefined || pieces.length > maxVariables) continue;
        take(match.index);
        const from = offset + match.index;
        pieces.push({ at: text.length, from, to: from + whole.length, value: value.start });
        text += value.text;
        next = match.index + whole.length;
      }
    }
    take(line.length);
    return new ExpandedLine(text, pieces);
  }
}
