import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { cursorOf } from '../../../../src/completion/cursor';
import { CodeReferences, referenceText } from '../../../../src/completion/reference/codeReference';
import { codeTokens } from '../../../../src/completion/reference/codeTokens';
import { LocalFinder } from '../../../../src/completion/reference/finder';
import { GRAM, gramHashes, winnowed } from '../../../../src/completion/reference/fingerprints';
import { Postings } from '../../../../src/completion/reference/postings';
import { LIMITS, ThirdPartyIndex } from '../../../../src/completion/reference/thirdPartyIndex';
import { detectFacts } from '../../../../src/project/detect';
import type { Policy } from '../../../../src/project/policy';
import { loadRegistry } from '../../../../src/registry/load';
import { temporaryFolder } from '../../../support/folder';

const never = new AbortController().signal;

/** A function of so many lines; each has five tokens. */
const lines = (count: number, name = 'value') =>
  Array.from({ length: count }, (_, n) => `  const ${name}${n} = ${n};`).join('\n');
/** Lines of two tokens each, which say nothing. */
const thin = (count: number) => Array.from({ length: count }, (_, n) => `x${n},`).join('\n');

const FILES = {
  'src/own.ts': 'export {};\n',
  'node_modules/pad/package.json': '{ "name": "pad", "version": "1.3.0", "license": "WTFPL" }',
  'node_modules/pad/index.js': `// made up\nfunction pad() {\n${lines(30)}\n}\n`,
  'node_modules/@scope/gpl/package.json': '{ "name": "@scope/gpl", "version": "2.0.0", "license": "GPL-3.0-only" }',
  'node_modules/@scope/gpl/lib/deep/code.ts': `${lines(30, 'copyleft')}\n`,
  'node_modules/pad/types.d.ts': `${lines(30, 'declared')}\n`,
  'node_modules/pad/pad.min.js': `${lines(30, 'packed')}\n`,
  'node_modules/nameless/index.js': `${lines(30, 'nameless')}\n`,
  '.venv/lib/python3.12/site-packages/yaml/loader.py': `${lines(30, 'python').replaceAll('const ', '')}\n`,
  '.venv/lib/python3.12/site-packages/PyYAML-6.0.dist-info/METADATA':
    'Metadata-Version: 2.1\nName: PyYAML\nVersion: 6.0\nLicense: MIT\n\n',
  '.venv/lib/python3.12/site-packages/PyYAML-6.0.dist-info/top_level.txt': '_yaml\nyaml\n',
  'vendor/acme/tool/composer.json': '{ "name": "acme/tool", "license": "MIT" }',
  'vendor/acme/tool/src/Tool.php': `<?php\n${lines(30, 'composer')}\n`,
};

const files = temporaryFolder();
beforeAll(async () => {
  for (const [path, text] of Object.entries(FILES)) {
    await mkdir(dirname(files.path(path)), { recursive: true });
    await writeFile(files.path(path), text);
  }
});

const loaded = loadRegistry(join(import.meta.dirname, '../../../../model-registry.json'), undefined);
if (!loaded.ok) throw new Error(loaded.message);
const { registry } = loaded;

async function referenceOf(text: string, { before = '', path = 'src/a.ts', policy = {} as Policy } = {}) {
  const finder = new LocalFinder(files.path(), { restMs: 0 });
  await finder.complete();
  const references = new CodeReferences(files.path(), finder, 60_000);
  const place = { text: before, offset: before.length, path, repository: '' };
  const project = { facts: detectFacts({ root: undefined, trusted: true, use: 'assist' }), policy };
  const setting = { project, registry, today: '2026-01-01' };
  try {
    return await references.of(place, cursorOf(place), text, setting, never);
  } finally {
    await references.dispose();
  }
}

