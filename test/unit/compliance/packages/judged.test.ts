import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { detectFacts } from '../../../../src/project/detect';
import type { Policy } from '../../../../src/project/policy';
import { loadRegistry } from '../../../../src/registry/load';
import { check } from '../../../support/check';

const loaded = loadRegistry(new URL('../../../../model-registry.json', import.meta.url).pathname);
const stores = { cargo: [], golang: [], maven: [], gradle: [], nuget: [] };
/** In pieces, so that this file is not taken for one under these licences. */
const TAG = ['SPDX', 'License-Identifier:'].join('-');

/** The findings for a project with these files, as `file:line kind subject use verdict level`. */
async function findings(files: Readonly<Record<string, string>>, policy: Policy = {}, license = 'MIT') {
  if (!loaded.ok) throw new Error('no registry');
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'licit-judged-')));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const facts = detectFacts(license === 'MIT' ? { root } : { options: { license } });
    const report = await check(root, loaded.registry, { facts, policy, stores });
    // Whether a text is there is asked in notice.test.ts.
    const judged = report.findings.filter(({ rule }) => rule !== 'licence-text-missing');
    return {
      lines: judged.map(
        ({ file, range, kind, resolved, reference, use, verdict, level, counts }) =>
          `${file}:${range?.startLine ?? '-'} ${kind} ${resolved ?? reference} ${use} ${verdict} ${level}${counts ? '' : ' (does not count)'}`,
      ),
      messages: judged.map(({ message }) => message),
    };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

it('packages count by what they are for; what nobody says is a review that says what to do', async () => {
  const site = '.venv/lib/python3.12/site-packages';
  const { lines, messages } = await findings(
    {
      'requirements.txt': 'agpl==1\nunknown==1\nsilent==1\n',
      'requirements-dev.txt': 'agpl==1\n',
      'pyproject.toml': '[project]\nname = "app"\n[project.optional-dependencies]\nx = ["gpl==1"]\n',
      [`${site}/agpl-1.dist-info/METADATA`]: 'Name: agpl\nVersion: 1\nLicense-Expression: AGPL-3.0-only\n\n',
      [`${site}/gpl-1.dist-info/METADATA`]: 'Name: gpl\nVersion: 1\nLicense: GPLv3\n\n',
      [`${site}/silent-1.dist-info/METADATA`]: 'Name: silent\nVersion: 1\n\n',
    },
    {},
    'proprietary',
  );
  expect(lines).toEqual([
    'pyproject.toml:4 package pkg:pypi/gpl@1 ship review warning',
    'requirements-dev.txt:1 package pkg:pypi/agpl@1 assist allowed note (does not count)',
    'requirements.txt:1 package pkg:pypi/agpl@1 ship denied error',
    'requirements.txt:2 package pkg:pypi/unknown@1 ship review warning',
    'requirements.txt:3 package pkg:pypi/silent@1 ship review warning',
  ]);
  expect(messages[3]).toContain('the package is not installed here: install the packages into a virtual environment');
  expect(messages[4]).toContain('neither its manifest nor a licence text');
});

it('files with a licence of their own are judged as distributed, or as the policy says', async () => {
  const files = {
    'package.json': '{"name": "app", "license": "MIT"}',
    'src/own.c': `// ${TAG} MIT\n`,
    'src/other.c': `// ${TAG} Apache-2.0\n`,
    'server/agpl.c': `// ${TAG} AGPL-3.0-only\n`,
    'third_party/z/LICENSE': 'Zlib\n',
    'third_party/y/LICENSE': 'Ask us first. All rights reserved, all of them.\n',
    'vendor/modules.txt': '# github.com/a/b v1.0.0\n',
    'vendor/github.com/a/b/LICENSE': 'MIT-0\n',
    'go.mod': 'module x\nrequire github.com/a/b v1.0.0\n',
  };
  expect((await findings(files, { uses: [{ files: 'server/', use: 'service' }] })).lines).toEqual([
    'go.mod:2 package pkg:golang/github.com/a/b@v1.0.0 ship allowed note',
    'server/agpl.c:1 license AGPL-3.0-only service conditional note',
    'src/other.c:1 license Apache-2.0 ship allowed note',
    'third_party/y/LICENSE:- license third_party/y/LICENSE ship review warning',
    'third_party/z/LICENSE:- license Zlib ship allowed note',
  ]);
  const closed = await findings({ 'server/gpl.c': `// ${TAG} GPL-3.0-only\n` }, {}, 'proprietary');
  expect(closed.lines).toEqual(['server/gpl.c:1 license GPL-3.0-only ship denied error']);
});

