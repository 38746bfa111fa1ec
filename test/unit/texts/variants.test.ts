import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { identifyLicense } from '../../../src/licensing/texts/identify';

const require = createRequire(import.meta.url);

function textOf(id: string): string {
  const { licenseText }: { licenseText: string } = JSON.parse(
    readFileSync(require.resolve(`spdx-license-list/licenses/${id}.json`), 'utf8'),
  );
  return licenseText;
}

const PERMISSIVE = [
  'HPND',
  'HPND-sell-variant',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BSD-4-Clause',
  'X11',
  'MIT',
  'MIT-CMU',
  'NTP',
];
const CLAUSES = [
  'Derived works are to carry a different name.',
  'Sale of copies is excluded.',
  'You must pay a fee.',
  'For educational purposes.',
];

describe('a clause put into a licence that leaves room for names', () => {
  it.each(PERMISSIVE.flatMap((id) => CLAUSES.map((clause) => [id, clause] as const)))(
    '%s with %j is another licence',
    (id, clause) => {
      const words = textOf(id).split(/(?<=\S)(?=\s)/);
      // In the midst of it, where no other paragraph begins or ends.
      for (const share of [0.45, 0.6, 0.75]) {
        const at = Math.floor(words.length * share);
        const text = [...words.slice(0, at), ` ${clause}`, ...words.slice(at)].join('');
        expect(identifyLicense(text, { fileName: 'LICENSE' }).license ?? 'none').toMatch(/LicenseRef-|none/);
      }
    },
  );

  it('is not confused with a name', () => {
    const text = textOf('BSD-3-Clause')
      .replace(
        /the copyright holder nor the names of its\s+contributors/i,
        'Acme Research Limited nor the names of its contributors',
      )
      .replace(/COPYRIGHT HOLDERS? AND CONTRIBUTORS/g, 'ACME RESEARCH LIMITED AND CONTRIBUTORS');
    expect(text).toContain('ACME RESEARCH');
    expect(identifyLicense(text, { fileName: 'LICENSE' }).license).toBe('BSD-3-Clause');
  });
});

describe('texts without spaces between words', () => {
  it.each(['MulanPSL-1.0', 'MulanPSL-2.0', 'CC-BY-SA-2.1-JP', 'NAIST-2003'])('%s is known whole', (id) => {
    expect(identifyLicense(textOf(id), { fileName: 'LICENSE' })).toMatchObject({ license: id, riders: [] });
  });

  it.each(['MulanPSL-2.0', 'CC-BY-SA-2.1-JP'])('%s is no longer itself with a clause changed', (id) => {
    const text = textOf(id);
    const at = text.length / 2;
    const changed = `${text.slice(0, at)}仅限非商业用途，不得销售${text.slice(at + 12)}`;
    expect(identifyLicense(changed, { fileName: 'LICENSE' }).license).not.toBe(id);
  });
});

describe('a file of many licences', () => {
  const ids = [
    ...[
      'Apache-2.0',
      'MPL-2.0',
      'Zlib',
      'ISC',
      'BSD-3-Clause',
      'Unicode-3.0',
      'OFL-1.1',
      'BSL-1.0',
      'NCSA',
      'Python-2.0',
    ],
    ...[
      'PostgreSQL',
      'X11',
      'curl',
      'libpng-2.0',
      'FTL',
      'IJG',
      'W3C',
      'Artistic-2.0',
      'EPL-2.0',
      'BSD-2-Clause',
      'MIT',
    ],
  ];
  const notices = ids.map((id) => `=== part under ${id.length} ===\n\n${textOf(id)}`).join('\n\n');

  it.each(ids)('%s is found in it', (id) => {
    const { matches } = identifyLicense(notices, { fileName: 'NOTICES' });
    expect(matches.map(({ license }) => license)).toContain(id);
  });
});

describe('an address or entity', () => {
  it.each([
    ['https', (text: string) => text.replaceAll('http://', 'https://')],
    ['entities', (text: string) => text.replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')],
    [
      'Markdown links',
      (text: string) => text.replaceAll(/https?:\/\/[^\s>)]+/g, (address) => `[${address}](${address})`),
    ],
  ])('%s change nothing', (_, write) => {
    for (const id of ['Apache-2.0', 'GPL-3.0-only', 'MPL-2.0'])
      expect(identifyLicense(write(textOf(id)), { fileName: 'LICENSE.md' }).license).toBe(id);
  });
});
