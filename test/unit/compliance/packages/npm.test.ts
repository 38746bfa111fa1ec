import { describe, expect, it } from 'vitest';
import { packagesIn } from '../../../support/packages';

const mit = (name: string, version: string, more = '') =>
  `{"name": "${name}", "version": "${version}", "license": "MIT"${more}}`;

describe('package-lock.json', () => {
  it('lists what is installed, by role, with its place; not the project and its workspaces', async () => {
    const packages = {
      '': { name: 'app', license: 'MIT' },
      'packages/own': { version: '1.0.0' },
      'node_modules/own': { resolved: 'packages/own', link: true },
      'node_modules/a': { version: '1.0.0', license: 'MIT' },
      'node_modules/a/node_modules/@s/b': { version: '2.0.0', license: '(MIT OR GPL-3.0-only)', dev: true },
      'node_modules/alias': {
        name: 'real',
        version: '3.0.0',
        licenses: [{ type: 'BSD' }, { type: 'MIT' }],
        optional: true,
      },
      'node_modules/none': { version: '4.0.0', devOptional: true },
    };
    const lock = JSON.stringify({ lockfileVersion: 3, packages }, null, 2);
    expect(
      await packagesIn({ 'web/package-lock.json': lock, 'web/node_modules/none/package.json': mit('none', '4.0.0') }),
    ).toEqual([
      'web/package-lock.json:15:6 npm/a@1.0.0 runtime MIT',
      'web/package-lock.json:19:6 npm/%40s/b@2.0.0 development (MIT OR GPL-3.0-only)',
      'web/package-lock.json:24:6 npm/real@3.0.0 runtime (BSD OR MIT)',
      'web/package-lock.json:37:6 npm/none@4.0.0 runtime MIT',
    ]);
  });

  it('lists what stands below node_modules under any name and with any separator', async () => {
    const version = '1.0.0';
    const packages = { 'node_modules\\@s\\a\\node_modules\\b': { version }, 'node_modules/c/d': { version } };
    expect(await packagesIn({ 'package-lock.json': JSON.stringify({ lockfileVersion: 3, packages }) })).toEqual([
      'package-lock.json:1:35 npm/b@1.0.0 runtime -',
      'package-lock.json:1:94 npm/c/d@1.0.0 runtime -',
    ]);
  });

  it('of npm 6 is a tree without licences', async () => {
    const lock = `{
  "lockfileVersion": 1,
  "dependencies": {
    "a": { "version": "1.0.0", "dependencies": {
      "@s/b": { "version": "2.0.0", "dev": true } } },
    "c": { "version": "npm:real@3.0.0" },
    "d": { "version": "file:../d" }
  }
}`;
    const installed = { 'node_modules/a/node_modules/@s/b/package.json': mit('@s/b', '2.0.0') };
    expect(await packagesIn({ 'package-lock.json': lock, ...installed })).toEqual([
      'package-lock.json:4:6 npm/a@1.0.0 runtime -',
      'package-lock.json:5:8 npm/%40s/b@2.0.0 development MIT',
      'package-lock.json:6:6 npm/real@3.0.0 runtime -',
    ]);
  });

  it.each([
    ['{"lockfileVersion": 3', 'is not valid JSON'],
    ['[]', 'is not valid JSON'],
    ['{}', 'has no "packages"'],
  ])('%s is unreadable', async (text, reason) => {
    expect(await packagesIn({ 'package-lock.json': text })).toEqual([`package-lock.json ${reason}`]);
  });
});

