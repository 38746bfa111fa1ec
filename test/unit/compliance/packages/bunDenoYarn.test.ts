import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FolderReader } from '../../../../src/compliance/packages/folderReader';
import { ZipFolder } from '../../../../src/compliance/packages/zipFolder';
import { randomness } from '../../../support/mutate';
import { packagesIn } from '../../../support/packages';
import { zipOf } from '../../../support/zip';

const mit = (name: string, version: string) => `{"name": "${name}", "version": "${version}", "license": "MIT"}`;

describe('bun.lock', () => {
  const lock = `{
  "lockfileVersion": 1,
  "workspaces": {
    "": { "name": "app", "dependencies": { "a": "^1.0.0" }, "devDependencies": { "d": "1" } },
    "packages/own": { "name": "own", "dependencies": { "b": "^2" }, },
  },
  "packages": {
    "a": ["a@1.0.0", "", { "dependencies": { "b": "^1" } }, "sha512-x"],
    "a/b": ["b@1.0.0", "", {}, "sha512-x"],
    "b": ["b@2.0.0", "", {}, "sha512-x"],
    "@s/d": ["@s/d@3.0.0", "", {}, "sha512-x"],
    "d": ["d@1.0.0", "", { "dependencies": { "@s/d": "3" } }, "sha512-x"],
    "own": ["own@workspace:packages/own"],
  },
}`;
  it('lists what is installed, by role', async () => {
    expect(
      await packagesIn({
        'package.json': '{"name": "app", "dependencies": {"a": "^1.0.0"}, "devDependencies": {"d": "1"}}',
        'bun.lock': lock,
        'node_modules/a/package.json': mit('a', '1.0.0'),
        'node_modules/a/node_modules/b/package.json': mit('b', '1.0.0'),
      }),
    ).toEqual([
      'bun.lock:8:5 npm/a@1.0.0 runtime MIT',
      'bun.lock:9:5 npm/b@1.0.0 runtime MIT',
      'bun.lock:10:5 npm/b@2.0.0 runtime -',
      'bun.lock:11:5 npm/%40s/d@3.0.0 development -',
      'bun.lock:12:5 npm/d@1.0.0 development -',
    ]);
  });

  it.each([
    ['bun.lock', '{}', 'is no lockfile of Bun'],
    [
      'bun.lockb',
      '#!/usr/bin/env bun\n\0',
      'is binary; `bun install --save-text-lockfile` writes one that can be read',
    ],
  ])('%s that is none is unreadable', async (path, text, reason) => {
    expect(await packagesIn({ [path]: text })).toEqual([`${path} ${reason}`]);
  });
});

it('deno.lock lists packages of npm and JSR; modules from addresses are said', async () => {
  const lock = {
    version: '5',
    specifiers: { 'npm:chalk@5': '5.3.0' },
    jsr: { '@std/assert@1.0.6': { integrity: 'x', dependencies: ['jsr:@std/internal'] } },
    npm: { 'chalk@5.3.0': { integrity: 'x' }, 'b@2.0.0_peer@1.0.0': { dependencies: ['chalk'] } },
    remote: { 'https://deno.land/std@0.200.0/a.ts': 'x' },
  };
  expect(
    await packagesIn({
      'deno.lock': JSON.stringify(lock, null, 1),
      'node_modules/.deno/chalk@5.3.0/node_modules/chalk/package.json': mit('chalk', '5.3.0'),
    }),
  ).toEqual([
    'deno.lock:7:4 npm/%40jsr/std__assert@1.0.6 runtime -',
    'deno.lock:15:4 npm/chalk@5.3.0 runtime MIT',
    'deno.lock:18:4 npm/b@2.0.0 runtime -',
    '~ deno.lock loads modules from an address: their licences are not looked up',
  ]);
});

it('packages that Yarn keeps in archives say what they are under', async () => {
  const lock = `__metadata:
  version: 8

"a@npm:^1.0.0":
  version: 1.0.0
  resolution: "a@npm:1.0.0"
  languageName: node
  linkType: hard

"@s/b@npm:2.0.0":
  version: 2.0.0
  resolution: "@s/b@npm:2.0.0"
  languageName: node
  linkType: hard
`;
  expect(
    await packagesIn({
      'package.json': '{"name": "app", "dependencies": {"a": "^1.0.0", "@s/b": "2.0.0"}}',
      'yarn.lock': lock,
      '.pnp.cjs': '// made by Yarn',
      '.yarn/cache/a-npm-1.0.0-0123456789-0123456789.zip': { 'node_modules/a/package.json': mit('a', '1.0.0') },
      'store/yarn/@s-b-npm-2.0.0-0123456789-10c0.zip': {
        'node_modules/@s/b/index.js': '',
        'node_modules/@s/b/package.json': mit('@s/b', '2.0.0'),
      },
    }),
  ).toEqual(['yarn.lock:4:1 npm/a@1.0.0 runtime MIT', 'yarn.lock:10:1 npm/%40s/b@2.0.0 runtime MIT']);
});

it('damaged archives are none', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'licit-zip-'));
  const whole = zipOf({ 'a/x.txt': 'x'.repeat(1000), 'a/b/y.txt': 'y' });
  const random = randomness(5);
  const file = join(folder, 'x.zip');
  const reader = await FolderReader.at(folder);
  if (reader === null) throw new Error('no folder');
  for (let round = 0; round < 300; round++) {
    const bytes = Buffer.from(whole);
    for (let change = 0; change < 3; change++) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
    writeFileSync(file, round === 0 ? whole : bytes.subarray(0, random() < 0.3 ? random() * bytes.length : undefined));
    const zip = await ZipFolder.at(reader, 'x.zip');
    const names = zip === null ? [] : (await zip.list('a')).map(({ name }) => name);
    const text = zip === null ? null : await zip.text('a/x.txt', 2000);
    if (round === 0) expect([names, text]).toEqual([['b', 'x.txt'], 'x'.repeat(1000)]);
    expect((text ?? '').length).toBeLessThanOrEqual(2000);
    if (zip !== null) expect(await zip.text('a/x.txt', 10)).toSatisfy((short) => short === null || short.length <= 10);
  }
  rmSync(folder, { recursive: true });
});

it('conda: what pip installs is read, the rest is said', async () => {
  const environment = `name: app # name
channels: [conda-forge]
dependencies:
  - python=3.11
  - numpy=1.26   # fast
  - pip
  - pip:
      - requests==2.31.0
      - "torch>=2"
      - -r requirements.txt
  - pandas
variables:
  X: y
`;
  const site = '.venv/lib/python3.12/site-packages/requests-2.31.0.dist-info/METADATA';
  expect(
    await packagesIn({
      'environment.yml': environment,
      [site]: 'Name: requests\nVersion: 2.31.0\nLicense: Apache 2.0\n\n',
    }),
  ).toEqual([
    'environment.yml:8:9 pypi/requests@2.31.0 runtime Apache-2.0',
    'environment.yml:9:10 pypi/torch runtime -',
    '~ environment.yml names 2 packages of conda: their licences are not looked up',
  ]);
});

it.each(['pixi.lock', 'pubspec.lock', 'ios/Podfile.lock', 'Package.resolved', 'mix.lock', 'flake.lock'])(
  '%s is said not to be looked up',
  async (path) => {
    expect(await packagesIn({ [path]: 'version: 6\n' })).toEqual([
      expect.stringMatching(new RegExp(`^~ ${path} lists packages of .*, whose licences are not looked up$`)),
    ]);
  },
);
