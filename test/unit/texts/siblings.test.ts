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

/** Every so-many-th word replaced: still nearer to itself than to its sibling. */
function noisy(text: string, every: number): string {
  let word = 0;
  return text.replaceAll(/[A-Za-z]{4,}/g, (found) => (++word % every === 0 ? 'xyzzy' : found));
}

const SIBLINGS = [
  ['BSD-2-Clause', 'BSD-3-Clause', 'BSD-4-Clause', 'BSD-3-Clause-Clear', 'BSD-3-Clause-No-Nuclear-License'],
  ['MIT', 'X11', 'MIT-0', 'MITNFA', 'MIT-advertising', 'JSON'],
  ['Apache-2.0', 'ECL-2.0', 'Pixar'],
  ['GPL-2.0-only', 'LGPL-2.0-only', 'LGPL-2.1-only'],
  ['GPL-3.0-only', 'AGPL-3.0-only'],
  ['CC-BY-4.0', 'CC-BY-NC-4.0', 'CC-BY-SA-4.0', 'CC-BY-NC-SA-4.0', 'CC-BY-ND-4.0', 'CC-BY-NC-ND-4.0'],
  ['CC-BY-3.0', 'CC-BY-2.5', 'CC-BY-2.0'],
  ['ISC', '0BSD'],
  ['EPL-1.0', 'CPL-1.0', 'IPL-1.0'],
  ['MPL-1.1', 'MPL-1.0', 'NPL-1.1', 'CDDL-1.0', 'CDDL-1.1'],
  ['OSL-3.0', 'AFL-3.0'],
] as const;

describe('licences that differ in a clause', () => {
  it.each(SIBLINGS.flat())('%s is told from its siblings', (id) => {
    const found = identifyLicense(textOf(id), { fileName: 'LICENSE' });
    expect(found.matches.map((match) => match.license)).toEqual([id]);
  });

  it.each(SIBLINGS.flat())('%s is still the nearest when words are changed, and no longer called unchanged', (id) => {
    const found = identifyLicense(noisy(textOf(id), 40), { fileName: 'LICENSE' });
    expect(found.matches.map((match) => match.license)).toEqual([id]);
    expect(found.license).toMatch(/^LicenseRef-/);
    expect(found.riders).not.toEqual([]);
  });

  it('is not the licence whose clause was turned round', () => {
    const bsd = textOf('BSD-3-Clause');
    const turned = bsd.replace(
      /Neither the name[\s\S]*?may be used/,
      'The name of the copyright holder and the names of its contributors may be used',
    );
    expect(turned).not.toBe(bsd);
    expect(identifyLicense(turned, { fileName: 'LICENSE' }).license).not.toBe('BSD-3-Clause');
    const usual = bsd.replace(/Neither the name[\s\S]*?may be used/, 'The name of Ann Smith may not be used');
    expect(identifyLicense(usual, { fileName: 'LICENSE' }).license).toBe('BSD-3-Clause');
  });

  it('is not the licence whose title has another version', () => {
    const text = textOf('CPL-1.0');
    const other = text.replace('Version 1.0', 'Version 0.5');
    expect(other).not.toBe(text);
    expect(identifyLicense(other, { fileName: 'LICENSE' }).license).not.toBe('CPL-1.0');
  });
});

describe('a text that nobody knows', () => {
  const own = (grant: string) => `Acme Model Licence

1. Grant. Subject to the terms of this licence, Acme grants you a non-exclusive, worldwide, non-transferable licence to ${grant}.

2. Restrictions. You shall not use the model, or anything made with it, in a product with more than one million monthly users, and you shall not train other models on its outputs.

3. Notice. The above copyright notice and this permission notice shall be included in all copies or substantial portions of the model.

4. Disclaimer. THE MODEL IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT.`;

  it.each([
    'use, copy, modify, merge, publish and distribute it, and to permit others to do so',
    'use it for research only',
  ])('is not called by the name of one that it borrows words from: to %s', (grant) => {
    expect(identifyLicense(own(grant), { fileName: 'LICENSE' }).license).toBeNull();
  });
});

describe('a choice', () => {
  const gnu = `Alternatively, this software may be distributed under the terms of the GNU General Public License version 2 as published by the Free Software Foundation.`;

  it('is an OR where the text leaves it', () => {
    expect(identifyLicense(`${textOf('BSD-3-Clause')}\n\n${gnu}\n`, { fileName: 'LICENSE' }).license).toBe(
      'BSD-3-Clause OR GPL-2.0-only',
    );
    const dual = `This library is dual licensed; you may choose either of the following.\n\n${textOf('NCSA')}\n\n${textOf('MIT')}`;
    expect(identifyLicense(dual, { fileName: 'LICENSE' })).toMatchObject({ license: 'NCSA OR MIT', riders: [] });
  });

  it('is none where the text only goes on', () => {
    expect(
      identifyLicense(`${textOf('BSD-3-Clause')}\n\nOther files:\n\n${textOf('MIT')}`, { fileName: 'LICENSE' }).license,
    ).toBe('BSD-3-Clause AND MIT');
  });
});

describe('a GNU notice', () => {
  it.each([
    [
      'This library is free software; you can redistribute it and/or modify it under the terms of the GNU Lesser General Public License as published by the Free Software Foundation; either version 2.1 of the License, or (at your option) any later version.',
      'LGPL-2.1-or-later',
    ],
    [
      'This program is free software; you can redistribute it and/or modify it under the terms of the GNU Library General Public License version 2 as published by the Free Software Foundation.',
      'LGPL-2.0-only',
    ],
    [
      'This is free software: you may redistribute it under the terms of the GNU Affero General Public License, version 3, or any later version.',
      'AGPL-3.0-or-later',
    ],
    ['This file is released under version 2 of the GNU General Public License.', 'GPL-2.0-only'],
    ['Licensed under the GNU General Public License v3', 'GPL-3.0-only'],
    ['It may be distributed under the terms of the GNU General Public License.', 'GPL-1.0-or-later'],
    [
      'You may redistribute it under the terms of the GNU General Public License version 3 or any later version accepted by the membership of KDE e.V.',
      'GPL-3.0-only',
    ],
    ['This licence is compatible with the GNU General Public License version 2.', null],
    ['See the GNU General Public License for more details.', null],
  ])('is read by its clauses: %s', (text, license) => {
    expect(identifyLicense(text, { fileName: 'main.c' }).license).toBe(license);
  });

  it('takes its exception with it', () => {
    const notice =
      'This file is free software; you can redistribute it and/or modify it under the terms of the GNU General Public License as published by the Free Software Foundation; either version 2, or (at your option) any later version.';
    const classpath =
      'Linking this library statically or dynamically with other modules is making a combined work based on this library. Thus, the terms and conditions of the GNU General Public License cover the whole combination.\n\nAs a special exception, the copyright holders of this library give you permission to link this library with independent modules to produce an executable, regardless of the license terms of these independent modules, and to copy and distribute the resulting executable under terms of your choice, provided that you also meet, for each linked independent module, the terms and conditions of the license of that module. An independent module is a module which is not derived from or based on this library. If you modify this library, you may extend this exception to your version of the library, but you are not obligated to do so. If you do not wish to do so, delete this exception statement from your version.';
    expect(identifyLicense(`${notice}\n\n${classpath}`, { fileName: 'a.java' }).license).toBe(
      'GPL-2.0-or-later WITH Classpath-exception-2.0',
    );
  });
});
