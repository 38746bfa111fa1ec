import { mkdirSync, mkdtempSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatNotice } from '../../../src/compliance/formats/notice';
import { standardTexts } from '../../../src/compliance/formats/standardTexts';
import type { Finding } from '../../../src/compliance/report';
import type { LicenseTerms } from '../../../src/licensing/terms';
import { buildRegistry } from '../../../src/registry/registry';
import { check } from '../../support/check';
import { license, model } from '../../support/registry';
import { finding, reportOf } from '../../support/report';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'licit-notice-')));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

const uses = ['service', 'ship', 'derive'] as const;
const keep = { kind: 'notice', text: 'Keep the notice', uses: ['ship', 'derive'] } as const;
const copy = { kind: 'license-copy', text: 'Give a copy', uses: ['ship', 'derive'] } as const;
const built: LicenseTerms = {
  ...license('LicenseRef-Built', {}, 'model'),
  conditions: [copy, { kind: 'naming', text: 'Display "Built with Bigbird" prominently', uses }],
};
const credit = { kind: 'attribution', text: 'Credit the author', uses: ['ship', 'derive'] } as const;
const source = {
  kind: 'share-alike',
  family: 'mpl',
  reach: 'derivatives',
  text: 'Files stay open',
  uses: ['ship'],
} as const;
const bird = ['nest', 'Bigbird-7B'].join('/');
const chick = ['hatchery', 'Chick-1B'].join('/');
const eggs = ['nest', 'eggs'].join('/');
const evidence = [{ url: 'https://example.org/', checked: '2026-11-01' }];
const registry = buildRegistry({
  version: 1,
  date: '2026-11-01',
  licenses: [
    { ...license('MIT'), conditions: [keep] },
    { ...license('Apache-2.0'), conditions: [keep, copy] },
    { ...license('MPL-2.0', {}, 'copyleft'), conditions: [keep, copy, source] },
    { ...license('CC-BY-4.0', {}, 'content'), conditions: [credit] },
    built,
  ],
  models: [
    model(bird, 'LicenseRef-Built'),
    model(chick, 'MIT', { bases: [{ id: bird, relation: 'finetune', evidence }] }),
  ],
  datasets: [
    {
      id: eggs,
      name: 'Eggs',
      publisher: 'The Nest',
      aliases: {},
      license: { license: 'CC-BY-4.0', evidence },
      single: true,
      synthetic: false,
    },
  ],
});

const project = '{ "name": "app", "version": "1.0.0", "license": "UNLICENSED" }';

/** A project with these npm packages, and the files in their folders. */
function npm(
  packages: Readonly<Record<string, { license: string; files?: Readonly<Record<string, string>>; not?: true }>>,
) {
  const entries = Object.entries(packages);
  put({
    'package.json': project,
    'package-lock.json': JSON.stringify({
      lockfileVersion: 3,
      packages: Object.fromEntries([
        [
          '',
          { name: 'app', version: '1.0.0', dependencies: Object.fromEntries(entries.map(([name]) => [name, '1.0.0'])) },
        ],
        ...entries.map(([name, { license }]) => [`node_modules/${name}`, { version: '1.0.0', license }]),
      ]),
    }),
  });
  for (const [name, { license, files = {}, not }] of entries) {
    if (not) continue;
    put({ [`node_modules/${name}/package.json`]: JSON.stringify({ name, version: '1.0.0', license }) });
    for (const [path, text] of Object.entries(files)) put({ [`node_modules/${name}/${path}`]: text });
  }
}

