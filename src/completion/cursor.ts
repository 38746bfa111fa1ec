import type { CompletionPlace } from './completion';

/** The text around the cursor as models know it: line ends are `\n`. */
export interface Cursor {
  readonly before: string;
  readonly after: string;
  /** What stands to the left and right on the cursor's line. */
  readonly lineBefore: string;
  readonly lineAfter: string;
  /** The document's own line end, for what goes back into it. */
  readonly lineEnd: '\n' | '\r\n';
}

/** What an offset may stand in the middle of: a line end, and a character of two UTF-16 code units. */
const PARTED = /^(?:\r\n|[\ud800-\udbff][\udc00-\udfff])$/;

/** Splits a document at the cursor. An offset outside the text, between `\r` and `\n` or inside a character means the nearest place that exists. */
export function cursorOf({ text, offset }: CompletionPlace): Cursor {
  const clamped = Math.min(Math.max(0, offset), text.length);
  const at = PARTED.test(text.slice(Math.max(0, clamped - 1), clamped + 1)) ? clamped - 1 : clamped;
  const before = text.slice(0, at).replaceAll('\r\n', '\n');
  const after = text.slice(at).replaceAll('\r\n', '\n');
  return {
    before,
    after,
    lineBefore: before.slice(before.lastIndexOf('\n') + 1),
    lineAfter: after.split('\n', 1)[0] ?? '',
    lineEnd: text.includes('\r\n') ? '\r\n' : '\n',
  };
}
