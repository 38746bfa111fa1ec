import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/compliance/report';
import { check } from '../../support/check';
import { smallModel } from '../../support/gguf';
import { model, registryOf } from '../../support/registry';
import { writeSafetensors } from '../../support/safetensors';
import { ggufOf, weights } from '../../support/weights';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'licit-weights-')));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex');
const pickle = Buffer.from('\u0080\u0002}q\u0000.', 'latin1');
const onnx = Buffer.from([8, 7, 18, 4, 1, 2, 3, 4]);
const tensors = writeSafetensors({ w: { type: 'F32', shape: [1], data: Buffer.alloc(4) } });
const shut = ['org', 'Shut-7B'].join('/');
const free = ['org', 'Free-7B'].join('/');

const registry = (files: readonly (string | Uint8Array)[] = []) =>
  registryOf(
    model(free, 'MIT', {
      aliases: { ollama: ['free:7b'] },
      files: files.map((file, index) => ({ name: `${index}`, sha256: sha256(file) })),
    }),
    model(shut, 'LicenseRef-NonCommercial', { aliases: { ollama: ['shut:7b'] } }),
  );

const short = ({ file, range, kind, resolved, verdict, rule }: Finding) =>
  `${file}${range === null ? '' : `:${range.startLine}:${range.startColumn}`} ${kind} ${resolved} ${verdict} ${rule}`;
const seen = async (files: readonly (string | Uint8Array)[] = []) =>
  (await check(root, registry(files))).findings.map(short);

describe('weights without a header that could be read', () => {
  it.each([
    ['m.pt', pickle],
    ['m.pth', pickle],
    ['pytorch_model.bin', pickle],
    ['m.onnx', onnx],
    ['m.tflite', Buffer.from('\u0000\u0000\u0000\u0000TFL3')],
    ['tf_model.h5', Buffer.from('\u0089HDF\r\n', 'latin1')],
    ['m.ckpt', Buffer.from('PK\u0003\u0004')],
  ])('are known by their digest: %s', async (name, content) => {
    put(name, content);
    expect(await seen([content])).toEqual([`${name} model ${free} allowed licence-permits`]);
    expect(await seen()).toEqual([`${name} model null review identity-unknown`]);
  });

  it.each([
    ['path lists of Python', 'lib/site-packages/x.pth', 'import os; model = "o/n"\n'],
    ['texts', 'm.pt', 'a text'],
    ['empty files', 'm.pt', ''],
    ['binary files of others', 'data.bin', onnx],
  ])('are not %s', async (_, name, content) => {
    put(name, content);
    expect(await seen()).toEqual([]);
  });
});

describe('what lies beside weights', () => {
  it.each([
    ['adapter_config.json', 'adapter_model.safetensors', JSON.stringify({ base_model_name_or_path: shut })],
    ['config.json', 'model.safetensors', JSON.stringify({ _name_or_path: shut, architectures: ['X'] })],
    ['config.json', 'pytorch_model.bin', JSON.stringify({ _name_or_path: shut })],
    ['README.md', 'm.onnx', `---\nbase_model: ${shut}\n---\n`],
    ['README.md', 'm.onnx', `---\nbase_model:\n- ${shut}\n---\n`],
  ])('names their base: %s beside %s', async (side, name, text) => {
    put(`a/${side}`, text);
    put(`a/${name}`, name.endsWith('safetensors') ? tensors : name.endsWith('onnx') ? onnx : pickle);
    const found = await seen();
    expect(found).toContain(`a/${name} model null denied weights-noncommercial`);
    expect(found.some((line) => line.startsWith(`a/${side}:`) && line.includes(`model ${shut} denied`))).toBe(true);
  });

  it.each([
    ['a local path', '{"_name_or_path":"/data/checkpoints/7b"}'],
    ['no JSON', '{"_name_or_path":'],
    ['a list', '["x"]'],
    ['deep nesting', '['.repeat(100_000)],
  ])('says nothing when it holds %s', async (_, text) => {
    put('config.json', text);
    put('model.safetensors', tensors);
    expect(await seen()).toEqual(['model.safetensors model null review identity-unknown']);
  });
});

