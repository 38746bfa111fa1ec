import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { sameLanguage } from '../../../../src/completion/project/languages';
import { nearestFiles } from '../../../../src/completion/project/nearestFiles';
import { temporaryFolder } from '../../../support/folder';

const folder = temporaryFolder();
const signal = new AbortController().signal;

const FILES = [
  'src/api/users.ts',
  'src/api/orders.ts',
  'src/api/deep/item.ts',
  'src/main.ts',
  'src/generated/schema.ts',
  'src/main.css',
  'lib/tool.js',
  'dist/main.js',
  'node_modules/dep/index.js',
  '.hidden/x.ts',
  'secret/key.ts',
  'types.d.ts',
];

beforeAll(async () => {
  for (const file of FILES) {
    await mkdir(dirname(folder.path(file)), { recursive: true });
    await writeFile(folder.path(file), '');
  }
  await writeFile(folder.path('.gitignore'), 'generated/\n');
  await writeFile(folder.path('.licitignore'), 'secret/\n');
  await symlink(folder.path('src'), folder.path('linked'));
});

const near = (file: string, limit = 100) =>
  nearestFiles(folder.path(), file, { limit, accepts: sameLanguage(file), signal });

describe('the nearest files', () => {
  it('are those of the same folder first, then below, then above, without what is hidden or was not written here', async () => {
    expect(await near('src/api/users.ts')).toEqual([
      'src/api/orders.ts',
      'src/api/deep/item.ts',
      'src/main.ts',
      'lib/tool.js',
    ]);
  });

  it('are of the same language', async () => {
    expect(await near('src/other.css')).toEqual(['src/main.css']);
    expect(await near('README')).toEqual([]);
  });

  it('are as many as asked for', async () => {
    expect(await near('src/api/users.ts', 2)).toEqual(['src/api/orders.ts', 'src/api/deep/item.ts']);
  });

  it('are found around a file that does not exist yet, and in a folder that does not', async () => {
    expect(await near('src/new/first.ts')).toContain('src/main.ts');
  });

  it('of a notebook are those of its language: another notebook is data', () => {
    expect(['b.py', 'b.ipynb', 'b.ts'].filter(sameLanguage('a.ipynb'))).toEqual(['b.py']);
  });

  it('end early when nobody waits any more', async () => {
    const accepts = sameLanguage('a.ts');
    expect(await nearestFiles(folder.path(), 'a.ts', { limit: 9, accepts, signal: AbortSignal.abort() })).toEqual([]);
  });
});
