import type { Filter } from './filter';

/** Lines above the cursor that show how the file indents. */
const LOOKED_AT = 200;

/** What a file indents with: tabs, or so many blanks; null when it does not show. */
function unitOf(before: string): string | null {
  let tabs = 0;
  const widths: number[] = [];
  for (const line of before.split('\n').slice(-LOOKED_AT)) {
    const blanks = /^[ \t]+(?=\S)/.exec(line)?.[0];
    if (blanks === undefined) continue;
    if (blanks.startsWith('\t')) tabs++;
    else if (!line.trimStart().startsWith('*')) widths.push(blanks.length);
  }
  if (tabs > widths.length) return '\t';
  const narrowest = Math.min(...widths.filter((width) => width > 1));
  return Number.isFinite(narrowest) ? ' '.repeat(Math.min(8, narrowest)) : null;
}

/** A line indented with the file's unit: a tab of another file is one step, and so is each step's worth of its blanks. */
function indented(line: string, unit: string): string {
  const blanks = /^[ \t]*/.exec(line)?.[0] ?? '';
  const rest = line.slice(blanks.length);
  if (unit === '\t') {
    if (!blanks.includes(' ')) return line;
    const step = blanks.includes('\t') || blanks.length % 4 === 0 ? 4 : 2;
    return blanks.replace(new RegExp(` {${step}}`, 'g'), '\t') + rest;
  }
  return blanks.includes('\t') ? blanks.replaceAll('\t', unit) + rest : line;
}

/**
 * Writes a text with the file's own indentation: tabs where it has tabs, blanks where it has blanks. At the cursor itself no
 * blank is added to a blank, and none to a line that is indented already.
 */
export const indentation: Filter = (text, { cursor }) => {
  const unit = unitOf(cursor.before);
  const [first = '', ...others] = text.split('\n');
  const lines = [
    /[ \t]$/.test(cursor.lineBefore) ? first.trimStart() : first,
    ...others.map((line) => (unit === null ? line : indented(line, unit))),
  ];
  return lines.join('\n');
};
