import { parseExpression } from '../expression';
import { inUsualCase } from './licenseNames';
import type { LicenseMatch } from './match';

/** Longer ones are no expressions; a part of one would say something else. */
const LONGEST = 2000;
const TAG = /SPDX-License-Identifier:[ \t]*([^\r\n]{1,2000})/gi;
/** What may follow an expression on its line: the end of a comment, of a string or of a table cell. */
const TAIL = /\s*(?:\*\/|-->|#\}|%>|\?>|"""|'''|["'`|;,*].*)?\s*$/;

/** `SPDX-License-Identifier:` lines whose expressions are valid (SPDX specification, annex "Using SPDX short identifiers"). */
export function tagsIn(text: string): readonly LicenseMatch[] {
  const matches: LicenseMatch[] = [];
  let line = 1;
  let counted = 0;
  for (const found of text.matchAll(TAG)) {
    for (; counted < found.index; counted++) if (text.charCodeAt(counted) === 10) line++;
    const license = validExpression(found[1] ?? '');
    if (license !== null) matches.push({ license, how: 'tag', score: 1, startLine: line, endLine: line });
  }
  return matches;
}

function validExpression(written: string): string | null {
  if (written.length >= LONGEST) return null;
  const plain = inUsualCase(written.replace(TAIL, '').trim());
  return plain !== '' && parseExpression(plain) !== null ? plain : null;
}