it.each([
  ['MIT', 'Apache-2.0', 'LICENSE:- license Apache-2.0 null review warning'],
  ['MIT', 'MIT', null],
  ['GPL-3.0-or-later', 'GPL-3.0-only', null],
  ['MIT OR Apache-2.0', 'Apache-2.0', null],
])('a manifest that says %s beside a licence text that is %s', async (manifest, text, expected) => {
  const { lines } = await findings({ 'package.json': `{"license": "${manifest}"}`, LICENSE: `${text}\n` });
  expect(lines).toEqual(expected === null ? [] : [expected]);
});

it.each([
  ['what lockfile and package agree on', 'MIT', 'MIT', 'MIT', 'allowed', null],
  ['another manifest', 'MIT', 'GPL-3.0-only', '', 'denied', 'under the same licence'],
  ['a manifest that is looser', 'GPL-3.0-only', 'MIT', '', 'denied', 'under the same licence'],
  [
    'another manifest of the same effect',
    'MIT',
    'ISC',
    '',
    'review',
    'package-lock.json says MIT, but the installed package says ISC',
  ],
  ['another text', 'MIT', 'MIT', 'ISC', 'review', 'Its manifest says MIT, but its licence text is ISC'],
  ['a text that forbids more', 'MIT', 'MIT', 'AGPL-3.0-only', 'denied', 'under the same licence'],
  ['one of the licences to choose from', 'MIT OR Apache-2.0', 'MIT OR Apache-2.0', 'Apache-2.0', 'allowed', null],
  ['a name that is no expression', 'MIT', 'see our site', 'MIT', 'allowed', null],
])('an installed package with %s', async (_, locked, installed, text, verdict, message) => {
  const lock = {
    lockfileVersion: 3,
    packages: { '': { dependencies: { a: '1.0.0' } }, 'node_modules/a': { version: '1.0.0', license: locked } },
  };
  const { lines, messages } = await findings(
    {
      'package.json': '{"name": "app", "license": "UNLICENSED", "dependencies": {"a": "1.0.0"}}',
      'package-lock.json': JSON.stringify(lock),
      'node_modules/a/package.json': JSON.stringify({ name: 'a', version: '1.0.0', license: installed }),
      ...(text === '' ? {} : { 'node_modules/a/LICENSE': `${text}\n` }),
    },
    {},
    'proprietary',
  );
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(` pkg:npm/a@1.0.0 ship ${verdict} `);
  if (message !== null) expect(messages[0]).toContain(message);
});

