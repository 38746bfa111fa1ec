import { createHash } from 'node:crypto';
import { parseExpression } from '../../licensing/expression';

/** Longer names are no help to anybody. */
const longest = 64;

/** A licence as an SPDX expression; what is none stands as a `LicenseRef-` made of its words. */
export function spdxName(written: string): string {
  if (parseExpression(written) !== null) return written;
  const words = written.replace(/[^A-Za-z0-9.]+/g, '-').replace(/^-|-$/g, '');
  if (words !== '' && words.length <= longest) return `LicenseRef-${words}`;
  const digest = createHash('sha256').update(written).digest('hex').slice(0, 8);
  return `LicenseRef-${words.slice(0, longest)}${words === '' ? '' : '-'}${digest}`;
}
