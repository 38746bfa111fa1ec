// What a user gets on disk: the package is installed into a clean editor and looked through.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { currentTarget, targets } from '../../scripts/package/targets.mjs';
import { installVsix } from '../editor/server.mjs';
import { prepareCodeServer } from '../editor/setup/code-server.mjs';

const vsix = process.env.LICIT_VSIX ?? '';
let home = '';
let installed = '';
let files: string[] = [];

beforeAll(async () => {
  if (!existsSync(vsix)) throw new Error('LICIT_VSIX names no package: run `npm test -- package`');
  home = await mkdtemp(join(tmpdir(), 'licit-package-'));
  const { entry } = await prepareCodeServer();
  await installVsix({ entry, home }, vsix);
  const folder = readdirSync(join(home, 'extensions')).find((name) => name.startsWith('licit.licit-'));
  if (folder === undefined) throw new Error('the editor did not unpack the package');
  installed = join(home, 'extensions', folder);
  files = readdirSync(installed, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(installed, join(entry.parentPath, entry.name)).split(sep).join('/'));
}, 300_000);

afterAll(() => rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));

describe('the package', () => {
  it('is smaller than 90 MB', () => {
    expect(statSync(vsix).size).toBeLessThan(90e6);
  });

  it.each([
    ['sources and types', /\.[cm]?ts$/],
    ['source maps', /\.map$/],
    ['tests', /(^|\/)(tests?|__tests__)\/|\.test\./],
    ['sources of llama.cpp', /\.(c|cc|cpp|cu|h|hpp|cmake|bundle)$|CMakeLists|localBuilds/],
    ['the command line and templates of node-llama-cpp', /node-llama-cpp\/(dist\/cli\/cli\.js|templates)/],
    [
      'what only a clone needs',
      /^(src|scripts|examples|training|bench|node_modules)\/|package-lock|tsconfig|biome|vitest/,
    ],
  ])('has no %s', (_, pattern) => {
    expect(files.filter((file) => pattern.test(file))).toEqual([]);
  });

  it("has this platform's binaries and no other's", () => {
    const native = files.filter((file) => /\.(node|so|dylib|dll|metal)(\.|$)/.test(file));
    const packages = new Set(native.map((file) => /^dist\/node_modules\/(@node-llama-cpp\/[^/]+)\//.exec(file)?.[1]));
    expect([...packages].sort()).toEqual([...(targets[currentTarget()] ?? [])].sort());
  });

  it('has the built-in model, its card and where it comes from, the registry and the notices', () => {
    const own = files.filter((file) => !file.includes('node_modules/'));
    expect(own).toEqual(
      expect.arrayContaining([
        'builtin/licit-mini-ts.gguf',
        'builtin/licit-mini-ts.card.md',
        'builtin/licit-mini-ts.sources.json',
        'model-registry.json',
        'LICENSE.txt',
      ]),
    );
    expect(own).toContainEqual(expect.stringMatching(/^THIRD_PARTY_NOTICES/));
  });

  it('has every file that its manifest names', () => {
    const text = readFileSync(join(installed, 'package.json'), 'utf8');
    const named = [...text.matchAll(/"(?:\.\/)?((?:dist|media|bin)\/[^"]+)"/g)].map((match) => match[1]);
    expect(named.length).toBeGreaterThan(2);
    expect(named.filter((file) => file !== undefined && !files.includes(file))).toEqual([]);
  });

  it('has a manifest without what only a clone needs', () => {
    const manifest: unknown = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
    for (const key of ['devDependencies', 'optionalDependencies', 'overrides', 'scripts']) {
      expect(manifest).not.toHaveProperty(key);
    }
  });

  it('has a command line that starts', () => {
    const run = (...args: string[]) =>
      spawnSync(process.execPath, [join(installed, 'bin/licit.mjs'), ...args], { encoding: 'utf8', timeout: 120_000 });
    expect(run('--version')).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\S*\d+\.\d+\.\d+/) });
  });
});
