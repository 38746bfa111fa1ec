import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { thirdPartyFiles } from '../../../../src/completion/reference/thirdPartyFiles';
import { LIMITS, ThirdPartyIndex } from '../../../../src/completion/reference/thirdPartyIndex';
import { temporaryFolder } from '../../../support/folder';

const never = new AbortController().signal;
const folder = temporaryFolder();

const FILES: Readonly<Record<string, string>> = {
  'package.json': '{ "devDependencies": { "builder": "1" }, "dependencies": { "wanted": "1", "@scope/too": "2" } }',
  '.cache/kept/package.json': '{ "dependencies": { "aaa": "1" } }',
  'packages/b/package.json': '{ "dependencies": { "stored": "1" } }',
  'packages/a/package.json': '{ "dependencies": { "@scope/too": "2", "own": "1", "stored": "1" } }',
  'packages/own/index.js': '',
  'node_modules/aaa/index.js': '',
  'node_modules/wanted/lib/deep.js': '',
  'node_modules/wanted/index.js': '',
  'node_modules/wanted/node_modules/inner/index.js': '',
  'node_modules/@scope/too/index.js': '',
  'node_modules/builder/index.js': '',
  'node_modules/.pnpm/stored@1.0.0/node_modules/stored/index.js': '',
  'api/composer.json': '{ "require": { "php": ">=8", "acme/tool": "1" } }',
  'api/vendor/acme/other/Other.php': '',
  'api/vendor/acme/tool/Tool.php': '',
  'ml/requirements.txt': 'PyYAML==6.0\nplain-name\n',
  'ml/.venv/lib/python3.12/site-packages/aaa/__init__.py': '',
  'ml/.venv/lib/python3.12/site-packages/plain_name/__init__.py': '',
  'ml/.venv/lib/python3.12/site-packages/yaml/__init__.py': '',
  'ml/.venv/lib/python3.12/site-packages/PyYAML-6.0.dist-info/top_level.txt': '_yaml\nyaml\n',
};

beforeAll(async () => {
  for (const [path, text] of Object.entries(FILES)) {
    await mkdir(dirname(folder.path(path)), { recursive: true });
    // Long enough for a fingerprint.
    const isCode = /\.(?:js|php|py)$/.test(path);
    await writeFile(folder.path(path), isCode ? Array.from({ length: 20 }, (_, n) => `x${n};`).join('\n') : text);
  }
  const modules = folder.path('node_modules');
  await symlink('.pnpm/stored@1.0.0/node_modules/stored', `${modules}/stored`);
  await symlink('../packages/own', `${modules}/own`);
});

async function all(): Promise<readonly string[]> {
  const files: string[] = [];
  for await (const file of thirdPartyFiles(folder.path(), never)) files.push(file);
  return files;
}

describe('third-party files', () => {
  it('come in the order in which the project asks for their packages, the others last', async () => {
    const site = 'ml/.venv/lib/python3.12/site-packages';
    expect(await all()).toEqual([
      // Of the manifest at the root, the first of them twice; of those below it; of those deeper; each package's top first.
      'node_modules/@scope/too/index.js',
      'node_modules/wanted/index.js',
      'api/vendor/acme/tool/Tool.php',
      `${site}/yaml/__init__.py`,
      `${site}/plain_name/__init__.py`,
      'node_modules/.pnpm/stored@1.0.0/node_modules/stored/index.js',
      'node_modules/wanted/lib/deep.js',
      // To build with.
      'node_modules/builder/index.js',
      // What nobody asked for.
      'node_modules/aaa/index.js',
      `${site}/aaa/__init__.py`,
      'api/vendor/acme/other/Other.php',
      'node_modules/wanted/node_modules/inner/index.js',
    ]);
  });

  it('are none twice, and none of the project itself', async () => {
    const files = await all();
    expect(new Set(files).size).toBe(files.length);
    expect(files.filter((file) => file.startsWith('packages/'))).toEqual([]);
  });
});

describe('an index of them', () => {
  it('says how much of them it has', async () => {
    const whole = new ThirdPartyIndex(folder.path());
    expect(whole.coverage).toEqual({ files: 0, state: 'reading' });
    await whole.build(0, never);
    expect(whole.coverage).toEqual({ files: 12, state: 'whole' });
    const cut = new ThirdPartyIndex(folder.path(), { ...LIMITS, files: 3 });
    await cut.build(0, never);
    expect(cut.coverage).toEqual({ files: 3, state: 'cut' });
  });
});
