import { describe, expect, it } from 'vitest';
import { identifyLicense } from '../../../src/licensing/texts/identify';

const licenseOf = (text: string, fileName = 'notes.txt') => identifyLicense(text, { fileName }).license;

describe('a sentence that puts a file under a licence', () => {
  it.each([
    ['// Copyright (c) Acme.\n// Licensed under the MIT License.\n\nusing System;', 'MIT'],
    ['/*\n * Dual licensed under the MIT or GPL Version 2 licenses.\n */', 'MIT OR GPL-2.0-only'],
    ['# This file is distributed under the University of Illinois Open Source\n# License. See LICENSE.TXT.', 'NCSA'],
    [';; Licensed under the LGPL v2.1, see the file COPYING.LIB in this tarball.', 'LGPL-2.1-only'],
    ['-- Licensed under GPLv2 or later, see file LICENSE in this tarball for details.', 'GPL-2.0-or-later'],
    ['Licensed under version 2.0 of the Apache License (the "License")', 'Apache-2.0'],
    ['(c) the authors Licensed under the Apache License, Version 2.0.', 'Apache-2.0'],
    ['This source file is subject to the Open Software License (OSL 3.0)\nthat is bundled', 'OSL-3.0'],
    ['Content is provided under the terms of the\nEclipse Public License Version 1.0 ("EPL").', 'EPL-1.0'],
    ['This Source Code Form is subject to the terms of the Mozilla Public License, v. 2.0.', 'MPL-2.0'],
    ['Use and distribution are subject to the Boost Software License,\n// Version 1.0.', 'BSL-1.0'],
    [
      'Licensed under the Apache License, Version 2.0 <LICENSE-APACHE or http://www.apache.org/licenses/LICENSE-2.0> or the MIT license <LICENSE-MIT>, at your option.',
      'Apache-2.0 OR MIT',
    ],
    ['Licensed under the Apache License v2.0 with LLVM Exceptions.', 'Apache-2.0 WITH LLVM-exception'],
    ['Licensed under GPLv2 with the Classpath exception', 'GPL-2.0-only WITH Classpath-exception-2.0'],
    ['You may use it under the same terms as Perl itself.', 'Artistic-1.0-Perl OR GPL-1.0-or-later'],
    [
      'This work is licensed under a Creative Commons Attribution-ShareAlike 4.0 International License.',
      'CC-BY-SA-4.0',
    ],
    ['Llama 3.1 is licensed under the Llama 3.1 Community License', 'LicenseRef-Llama-3.1-Community'],
  ])('%j is under %s', (text, license) => {
    const found = identifyLicense(text, { fileName: 'notes.txt' });
    expect(found.license).toBe(license);
    expect(found.matches.map(({ how }) => how)).toEqual(['region']);
    expect(found.confidence).toBeLessThan(1);
  });

  it.each([
    ['compared', 'In particular, note that the MIT licence is compatible with the GNU GPL.'],
    ['like it', 'Distributed under an MIT-style license'],
    ['denied', 'This is not licensed under the MIT license.'],
    ['past', 'The model was formerly licensed under the Apache License 2.0.'],
    ['elsewhere', 'Unlike code under the MIT license, this is proprietary.'],
    ['modified', 'The model is released under a modified MIT license.'],
    ['restricted', 'Licensed under the MIT license with the following additional restrictions: none of it is free.'],
    ['restricted by a known rider', 'Licensed under the Apache License 2.0 with the Commons Clause'],
    ['limited', 'Released under the MIT license, except for the weights'],
    ['too little', 'Use of this source code is governed by a BSD-style license that can be found in the LICENSE file.'],
    ['a word', 'You are permitted to permit others.'],
  ])('is none where it is %s', (_, text) => {
    expect(licenseOf(text)).toBeNull();
  });

  it('counts beside a condition only with that condition', () => {
    const text = 'Licensed under the MIT License.\n\nYou must not use this software without paying a fee.\n';
    expect(licenseOf(text, 'LICENSE')).toBe('MIT AND LicenseRef-Rider');
  });

  it.each([
    'The accompanying source code is licensed under the MIT License.',
    'Third-party parts are distributed under the Apache License, Version 2.0.',
    'License: MIT',
    'You are permitted to use the Model as permitted by law.',
  ])('decides nothing in the midst of a licence of its own: %s', (sentence) => {
    const text = `ACME MODEL LICENSE AGREEMENT

This Agreement is between you ("Licensee") and Acme ("Licensor"). Permission is hereby granted to the Licensee, pursuant to
this Agreement, to use the Model for research. Licensee shall not sublicense the Model. Licensor may terminate this Agreement.
Licensee shall indemnify Licensor against any liability. The jurisdiction shall be Berlin.

${sentence}

All warranties are disclaimed hereunder. This license is perpetual unless terminated herein.
`;
    expect(licenseOf(text, 'LICENSE')).toBeNull();
    expect(licenseOf(text)).toBeNull();
  });
});

