import { type GgufInput, type TensorInput, tokenizerMetadata, writeGguf } from './gguf';
import { writeSafetensors } from './safetensors';

/** A small model's weights, made from a seed: what a test needs to store the same weights in several ways. */
export interface Weights {
  readonly vectors: Readonly<Record<string, Float32Array>>;
  readonly matrices: Readonly<Record<string, Float32Array>>;
}

const WIDTH = 64;
const LAYERS = 4;

/** Numbers like those of a trained model: norms around one that differ from channel to channel, matrices around zero. */
export function weights(seed: number): Weights {
  const random = gaussian(seed);
  const vectors: Record<string, Float32Array> = {};
  const matrices: Record<string, Float32Array> = {};
  const norm = () => Float32Array.from({ length: WIDTH }, () => 1 + 0.3 * random());
  const matrix = (rows: number) => Float32Array.from({ length: WIDTH * rows }, () => 0.05 * random());
  matrices['token_embd.weight'] = matrix(8);
  for (let layer = 0; layer < LAYERS; layer++) {
    vectors[`blk.${layer}.attn_norm.weight`] = norm();
    vectors[`blk.${layer}.ffn_norm.weight`] = norm();
    matrices[`blk.${layer}.attn_q.weight`] = matrix(WIDTH);
  }
  vectors['output_norm.weight'] = norm();
  return { vectors, matrices };
}

/** The weights after some training: everything moved by about `share` of its spread. */
export function tuned(base: Weights, share: number, seed = 99): Weights {
  const random = gaussian(seed);
  const moved = (values: Float32Array, spread: number) => values.map((value) => value + share * spread * random());
  const each = (group: Weights['vectors'], spread: number) =>
    Object.fromEntries(Object.entries(group).map(([name, values]) => [name, moved(values, spread)]));
  return { vectors: each(base.vectors, 0.3), matrices: each(base.matrices, 0.05) };
}

export const QUANTISATIONS = ['F32', 'F16', 'BF16', 'Q8_0', 'Q4_0'] as const;
export type Quantisation = (typeof QUANTISATIONS)[number];

/** A GGUF file of these weights. Norms stay F32, as llama.cpp leaves them; matrices are stored as told. */
export function ggufOf(
  { vectors, matrices }: Weights,
  quantisation: Quantisation,
  metadata: Readonly<Record<string, GgufInput>> = {},
): Buffer {
  const tensors: TensorInput[] = [
    ...Object.entries(matrices).map(([name, values]) => ({
      name,
      shape: [WIDTH, values.length / WIDTH],
      ...stored[quantisation](values),
    })),
    ...Object.entries(vectors).map(([name, values]) => ({ name, shape: [WIDTH], ...stored.F32(values) })),
  ];
  return writeGguf({
    metadata: { ...tokenizerMetadata(['a', 'b']), 'general.architecture': 'llama', ...metadata },
    tensors,
  });
}

/** The same as a publisher's safetensors file, under the names that transformers gives to tensors, in BF16. */
export function safetensorsOf({ vectors, matrices }: Weights, metadata?: Readonly<Record<string, string>>): Buffer {
  const entries = [...Object.entries(vectors), ...Object.entries(matrices)].map(([name, values]) => [
    hubName(name),
    { type: 'BF16', shape: name in vectors ? [WIDTH] : [values.length / WIDTH, WIDTH], data: stored.BF16(values).data },
  ]);
  return writeSafetensors(Object.fromEntries(entries), metadata);
}

/** The weights as BF16 can hold them, so that files of both kinds hold the same numbers. */
export function rounded({ vectors, matrices }: Weights): Weights {
  const each = (group: Weights['vectors']) =>
    Object.fromEntries(
      Object.entries(group).map(([name, values]) => {
        const bits = new Uint32Array(values.slice().buffer).map((word) => word & 0xffff0000);
        return [name, new Float32Array(bits.buffer)];
      }),
    );
  return { vectors: each(vectors), matrices: each(matrices) };
}

function hubName(name: string): string {
  return name
    .replace('token_embd', 'model.embed_tokens')
    .replace(/^blk\.(\d+)\./, 'model.layers.$1.')
    .replace('attn_norm', 'input_layernorm')
    .replace('ffn_norm', 'post_attention_layernorm')
    .replace('attn_q', 'self_attn.q_proj')
    .replace('output_norm', 'model.norm');
}

interface Stored {
  readonly type: number;
  readonly data: Buffer;
}

const stored: Readonly<Record<Quantisation, (values: Float32Array) => Stored>> = {
  F32: (values) => ({ type: 0, data: bytesOf(values) }),
  F16: (values) => ({ type: 1, data: Buffer.concat([...values].map(half)) }),
  BF16: (values) => {
    const wide = bytesOf(values);
    return {
      type: 30,
      data: Buffer.concat(Array.from(values, (_, index) => wide.subarray(index * 4 + 2, index * 4 + 4))),
    };
  },
  Q8_0: (values) => ({
    type: 8,
    data: blocks(
      values,
      (block, scale) => Buffer.from(Int8Array.from(block, (value) => Math.round(value / scale)).buffer),
      127,
    ),
  }),
  Q4_0: (values) => ({
    type: 2,
    data: blocks(
      values,
      (block, scale) => {
        const nibble = (value: number) => Math.min(15, Math.max(0, Math.round(value / scale) + 8));
        return Buffer.from(
          Array.from({ length: 16 }, (_, index) => nibble(block[index] ?? 0) | (nibble(block[index + 16] ?? 0) << 4)),
        );
      },
      7,
    ),
  }),
};

/** Blocks of 32: a scale in half precision, then what `pack` makes of the values. */
function blocks(values: Float32Array, pack: (block: Float32Array, scale: number) => Buffer, steps: number): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < values.length; at += 32) {
    const block = values.subarray(at, at + 32);
    const scale = Math.max(1e-8, ...block.map(Math.abs)) / steps;
    parts.push(half(scale), pack(block, scale));
  }
  return Buffer.concat(parts);
}

function bytesOf(values: Float32Array): Buffer {
  return Buffer.from(values.buffer.slice(values.byteOffset, values.byteOffset + values.byteLength));
}

/** IEEE 754 half precision, cut off; enough for numbers of the size that tests use. */
function half(value: number): Buffer {
  const bits = bytesOf(Float32Array.of(value)).readUInt32LE();
  const exponent = ((bits >> 23) & 0xff) - 112;
  const packed = exponent <= 0 ? 0 : ((bits >>> 16) & 0x8000) | (exponent << 10) | ((bits >> 13) & 0x3ff);
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(packed);
  return bytes;
}

/** Normally distributed numbers (Box and Muller), the same for the same seed. */
function gaussian(seed: number): () => number {
  let state = seed >>> 0;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 1) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}