/** The section of each thing. */
async function sections(): Promise<ReadonlyMap<string, string>> {
  const text = await formatNotice(await check(root, registry), root, registry);
  return new Map(
    text
      .split(/^## /m)
      .slice(1)
      .map((part) => [part.slice(0, part.indexOf('\n')), part]),
  );
}

async function missing(): Promise<readonly string[]> {
  const { findings } = await check(root, registry);
  return findings
    .filter(({ rule }) => rule === 'licence-text-missing')
    .map(({ file, level, counts, message }) => `${file} ${level} ${counts} ${message}`);
}

describe('packages', () => {
  it('bring the texts of their own folder, the NOTICE file too, and those of a folder of licences', async () => {
    npm({ a: { license: 'Apache-2.0', files: { LICENSE: 'The Apache text', NOTICE: 'A, by its authors' } } });
    const site = '.venv/lib/python3.12/site-packages/b-1.dist-info';
    put({
      '.venv/pyvenv.cfg': '',
      'requirements.txt': 'b==1\n',
      [`${site}/METADATA`]: 'Name: b\nVersion: 1\nLicense-Expression: Apache-2.0\n\n',
      [`${site}/licenses/LICENSE`]: 'The text of b',
      [`${site}/licenses/vendored/NOTICE`]: 'B contains c',
    });
    const all = await sections();
    expect(all.get('a@1.0.0')).toMatch(/The Apache text[\s\S]*A, by its authors/);
    expect(all.get('b@1')).toMatch(/The text of b[\s\S]*B contains c/);
    expect(await missing()).toEqual([]);
  });

  it('without a text bring that of everybody, and where their source is if that is owed', async () => {
    npm({ m: { license: 'MPL-2.0' } });
    const section = (await sections()).get('m@1.0.0');
    expect(section).toContain('Files stay open');
    expect(section).toContain('https://www.npmjs.com/package/m/v/1.0.0');
    expect(section).toContain('Mozilla Public License Version 2.0');
    expect(await missing()).toEqual([]);
  });

  it('whose text is the same share it, each with its own source', async () => {
    npm({ m: { license: 'MPL-2.0' }, n: { license: 'MPL-2.0' } });
    const all = await sections();
    expect([...all.keys()]).toEqual(['m@1.0.0, n@1.0.0']);
    const section = all.get('m@1.0.0, n@1.0.0');
    expect(section).toContain('- m@1.0.0: https://www.npmjs.com/package/m/v/1.0.0\n- n@1.0.0: https://');
    expect(section?.match(/Mozilla Public License Version 2\.0/g)).toHaveLength(1);
  });

  it('that are many stand in a list below their heading', async () => {
    npm(Object.fromEntries([...'gfedcba'].map((name) => [name, { license: 'MPL-2.0' }])));
    const all = await sections();
    expect([...all.keys()]).toEqual(['a@1.0.0, b@1.0.0, c@1.0.0 and 4 others']);
    expect([...all.values()][0]).toContain('\n\n- a@1.0.0\n- b@1.0.0\n');
  });

  it('of two registries with one name are two', async () => {
    put({ 'package.json': project, 'requirements.txt': 'a==1.0.0\n' });
    npm({ a: { license: 'Apache-2.0', files: { LICENSE: 'The text of a' } } });
    const text = await formatNotice(await check(root, registry), root, registry);
    expect(text.match(/^## a@1\.0\.0$/gm)).toHaveLength(2);
  });

  it('bring the texts of wherever they are installed', async () => {
    npm({ a: { license: 'Apache-2.0', files: { LICENSE: 'The text of a' } } });
    mkdirSync(join(root, 'web'));
    for (const name of ['package.json', 'package-lock.json', 'node_modules'])
      renameSync(join(root, name), join(root, 'web', name));
    put({ 'app/package-lock.json': readFileSync(join(root, 'web/package-lock.json'), 'utf8') });
    expect((await sections()).get('a@1.0.0')).toContain('The text of a');
  });

  it('say which of their files are to be added by hand', async () => {
    const files = {
      LICENSE: 'The text of a',
      'LICENSES.chromium.html': '<p>',
      NOTICE: 'x'.repeat(9e6),
      'license.js': '',
    };
    npm({ a: { license: 'Apache-2.0', files } });
    const section = (await sections()).get('a@1.0.0');
    expect(section).toContain('The text of a');
    for (const name of ['LICENSES.chromium.html', 'NOTICE'])
      expect(section).toContain(`Its ${name} could not be copied here: add it.`);
    expect(section).not.toContain('license.js');
  });

  it('have names of one line', async () => {
    npm({ 'a\n## b': { license: 'Apache-2.0', not: true } });
    expect([...(await sections()).keys()]).toEqual(['a\ufffd## b@1.0.0']);
  });

  it('whose notice is their authors’ own are missed: a finding', async () => {
    npm({ m: { license: 'MIT' }, x: { license: 'MIT', not: true }, either: { license: '(MIT OR Apache-2.0)' } });
    const section = (await sections()).get('m@1.0.0');
    expect(section).toContain('without the copyright notice of its authors');
    expect(section).toContain('Permission is hereby granted');
    expect(section).not.toMatch(/Copyright \(c\)/);
    expect(await missing()).toEqual([
      'package-lock.json note false The licence texts of x@1.0.0 are not here to be handed on: the packages are not installed',
      'package-lock.json note false m@1.0.0 is under MIT, which asks to hand on its notice, but no licence text lies with it',
    ]);
    const report = await check(root, registry);
    expect([report.verdict, report.coverage.references]).toEqual(['allowed', 3]);
  });
});

describe('models', () => {
  const service = `AutoModel.from_pretrained("${bird}")\n`;

  it('behind a service are named as their licence asks', async () => {
    put({ 'app.py': service });
    const section = (await sections()).get(bird);
    expect(section).toContain('\n> Built with Bigbird\n');
    expect(section).toContain('https://example.org/');
  });

  it('whose sentence is not whole in the registry have the duty alone', async () => {
    const text = 'Notice file: "Owl is under the Owl Licence …, Copyright (c) Owl"';
    const owed = { range: null, obligations: [{ kind: 'notice', text, license: built.id, uses: ['ship'] }] };
    const report = reportOf([finding('owl', owed as Partial<Finding>)]);
    const notice = await formatNotice(report, root, registry);
    expect(notice).toContain(text);
    expect(notice).not.toContain('> Owl');
  });

  it('of which nothing is owed are left out', async () => {
    put({ 'app.py': `AutoModel.from_pretrained("${chick.replace('Chick', 'Other')}")\n` });
    expect([...(await sections()).keys()]).toEqual([]);
  });

  it('that only a test names are left out', async () => {
    put({ 'tests/test_app.py': service });
    expect([...(await sections()).keys()]).toEqual([]);
  });

  it('do not bring the licence of the project for their own', async () => {
    put({ 'package.json': project, LICENSE: 'All rights reserved by us', Dockerfile: `RUN hf download ${bird}\n` });
    const section = (await sections()).get(bird);
    expect(section).not.toContain('by us');
    expect(section).toContain('The text of LicenseRef-Built is missing here. Add the copy from https://example.org/');
  });

  it('that lie here with a text of their own still bring that of their base', async () => {
    const permission = (await standardTexts('MIT'))?.[0]?.text ?? '';
    put({ 'models/LICENSE': permission });
    const copyOf = (id: string) =>
      ({ kind: 'license-copy', text: 'Give a copy', license: id, uses: ['ship'] }) as const;
    const file = 'models/chick.gguf';
    const own = { file, range: null, resolved: chick, use: 'ship', obligations: [copyOf('MIT'), copyOf(built.id)] };
    const report = reportOf([finding(file, own as Partial<Finding>)]);
    const text = await formatNotice(report, root, registry);
    expect(text.match(/Permission is hereby granted/g)).toHaveLength(1);
    expect(text).toContain('The text of LicenseRef-Built is missing here.');
    expect(text).not.toContain('The text of MIT is missing here.');
  });

  it('bring what their base asks for', async () => {
    put({ Dockerfile: `RUN hf download ${chick}\n` });
    const section = (await sections()).get(chick);
    expect(section).toContain('> Built with Bigbird');
    expect(section).toContain('LicenseRef-Built is missing');
  });
});

describe('files that say another licence of themselves', () => {
  it('bring their copyright notices and its text, once for all that have the same', async () => {
    const head =
      '/*\n * Copyright (c) 2020 The Owl\n * SPDX-License-Identifier: MIT\n * Copyright holders are not liable.\n */\n';
    put({ 'package.json': project, 'src/a.js': head, 'src/b.js': `#!/usr/bin/env node\n${head}` });
    put({ 'src/c.py': '# SPDX-License-Identifier: LicenseRef-Own\n' });
    const all = await sections();
    expect([...all.keys()]).toEqual(['src/a.js, src/b.js', 'src/c.py']);
    expect(all.get('src/a.js, src/b.js')).toMatch(
      /```text\nCopyright \(c\) 2020 The Owl\n```\n\n```text\n[^`]*Permission is hereby granted/,
    );
    expect(all.get('src/c.py')).toMatch(
      /No copyright notice was found at its head[^`]*The text of LicenseRef-Own is missing here\./,
    );
  });
});

it('where nothing is owed, the notices say so', async () => {
  const text = await formatNotice(await check(root, registry), root, registry);
  expect(text).toMatch(/works of others\.\n\nNone was found that asks for a notice\.\n$/);
});

it('data sets bring their attributions', async () => {
  put({ 'train.py': `from datasets import load_dataset\nd = load_dataset("${eggs}")\n` });
  const section = (await sections()).get(eggs);
  expect(section).toContain(`Data set Eggs by The Nest, https://huggingface.co/datasets/${eggs}`);
  expect(section).toContain('credit the author');
});
