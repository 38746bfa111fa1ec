import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ByteSource } from '../../../src/formats/bytes';
import { readGguf, readGgufFrom } from '../../../src/formats/gguf';
import { floats, ggufString, smallModel, tokenizerMetadata, u32, u64, writeGguf } from '../../support/gguf';
import { MemorySource } from '../../support/memorySource';

async function read(bytes: Buffer) {
  return readGgufFrom(new MemorySource(bytes));
}

async function problem(bytes: Buffer) {
  const result = await read(bytes);
  if (result.ok) throw new Error('the file was taken');
  expect(result.problem.message).not.toMatch(/\n/);
  return result.problem;
}

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'licit-gguf-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe('a GGUF header', () => {
  it('gives metadata, tensors and the special tokens', async () => {
    const result = await read(smallModel({ big: { u64: 2n ** 60n }, list: { i32s: [1, -2] }, yes: true }));
    if (!result.ok) throw new Error(result.problem.message);
    const gguf = result.value;
    expect(gguf.metadata.get('general.architecture')).toBe('llama');
    expect(gguf.metadata.get('llama.block_count')).toBe(1);
    expect(gguf.metadata.get('big')).toBe(2n ** 60n);
    expect(gguf.metadata.get('list')).toEqual({ count: 2, items: [1, -2] });
    expect(gguf.metadata.get('yes')).toBe(true);
    expect(gguf.tensors.map((tensor) => [tensor.name, tensor.shape, tensor.type, tensor.bytes])).toEqual([
      ['token_embd.weight', [4, 6], 'F32', 96],
      ['blk.0.attn_norm.weight', [4], 'F32', 16],
      ['output_norm.weight', [4], 'F32', 16],
    ]);
    expect(gguf.tokenizer?.count).toBe(6);
    expect(gguf.tokenizer?.roles).toEqual({
      eos: { id: 0, text: '<|endoftext|>' },
      'fim-prefix': { id: 3, text: '<|fim_prefix|>' },
      'fim-suffix': { id: 4, text: '<|fim_suffix|>' },
      'fim-middle': { id: 5, text: '<|fim_middle|>' },
    });
  });

  it('finds fill-in-the-middle tokens by their spelling when no key names them', async () => {
    const result = await read(writeGguf({ metadata: tokenizerMetadata(['x', '<PRE>', '<SUF>', '<MID>']) }));
    expect(result.ok && result.value.tokenizer?.roles['fim-middle']).toEqual({ id: 3, text: '<MID>' });
  });

  it('finds tokens far down a long list, by id, whatever order the keys have', async () => {
    const tokens = Array.from({ length: 5000 }, (_, index) => `token ${index}`);
    const result = await read(
      writeGguf({
        metadata: [
          ['tokenizer.ggml.fim_mid_token_id', { u32: 4999 }],
          ['tokenizer.ggml.tokens', { strings: tokens }],
          ['tokenizer.ggml.fim_pre_token_id', { u32: 513 }],
          ['tokenizer.ggml.fim_suf_token_id', { u32: 7000 }],
        ],
      }),
    );
    expect(result.ok && result.value.tokenizer?.roles).toEqual({
      'fim-prefix': { id: 513, text: 'token 513' },
      'fim-middle': { id: 4999, text: 'token 4999' },
    });
  });

  it('is read without the data: a file with 20 GB of tensors costs a few reads', async () => {
    const rows = 5 * 2 ** 28;
    const head = writeGguf({
      tensors: [{ name: 'huge', shape: [4, rows], data: Buffer.alloc(0) }],
    });
    let bytesRead = 0;
    const source: ByteSource = {
      size: head.length + rows * 16,
      async read(into, position) {
        bytesRead += into.length;
        return new MemorySource(Buffer.concat([head, Buffer.alloc(2 ** 20)])).read(into, position);
      },
    };
    const result = await readGgufFrom(source);
    expect(result.ok).toBe(true);
    expect(bytesRead).toBeLessThan(2 ** 20);
  });

  it('takes a file without tensors: a vocabulary', async () => {
    const result = await read(writeGguf({ metadata: tokenizerMetadata(['a']) }));
    expect(result.ok && result.value.tensors).toEqual([]);
  });
});

