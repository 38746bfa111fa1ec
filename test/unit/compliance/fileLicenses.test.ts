import { describe, expect, it } from 'vitest';
import { licenseStatements } from '../../../src/compliance/finders/licenseStatements';
import { TextFile } from '../../../src/compliance/text/textFile';

/** Written in pieces, so that no reader of headers takes this file for one under these licences. */
const TAG = ['SPDX', 'License-Identifier:'].join('-');
const isc =
  'Copyright (c) 2020 X\n\nPermission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted, provided that the above copyright notice and this permission notice appear in all copies.\n\nTHE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT, INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF THIS SOFTWARE.\n';

function statements(path: string, text: string): readonly string[] {
  return licenseStatements(new TextFile(path, text)).map(
    ({ how, license, range, covers }) =>
      `${range?.startLine ?? '-'}:${range?.startColumn ?? '-'} ${how} ${license}${covers.length > 0 ? ` for ${covers.join(' ')}` : ''}`,
  );
}

describe('what files state of licences', () => {
  it.each([
    ['a.c', `// ${TAG} MIT\n`, ['1:29 tag MIT']],
    [
      'a.c',
      `/*\n * ${TAG} GPL-2.0-only WITH Linux-syscall-note */\n`,
      ['2:29 tag GPL-2.0-only WITH Linux-syscall-note'],
    ],
    [
      'a.py',
      `#!/usr/bin/env python\n# ${TAG} (MIT OR Apache-2.0)\n# ${TAG} ISC\n`,
      ['2:28 tag (MIT OR Apache-2.0)', '3:28 tag ISC'],
    ],
    ['a.html', `<!-- ${TAG} MIT -->`, ['1:31 tag MIT']],
    ['a.bat', `REM ${TAG} MIT`, ['1:30 tag MIT']],
    ['logo.png.license', `Copyright X\n\n${TAG} CC-BY-4.0\n`, ['3:26 tag CC-BY-4.0']],
    ['a.js', `// ${TAG} Who knows\n`, ['1:29 tag Who knows']],
    // Not headers.
    ['a.ts', `const header = '// ${TAG} GPL-3.0-only';\n`, []],
    ['a.ts', `${'\n'.repeat(40)}// ${TAG} GPL-3.0-only\n`, []],
    ['a.md', `Put this on top:\n\`\`\`\n// ${TAG} GPL-3.0-only\n\`\`\`\n`, []],
    ['a.md', `<!-- ${TAG} CC-BY-4.0 -->\n# Title\n`, ['1:31 tag CC-BY-4.0']],
    ['a.c', `// ${TAG}\n`, []],
    ['a.md', `[comment]: # (${TAG} MIT)\n`, ['1:40 tag MIT']],
    // Texts.
    ['third_party/x/LICENSE', isc, ['3:1 text ISC']],
    ['vendor/x/COPYING.txt', 'MIT\n', ['-:- text MIT']],
    ['x/LICENSE', 'Ask us first. All rights reserved.', ['-:- text null']],
    ['x/license.ts', 'export const license = 1;', []],
    ['LICENSES/GPL-3.0-only.txt', isc, []],
    // Lists.
    [
      'REUSE.toml',
      'version = 1\n[[annotations]]\npath = ["src/**", "a.c"]\nSPDX-License-Identifier = "MIT"\n[[annotations]]\npath = "b/*"\nSPDX-License-Identifier = ["ISC", "Zlib"]\n',
      ['4:28 list MIT for src/** a.c', '7:29 list ISC for b/*', '7:36 list Zlib for b/*'],
    ],
    [
      '.reuse/dep5',
      'Format: x\nUpstream-Name: y\n\nFiles: a/* b\nCopyright: 2020 X\nLicense: GPL-3.0-or-later or MIT\n\nLicense: text\n none\n',
      ['6:10 list GPL-3.0-or-later or MIT for a/* b'],
    ],
    ['REUSE.toml', '[[', []],
  ])('%s: %j', (path, text, expected) => {
    expect(statements(path, text)).toEqual(expected);
  });

  it.each([
    `${'/'.repeat(300_000)}${TAG} MIT`,
    `// ${TAG} ${' '.repeat(300_000)}x`,
    `// ${TAG} MIT\n`.repeat(20_000),
    `${TAG.slice(0, -1)}`.repeat(15_000),
  ])('takes time in proportion to its text', (text) => {
    const start = performance.now();
    licenseStatements(new TextFile('a.c', text));
    licenseStatements(new TextFile('.reuse/dep5', text));
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
