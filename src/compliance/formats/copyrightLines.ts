/** Notices stand at the head of a file; lists of them (REUSE) are longer than any head. */
const mostLines = 200;
const longestLine = 300;
const notice = /^(?:SPDX-FileCopyrightText\b|Copyright\b(?! (?:notices?|holders?|owners?|laws?)\b)|©|\(c\) )/i;

/** The copyright notices at the head of a file, as its authors wrote them. */
export function copyrightLines(text: string): readonly string[] {
  const lines = text
    .split(/\r\n?|\n/, mostLines)
    .filter((line) => line.length <= longestLine)
    .map((line) => line.replace(/^[\s/*#;!<%"'-]+/, '').replace(/\s*(?:\*\/|-->)?\s*$/, ''))
    .filter((line) => notice.test(line));
  return [...new Set(lines)];
}