describe('what a path says', () => {
  it.each([
    `models--${shut.replace('/', '--')}/snapshots/0a1b/m.onnx`,
    `models/${shut}/m.onnx`,
    'models/Shut-7B/m.onnx',
    'shut-7b-int8.onnx',
  ])('may forbid, never permit: %s', async (path) => {
    put(path, onnx);
    expect(await seen()).toEqual([`${path} model null denied weights-noncommercial`]);
    rmSync(join(root, path));
    put(path.replaceAll(/shut/gi, 'Free'), onnx);
    expect((await check(root, registry())).verdict).toBe('review');
  });
});

describe('a model in several files', () => {
  const name = (part: number) => `m-0000${part}-of-00003.gguf`;
  const part = (number: number) => ggufOf(weights(number), 'F32', number === 1 ? { 'general.name': 'Mine' } : {});

  it('is one finding, known when each of its files is', async () => {
    const parts = [part(1), part(2), part(3)];
    parts.forEach((content, index) => {
      put(name(index + 1), content);
    });
    expect(await seen(parts)).toEqual([`${name(1)} model ${free} allowed licence-permits`]);
    expect(await seen(parts.slice(0, 2))).toEqual([`${name(1)} model ${free} conditional identity-claimed`]);
  });

  it('is not known whole when a file is missing or broken', async () => {
    put(name(1), part(1));
    put(name(2), 'GGUF');
    const { findings, coverage } = await check(root, registry());
    expect(findings.map(short)).toEqual([
      `${name(1)} model null review identity-unknown`,
      `${name(1)} model null review unreadable`,
      `${name(2)} model null review unreadable`,
    ]);
    expect(coverage.skipped).toEqual([
      { file: name(1), reason: `is part of a model whose part ${name(3)} is not here` },
      { file: name(2), reason: 'is part of a model and could not be read as such' },
    ]);
  });
});

describe('a file that Git LFS has not fetched', () => {
  const pointer = (digest: string) => `version https://git-lfs.github.com/spec/v1\noid sha256:${digest}\nsize 7\n`;

  it('is known by the digest that its pointer names, as a claim', async () => {
    put('m.gguf', pointer(sha256(onnx)));
    expect(await seen([onnx])).toEqual([`m.gguf model ${free} conditional identity-claimed`]);
    expect(await seen()).toEqual(['m.gguf model null review identity-unknown']);
  });
});

describe("Ollama's store", () => {
  const bytes = smallModel({ 'general.name': 'x' });
  const text = 'Permission is hereby granted, free of charge';
  const layers = (licence?: string) =>
    JSON.stringify({
      layers: [
        { mediaType: 'application/vnd.ollama.image.model', digest: `sha256:${sha256(bytes)}` },
        { mediaType: 'application/vnd.ollama.image.template', digest: `sha256:${sha256('t')}` },
        ...(licence === undefined
          ? []
          : [{ mediaType: 'application/vnd.ollama.image.license', digest: `sha256:${sha256(licence)}` }]),
      ],
    });

  it('is read by its manifests, which name blobs', async () => {
    put('store/manifests/registry.ollama.ai/library/shut/7b', layers(text));
    put(`store/blobs/sha256-${sha256(bytes)}`, bytes);
    put(`store/blobs/sha256-${sha256(text)}`, text);
    expect(await seen()).toEqual([
      `store/blobs/sha256-${sha256(bytes)} model null denied weights-noncommercial`,
      `store/manifests/registry.ollama.ai/library/shut/7b:1:72 model ${shut} denied weights-noncommercial`,
    ]);
  });

  it('may hold a licence that the registry does not have', async () => {
    put('manifests/registry.ollama.ai/library/shut/7b', layers(mit));
    put(`blobs/sha256-${sha256(mit)}`, mit);
    const drift = (await check(root, registry())).findings.find(({ rule }) => rule === 'licence-drift');
    expect(drift).toMatchObject({ kind: 'license', resolved: shut, license: 'MIT', verdict: 'review' });
    expect(drift?.message).toContain('LicenseRef-NonCommercial');
  });
});

const mit = `MIT License

Copyright (c) 2026 A

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
`;

