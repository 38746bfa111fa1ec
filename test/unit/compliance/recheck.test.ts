import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recheck, runCheck } from '../../../src/compliance/check';
import { checkOptions } from '../../support/check';
import { smallModel } from '../../support/gguf';
import { randomness } from '../../support/mutate';
import { model, registryOf } from '../../support/registry';

let root: string;
let storage: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'licit-recheck-')));
  storage = join(realpathSync(mkdtempSync(join(tmpdir(), 'licit-storage-'))), 'checks');
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
  rmSync(dirname(storage), { recursive: true, force: true });
});

const free = ['org', 'Free-7B'].join('/');
const shut = ['org', 'Shut-7B'].join('/');
const registry = registryOf(model(free, 'MIT'), model(shut, 'LicenseRef-NonCommercial'));
const never = new AbortController().signal;
const loads = (id: string) => `AutoModel.from_pretrained("${id}")\n`;

/** Long ago, so that the cache may trust its time. */
function put(path: string, content: string | Uint8Array, time = new Date('2026-01-01')): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  utimesSync(file, time, time);
  return file;
}

async function full(version?: string) {
  const cache = version === undefined ? {} : { cache: { folder: storage, version } };
  const outcome = await runCheck(root, { ...checkOptions(registry), ...cache, recheckable: true }, never);
  if (!outcome.ok || outcome.checked === undefined) throw new Error('the check did not end');
  return { report: outcome.report, checked: outcome.checked };
}

describe('a check with a cache', () => {
  it('says the same as one without, whatever happens to the cache', { timeout: 30_000 }, async () => {
    put('a.py', loads(free));
    put('b/c.py', `# ${shut}\n${loads(shut)}`);
    put('b/ships.Dockerfile', `RUN huggingface-cli download ${free}\n`);
    put('b/data.bin', Buffer.from([1, 0, 2]));
    put('b/odd\tname.py', loads(free));
    put('README.md', `---\nlicense: mit\nbase_model: ${free}\n---\nWords.\n`);
    put('twin.json', '{ "verdict": "allowed", "project": { "kind": {} } }');
    put('m.gguf', smallModel());
    put('package.json', '{ "name": "x", "dependencies": { "left": "1.0.0" } }');
    const { report } = await full();
    expect((await full('1')).report).toEqual(report);
    expect((await full('1')).report).toEqual(report);
    expect((await full('2')).report).toEqual(report);
    const file = join(storage, readdirSync(storage)[0] ?? '');
    const whole = readFileSync(file);
    const random = randomness(1);
    for (let round = 0; round < 12; round++) {
      const broken = Buffer.from(round % 2 === 0 ? whole : whole.subarray(0, Math.floor(random() * whole.length)));
      if (broken.length > 0) broken[Math.floor(random() * broken.length)] = Math.floor(random() * 256);
      writeFileSync(file, broken);
      expect((await full('2')).report).toEqual(report);
    }
    rmSync(storage, { recursive: true });
    writeFileSync(storage, 'a file stands where the folder should be');
    expect((await full('2')).report).toEqual(report);
  });

  it('sees what changed, also within the same second and at the same size', async () => {
    const first = put('a.py', loads(free));
    const gone = put('b.py', loads(free));
    await full('1');
    const now = new Date();
    put('a.py', loads(shut), now);
    expect((await full('1')).report.verdict).toBe('denied');
    put('a.py', loads(free), now);
    expect((await full('1')).report.verdict).toBe('allowed');
    rmSync(gone);
    put('c.py', loads(shut));
    expect((await full('1')).report.findings.map(({ file, verdict }) => `${file} ${verdict}`)).toEqual([
      'a.py allowed',
      'c.py denied',
    ]);
    rmSync(first);
  });

  it('does not remember what is hidden now, or belongs to the check', async () => {
    put('paths.pth', '# SPDX-License-Identifier: GPL-3.0-only\n');
    const own = put('a.py', loads(shut));
    const before = (await full('1')).report.findings;
    expect(before.map(({ file }) => file)).toEqual(['a.py', 'paths.pth']);
    put('.gitignore', '*.pth\n');
    const cache = { folder: storage, version: '1' };
    const outcome = await runCheck(root, checkOptions(registry, { cache, ownFiles: [own] }), never);
    expect(outcome.ok && outcome.report.findings).toEqual([]);
  });

  it('does not grow without end', async () => {
    put('a.py', loads(free));
    const cache = { folder: storage, version: '1' };
    for (let folder = 0; folder < 12; folder++) {
      put(`sub${folder}/a.py`, loads(free));
      await runCheck(join(root, `sub${folder}`), checkOptions(registry, { cache }), never);
    }
    expect(readdirSync(storage).length).toBeLessThanOrEqual(8);
  });
});

