import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { identifyLicense } from '../../../src/licensing/texts/identify';

const require = createRequire(import.meta.url);

/** A licence's text as SPDX publishes it. */
function textOf(id: string): string {
  const { licenseText }: { licenseText: string } = JSON.parse(
    readFileSync(require.resolve(`spdx-license-list/licenses/${id}.json`), 'utf8'),
  );
  return licenseText;
}

const MIT = textOf('MIT');
const year = (text: string) =>
  text.replaceAll('<year>', '2024').replaceAll(/<(?:copyright holders|owner)>/g, 'Ann Smith Ltd');

describe('a licence text', () => {
  it.each([
    'MIT',
    'ISC',
    '0BSD',
    'BSD-2-Clause',
    'BSD-3-Clause',
    'Apache-2.0',
    'MPL-2.0',
    'Unlicense',
    'CC0-1.0',
    'CC-BY-4.0',
    'CC-BY-NC-4.0',
    'CC-BY-SA-4.0',
    'EPL-2.0',
    'GPL-2.0-only',
    'GPL-3.0-only',
    'LGPL-2.1-only',
    'LGPL-3.0-only',
    'AGPL-3.0-only',
    'BSL-1.0',
    'Zlib',
    'PSF-2.0',
    'Artistic-2.0',
    'BlueOak-1.0.0',
    'CDLA-Permissive-2.0',
    'ODbL-1.0',
    'WTFPL',
  ])('is known whole: %s', (id) => {
    const found = identifyLicense(year(textOf(id)), { fileName: 'LICENSE' });
    expect(found).toMatchObject({ license: id, confidence: 1, riders: [] });
    expect(found.matches).toMatchObject([{ license: id, how: 'exact', score: 1 }]);
  });

  it.each([
    ['wrapped anew', MIT.replaceAll('\n', ' ')],
    ['in capitals', MIT.toUpperCase()],
    ['in a comment', `/*\n${MIT.replaceAll(/^/gm, ' * ')}\n */\nint main() { return 0; }\n`],
    ['behind hashes', `${MIT.replaceAll(/^/gm, '# ')}\nprint(1)\n`],
    ['with curly quotes and a title', MIT.replaceAll('"', '”').replace('MIT License', 'The MIT License (MIT)')],
    ['as Markdown', MIT.replace('MIT License', '# MIT License\n\n**Copyright**')],
    ['as HTML', `<html><body><p>${MIT.replaceAll('\n\n', '</p><p>')}</p></body></html>`],
    ['with Windows line ends and a mark', `\uFEFF${MIT.replaceAll('\n', '\r\n')}`],
    ['with the optional phrase', MIT.replace('permission notice', 'permission notice (including the next paragraph)')],
    ['with British spelling', MIT.replace('sublicense', 'sub-license')],
    [
      'with two holders',
      MIT.replace(/^Copyright.*$/m, 'Copyright 2020 Ann\nCopyright (c) 2021 Ben Limited. All rights reserved.'),
    ],
  ])('is known %s', (_, text) => {
    expect(identifyLicense(text, { fileName: 'LICENSE' })).toMatchObject({ license: 'MIT', riders: [] });
  });

  it.each([
    ['Lorem ipsum dolor sit amet, we permit nothing and permit everything, permission is a word.'],
    ['This model is permitted for research. Permission to use it commercially requires a licence from us.'],
    [''],
    ['\u0000\u0001\u0002'.repeat(1000)],
    ['permission '.repeat(10_000)],
  ])('is not seen where none is: %.40s', (text) => {
    expect(identifyLicense(text)).toEqual({ license: null, confidence: 0, matches: [], riders: [] });
  });
});

describe('a text with more than its licence', () => {
  it('shows a clause that was put behind it', () => {
    const clause =
      'If the Software is used in a product with more than 100 million monthly active users, you must display its name prominently.';
    const found = identifyLicense(`${MIT}\n\n${clause}\n`, { fileName: 'LICENSE' });
    expect(found.license).toBe('MIT AND LicenseRef-Rider');
    expect(found.riders).toMatchObject([{ text: clause.replace(/\.$/, '') }]);
    expect(found.matches).toMatchObject([{ license: 'MIT' }]);
  });

  it.each([
    [
      'put into it',
      'to deal\nin the Software without restriction',
      'to deal for non-commercial purposes in the Software without restriction',
      /non-commercial purposes/,
    ],
    ['changed inside it', 'free of charge', 'at our pleasure', /at our pleasure/],
    [
      'taken out of it',
      'the rights\nto use, copy, modify, merge, publish, distribute, sublicense, and/or sell\n',
      'the rights\nto use, copy ',
      /missing/,
    ],
  ])('shows words that were %s', (_, before, after, expected) => {
    const changed = MIT.replaceAll(/\s+/g, ' ').replace(before.replaceAll(/\s+/g, ' '), after.replaceAll(/\s+/g, ' '));
    expect(changed).not.toBe(MIT.replaceAll(/\s+/g, ' '));
    const found = identifyLicense(changed, { fileName: 'LICENSE' });
    expect(found.license).toBe('LicenseRef-MIT-modified');
    expect(found.matches).toMatchObject([{ license: 'MIT', how: 'similar' }]);
    expect(found.riders.some((rider) => expected.test(rider.text))).toBe(true);
  });

  it('shows a restriction in a place that takes a name', () => {
    const changed = MIT.replace('THE AUTHORS OR COPYRIGHT HOLDERS', 'ANY HOLDER, UNLESS USED FOR MILITARY ENDS,');
    expect(identifyLicense(changed, { fileName: 'LICENSE' }).riders).not.toEqual([]);
  });

  it('does not take a README’s other text for one', () => {
    const readme = `# tool\n\nYou must have Node 20 to run it.\n\n## Use\n\nUsers may call \`tool\`.\n\n${'More prose about it.\n\n'.repeat(80)}## License\n\n${MIT}`;
    expect(identifyLicense(readme, { fileName: 'README.md' })).toMatchObject({ license: 'MIT', riders: [] });
  });
});

