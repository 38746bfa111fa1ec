import { cpSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckOptions, runCheck } from '../../src/compliance/check';
import { type LoadedRegistry, loadRegistry } from '../../src/registry/load';
import { HUB, RESEARCH_MODEL, UNKNOWN_MODEL } from '../fixtures/ids';
import { checkOptions } from '../support/check';
import { clone, folder, licit } from './licit';

/** Enough for helpers to be asked, a good part of them for a close look. */
const parts = 300;
const helper = join(clone, 'dist/lookWorker.mjs');

let project: ReturnType<typeof folder>;
let loaded: LoadedRegistry;
beforeAll(async () => {
  await licit(['--version']); // builds what is tested
  loaded = loadRegistry(join(clone, 'model-registry.json'));
  project = folder();
  cpSync(join(clone, 'test/fixtures/shop'), join(project.path, 'shop'), { recursive: true });
  for (let part = 0; part < parts; part++) {
    const at = (name: string) => join(project.path, `part${part}`, name);
    mkdirSync(at('.'));
    writeFileSync(at('a.ts'), `import { a } from 'b/c';\nexport const a${part} = ${part};\n`);
    writeFileSync(at('b.py'), part % 3 === 0 ? `load("${RESEARCH_MODEL}")\nmodel = "${UNKNOWN_MODEL}"\n` : 'a = 1\n');
    writeFileSync(at('c.md'), part % 10 === 0 ? `See ${HUB}/${UNKNOWN_MODEL} and/or ${RESEARCH_MODEL}.\n` : 'a/b\n');
    writeFileSync(at('d.json'), `{ "name": "d${part}" }`);
    writeFileSync(at('e.css'), part % 50 === 0 ? '/* SPDX-License-Identifier: GPL-3.0-only */\n' : 'a {}\n');
    if (part % 20 === 0) writeFileSync(at('f.py'), Buffer.from([0, 1, 2, 3]));
  }
});
afterAll(() => project.remove());

async function checked(more: Partial<CheckOptions>) {
  if (!loaded.ok) throw new Error(loaded.message);
  return runCheck(project.path, checkOptions(loaded.registry, more), new AbortController().signal);
}

describe('a check of a large folder with threads that help', () => {
  it('says what one thread says', async () => {
    const alone = await checked({});
    const helped = await checked({ helper });
    expect(helped).toEqual(alone);
    if (!helped.ok) throw new Error(helped.message);
    expect(helped.report.findings.length).toBeGreaterThan(parts / 2);
    expect(helped.report.coverage.files).toBeGreaterThan(5 * parts);
  });

  it('says the same with what an earlier check kept, for the same files and for files with the same content', async () => {
    const cache = { folder: join(project.path, 'node_modules/.cache'), version: '1' };
    const first = await checked({ helper, cache });
    const second = await checked({ helper, cache });
    expect(second).toEqual(first);
    const touched = new Date(2020, 1, 1);
    for (let part = 0; part < parts; part++) {
      for (const name of ['a.ts', 'b.py', 'c.md', 'd.json', 'e.css'])
        utimesSync(join(project.path, `part${part}`, name), touched, touched);
    }
    expect(await checked({ helper, cache })).toEqual(first);
    rmSync(cache.folder, { recursive: true });
  });

  it.each([
    ['is not there', () => join(project.path, 'nowhere.mjs')],
    ['ends at once', () => fileOf('process.exit(0);')],
    ['fails', () => fileOf('throw new Error("broken");')],
    [
      'fails at the second question',
      () =>
        fileOf(
          `import { parentPort } from 'node:worker_threads'; let asked = 0; parentPort.on('message', () => { if (++asked > 1) throw new Error('broken'); });`,
        ),
    ],
  ])('is done by one thread where a helper %s', async (_, broken) => {
    const alone = await checked({});
    expect(await checked({ helper: broken() })).toEqual(alone);
  });

  it('ends when it is cancelled', async () => {
    if (!loaded.ok) throw new Error(loaded.message);
    const cancel = new AbortController();
    const options = checkOptions(loaded.registry, {
      helper,
      onProgress: ({ files }) => {
        if (files > parts) cancel.abort();
      },
    });
    expect(await runCheck(project.path, options, cancel.signal)).toMatchObject({ ok: false, kind: 'cancelled' });
  });
});

function fileOf(code: string): string {
  const file = join(project.path, 'node_modules/helper.mjs');
  mkdirSync(join(project.path, 'node_modules'), { recursive: true });
  writeFileSync(file, code);
  return file;
}