describe('licence drift', () => {
  const card = (lines: string) => `---\n${lines}\n---\n`;
  const proven = [onnx];
  const cases: [what: string, files: Record<string, string | Uint8Array>, expected: string[]][] = [
    ['none where all agree', { 'a/README.md': card('license: mit'), 'a/LICENSE': mit, 'a/m.onnx': onnx }, []],
    [
      'a card against the registry',
      { 'a/README.md': card('license: apache-2.0'), 'a/m.onnx': onnx },
      ['a/README.md:2:10'],
    ],
    ['a quoted label', { 'a/README.md': card('license: "apache-2.0"'), 'a/m.onnx': onnx }, ['a/README.md:2:11']],
    [
      'a text against the registry',
      { 'a/config.json': '{}', 'a/LICENSE': 'SPDX-License-Identifier: Apache-2.0', 'a/m.onnx': onnx },
      ['a/LICENSE'],
    ],
    ['a card against a text', { 'a/README.md': card('license: apache-2.0'), 'a/LICENSE': mit }, ['a/README.md:2:10']],
    ['a card against its base', { 'README.md': card(`license: mit\nbase_model: ${shut}`) }, ['README.md:2:10']],
    [
      'none under the terms of the base',
      { 'README.md': card(`license: licenseref-noncommercial\nbase_model: ${shut}`) },
      [],
    ],
    ['none where the base is permissive', { 'README.md': card(`license: apache-2.0\nbase_model: ${free}`) }, []],
    ['none for a label that says too little', { 'a/README.md': card('license: other'), 'a/m.onnx': onnx }, []],
    [
      'a name behind `other`',
      { 'a/README.md': card('license: other\nlicense_name: apache-2.0'), 'a/m.onnx': onnx },
      ['a/README.md:3:15'],
    ],
    [
      'an adapter against its base',
      {
        'a/adapter_config.json': JSON.stringify({ base_model_name_or_path: shut }),
        'a/README.md': card('license: mit'),
        'a/adapter_model.safetensors': tensors,
      },
      ['a/README.md:2:10'],
    ],
    [
      'a GGUF file against its base',
      {
        'm.gguf': smallModel({
          'general.license': 'mit',
          'general.base_model.count': { u32: 1 },
          'general.base_model.0.repo_url': `https://huggingface.co/${shut}`,
        }),
      },
      ['m.gguf'],
    ],
    ['a configuration', { 'a/config.json': '{"license":"apache-2.0"}', 'a/m.onnx': onnx }, ['a/config.json']],
    [
      "a project's own licence is none",
      {
        'package.json': '{"license":"Apache-2.0"}',
        LICENSE: 'SPDX-License-Identifier: Apache-2.0',
        'config.json': '{}',
        'm.onnx': onnx,
      },
      [],
    ],
    [
      'a card of a data set is none',
      { 'README.md': card(`license: mit\nbase_model: ${shut}\ntask_categories:\n- x`) },
      [],
    ],
    ['a README without metadata is none', { 'README.md': '# license: mit', 'm.onnx': onnx }, []],
  ];
  it.each(cases)('%s', async (_, files, expected) => {
    for (const [path, content] of Object.entries(files)) put(path, content);
    const { findings } = await check(root, registry(proven));
    const drifts = findings.filter(({ rule }) => rule === 'licence-drift');
    expect(
      drifts.map(({ file, range }) => `${file}${range === null ? '' : `:${range.startLine}:${range.startColumn}`}`),
    ).toEqual(expected);
    for (const drift of drifts) {
      expect(drift).toMatchObject({ kind: 'license', verdict: 'review', level: 'warning', counts: true });
      expect(drift.reasons).toHaveLength(1);
    }
  });

  it.each([
    ['a card that is no YAML', card('license: [')],
    ['anchors that multiply', card(`base_model:\na: &a [x,x]\nb: &b [*a,*a]\nlicense: *b`)],
    ['deep nesting', card(`base_model:\nlicense: ${'['.repeat(50_000)}`)],
    ['a huge card', `---\nlicense: mit\n${'a: b\n'.repeat(100_000)}---\n`],
  ])('survives %s', async (_, text) => {
    put('README.md', text);
    put('m.onnx', onnx);
    expect((await check(root, registry(proven))).findings.filter(({ rule }) => rule === 'licence-drift')).toEqual([]);
  });
});

it('tells how far it is with a big file', async () => {
  put('m.onnx', Buffer.concat([onnx, Buffer.alloc(3 * 1024 * 1024)]));
  const shares: number[] = [];
  await check(root, registry(), { onProgress: ({ share }) => share !== undefined && shares.push(share) });
  expect(shares.at(-1)).toBe(1);
  expect(shares.length).toBeGreaterThan(2);
});
