import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { canonicalLicense, detectFacts, projectTerms, tighteningOnly } from '../../../src/project/detect';
import { ownLicense } from '../../../src/project/ownLicense';
import { projectRoot } from '../../../src/project/root';

const top = mkdtempSync(join(tmpdir(), 'licit-project-'));
afterAll(() => rmSync(top, { recursive: true, force: true }));

/** The text of our own dependency's licence file. */
const mit = readFileSync(new URL('../../../node_modules/ajv/LICENSE', import.meta.url), 'utf8');

let folders = 0;
function project(files: Record<string, string>): string {
  const root = join(top, String(folders++));
  mkdirSync(root);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

describe('the project’s own licence', () => {
  it.each<[string, Record<string, string>, string | undefined]>([
    ['package.json', { 'package.json': '{ "license": "MIT" }' }, 'MIT package.json'],
    ['an expression', { 'package.json': '{ "license": "(MIT OR Apache-2.0)" }' }, 'MIT OR Apache-2.0 package.json'],
    ['UNLICENSED', { 'package.json': '{ "license": "UNLICENSED" }' }, 'proprietary package.json'],
    ['the old object', { 'package.json': '{ "license": { "type": "ISC" } }' }, 'ISC package.json'],
    ['words that are no expression', { 'package.json': '{ "license": "SEE LICENSE IN X" }' }, undefined],
    ['no JSON', { 'package.json': '{' }, undefined],
    [
      'Cargo.toml',
      { 'Cargo.toml': '[package]\nname = "x"\nlicense = "MIT OR Apache-2.0"\n' },
      'MIT OR Apache-2.0 Cargo.toml',
    ],
    ['another table of Cargo.toml', { 'Cargo.toml': '[package]\nname = "x"\n[other]\nlicense = "MIT"\n' }, undefined],
    [
      'pyproject.toml',
      { 'pyproject.toml': "[build-system]\n[project] # it\nlicense = 'BSD-3-Clause'\n" },
      'BSD-3-Clause pyproject.toml',
    ],
    ['pyproject.toml, a table', { 'pyproject.toml': '[project]\nlicense = { text = "MIT" }\n' }, 'MIT pyproject.toml'],
    ['a tag in LICENSE', { LICENSE: 'SPDX-License-Identifier: GPL-3.0-or-later\n\nText' }, 'GPL-3.0-or-later LICENSE'],
    ['an id in LICENSE', { 'LICENSE.md': 'Apache-2.0\n' }, 'Apache-2.0 LICENSE.md'],
    ['the text of a licence', { LICENSE: mit }, 'MIT LICENSE'],
    ['a text with a rider', { LICENSE: `${mit}\nYou may not use the Software for commercial purposes.\n` }, undefined],
    ['some words', { LICENSE: 'All rights reserved.' }, undefined],
    ['a manifest before a file', { 'package.json': '{ "license": "MIT" }', LICENSE: 'Apache-2.0' }, 'MIT package.json'],
    ['a manifest that says nothing', { 'package.json': '{}', LICENSE: 'Apache-2.0' }, 'Apache-2.0 LICENSE'],
    ['a deprecated id', { 'package.json': '{ "license": "GPL-2.0+" }' }, 'GPL-2.0-or-later package.json'],
    ['nothing', {}, undefined],
  ])('%s', (_name, files, expected) => {
    const own = ownLicense(project(files));
    expect(own === undefined ? undefined : `${own.license} ${own.file}`).toBe(expected);
  });

  it('of a folder that is not there', () => {
    expect(ownLicense(join(top, 'none'))).toBeUndefined();
  });

  it.each([
    ['Proprietary', 'proprietary'],
    ['UNLICENSED', 'proprietary'],
    ['MIT', 'MIT'],
    ['GPL-3.0', 'GPL-3.0-only'],
    ['mine', undefined],
  ])('in options: %s', (text, expected) => {
    expect(canonicalLicense(text)).toBe(expected);
  });
});

describe('the facts of a project', () => {
  const root = project({ 'package.json': '{ "license": "MIT" }' });
  const policy = {
    file: '/some/where/licit.policy.json',
    policy: { project: { kind: 'research', license: 'Apache-2.0', use: 'service', mau: 5, territory: ['DE'] } },
  } as const;

  it('come from the options first', () => {
    const facts = detectFacts({
      root,
      policy,
      options: { kind: 'noncommercial', license: 'GPL-3.0', use: 'ship', mau: 7, revenue: 1, territory: ['FR'] },
    });
    expect(facts).toEqual({
      kind: { value: 'noncommercial', from: 'option' },
      use: { value: 'ship', from: 'option' },
      license: { value: 'GPL-3.0-only', from: 'option' },
      mau: { value: 7, from: 'option' },
      revenue: { value: 1, from: 'option' },
      territory: { value: ['FR'], from: 'option' },
    });
  });

  it('then from the policy, which is named', () => {
    const file = 'licit.policy.json';
    expect(detectFacts({ root, policy })).toEqual({
      kind: { value: 'research', from: 'policy', file },
      use: { value: 'service', from: 'policy', file },
      license: { value: 'Apache-2.0', from: 'policy', file },
      mau: { value: 5, from: 'policy', file },
      territory: { value: ['DE'], from: 'policy', file },
    });
  });

  it('then from the workspace, then by default', () => {
    expect(detectFacts({ root, use: 'by-place' })).toEqual({
      kind: { value: 'commercial', from: 'default' },
      use: { value: 'by-place', from: 'default' },
      license: { value: 'MIT', from: 'workspace', file: 'package.json' },
    });
    expect(detectFacts({}).license).toEqual({ value: 'proprietary', from: 'default' });
  });

  it('in an untrusted workspace only what tightens counts', () => {
    expect(projectTerms(detectFacts({ root, policy, trusted: false }))).toEqual({
      kind: 'commercial',
      license: 'proprietary',
      mau: 5,
      territory: ['DE'],
    });
    expect(detectFacts({ root, policy, trusted: false }).use.value).toBe('assist');
    const exceptions = [
      { kind: 'accepted-risk', model: 'm', reason: 'r', by: 'b', date: '2026-01-01', expires: '2027-01-01' },
    ] as const;
    const deny = [{ model: 'x', reason: 'r' }];
    expect(tighteningOnly({ ...policy.policy, uses: [{ files: '**', use: 'assist' }], deny, exceptions })).toEqual({
      project: { mau: 5, territory: ['DE'] },
      deny,
    });
  });
});

describe('the folder of a project', () => {
  it('is the nearest one above that has a policy, a repository or a manifest', () => {
    const root = project({
      'a/package.json': '{}',
      'a/b/c/x.ts': '',
      'd/licit.policy.json': '{}',
      'd/e/x.ts': '',
      'f/.git/HEAD': '',
      'f/g/x.ts': '',
    });
    expect(projectRoot(join(root, 'a/b/c/x.ts'))).toBe(join(root, 'a'));
    expect(projectRoot(join(root, 'a/b/c'))).toBe(join(root, 'a'));
    expect(projectRoot(join(root, 'a'))).toBe(join(root, 'a'));
    expect(projectRoot(join(root, 'd/e/not-there.ts'))).toBe(join(root, 'd'));
    expect(projectRoot(join(root, 'f/g/x.ts'))).toBe(join(root, 'f'));
  });
});