describe('a completion that repeats third-party code', () => {
  it.each<[name: string, text: string, tokens: number | null]>([
    ['twelve lines that say something', lines(12), 60],
    ['sixty tokens in fewer lines', lines(12).replaceAll('\n  ', ' '), 60],
    [
      'the same with other blanks and comments',
      `${lines(6).replaceAll(' ', '  ')}\n// own words\n${lines(30).split('\n').slice(6, 14).join('\n\n')}`,
      70,
    ],
    ['eleven lines', lines(11), null],
    ['the same names otherwise', lines(30, 'other'), null],
    ['nothing', '', null],
    ['declarations', lines(30, 'declared'), null],
    ['what was packed', lines(30, 'packed'), null],
  ])('%s', async (_name, text, tokens) => {
    const found = await referenceOf(text);
    expect(found?.tokens ?? null).toBe(tokens);
  });

  it.each<[name: string, text: string, path: string, expected: object]>([
    [
      'npm',
      lines(20),
      'src/a.ts',
      { package: 'pad', version: '1.3.0', license: 'WTFPL', file: 'node_modules/pad/index.js', line: 3 },
    ],
    [
      'a scope',
      lines(20, 'copyleft'),
      'src/a.ts',
      { package: '@scope/gpl', license: 'GPL-3.0-only', verdict: 'denied' },
    ],
    [
      'no manifest',
      lines(20, 'nameless'),
      'src/a.ts',
      { package: 'node_modules/nameless', license: null, verdict: 'review' },
    ],
    [
      'a module of another name',
      lines(20, 'python').replaceAll('const ', ''),
      'a.py',
      { package: 'PyYAML', version: '6.0', license: 'MIT' },
    ],
    ['Composer', lines(20, 'composer'), 'a.php', { package: 'acme/tool', license: 'MIT' }],
  ])('is said with its package: %s', async (_name, text, path, expected) => {
    expect(await referenceOf(text, { path })).toMatchObject(expected);
  });

  it('is found when it is typed and accepted line by line', async () => {
    const [line = ''] = lines(30).split('\n').slice(20);
    const before = `${lines(20)}\n`;
    expect(await referenceOf(line, { before })).toMatchObject({ package: 'pad', tokens: 105 });
    expect(await referenceOf('  const mine = 5;', { before })).toBeNull();
  });

  it('is denied by the policy of the project', async () => {
    const policy: Policy = { deny: [{ license: 'WTFPL', reason: 'Legal wants none.' }] };
    expect(await referenceOf(lines(20), { policy })).toMatchObject({
      verdict: 'denied',
      reason: expect.stringContaining('Legal'),
    });
  });

  it('is one line for a person', async () => {
    const found = await referenceOf(lines(20));
    expect(found === null ? '' : referenceText(found)).toBe(
      '20 lines of pad 1.3.0 (WTFPL), node_modules/pad/index.js:3',
    );
  });
});

describe('the index', () => {
  it('takes no more than its limits', async () => {
    const two = new ThirdPartyIndex(files.path(), { ...LIMITS, files: 2 });
    await two.build(0, never);
    expect(two.size.files).toBe(2);
    const few = new ThirdPartyIndex(files.path(), { ...LIMITS, postings: 5 });
    await few.build(0, never);
    expect(few.size.postings).toBe(5);
    const small = new ThirdPartyIndex(files.path(), { ...LIMITS, largestFile: 10 });
    await small.build(0, never);
    expect(small.size.files).toBe(0);
  });

  it('ends when it is told to', async () => {
    const index = new ThirdPartyIndex(files.path());
    await index.build(0, AbortSignal.abort());
    expect(index.size.files).toBe(0);
  });

  it('has no file twice, and none of the project itself', async () => {
    const index = new ThirdPartyIndex(files.path());
    await index.build(0, never);
    const paths = Array.from({ length: index.size.files }, (_, file) => index.path(file));
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths.filter((path) => path.startsWith('src/'))).toEqual([]);
  });
});

describe('fingerprints', () => {
  const ids = (seed: number, count: number) =>
    Uint32Array.from({ length: count }, (_, n) => Math.imul(n + seed, 2654435761) >>> 0);

  it('of a run of 36 tokens have one in common, wherever it stands', () => {
    const run = ids(7, 36);
    const around = (before: number, behind: number) =>
      Uint32Array.from([...ids(1000 + before, before), ...run, ...ids(5000 + behind, behind)]);
    const kept = (tokens: Uint32Array) => {
      const hashes = gramHashes(tokens);
      return new Set(winnowed(hashes).map((at) => hashes[at]));
    };
    const one = kept(around(3, 50));
    for (const before of [0, 1, 17, 18, 40]) {
      const common = [...kept(around(before, 20))].filter((hash) => one.has(hash));
      expect(common.length, String(before)).toBeGreaterThan(0);
    }
  });

  it('are the same for the same tokens, and none for few', () => {
    const long = ids(1, 100);
    expect(gramHashes(long)[40]).toBe(gramHashes(long.slice(40, 40 + GRAM))[0]);
    expect(gramHashes(ids(1, GRAM - 1))).toHaveLength(0);
    expect(winnowed(new Uint32Array())).toEqual([]);
  });

  it('are found again, at most four places of one', () => {
    const postings = new Postings(10_000);
    for (let n = 0; n < 9000; n++) postings.add(Math.imul(n, 2654435761) >>> 0, { file: n % 5, token: n });
    for (let n = 0; n < 9; n++) postings.add(42, { file: n, token: n });
    expect(postings.find(Math.imul(77, 2654435761) >>> 0)).toContainEqual({ file: 2, token: 77 });
    expect(postings.find(42)).toHaveLength(4);
    expect(postings.find(43)).toHaveLength(0);
  });
});

describe('tokens of code', () => {
  it.each([
    ['blanks', 'a=b', 'a  =\n\tb'],
    ['comments', 'a = b', '/* why */ a = // so\n b'],
    ['quotes', "a('x')", 'a("x")'],
  ])('are the same with other %s', (_name, one, other) => {
    expect(codeTokens(one, '.ts').ids).toEqual(codeTokens(other, '.ts').ids);
  });

  it('know their lines', () => {
    expect([...codeTokens('a\n\nb c\n', '.ts').lines]).toEqual([0, 2, 2]);
  });

  it('tell a word from a string', () => {
    expect(codeTokens('x', '.ts').ids).not.toEqual(codeTokens("'x'", '.ts').ids);
  });

  it('of thin lines are few', async () => {
    expect(await referenceOf(thin(25))).toBeNull();
  });
});
