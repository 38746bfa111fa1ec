import { describe, expect, it } from 'vitest';
import { readSafetensorsFrom } from '../../../src/formats/safetensors';
import { MemorySource } from '../../support/memorySource';
import { writeSafetensors } from '../../support/safetensors';

async function read(bytes: Buffer) {
  return readSafetensorsFrom(new MemorySource(bytes));
}

function header(text: string, extra = 0): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(text) + extra));
  return Buffer.concat([length, Buffer.from(text)]);
}

const tensor = (fields: object) =>
  header(JSON.stringify({ t: { dtype: 'F32', shape: [1], data_offsets: [0, 4], ...fields } }));

describe('a safetensors header', () => {
  it('gives metadata and tensors', async () => {
    const result = await read(
      writeSafetensors({ 'a.weight': { type: 'BF16', shape: [2, 3], data: Buffer.alloc(12) } }, { format: 'pt' }),
    );
    if (!result.ok) throw new Error(result.problem.message);
    expect(result.value.metadata.get('format')).toBe('pt');
    expect(result.value.tensors).toMatchObject([{ name: 'a.weight', shape: [2, 3], type: 'BF16', bytes: 12 }]);
  });

  it.each([
    ['empty', Buffer.alloc(0), 'truncated'],
    ['something else', Buffer.from('PK\u0003\u0004 zip file'), 'not-safetensors'],
    ['cut in its header', header('{"a":', 100), 'truncated'],
    ['cut in its data', tensor({}), 'truncated'],
    ['endless', Buffer.concat([Buffer.from('ffffffffffffff7f', 'hex'), Buffer.from('{')]), 'malformed'],
    ['no JSON', header('{nope}'), 'malformed'],
    ['deep', header(`{"a":${'['.repeat(1_000_000)}`), 'malformed'],
    ['without types', tensor({ dtype: 7 }), 'malformed'],
    ['without places', tensor({ data_offsets: [0] }), 'malformed'],
    ['placed backwards', tensor({ data_offsets: [8, 4] }), 'malformed'],
    ['of negative shape', tensor({ shape: [-1] }), 'malformed'],
    ['of another size than its shape', tensor({ shape: [2] }), 'malformed'],
  ])('is refused when it is %s', async (_, bytes, kind) => {
    const result = await read(bytes);
    expect(result.ok ? 'taken' : result.problem.kind).toBe(kind);
  });
});