it('what one lockfile says of an archive holds for the same archive in another, where no two differ', async () => {
  const lock = (name: string, more: object) =>
    JSON.stringify({ packages: { [`node_modules/${name}`]: { version: '1.0.0', ...more } } });
  const { lines, messages } = await findings({
    'a/package-lock.json': lock('same', { license: 'ISC', integrity: 'sha512-same' }),
    'b/package-lock.json': lock('same', { integrity: 'sha512-same' }),
    'c/bun.lock': '{"packages": {"same": ["same@1.0.0", "", {}, "sha512-same"]}}',
    'd/yarn.lock': 'same@^1:\n  version "1.0.0"\n  integrity sha512-same\n',
    'e/package-lock.json': lock('same', { integrity: 'sha512-patched' }),
    'f/package-lock.json': lock('torn', { license: 'ISC', integrity: 'sha512-torn' }),
    'g/package-lock.json': lock('torn', { license: 'MIT', integrity: 'sha512-torn' }),
    'h/package-lock.json': lock('torn', { integrity: 'sha512-torn' }),
    'i/package-lock.json': lock('same', {}),
    'j/pnpm-lock.yaml':
      "lockfileVersion: '6.0'\npackages:\n  '/same@1.0.0':\n    resolution: {integrity: sha512-same}\n    dev: false\n",
    'k/deno.lock': '{"version": "5", "npm": {"same@1.0.0": {"integrity": "sha512-same"}}}',
  });
  expect(lines.map((line) => line.replace(/:1 package pkg:npm\/| note$| warning$/g, ' '))).toEqual([
    'a/package-lock.json same@1.0.0 ship allowed ',
    'b/package-lock.json same@1.0.0 ship allowed ',
    'c/bun.lock same@1.0.0 ship allowed ',
    'd/yarn.lock same@1.0.0 ship allowed ',
    'e/package-lock.json same@1.0.0 ship review ',
    'f/package-lock.json torn@1.0.0 ship allowed ',
    'g/package-lock.json torn@1.0.0 ship allowed ',
    'h/package-lock.json torn@1.0.0 ship review ',
    'i/package-lock.json same@1.0.0 ship review ',
    'j/pnpm-lock.yaml:3 package pkg:npm/same@1.0.0 ship allowed ',
    'k/deno.lock same@1.0.0 ship allowed ',
  ]);
  expect(messages[1]).toContain('Its licence stands in a/package-lock.json, which lists the same archive.');
  expect(messages[4]).toContain('package-lock.json names no licence for it, and the package is not installed here');
});

it.each([
  ['Apache 2.0', 'GNU General Public License v3 (GPLv3)', 'denied'],
  ['Apache 2.0', 'MIT License', 'review'],
  ['MIT', 'MIT License', 'allowed'],
  ['MIT', 'BSD License', 'allowed'],
  ['LGPL-2.1-or-later', 'GNU Lesser General Public License v2 or later (LGPLv2+)', 'conditional'],
])('a Python package whose field says %s and whose classifier %s', async (field, classifier, verdict) => {
  const { lines } = await findings(
    {
      'requirements.txt': 'a==1\n',
      '.venv/lib/python3.12/site-packages/a-1.dist-info/METADATA': `Name: a\nVersion: 1\nLicense: ${field}\nClassifier: License :: OSI Approved :: ${classifier}\n\n`,
    },
    {},
    'proprietary',
  );
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(` pkg:pypi/a@1 ship ${verdict} `);
});

it('says where only what a manifest itself asks for is known', async () => {
  if (!loaded.ok) throw new Error('no registry');
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'licit-judged-')));
  writeFileSync(join(root, 'requirements.txt'), 'a==1\nb\n');
  writeFileSync(join(root, 'requirements-all.txt'), 'a==1\nb==2\n');
  const metadata = 'web/.venv/lib/python3.12/site-packages/a-1.dist-info/METADATA';
  mkdirSync(dirname(join(root, metadata)), { recursive: true });
  writeFileSync(join(root, metadata), 'Name: a\nVersion: 1\nRequires-Dist: gone\n\n');
  writeFileSync(join(root, 'web/requirements.txt'), 'a\n');
  writeFileSync(join(root, 'Cargo.toml'), '[package]\nname = "x"\n[dependencies]\na = "1"\n');
  const { coverage } = await check(root, loaded.registry, { stores });
  rmSync(root, { recursive: true });
  const reason = 'what its packages need in turn is not listed: there is no lockfile';
  expect(coverage.skipped).toEqual([
    { file: 'Cargo.toml', reason },
    { file: 'requirements.txt', reason },
    {
      file: 'web/requirements.txt',
      reason:
        'what its packages need in turn is known in part: install the packages into a virtual environment of the project (`.venv`) and check again',
    },
  ]);
});
