import { describe, expect, it } from 'vitest';
import type { ByteSource } from '../../../src/formats/bytes';
import { readGgufFrom } from '../../../src/formats/gguf';
import { readSafetensorsFrom } from '../../../src/formats/safetensors';
import { smallModel, tokenizerMetadata, u32, u64, writeGguf } from '../../support/gguf';
import { MemorySource } from '../../support/memorySource';
import { mutated, randomness } from '../../support/mutate';
import { writeSafetensors } from '../../support/safetensors';

const SAMPLE = 300;
const KINDS = ['truncated', 'malformed', 'not-gguf', 'not-safetensors', 'unreadable'];

describe('a mutated file', () => {
  it.each([
    ['GGUF', smallModel(), readGgufFrom],
    [
      'safetensors',
      writeSafetensors({ a: { type: 'F32', shape: [2], data: Buffer.alloc(8) } }, { format: 'pt', base_model: 'x' }),
      readSafetensorsFrom,
    ],
  ] as const)('is taken or refused with one line, never a crash: %s', async (_, bytes, read) => {
    const random = randomness(7);
    for (let index = 0; index < SAMPLE; index++) {
      const result = await read(new MemorySource(mutated(bytes, random)));
      if (result.ok) continue;
      expect(KINDS).toContain(result.problem.kind);
      expect(result.problem.message).toMatch(/^[^\n\r]+$/);
    }
  });
});

describe('a file that claims to be huge', () => {
  /** A file of `size` bytes that begins with `head` and goes on with zeros. */
  const endless = (head: Buffer, size = 2 ** 40): ByteSource => ({
    size,
    async read(into, position) {
      into.fill(0);
      head.subarray(position).copy(into);
      return Math.min(into.length, size - position);
    },
  });
  const start = (keys: bigint, tensors = 0n) => writeGguf({ keyCount: keys, tensorCount: tensors });
  const key = (name: string) => Buffer.concat([u64(name.length), Buffer.from(name)]);

  it.each([
    ['a string of 2^40 bytes', Buffer.concat([start(1n), key('a'), u32(8), u64(2n ** 40n)])],
    ['16,384 empty keys', start(16_384n)],
    ['millions of empty strings', Buffer.concat([start(1n), key('a'), u32(9), u32(8), u64(8_000_000)])],
    [
      'millions of empty tokens',
      Buffer.concat([start(1n), key('tokenizer.ggml.tokens'), u32(9), u32(8), u64(8_000_000)]),
    ],
    ['millions of numbers', Buffer.concat([start(1n), key('a'), u32(9), u32(12), u64(8_000_000)])],
    ['65,536 nameless tensors', start(0n, 65_536n)],
    ['a header of 8 MB of nothing', Buffer.concat([u64(8 * 1024 * 1024), Buffer.from('{')])],
  ])('is refused in bounded time and memory: %s', async (_, head) => {
    const before = process.memoryUsage();
    const source = endless(head);
    const [gguf, safetensors] = [await readGgufFrom(source), await readSafetensorsFrom(source)];
    expect(gguf.ok && safetensors.ok).toBe(false);
    const after = process.memoryUsage();
    const grown = after.heapUsed + after.external - before.heapUsed - before.external;
    expect(grown).toBeLessThan(64 * 1024 * 1024);
  });

  it('keeps no tokens in memory', async () => {
    const metadata = tokenizerMetadata(Array.from({ length: 50_000 }, (_, index) => `token-${index}`));
    const result = await readGgufFrom(new MemorySource(writeGguf({ metadata })));
    expect(result.ok && result.value.metadata.get('tokenizer.ggml.tokens')).toEqual({ count: 50_000, items: null });
  });
});
