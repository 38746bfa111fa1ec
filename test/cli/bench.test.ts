import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { licit } from './licit';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'licit-bench-'));
  const steps = [{ move: 16 }, { type: ' + 1' }, { delete: 1 }];
  await writeFile(
    join(folder, 'work.json'),
    JSON.stringify({ files: [{ path: 'a.ts', text: 'const sum = value', steps }] }),
  );
  await writeFile(join(folder, 'none.json'), '{"files":[]}');
});
afterAll(() => rm(folder, { recursive: true }));

test('licit bench says what the keys of a recording cost', async () => {
  const run = await licit(['bench', '--replay', 'work.json', '--json'], { cwd: folder });
  expect(run).toMatchObject({ code: 0, stderr: '' });
  const result = JSON.parse(run.stdout);
  expect(Object.keys(result)).toEqual(['keys', 'ours']);
  expect(result.keys).toBeGreaterThan(0);
  expect(Object.keys(result.ours)).toEqual(['medianMs', 'p95Ms', 'promptTokensPerKey']);
});

test('licit bench says to a person where the answers come from', async () => {
  const run = await licit(['bench', '--replay', 'work.json'], { cwd: folder });
  expect(run).toMatchObject({ code: 0, stderr: '' });
  expect(run.stdout).toMatch(/^Licit Mini.*: 6 keys, \d of them answered, in a\.ts\nLicit answers a key in \d+ ms/);
});

test.each([
  [['--replay', 'missing.json'], 'missing.json'],
  [['--replay', 'none.json'], 'none.json: a replay is'],
  [[], 'no files of code'],
  [['--replay', 'work.json', '--peer', 'missing-server'], 'missing-server did not start as a llama-server'],
])('licit bench %j is one line', async (args, says) => {
  const run = await licit(['bench', ...args], { cwd: folder });
  expect(run.code).toBe(2);
  expect(run.stdout).toBe('');
  expect(run.stderr).toMatch(/^licit: [^\n]+\n$/);
  expect(run.stderr).toContain(says);
});
