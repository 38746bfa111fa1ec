/** Writes small GGUF files for tests, from the format's description. */

export type GgufInput =
  | string
  | boolean
  | { readonly u32: number }
  | { readonly u64: bigint }
  | { readonly i32: number }
  | { readonly f32: number }
  | { readonly strings: readonly string[] }
  | { readonly f32s: readonly number[] }
  | { readonly i32s: readonly number[] }
  /** Type number and payload as they are: for broken files. */
  | { readonly raw: Buffer; readonly type: number };

export interface TensorInput {
  readonly name: string;
  readonly shape: readonly number[];
  /** ggml type number; F32 when absent. */
  readonly type?: number;
  readonly data: Buffer;
}

export interface GgufParts {
  readonly metadata?: Readonly<Record<string, GgufInput>> | readonly (readonly [string, GgufInput])[];
  readonly tensors?: readonly TensorInput[];
  readonly version?: number;
  readonly magic?: string;
  readonly tensorCount?: bigint;
  readonly keyCount?: bigint;
}

const ALIGNMENT = 32;

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

export function u64(value: bigint | number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

export function ggufString(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  return Buffer.concat([u64(bytes.length), bytes]);
}

function f32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}

function i32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

function array(type: number, items: readonly Buffer[]): Buffer {
  return Buffer.concat([u32(9), u32(type), u64(items.length), ...items]);
}

function value(input: GgufInput): Buffer {
  if (typeof input === 'string') return Buffer.concat([u32(8), ggufString(input)]);
  if (typeof input === 'boolean') return Buffer.concat([u32(7), Buffer.from([input ? 1 : 0])]);
  if ('raw' in input) return Buffer.concat([u32(input.type), input.raw]);
  if ('u32' in input) return Buffer.concat([u32(4), u32(input.u32)]);
  if ('u64' in input) return Buffer.concat([u32(10), u64(input.u64)]);
  if ('i32' in input) return Buffer.concat([u32(5), i32(input.i32)]);
  if ('f32' in input) return Buffer.concat([u32(6), f32(input.f32)]);
  if ('strings' in input) return array(8, input.strings.map(ggufString));
  if ('f32s' in input) return array(6, input.f32s.map(f32));
  return array(5, input.i32s.map(i32));
}

/** A tensor of 32-bit floats. */
export function floats(
  name: string,
  values: readonly number[],
  shape: readonly number[] = [values.length],
): TensorInput {
  return { name, shape, data: Buffer.concat(values.map(f32)) };
}

function padding(length: number): Buffer {
  return Buffer.alloc((ALIGNMENT - (length % ALIGNMENT)) % ALIGNMENT);
}

/** The bytes of a GGUF file; broken in whatever way the parts ask for. */
export function writeGguf(parts: GgufParts): Buffer {
  const entries: readonly (readonly [string, GgufInput])[] = isEntries(parts.metadata)
    ? parts.metadata
    : Object.entries(parts.metadata ?? {});
  const tensors = parts.tensors ?? [];
  const header: Buffer[] = [
    Buffer.from(parts.magic ?? 'GGUF', 'latin1'),
    u32(parts.version ?? 3),
    u64(parts.tensorCount ?? tensors.length),
    u64(parts.keyCount ?? entries.length),
  ];
  for (const [key, input] of entries) header.push(ggufString(key), value(input));
  const data: Buffer[] = [];
  let offset = 0;
  for (const tensor of tensors) {
    header.push(ggufString(tensor.name), u32(tensor.shape.length), ...tensor.shape.map(u64));
    header.push(u32(tensor.type ?? 0), u64(offset));
    const padded = Buffer.concat([tensor.data, padding(tensor.data.length)]);
    data.push(padded);
    offset += padded.length;
  }
  const head = Buffer.concat(header);
  return Buffer.concat([head, ...(tensors.length > 0 ? [padding(head.length)] : []), ...data]);
}

function isEntries(metadata: GgufParts['metadata']): metadata is readonly (readonly [string, GgufInput])[] {
  return Array.isArray(metadata);
}

/** Metadata of a tokenizer with these tokens; `roles` names token ids by key, e.g. `fim_pre_token_id`. */
export function tokenizerMetadata(
  tokens: readonly string[],
  roles: Readonly<Record<string, number>> = {},
): Record<string, GgufInput> {
  return {
    'tokenizer.ggml.model': 'gpt2',
    'tokenizer.ggml.tokens': { strings: tokens },
    ...Object.fromEntries(Object.entries(roles).map(([key, id]) => [`tokenizer.ggml.${key}`, { u32: id }])),
  };
}

/** A file that names a family, has norms and a matrix: enough to be identified and gated, not to be run. */
export function smallModel(overrides: Readonly<Record<string, GgufInput>> = {}, seed = 1): Buffer {
  const tokens = ['<|endoftext|>', 'a', 'b', '<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>'];
  return writeGguf({
    metadata: {
      'general.architecture': 'llama',
      'general.name': 'Small Test',
      'llama.block_count': { u32: 1 },
      'llama.embedding_length': { u32: 4 },
      'llama.context_length': { u32: 64 },
      ...tokenizerMetadata(tokens, {
        eos_token_id: 0,
        fim_pre_token_id: 3,
        fim_suf_token_id: 4,
        fim_mid_token_id: 5,
      }),
      ...overrides,
    },
    tensors: [
      floats(
        'token_embd.weight',
        Array.from({ length: 24 }, (_, index) => index * seed),
        [4, 6],
      ),
      floats('blk.0.attn_norm.weight', [seed, 2, 3, 4]),
      floats('output_norm.weight', [1, 1, seed, 1]),
    ],
  });
}