describe('a re-check', () => {
  it.each<[string, (put: (path: string, content: string | Uint8Array) => string) => readonly string[]]>([
    ['a model that is denied', (put) => [put('a.py', loads(shut))]],
    ['a reference that went', (put) => [put('b/c.py', 'x = 1\n')]],
    ['a new file', (put) => [put('new/d.py', loads(shut))]],
    ['a file that went', () => [remove('b/c.py')]],
    ['a folder that went', () => [remove('b')]],
    ['several at once', (put) => [put('a.py', ''), remove('b/c.py'), put('e.ts', `x = '${shut}'`)]],
    ['a name that is a folder now', (put) => [put(`${shut}/readme.txt`, 'x')]],
    ['a package', (put) => [put('package.json', '{ "dependencies": { "right": "2.0.0" } }')]],
    ['a broken package file', (put) => [put('package.json', '{')]],
    ['a model file', (put) => [put('m.gguf', 'no model')]],
    ['a card beside a model file', (put) => [put('README.md', `---\nlicense: gpl-3.0\nbase_model: ${shut}\n---\n`)]],
    ['.gitignore', (put) => [put('.gitignore', 'b/\n')]],
    ['.licitignore', (put) => [put('.licitignore', 'a.py\n')]],
    ['a file that .gitignore hides', (put) => [put('hidden/x.py', loads(shut))]],
    ['a file that .licitignore hides', (put) => [put('excluded/x.py', loads(shut))]],
    ['history', (put) => [put('.git/hooks/x.py', loads(shut))]],
    ['a file elsewhere', () => [join(tmpdir(), 'elsewhere.py')]],
    ['a binary file', (put) => [put('a.py', Buffer.from([0, 1, 2]))]],
    ['nothing', (put) => [put('a.py', loads(free))]],
  ])('says what a full check says: %s', async (_, change) => {
    put('.gitignore', 'hidden/\n');
    put('.licitignore', 'excluded/\n');
    put('a.py', loads(free));
    put('b/c.py', `${loads(shut)}${loads('org/unknown')}`);
    put('m.gguf', smallModel());
    put('package.json', '{ "name": "x", "dependencies": { "left": "1.0.0" } }');
    const { checked } = await full();
    const changed = change(put);
    const again = await recheck(checked, changed, { ...checkOptions(registry), recheckable: true }, never);
    if (!again.ok || again.checked === undefined) throw new Error('the check did not end');
    expect(again.report).toEqual((await full()).report);
    // And goes on from there.
    put('z.py', loads(shut));
    const third = await recheck(again.checked, [join(root, 'z.py')], checkOptions(registry), never);
    expect(third).toMatchObject({ ok: true, report: (await full()).report });
  });
});

it('needs no whole check for what came and went, or was never looked at', async () => {
  put('.gitignore', 'hidden/\n');
  put('.licitignore', 'excluded/\n');
  put('hidden/x.py', loads(shut));
  put('excluded/x.py', loads(shut));
  put('b/c.py', loads(shut));
  const { checked } = await full();
  const isPart = async (...changed: readonly string[]) => {
    const again = await recheck(checked, changed, { ...checkOptions(registry), recheckable: true }, never);
    return again.ok && again.checked?.seen === checked.seen;
  };
  expect(await isPart(join(root, 'temporary.py'), join(root, 'b/d/e.tmp'))).toBe(true);
  expect(await isPart(remove('hidden'))).toBe(true);
  expect(await isPart(remove('excluded'))).toBe(false);
  expect(await isPart(remove('b'))).toBe(false);
});

function remove(path: string): string {
  rmSync(join(root, path), { recursive: true });
  return join(root, path);
}