describe('pnpm-lock.yaml', () => {
  const nine = `lockfileVersion: '9.0'

importers:

  .:
    dependencies:
      a:
        specifier: ^1.0.0
        version: 1.0.0(peer@2.0.0)
      al:
        specifier: npm:real@3
        version: real@3.0.0
    devDependencies:
      dev:
        specifier: '1'
        version: 1.0.0
  packages/ui:
    dependencies:
      ui-dep:
        specifier: ^1.0.0
        version: 1.5.0
      own:
        specifier: workspace:*
        version: link:../own

packages:

  a@1.0.0:
    resolution: {integrity: sha512-xxx}
    peerDependencies:
      peer: '*'
  '@s/dev-dep@0.1.0':
    resolution: {integrity: sha512-xxx}
  dev@1.0.0:
    resolution: {integrity: sha512-xxx}
  peer@2.0.0:
    resolution: {integrity: sha512-xxx}
  real@3.0.0:
    resolution: {integrity: sha512-xxx}
  ui-dep@1.5.0:
    resolution: {integrity: sha512-xxx}

snapshots:

  a@1.0.0(peer@2.0.0):
    dependencies:
      peer: 2.0.0
  '@s/dev-dep@0.1.0': {}
  dev@1.0.0:
    dependencies:
      '@s/dev-dep': 0.1.0
      peer: 2.0.0
  peer@2.0.0: {}
  real@3.0.0: {}
  ui-dep@1.5.0: {}
`;

  it('version 9: who needs what stands apart; licences come from the store', async () => {
    const store = {
      'node_modules/.pnpm/a@1.0.0_peer@2.0.0/node_modules/a/package.json': mit('a', '1.0.0'),
      'node_modules/.pnpm/@s+dev-dep@0.1.0/node_modules/@s/dev-dep/package.json': mit('@s/dev-dep', '0.1.0'),
      'node_modules/a': '-> .pnpm/a@1.0.0_peer@2.0.0/node_modules/a',
    };
    expect(await packagesIn({ 'pnpm-lock.yaml': nine, ...store })).toEqual([
      'pnpm-lock.yaml:28:3 npm/a@1.0.0 runtime MIT',
      'pnpm-lock.yaml:32:3 npm/%40s/dev-dep@0.1.0 development MIT',
      'pnpm-lock.yaml:34:3 npm/dev@1.0.0 development -',
      'pnpm-lock.yaml:36:3 npm/peer@2.0.0 runtime -',
      'pnpm-lock.yaml:38:3 npm/real@3.0.0 runtime -',
      'pnpm-lock.yaml:40:3 npm/ui-dep@1.5.0 runtime -',
    ]);
  });

  it.each([
    [
      '5.4',
      "lockfileVersion: 5.4\nspecifiers:\n  a: 1\ndependencies:\n  a: 1.0.0_b@2.0.0\npackages:\n  /a/1.0.0_b@2.0.0:\n    dependencies:\n      '@s/c': 3.0.0\n    dev: false\n  /@s/c/3.0.0:\n    dev: false\n  /t/1.0.0:\n    dev: true\n",
      ['7:3 npm/a@1.0.0 runtime', '11:3 npm/%40s/c@3.0.0 runtime', '13:3 npm/t@1.0.0 development'],
    ],
    [
      '6.0',
      "lockfileVersion: '6.0'\ndependencies:\n  a:\n    specifier: 1\n    version: 1.0.0(b@2.0.0)\ndevDependencies:\n  '@s/c':\n    specifier: 1\n    version: 3.0.0\npackages:\n  /a@1.0.0(b@2.0.0):\n    resolution: {}\n  /@s/c@3.0.0:\n    resolution: {}\n  github.com/o/r/0123:\n    name: r\n    version: 1.2.3\n",
      ['11:3 npm/a@1.0.0 runtime', '13:3 npm/%40s/c@3.0.0 development', '15:3 npm/r@1.2.3 runtime'],
    ],
  ])('version %s', async (_, text, expected) => {
    expect(await packagesIn({ 'pnpm-lock.yaml': text })).toEqual(expected.map((one) => `pnpm-lock.yaml:${one} -`));
  });

  it.each([
    ['a b', 'is no lockfile of pnpm'],
    ['a: 1', 'has no "lockfileVersion"; run `pnpm install` to write it anew'],
    ['', 'has no "lockfileVersion"; run `pnpm install` to write it anew'],
  ])('%j is unreadable', async (text, reason) => {
    expect(await packagesIn({ 'pnpm-lock.yaml': text })).toEqual([`pnpm-lock.yaml ${reason}`]);
  });
});

describe('yarn.lock', () => {
  const manifests = {
    'package.json': `{"name": "app", "dependencies": {"a": "^1.0.0", "al": "npm:real@^3.0.0"}, "devDependencies": {"dev": "^2.0.0"}}`,
    'packages/ui/package.json': `{"name": "ui", "dependencies": {"app": "workspace:*", "@s/u": "^1.0.0"}}`,
  };

  it('of Yarn 1: the manifests say what is for development only', async () => {
    const lock = `# yarn lockfile v1


"@s/u@^1.0.0":
  version "1.1.0"
  resolved "https://registry.yarnpkg.com/x"

a@^1.0.0, a@^1.2.0:
  version "1.2.0"
  dependencies:
    c "^4.0.0"

"al@npm:real@^3.0.0":
  version "3.0.0"

c@^4.0.0:
  version "4.0.0"

dev@^2.0.0:
  version "2.0.0"
  dependencies:
    "@s/only-dev" "~1.0.0"
  optionalDependencies:
    c "^4.0.0"

"@s/only-dev@~1.0.0":
  version "1.0.0"
`;
    expect(
      await packagesIn({ 'yarn.lock': lock, ...manifests, 'node_modules/c/package.json': mit('c', '4.0.0') }),
    ).toEqual([
      'yarn.lock:4:1 npm/%40s/u@1.1.0 runtime -',
      'yarn.lock:8:1 npm/a@1.2.0 runtime -',
      'yarn.lock:13:1 npm/real@3.0.0 runtime -',
      'yarn.lock:16:1 npm/c@4.0.0 runtime MIT',
      'yarn.lock:19:1 npm/dev@2.0.0 development -',
      'yarn.lock:26:1 npm/%40s/only-dev@1.0.0 development -',
    ]);
  });

  it('of Yarn 2 and later is YAML; workspaces are the project itself', async () => {
    const lock = `__metadata:
  version: 8

"@s/u@npm:^1.0.0":
  version: 1.1.0
  resolution: "@s/u@npm:1.1.0"
  dependencies:
    c: "npm:^4.0.0"
  linkType: hard

"a@npm:^1.0.0, a@npm:^1.2.0":
  version: 1.2.0
  resolution: "a@npm:1.2.0"
  linkType: hard

"al@npm:real@^3.0.0":
  version: 3.0.0
  resolution: "real@npm:3.0.0"
  linkType: hard

"app@workspace:*, app@workspace:.":
  version: 0.0.0-use.local
  resolution: "app@workspace:."
  dependencies:
    a: ^1.0.0
  linkType: soft

"c@npm:^4.0.0":
  version: 4.0.0
  resolution: "c@npm:4.0.0"
  linkType: hard

"dev@npm:^2.0.0":
  version: 2.0.0
  resolution: "dev@npm:2.0.0"
  dependencies:
    p: "patch:p@npm%3A1.0.0#x"
  linkType: hard

"p@patch:p@npm%3A1.0.0#x":
  version: 1.0.0
  resolution: "p@patch:p@npm%3A1.0.0#x::hash=1"
  linkType: hard
`;
    expect(await packagesIn({ 'yarn.lock': lock, ...manifests })).toEqual([
      'yarn.lock:4:1 npm/%40s/u@1.1.0 runtime -',
      'yarn.lock:11:1 npm/a@1.2.0 runtime -',
      'yarn.lock:16:1 npm/real@3.0.0 runtime -',
      'yarn.lock:28:1 npm/c@4.0.0 runtime -',
      'yarn.lock:33:1 npm/dev@2.0.0 development -',
      'yarn.lock:40:1 npm/p@1.0.0 development -',
    ]);
  });

  it('that is none is unreadable', async () => {
    expect(await packagesIn({ 'yarn.lock': 'hello\n' })).toEqual(['yarn.lock is no lockfile of Yarn']);
  });
});

