import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { FolderReader } from '../../../../src/compliance/packages/folderReader';
import { ZipFolder } from '../../../../src/compliance/packages/zipFolder';
import { zipOf } from '../../../support/zip';

const root = mkdtempSync(join(tmpdir(), 'licit-reader-'));
afterAll(() => rmSync(root, { recursive: true }));
mkdirSync(join(root, 'in/folder.jar'), { recursive: true });
writeFileSync(join(root, 'out.txt'), 'outside');
writeFileSync(join(root, 'out.jar'), zipOf({ 'META-INF/LICENSE': 'MIT' }));
writeFileSync(join(root, 'in/a.jar'), zipOf({ 'META-INF/LICENSE': 'MIT', 'b/c': 'd' }));

async function reader(): Promise<FolderReader> {
  const found = await FolderReader.at(join(root, 'in'));
  if (found === null) throw new Error('no folder');
  return found;
}

it('reads nothing outside, neither as text nor as an archive', async () => {
  symlinkSync(join(root, 'out.jar'), join(root, 'in/link.jar'));
  const inside = await reader();
  expect(await inside.text('../out.txt', 100)).toBe(null);
  expect(await ZipFolder.at(inside, '../out.jar')).toBe(null);
  expect(await ZipFolder.at(inside, 'link.jar')).toBe(null);
  expect(await ZipFolder.at(inside, 'folder.jar')).toBe(null);
  const archive = await ZipFolder.at(inside, 'a.jar', 'META-INF/');
  expect(await archive?.text('META-INF/LICENSE', 100)).toBe('MIT');
  expect(await archive?.list('b')).toEqual([]);
});

it.skipIf(process.platform === 'win32')('does not wait for what is written into a pipe', async () => {
  execFileSync('mkfifo', [join(root, 'in/pipe')]);
  const inside = await reader();
  expect(await inside.text('pipe', 100)).toBe(null);
  expect(await ZipFolder.at(inside, 'pipe')).toBe(null);
});

it('reads an archive with more entries than one look at its directory has', async () => {
  const names = Array.from({ length: 3000 }, (_, index) => `META-INF/${'x'.repeat(60)}${index}`);
  writeFileSync(join(root, 'in/many.jar'), zipOf(Object.fromEntries(names.map((name) => [name, name]))));
  const archive = await ZipFolder.at(await reader(), 'many.jar', 'META-INF/');
  expect((await archive?.list('META-INF'))?.length).toBe(3000);
  expect(await archive?.text(names[2999] ?? '', 100)).toBe(names[2999]);
});
