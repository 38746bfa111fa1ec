import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFolder } from '../../../src/formats/makeFolder';

describe('a folder', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'licit-folder-'));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it('is made with those above it, by several at once', async () => {
    const folder = join(root, 'a/b/c');
    await Promise.all([makeFolder(folder), makeFolder(folder), makeFolder(join(root, 'a/b/d'))]);
    await makeFolder(folder);
    expect((await stat(folder)).isDirectory()).toBe(true);
    expect((await stat(join(root, 'a/b/d'))).isDirectory()).toBe(true);
  });

  it.each(['file', 'file/below', 'file/below/that'])('is not made where a file is in the way: %s', async (path) => {
    await writeFile(join(root, 'file'), '');
    await expect(makeFolder(join(root, path))).rejects.toMatchObject({ code: expect.stringMatching(/EEXIST|ENOTDIR/) });
  });

  it.runIf(process.platform === 'linux')('is an error where the file system makes none', async () => {
    await expect(makeFolder('/proc/licit/checks')).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
