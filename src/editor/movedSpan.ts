/** Lines and characters from 0, the end exclusive, as editors count. */
export interface Place {
  readonly line: number;
  readonly character: number;
}
export interface Span {
  readonly start: Place;
  readonly end: Place;
}

/** Where a span is after an edit replaced another with text; null where the edit reached into it. */
export function movedSpan(span: Span, replaced: Span, text: string): Span | null {
  if (!isBefore(replaced.start, span.end)) return span;
  if (isBefore(span.start, replaced.end)) return null;
  const lines = text.split('\n');
  const last = lines.at(-1) ?? '';
  const end: Place = {
    line: replaced.start.line + lines.length - 1,
    character: lines.length === 1 ? replaced.start.character + last.length : last.length,
  };
  const move = ({ line, character }: Place): Place => ({
    line: line + end.line - replaced.end.line,
    character: line === replaced.end.line ? character + end.character - replaced.end.character : character,
  });
  return { start: move(span.start), end: move(span.end) };
}

function isBefore(a: Place, b: Place): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}