describe('a field that names a licence', () => {
  it.each([
    ['package.json', '{ "name": "x",\n  "license": "MIT" }', 'MIT'],
    ['package.json', '{ "name": "x",\n  "license": "(MIT OR Apache-2.0)" }', 'MIT OR Apache-2.0'],
    ['package.json', '{"licenses": [\n {\n "type": "MIT",\n "url": "http://x" } ] }', 'MIT'],
    ['pom.xml', '<licenses><license>\n<name>GNU Lesser General Public License, Version 2.1</name>', 'LGPL-2.1-only'],
    ['x.csproj', '<PackageLicenseExpression>MIT</PackageLicenseExpression>', 'MIT'],
    ['Cargo.toml', '[package]\nlicense = "MIT OR Apache-2.0"', 'MIT OR Apache-2.0'],
    ['pyproject.toml', 'license = { text = "BSD-3-Clause" }', 'BSD-3-Clause'],
    ['setup.py', "classifiers=['License :: OSI Approved :: MIT License',", 'MIT'],
    ['DESCRIPTION', 'License: GPL (>= 2)\n', 'GPL-2.0-or-later'],
    ['DESCRIPTION', 'License: GPL-2 | GPL-3', 'GPL-2.0-only OR GPL-3.0-only'],
    ['x.php', ' * @license http://www.opensource.org/licenses/mit-license.php *\n', 'MIT'],
    ['x.php', '    @license GNU GPL v2+\n', 'GPL-2.0-or-later'],
    ['x.py', '__license__ = "Apache 2.0"\n', 'Apache-2.0'],
    ['x.c', 'MODULE_LICENSE("GPL v2");', 'GPL-2.0-only'],
    ['README.md', '# X\n\n## License\n\n[MIT](LICENSE) © Ann', 'MIT'],
  ])('%s: %j', (file, text, license) => {
    const found = identifyLicense(text, { fileName: file });
    expect(found.license).toBe(license);
    expect(found.matches.map(({ how }) => how)).toEqual(['tag']);
  });

  it.each([
    ['a program that handles licences', 'x.ts', "const known = {\n  license: 'MIT',\n};"],
    ['another word', 'README.md', '## License\n\nSee the file LICENSE.'],
    ['a custom licence', 'package.json', '{ "license": "SEE LICENSE IN LICENSE" }'],
    ['a changed one', 'package.json', '{ "license": "MIT, non-commercial only" }'],
  ])('is none in %s', (_, file, text) => {
    expect(licenseOf(text, file)).toBeNull();
  });
});

describe('a tag', () => {
  it.each([
    ['// SPDX-License-Identifier: apache-2.0', 'Apache-2.0'],
    [
      '/* SPDX-License-Identifier: gpl-2.0-only with classpath-exception-2.0 */',
      'GPL-2.0-only with Classpath-exception-2.0',
    ],
    ['# SPDX-License-Identifier: MIT or apache-2.0', 'MIT or Apache-2.0'],
  ])('is the same in any case: %s', (text, license) => {
    expect(licenseOf(text)).toBe(license);
  });
});