describe('a file that cannot be taken', () => {
  const model = smallModel();

  it.each([0, 3, 4, 10, 23, 24, 30, 100, 300, model.length - 200, model.length - 17])(
    'is called truncated when it ends at byte %i',
    async (length) => {
      const found = await problem(model.subarray(0, length));
      expect(found.kind).toBe('truncated');
    },
  );

  it.each([
    ['text', Buffer.from('{"hello": 1}')],
    ['an old ggml file', Buffer.from('lmgg')],
    ['one letter', Buffer.from('x')],
  ])('is called not-gguf when it is %s', async (_, bytes) => {
    expect((await problem(bytes)).kind).toBe('not-gguf');
  });

  const nested = Buffer.concat([u32(9), u64(1), u32(9), u64(1), u32(9), u64(1)]);
  it.each([
    ['an unknown version', writeGguf({ version: 9 })],
    ['version 1', writeGguf({ version: 1 })],
    ['the wrong byte order', writeGguf({ version: 0x03000000 })],
    ['countless tensors', writeGguf({ tensorCount: 2n ** 62n })],
    ['countless keys', writeGguf({ keyCount: 2n ** 62n })],
    ['an endless key', Buffer.concat([writeGguf({ keyCount: 1n }), u64(2n ** 63n)])],
    ['a key without a name', writeGguf({ metadata: [['', 'x']] })],
    ['an endless string', writeGguf({ metadata: { a: { type: 8, raw: u64(2n ** 63n) } } })],
    ['an endless array', writeGguf({ metadata: { a: { type: 9, raw: Buffer.concat([u32(0), u64(2n ** 63n)]) } } })],
    ['endless strings', writeGguf({ metadata: { a: { type: 9, raw: Buffer.concat([u32(8), u64(2n ** 40n)]) } } })],
    ['arrays of arrays', writeGguf({ metadata: { a: { type: 9, raw: nested } } })],
    ['an unknown value type', writeGguf({ metadata: { a: { type: 77, raw: u64(1) } } })],
    ['an unknown item type', writeGguf({ metadata: { a: { type: 9, raw: Buffer.concat([u32(99), u64(1)]) } } })],
    [
      'one key twice',
      writeGguf({
        metadata: [
          ['a', 'x'],
          ['a', 'y'],
        ],
      }),
    ],
    ['one tensor twice', writeGguf({ tensors: [floats('t', [1]), floats('t', [1])] })],
    ['too many dimensions', writeGguf({ tensors: [floats('t', [1], [1, 1, 1, 1, 1])] })],
    ['an impossible size', writeGguf({ tensors: [floats('t', [1], [2 ** 52, 2 ** 52])] })],
    [
      'a row that is no whole block',
      writeGguf({ tensors: [{ name: 't', shape: [31], type: 2, data: Buffer.alloc(18) }] }),
    ],
    ['an unknown tensor type', writeGguf({ tensors: [{ name: 't', shape: [1], type: 5, data: Buffer.alloc(4) }] })],
    ['an alignment of 3', writeGguf({ metadata: { 'general.alignment': { u32: 3 } } })],
    ['a long tensor name', writeGguf({ tensors: [floats('n'.repeat(5000), [1])] })],
    ['control characters in names', writeGguf({ tensors: [floats('a\nb', [1]), floats('a\nb', [1])] })],
  ])('is called malformed for %s', async (_, bytes) => {
    expect((await problem(bytes)).kind).toBe('malformed');
  });

  it('does not keep megabytes of values', async () => {
    const metadata = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`k${index}`, 'x'.repeat(1_000_000)]));
    expect((await problem(writeGguf({ metadata }))).kind).toBe('malformed');
  });

  it('is called unreadable when it is missing, a folder or a device', async () => {
    for (const path of [join(folder, 'none.gguf'), folder, '/dev/null']) {
      const result = await readGguf(path);
      expect(result.ok ? 'taken' : result.problem.kind).toBe('unreadable');
    }
  });

  it('is read from disk like from memory', async () => {
    const path = join(folder, 'model.gguf');
    await writeFile(path, model);
    const result = await readGguf(path);
    expect(result.ok && result.value.headerBytes).toBeGreaterThan(ggufString('general.architecture').length);
  });
});
