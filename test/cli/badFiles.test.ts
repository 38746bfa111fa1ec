import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folder, licit } from './licit';

/** Runs in a folder with these files; the answer has to be one line on standard error, and exit 2. */
async function problem(files: Record<string, string>, args: readonly string[]): Promise<string> {
  const place = folder(files);
  const run = await licit(args, { cwd: place.path });
  place.remove();
  expect(run).toMatchObject({ code: 2, stdout: '' });
  expect(run.stderr).toMatch(/^licit: [^\n]+\n$/);
  return run.stderr;
}

describe('a file that can not be used is one line that says what to do', () => {
  it.each([
    [
      'a policy that is not JSON',
      { 'licit.policy.json': '{ "project": ' },
      ['check'],
      /licit\.policy\.json is not valid: line 1, column 14/,
    ],
    [
      'a policy that breaks its schema',
      { 'licit.policy.json': '{ "project": { "kind": "hobby" } }' },
      ['check'],
      /kind/,
    ],
    ['a policy with an unknown key', { 'licit.policy.json': '{ "denied": [] }' }, ['explain', 'x'], /denied/],
    ['a policy that is not there', {}, ['check', '--policy', 'none.json'], /There is no policy .*none\.json/],
    [
      'a registry that is not JSON',
      { 'r.json': '[' },
      ['check', '--registry', 'r.json'],
      /registry .*r\.json is not valid/,
    ],
    [
      'a registry that breaks its schema',
      { 'r.json': '{ "version": 2 }' },
      ['models', '--registry', 'r.json'],
      /registry .*r\.json is not valid/,
    ],
    ['a registry that is not there', {}, ['explain', 'x', '--registry', 'r.json'], /r\.json could not be read/],
    [
      'a baseline that is not JSON',
      { 'b.json': 'x' },
      ['check', '--baseline', 'b.json'],
      /b\.json is not valid JSON; make it with `licit check --json/,
    ],
    ['a baseline that is no report', { 'b.json': '{}' }, ['check', '--baseline', 'b.json'], /is not a report/],
    ['a folder that is not there', {}, ['check', 'none'], /none: there is no such folder/],
    ['a file instead of a folder', { f: '' }, ['check', 'f'], /f: this is a file/],
    [
      'a report that can not be written',
      {},
      ['check', '--output', 'none/report.json'],
      /none\/report\.json: .* could not be written/,
    ],
    ['a folder in place of a report', {}, ['check', '--output', '.'], /\.: this is a folder; name a file in it/],
  ])('%s', async (_, files, args, message) => {
    expect(await problem(files, args)).toMatch(message);
  });

  it.skipIf(!existsSync('/dev/full'))('a report for which there is no room', async () => {
    expect(await problem({}, ['check', '--output', '/dev/full'])).toMatch(/\/dev\/full: the disk is full/);
  });

  it('a lockfile that can not be read is a finding, not a failure', async () => {
    const place = folder({ 'package-lock.json': '{ broken' });
    const run = await licit(['check', '--json', '--fail-on', 'review'], { cwd: place.path });
    place.remove();
    expect(run.code).toBe(1);
    expect(JSON.parse(run.stdout)).toMatchObject({
      verdict: 'review',
      coverage: { skipped: [{ file: 'package-lock.json', reason: 'is not valid JSON' }] },
      findings: [
        {
          rule: 'unreadable',
          level: 'warning',
          kind: 'package',
          file: 'package-lock.json',
          range: null,
          reference: 'package-lock.json',
          resolved: null,
          license: null,
          verdict: 'review',
          counts: true,
        },
      ],
    });
  });

  it('a model file that can not be read is a finding, not a failure', async () => {
    const place = folder({ 'm.gguf': 'no model' });
    const run = await licit(['check', '--json'], { cwd: place.path });
    place.remove();
    expect(run.code).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({
      findings: [{ rule: 'unreadable', kind: 'model', file: 'm.gguf', verdict: 'review' }],
    });
  });

  it('a folder that can not be listed is a finding', async () => {
    // Nobody can list a folder whose path is too long for the system; two halves make one without ever naming it.
    const half = Array.from({ length: 11 }, () => 'd'.repeat(200)).join('/');
    const place = folder({ [`a/${half}/x.py`]: '', [`b/${half}/y.py`]: '' });
    const deepest = join(place.path, 'a', half, 'b');
    renameSync(join(place.path, 'b'), deepest);
    const run = await licit(['check', '--json', '--fail-on', 'review'], { cwd: place.path });
    renameSync(deepest, join(place.path, 'b'));
    place.remove();
    expect(run).toMatchObject({ code: 1, stderr: '' });
    const { coverage, findings } = JSON.parse(run.stdout);
    expect(findings).toMatchObject([
      { rule: 'unreadable', kind: 'model', level: 'warning', file: expect.stringMatching(/^a\/d.*\/b\/d.*\/$/) },
    ]);
    expect(coverage.skipped).toEqual([
      { file: findings[0].file, reason: expect.stringMatching(/could not be listed \(ENAMETOOLONG\)/) },
    ]);
  });
});
