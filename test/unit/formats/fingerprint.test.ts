import { describe, expect, it } from 'vitest';
import { readGgufFrom } from '../../../src/formats/gguf';
import { readSafetensorsFrom } from '../../../src/formats/safetensors';
import { fingerprintOf } from '../../support/fingerprint';
import { floats, type GgufParts, tokenizerMetadata, writeGguf } from '../../support/gguf';
import { MemorySource } from '../../support/memorySource';
import { writeSafetensors } from '../../support/safetensors';

async function ofGguf(parts: GgufParts) {
  const source = new MemorySource(writeGguf(parts));
  const result = await readGgufFrom(source);
  if (!result.ok) throw new Error(result.problem.message);
  return fingerprintOf(source, result.value);
}

const norm = floats('blk.0.attn_norm.weight', [0.5, 1.25, -2, 0.75]);
const last = floats('output_norm.weight', [1, 1, 1, 2]);
const matrix = (type: number, bytes: number) => ({
  name: 'blk.0.attn_q.weight',
  shape: [32],
  type,
  data: Buffer.alloc(bytes, 7),
});

describe('a fingerprint', () => {
  it('is one for all quantisations, names, labels and orders of one set of weights', async () => {
    const f32 = await ofGguf({ metadata: { 'general.name': 'A' }, tensors: [norm, matrix(0, 128), last] });
    const q8 = await ofGguf({ metadata: { 'general.name': 'Mine' }, tensors: [last, matrix(8, 34), norm] });
    expect(q8).toEqual(f32);
  });

  it('changes its norms with the weights', async () => {
    const tuned = floats('blk.0.attn_norm.weight', [0.5, 1.25, -2, 0.7500001]);
    const a = await ofGguf({ tensors: [norm, last] });
    const b = await ofGguf({ tensors: [tuned, last] });
    expect(b.norms).not.toBe(a.norms);
    expect(b.tensors).toEqual(a.tensors);
  });

  it('says nothing of norms that were never trained', async () => {
    expect((await ofGguf({ tensors: [floats('output_norm.weight', [1, 1, 1])] })).norms).toBeNull();
    expect((await ofGguf({ tensors: [matrix(0, 128)] })).norms).toBeNull();
  });

  it('tells token lists apart, also where their letters run together', async () => {
    const vocabulary = async (tokens: string[]) => (await ofGguf({ metadata: tokenizerMetadata(tokens) })).vocabulary;
    expect(await vocabulary(['ab', 'c'])).not.toBe(await vocabulary(['a', 'bc']));
    expect(await vocabulary(['ab', 'c'])).toBe(await vocabulary(['ab', 'c']));
  });

  it('gives the same norms for safetensors, whether they hold F32, F16 or BF16', async () => {
    const expected = (await ofGguf({ tensors: [norm, last] })).norms;
    const halves = (values: number[]) => Buffer.from(Uint16Array.from(values).buffer);
    const source = new MemorySource(
      writeSafetensors({
        // 0.5, 1.25, -2, 0.75 as BF16 and 1, 1, 1, 2 as F16
        'model.layers.0.input_layernorm.weight': {
          type: 'BF16',
          shape: [4],
          data: halves([0x3f00, 0x3fa0, 0xc000, 0x3f40]),
        },
        'model.norm.weight': { type: 'F16', shape: [4], data: halves([0x3c00, 0x3c00, 0x3c00, 0x4000]) },
      }),
    );
    const file = await readSafetensorsFrom(source);
    if (!file.ok) throw new Error(file.problem.message);
    expect((await fingerprintOf(source, file.value)).norms).toBe(expected);
  });
});