describe('package.json', () => {
  it('without a lockfile speaks for itself', async () => {
    const manifest = `{
  "name": "app",
  "dependencies": { "a": "^1.0.0", "b": "2.0.0", "own": "file:../own" },
  "peerDependencies": { "p": "*", "q": "*" },
  "peerDependenciesMeta": { "q": { "optional": true } },
  "devDependencies": { "d": "npm:real@1.0.0" }
}`;
    expect(await packagesIn({ 'package.json': manifest })).toEqual([
      'package.json:3:22 npm/a runtime -',
      'package.json:3:37 npm/b@2.0.0 runtime -',
      'package.json:4:26 npm/p runtime -',
      'package.json:6:25 npm/real@1.0.0 development -',
    ]);
  });

  it('under a lockfile adds only what that does not have', async () => {
    const lock = '{"lockfileVersion": 3, "packages": {"node_modules/a": {"version": "1.0.0", "license": "MIT"}}}';
    expect(
      await packagesIn({
        'package-lock.json': lock,
        'package.json': '{"name": "app", "dependencies": {"a": "1"}}',
        'examples/x/package.json': '{"name": "x", "dependencies": {"a": "1", "other": "1", "app": "*"}}',
      }),
    ).toEqual(['examples/x/package.json:1:43 npm/other runtime -', 'package-lock.json:1:38 npm/a@1.0.0 runtime MIT']);
  });
});

describe('node_modules without a lockfile', () => {
  it('is read as Node would find what the manifest needs', async () => {
    expect(
      await packagesIn({
        'package.json':
          '{"name": "app", "dependencies": {"a": "^1.0.0", "missing": "2.0.0"}, "devDependencies": {"t": "*"}}',
        'node_modules/a/package.json': mit('a', '1.1.0', ', "dependencies": {"b": "1"}'),
        'node_modules/a/node_modules/b/package.json': '{\n  "name": "b", "version": "1.0.0",\n  "license": "ISC"\n}',
        'node_modules/b/package.json': mit('b', '2.0.0'),
        'node_modules/t/package.json': mit('t', '1.0.0', ', "dependencies": {"b": "2", "a": "1"}'),
        'node_modules/unused/package.json': mit('unused', '1.0.0'),
        'packages/own/package.json': '{"name": "own"}',
        'node_modules/own': '-> ../packages/own',
      }),
    ).toEqual([
      'node_modules/a/node_modules/b/package.json:3:14 npm/b@1.0.0 runtime ISC',
      'node_modules/b/package.json:1:46 npm/b@2.0.0 development MIT',
      'package.json:1:35 npm/a@1.1.0 runtime MIT',
      'package.json:1:50 npm/missing@2.0.0 runtime -',
      'package.json:1:91 npm/t@1.0.0 development MIT',
    ]);
  });

  it('is not read through a link out of the folder', async () => {
    expect(
      await packagesIn({
        'package.json': '{"name": "app", "dependencies": {"a": "1"}}',
        'node_modules/x/package.json': mit('x', '1'),
        'node_modules/a': '-> /usr',
      }),
    ).toEqual(['package.json:1:35 npm/a runtime -']);
  });
});
