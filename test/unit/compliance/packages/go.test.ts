import { describe, expect, it } from 'vitest';
import { packagesIn } from '../../../support/packages';

const isc =
  'Copyright (c) 2020 X\n\nPermission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted, provided that the above copyright notice and this permission notice appear in all copies.\n\nTHE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT, INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF THIS SOFTWARE.\n';

describe('go.mod', () => {
  it('lists modules with their versions; replaced ones are what they are replaced by', async () => {
    const text = `module example.org/app

go 1.22

require github.com/One/line v1.0.0
require (
\tgithub.com/a/b v1.2.3
\t"github.com/c/d/v2" v2.0.0+incompatible // indirect
\tgithub.com/own/x v0.0.0
\tgithub.com/old/y v1.0.0
)

replace github.com/own/x => ../x

replace (
\tgithub.com/old/y v1.0.0 => github.com/new/y v1.1.0
)
exclude github.com/not/used v1.0.0
`;
    expect(
      await packagesIn({
        'go.mod': text,
        'vendor/modules.txt': '# github.com/a/b v1.2.3\n## explicit\ngithub.com/a/b/sub\n',
        'vendor/github.com/a/b/LICENSE': isc,
        'store/go/github.com/!one/line@v1.0.0/LICENSE.md': isc,
      }),
    ).toEqual([
      'go.mod:5:9 golang/github.com/One/line@v1.0.0 runtime ISC',
      'go.mod:7:2 golang/github.com/a/b@v1.2.3 runtime ISC',
      'go.mod:8:3 golang/github.com/c/d/v2@v2.0.0%2Bincompatible runtime -',
      'go.mod:10:2 golang/github.com/new/y@v1.1.0 runtime -',
    ]);
  });

  it.each(['module x\nrequire (', 'require', ')\n)', 'require ../../x v1', 'replace a => b'])(
    'survives %j',
    async (text) => {
      for (const line of await packagesIn({ 'go.mod': text })) expect(line).toContain('go.mod');
    },
  );
});