describe('several licences in one file', () => {
  it('are all found, in order, with their lines', () => {
    const text = `Part one\n\n${MIT}\n\nPart two\n\n${textOf('Apache-2.0')}\n\nPart three\n\n${textOf('ISC')}`;
    const found = identifyLicense(text, { fileName: 'LICENSE' });
    expect(found.license).toBe('MIT AND Apache-2.0 AND ISC');
    expect(found.matches.map((match) => [match.license, match.how])).toEqual([
      ['MIT', 'region'],
      ['Apache-2.0', 'region'],
      ['ISC', 'region'],
    ]);
    const [first, second] = found.matches;
    expect(first?.endLine).toBeLessThan(second?.startLine ?? 0);
  });

  it('counts one that stands there twice once', () => {
    expect(identifyLicense(`${MIT}\n\n${'-'.repeat(20)}\n\n${MIT}`, { fileName: 'LICENSE' })).toMatchObject({
      license: 'MIT',
    });
  });
});

describe('the GNU licences', () => {
  const notice = (version: string, later: boolean) => `
    This program is free software; you can redistribute it and/or modify it under the terms of the GNU General Public
    License as published by the Free Software Foundation; ${later ? 'either ' : ''}version ${version}${later ? ' of the License, or (at your option) any later version' : ''}.

    This program is distributed in the hope that it will be useful, but WITHOUT ANY WARRANTY; without even the implied
    warranty of MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE. See the GNU General Public License for more details.

    You should have received a copy of the GNU General Public License along with this program; if not, write to the Free
    Software Foundation, Inc., 51 Franklin Street, Fifth Floor, Boston, MA 02110-1301 USA.`;

  it('are -only as a bare text, -or-later when a notice says so', () => {
    const text = textOf('GPL-2.0-only');
    expect(identifyLicense(text).license).toBe('GPL-2.0-only');
    expect(identifyLicense(notice('2', true)).license).toBe('GPL-2.0-or-later');
    expect(identifyLicense(notice('2', false)).license).toBe('GPL-2.0-only');
    expect(identifyLicense(`${notice('2', true)}\n\n${text}`).license).toBe('GPL-2.0-or-later');
  });
});

describe('an SPDX tag', () => {
  it.each([
    ['// SPDX-License-Identifier: MIT', 'MIT'],
    [
      '/* SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0 */',
      'GPL-2.0-only WITH Classpath-exception-2.0',
    ],
    ['# SPDX-License-Identifier: (MIT OR Apache-2.0)', '(MIT OR Apache-2.0)'],
    ['<!-- SPDX-License-Identifier: CC-BY-4.0 -->', 'CC-BY-4.0'],
    ['SPDX-License-Identifier: LicenseRef-Mine', 'LicenseRef-Mine'],
  ])('is read: %s', (text, license) => {
    expect(identifyLicense(`\n${text}\nrest of the file`)).toMatchObject({
      license,
      matches: [{ license, how: 'tag', startLine: 2, endLine: 2 }],
    });
  });

  it.each(['SPDX-License-Identifier: Mine and yours', 'SPDX-License-Identifier:', 'SPDX-License-Identifier: MIT OR'])(
    'that is no expression says nothing: %s',
    (text) => {
      expect(identifyLicense(text).license).toBeNull();
    },
  );

  it('covers the texts that it names, and no others', () => {
    const both = `SPDX-License-Identifier: MIT OR Apache-2.0\n\n${MIT}`;
    expect(identifyLicense(both).license).toBe('MIT OR Apache-2.0');
    expect(identifyLicense(`SPDX-License-Identifier: MIT OR Apache-2.0\n\n${textOf('ISC')}`).license).toBe(
      '(MIT OR Apache-2.0) AND ISC',
    );
  });
});

describe('hostile text', { timeout: 30_000 }, () => {
  it.each([
    ['one long line', 'a b c '.repeat(500_000)],
    ['a licence a thousand times', `${MIT}\n`.repeat(1000)],
    ['one gram over and over', 'redistribution and use in source and binary forms '.repeat(20_000)],
    ['tags without end', 'SPDX-License-Identifier: MIT OR '.repeat(20_000)],
    ['a tag and white space', `SPDX-License-Identifier: a${' '.repeat(500_000)}b`],
    ['general public', 'under the terms of the gnu general public license version '.repeat(20_000)],
    ['open brackets', `SPDX-License-Identifier: ${'('.repeat(100_000)}`],
    ['markup', '<p '.repeat(200_000)],
  ])('ends soon: %s', (_, text) => {
    const start = performance.now();
    identifyLicense(text, { fileName: 'LICENSE' });
    expect(performance.now() - start).toBeLessThan(15_000);
  });
});
