import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { check } from '../../support/check';
import { model, registryOf } from '../../support/registry';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'licit-unseen-')));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const shut = ['org', 'Shut-7B'].join('/');
const registry = registryOf(model(shut, 'LicenseRef-NonCommercial'));
const load = `AutoModel.from_pretrained("${shut}")\n`;

function put(path: string, content: string | Uint8Array): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

/** A file of 1 GB that begins with this and takes no room on the disk. */
function huge(path: string, beginning: string): void {
  const file = openSync(put(path, ''), 'w');
  writeSync(file, beginning.padEnd(9_000_000, 'x'));
  ftruncateSync(file, 1_000_000_000);
  closeSync(file);
}

async function seen() {
  const { findings, coverage } = await check(root, registry);
  return {
    findings: findings.map(({ file, rule, verdict, level, counts }) => `${file} ${rule} ${verdict} ${level} ${counts}`),
    skipped: coverage.skipped.map(({ file, reason }) => `${file}: ${reason}`),
    coverage,
  };
}

describe('what is not seen is said', () => {
  it.each([
    ['a.py', 'unreadable'],
    ['values.yaml', 'unreadable'],
    ['a.ipynb', 'unreadable'],
    ['package-lock.json', 'unreadable'],
    ['package.json', 'unreadable'],
    ['data.json', null],
    ['words.txt', null],
  ])('one line of 1 GB: %s', { timeout: 30_000 }, async (file, rule) => {
    huge(file, '"');
    const { findings, skipped, coverage } = await seen();
    expect(findings).toEqual(rule === null ? [] : [`${file} ${rule} review warning true`]);
    expect(skipped).toHaveLength(1);
    expect(coverage).toMatchObject({ files: 1, bytes: 1_000_000_000 });
  });

  it('searches the part of a long file that it reads', async () => {
    put('a.py', `${load}${'#'.repeat(9_000_000)}`);
    expect((await seen()).findings.sort()).toEqual([
      'a.py unreadable review warning true',
      expect.stringMatching(/^a\.py \S+ denied error true$/),
    ]);
  });

  it('loops of links, links that lead out, things that are no files', async () => {
    put('a/b.py', load);
    symlinkSync('..', join(root, 'a/up'));
    symlinkSync('self', join(root, 'self'));
    symlinkSync('/', join(root, 'out'));
    const { findings, skipped, coverage } = await seen();
    expect(findings).toHaveLength(1);
    expect(skipped).toEqual(['out: symbolic link out of the folder', 'self: broken symbolic link']);
    expect(coverage.files).toBe(1);
  });

  it('goes down a thousand folders', async () => {
    const deep = Array.from({ length: 1000 }, () => 'd').join('/');
    put(`${deep}/a.py`, load);
    expect((await seen()).findings).toHaveLength(1);
  });

  it('finds its way through nested brackets', async () => {
    const nested = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    for (const name of [
      'a.json',
      'b.yaml',
      'c.toml',
      'd.ipynb',
      'package.json',
      'pnpm-lock.yaml',
      'poetry.lock',
      'e.py',
    ])
      put(name, nested);
    const { findings } = await seen();
    expect(findings.filter((line) => !line.includes(' unreadable review warning true'))).toEqual([]);
    expect(findings.map((line) => line.split(' ')[0])).toContain('package.json');
  });

  it.each([
    ['bytes that are no UTF-8', Buffer.concat([Buffer.from([0xff, 0xc3, 0x28, 0x0a]), Buffer.from(load)])],
    ['UTF-16 with a mark', Buffer.from(`\uFEFF${load}`, 'utf16le')],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${load}`)],
  ])('reads %s', async (_, bytes) => {
    put('a.py', bytes);
    expect((await seen()).findings).toEqual([expect.stringMatching(/^a\.py \S+ denied error true$/)]);
  });

  it.each([
    ['source code', 'a.js'],
    ['configuration', 'a.yaml'],
    ['a notebook', 'a.ipynb'],
  ])('says that %s with zeros in it was not searched', async (_, file) => {
    put(file, `// \0\n${load}`);
    expect(await seen()).toMatchObject({
      findings: [`${file} unreadable review warning true`],
      skipped: [`${file}: is a binary file`],
    });
  });

  it('has nothing to say of pictures, nor of films that are called like code', async () => {
    put('a.png', Buffer.from([0x89, 0x50, 0, 0]));
    const film = Buffer.alloc(4096, 0xff);
    for (let packet = 0; packet < film.length; packet += 188) film[packet] = 0x47;
    film[5] = 0;
    put('film.ts', film);
    expect(await seen()).toMatchObject({ findings: [], skipped: ['a.png: binary file', 'film.ts: binary file'] });
  });
});
