import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CheckReport, Finding } from '../../src/compliance/report';
import { NONCOMMERCIAL_MODEL } from '../fixtures/ids';
import { clone, folder, licit } from './licit';

const shop = join(clone, 'test/fixtures/shop');
let project: ReturnType<typeof folder>;
beforeAll(() => {
  project = folder();
  cpSync(shop, project.path, { recursive: true });
});
afterAll(() => project.remove());

async function report(args: readonly string[] = [], code = 1): Promise<CheckReport> {
  const run = await licit(['check', '--json', ...args], { cwd: project.path });
  expect(run.stderr).toBe('');
  expect(run.code).toBe(code);
  return JSON.parse(run.stdout) as CheckReport;
}

const short = ({ file, range, resolved, level, kind, use, verdict, counts }: Finding) =>
  `${file}:${range?.startLine}:${range?.startColumn} ${kind} ${resolved} ${use} ${verdict} ${level}${counts ? '' : ' note only'}`;

describe('licit check', () => {
  it('judges by place and by role, in order, with exact places', async () => {
    const { findings, verdict, coverage, project: facts } = await report();
    expect(findings.map(short)).toEqual([
      'README.md:1:14 model mistralai/Codestral-22B-v0.1 service denied note note only',
      'accepted.policy.json:9:17 model null service review warning',
      'package-lock.json:11:6 package pkg:npm/gpl@1.0.0 ship denied error',
      'package-lock.json:15:6 package pkg:npm/choice@1.0.0 ship allowed note',
      'package-lock.json:19:6 package pkg:npm/silent@1.0.0 ship review warning',
      'package-lock.json:22:6 package pkg:npm/tool@1.0.0 assist allowed note note only',
      'src/a.py:2:32 model mistralai/Codestral-22B-v0.1 service denied error',
      'src/b.ts:1:16 model Qwen/Qwen2.5-Coder-1.5B service allowed note',
      'src/b.ts:2:25 model null service review warning',
    ]);
    expect(verdict).toBe('denied');
    expect(coverage).toMatchObject({
      references: 9,
      resolved: 7,
      skipped: [{ file: 'ignored/a.py', reason: '.licitignore' }],
    });
    expect(facts).toMatchObject({
      kind: { value: 'commercial', from: 'default' },
      use: { value: 'by-place', from: 'default' },
      license: { value: 'proprietary', from: 'workspace', file: 'package.json' },
    });
    expect(findings.at(-1)?.range).toEqual({ startLine: 2, startColumn: 25, endLine: 2, endColumn: 42 });
  });

  it('gives the same bytes each time', async () => {
    const env = { SOURCE_DATE_EPOCH: '1790000000' };
    const once = await licit(['check', '--json'], { cwd: project.path, env });
    expect((await licit(['check', '--json'], { cwd: project.path, env })).stdout).toBe(once.stdout);
  });

  it.each([
    ['never', 0],
    ['denied', 1],
    ['review', 1],
    ['conditional', 1],
  ])('--fail-on %s ends with %i', async (threshold, code) => {
    expect((await licit(['check', '--fail-on', threshold], { cwd: project.path })).code).toBe(code);
  });

  it('judges every model for --use, packages by their role', async () => {
    const { findings, project: facts } = await report(['--use', 'assist', '--project', 'noncommercial']);
    expect(facts.use).toEqual({ value: 'assist', from: 'option' });
    expect(new Set(findings.filter(({ kind }) => kind === 'model').map(({ use }) => use))).toEqual(new Set(['assist']));
    expect(findings.find(({ resolved }) => resolved === 'pkg:npm/gpl@1.0.0')?.verdict).toBe('denied');
  });

  it("follows a policy's uses and exceptions, and leaves exceptions out when told", async () => {
    const { findings, coverage } = await report(['--policy', 'accepted.policy.json']);
    expect(findings.slice(1).map(short)).toEqual([
      'package-lock.json:11:6 package pkg:npm/gpl@1.0.0 service allowed note',
      'package-lock.json:15:6 package pkg:npm/choice@1.0.0 service allowed note',
      'package-lock.json:19:6 package pkg:npm/silent@1.0.0 service review warning',
      'package-lock.json:22:6 package pkg:npm/tool@1.0.0 assist allowed note note only',
      'src/a.py:2:32 model mistralai/Codestral-22B-v0.1 assist denied error',
      'src/b.ts:1:16 model Qwen/Qwen2.5-Coder-1.5B service allowed note',
      'src/b.ts:2:25 model null service conditional note',
    ]);
    expect(coverage.skipped).toContainEqual({ file: 'accepted.policy.json', reason: 'belongs to the check' });
    const without = await report(['--policy', 'accepted.policy.json', '--no-exceptions']);
    expect(without.findings.at(-1)?.verdict).toBe('review');
  });

  it('fails only on what is new against a baseline, wherever its line went', async () => {
    const before = await licit(['check', '--json', '--output', 'before.json'], { cwd: project.path });
    expect(before).toEqual({ code: 1, stdout: '', stderr: '' });
    const source = readFileSync(join(project.path, 'src/a.py'), 'utf8');
    writeFileSync(join(project.path, 'src/a.py'), `# moved\n\n${source}`);
    const same = await report(['--baseline', 'before.json', '--fail-on', 'review'], 0);
    expect(same.findings.every((finding) => finding.new === false)).toBe(true);
    writeFileSync(join(project.path, 'src/a.py'), `${source}${source}`);
    const more = await report(['--baseline', 'before.json']);
    expect(more.findings.filter((finding) => finding.new === true)).toHaveLength(1);
    writeFileSync(join(project.path, 'src/a.py'), source);
  });

  it('takes a baseline that a Windows shell wrote', async () => {
    const { stdout } = await licit(['check', '--json'], { cwd: project.path });
    for (const [name, bytes] of [
      ['utf16.json', Buffer.from(`\ufeff${stdout.replaceAll('\n', '\r\n')}`, 'utf16le')],
      ['marked.json', Buffer.from(`\ufeff${stdout}`)],
    ] as const) {
      const other = folder({ [name]: bytes });
      const run = await licit(['check', '--baseline', join(other.path, name)], { cwd: project.path });
      other.remove();
      expect(run).toMatchObject({ code: 0, stderr: '' });
    }
  });

  it('knows its own files behind a symbolic link', async () => {
    const place = folder({ 'a.py': readFileSync(join(shop, 'src/a.py')) });
    const link = `${place.path}-link`;
    symlinkSync(place.path, link);
    const output = join(link, 'report.json');
    await licit(['check', '--json', '--output', output], { cwd: place.path });
    const run = await licit(['check', '--json', '--output', output], { cwd: place.path });
    expect(run.code).toBe(1);
    const { coverage } = JSON.parse(readFileSync(output, 'utf8')) as CheckReport;
    unlinkSync(link);
    place.remove();
    expect(coverage.skipped).toEqual([{ file: 'report.json', reason: 'belongs to the check' }]);
  });

  it('writes a report for people, without escape sequences where nobody watches', async () => {
    const run = await licit(['check'], { cwd: project.path });
    expect(run.stdout).toContain('src/a.py:2:32 mistralai/Codestral-22B-v0.1');
    expect(run.stdout).toContain('not legal advice');
    expect(run.stdout).not.toContain('\u001b');
  });

  it("writes notices from the packages' own folders, and says what is missing", async () => {
    mkdirSync(join(project.path, 'node_modules/choice'), { recursive: true });
    writeFileSync(join(project.path, 'node_modules/choice/LICENSE'), 'Copyright 2020 Choice\n```\n');
    const { stdout } = await licit(['check', '--format', 'notice'], { cwd: project.path });
    expect(stdout).toContain(
      '## choice@1.0.0\n\nLicence: (MIT OR GPL-3.0-only)\n\n````text\nCopyright 2020 Choice\n```\n````',
    );
    expect(stdout).toContain('## gpl@1.0.0');
    expect(stdout).toMatch(/its (?:own )?licence text is missing here/);
    expect(stdout).not.toContain('tool@1.0.0');
  });

  it('ends quietly when its reader goes away', async () => {
    const run = await licit(['check', '--json'], { cwd: project.path, readBytes: 10 });
    expect(run.stderr).toBe('');
    // No 0, which would say that all is well.
    expect([1, 141]).toContain(run.code);
  });

  it.skipIf(!existsSync('/dev/full'))('says so in one line where its result can not be written', async () => {
    const full = openSync('/dev/full', 'w');
    const run = await licit(['check', '--json'], { cwd: project.path, output: full });
    closeSync(full);
    expect(run).toMatchObject({ code: 2, stderr: expect.stringMatching(/^licit: [^\n]*ENOSPC[^\n]*\n$/) });
  });

  it('keeps nothing in the folder that it checks, whatever the environment says', async () => {
    const place = folder({ 'a.py': '' });
    const run = await licit(['check', '--json'], {
      cwd: place.path,
      env: { XDG_CACHE_HOME: 'here', HOME: place.path },
    });
    const names = readdirSync(place.path);
    place.remove();
    expect(run.code).toBe(0);
    expect(names).not.toContain('here');
  });

  it.runIf(existsSync('/proc'))('goes on without a cache where no folder can be made for one', async () => {
    const place = folder({ 'a.py': '' });
    const run = await licit(['check', '--json'], { cwd: place.path, env: { XDG_CACHE_HOME: '/proc' } });
    place.remove();
    expect(run).toMatchObject({ code: 0, stderr: '' });
  });

  it('keeps control characters of file names out of the terminal', async () => {
    const odd = folder({ 'a\u001b[31m.py': readFileSync(join(shop, 'src/a.py')) });
    const run = await licit(['check'], { cwd: odd.path });
    odd.remove();
    expect(run.code).toBe(1);
    expect(run.stdout).not.toContain('\u001b');
  });
});

describe('weights', () => {
  it('are judged by their bytes, and by what lies beside them', async () => {
    const place = folder({
      'ours/model.gguf': readFileSync(join(clone, 'builtin/licit-mini-ts.gguf')),
      'adapter/adapter_model.bin': Buffer.from([0x80, 2, 0]),
      'adapter/adapter_config.json': JSON.stringify({ base_model_name_or_path: NONCOMMERCIAL_MODEL }),
      'exported/x.onnx': Buffer.from([8, 7, 0]),
    });
    const run = await licit(['check', '--json', '--fail-on', 'never'], { cwd: place.path });
    place.remove();
    const { findings } = JSON.parse(run.stdout) as CheckReport;
    expect(
      findings.map(({ file, resolved, use, verdict, range }) => [file, resolved, use, verdict, range === null]),
    ).toEqual([
      ['adapter/adapter_config.json', NONCOMMERCIAL_MODEL, 'service', 'denied', false],
      ['adapter/adapter_model.bin', null, 'ship', 'denied', true],
      ['exported/x.onnx', null, 'ship', 'review', true],
      ['ours/model.gguf', 'licit/licit-mini-ts', 'ship', 'allowed', true],
    ]);
  });
});

describe('sizes', () => {
  it('checks an empty folder', async () => {
    const empty = folder();
    const run = await licit(['check', '--json'], { cwd: empty.path });
    empty.remove();
    expect(run.code).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({
      verdict: 'allowed',
      coverage: { files: 0, bytes: 0, references: 0 },
      findings: [],
    });
  });

  it('checks 50,000 files', async () => {
    const big = folder();
    for (let index = 0; index < 500; index++) {
      mkdirSync(join(big.path, `d${index}`));
      for (let file = 0; file < 100; file++) writeFileSync(join(big.path, `d${index}`, `f${file}.py`), `x = ${file}\n`);
    }
    const run = await licit(['check', '--json'], { cwd: big.path });
    big.remove();
    expect(run.code).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({ coverage: { files: 50_000, references: 0 } });
  });
});
