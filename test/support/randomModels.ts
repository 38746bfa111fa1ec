import { type GgufInput, type TensorInput, tokenizerMetadata, writeGguf } from './gguf';

/** Architectures that llama.cpp runs and that keep what they have read in different ways. */
export type Architecture = 'llama' | 'mamba' | 'gemma2';

const WIDTH = 64;
const HEADS = 2;
const LAYERS = 2;
const FEED_FORWARD = 64;
const SLIDING_WINDOW = 32;
/** Mamba's: width inside, convolution, state, rank of the time step. */
const INNER = 2 * WIDTH;
const [CONVOLUTION, STATE, RANK] = [4, 8, 4];
const CONTEXT = 1024;

const SPECIAL = ['<|endoftext|>', '<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>'];

/** The 256 byte tokens of a byte-level vocabulary, as GPT-2 writes them. */
function byteNames(): string[] {
  let shifted = 0x100;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
    return String.fromCodePoint(printable ? byte : shifted++);
  });
}

/**
 * A small model with random weights that llama.cpp loads and runs: what it says is nonsense, but the same for the same text. Its
 * tokens are the bytes, those of the fill-in-the-middle format, and `more` that no text comes to. It sees `context` tokens.
 */
export function randomModel(architecture: Architecture, more = 0, context = CONTEXT): Buffer {
  const random = numbers(7);
  const tokens = [...byteNames(), ...SPECIAL, ...Array.from({ length: more }, (_, index) => `unused${index}`)];
  const matrix = (name: string, rows: number, columns: number, scale = 0.3): TensorInput =>
    tensor(name, [columns, rows], () => scale * random());
  const vector = (name: string, length: number, at = 1): TensorInput => tensor(name, [length], () => at);
  const attention = (layer: string): readonly TensorInput[] =>
    ['attn_q', 'attn_k', 'attn_v', 'attn_output'].map((part) => matrix(`${layer}.${part}.weight`, WIDTH, WIDTH));
  const feedForward = (layer: string): readonly TensorInput[] => [
    vector(`${layer}.ffn_norm.weight`, WIDTH),
    matrix(`${layer}.ffn_gate.weight`, FEED_FORWARD, WIDTH),
    matrix(`${layer}.ffn_up.weight`, FEED_FORWARD, WIDTH),
    matrix(`${layer}.ffn_down.weight`, WIDTH, FEED_FORWARD),
  ];
  const layers: Readonly<Record<Architecture, (layer: string) => readonly TensorInput[]>> = {
    llama: (layer) => [...attention(layer), ...feedForward(layer)],
    gemma2: (layer) => [
      ...attention(layer),
      ...feedForward(layer),
      vector(`${layer}.post_attention_norm.weight`, WIDTH),
      vector(`${layer}.post_ffw_norm.weight`, WIDTH),
    ],
    mamba: (layer) => [
      matrix(`${layer}.ssm_in.weight`, 2 * INNER, WIDTH),
      matrix(`${layer}.ssm_conv1d.weight`, INNER, CONVOLUTION),
      vector(`${layer}.ssm_conv1d.bias`, INNER, 0),
      matrix(`${layer}.ssm_x.weight`, RANK + 2 * STATE, INNER),
      matrix(`${layer}.ssm_dt.weight`, INNER, RANK),
      vector(`${layer}.ssm_dt.bias`, INNER, 0.1),
      tensor(`${layer}.ssm_a`, [STATE, INNER], () => -0.5),
      vector(`${layer}.ssm_d`, INNER),
      matrix(`${layer}.ssm_out.weight`, WIDTH, INNER),
    ],
  };
  const blocks = Array.from({ length: LAYERS }, (_, index) => `blk.${index}`);
  return writeGguf({
    metadata: { ...metadata(architecture, context), ...vocabulary(tokens) },
    tensors: [
      matrix('token_embd.weight', tokens.length, WIDTH, 1),
      vector('output_norm.weight', WIDTH),
      ...(architecture === 'gemma2' ? [] : [matrix('output.weight', tokens.length, WIDTH, 1)]),
      ...blocks.flatMap((layer) => [vector(`${layer}.attn_norm.weight`, WIDTH), ...layers[architecture](layer)]),
    ],
  });
}

function vocabulary(tokens: readonly string[]): Record<string, GgufInput> {
  const id = (name: string) => tokens.indexOf(name);
  return {
    ...tokenizerMetadata(tokens, {
      eos_token_id: id('<|endoftext|>'),
      bos_token_id: id('<|endoftext|>'),
      fim_pre_token_id: id('<|fim_prefix|>'),
      fim_suf_token_id: id('<|fim_suffix|>'),
      fim_mid_token_id: id('<|fim_middle|>'),
    }),
    'tokenizer.ggml.pre': 'qwen2',
    'tokenizer.ggml.merges': { strings: ['\u0120 \u0120'] },
    'tokenizer.ggml.add_bos_token': false,
    'tokenizer.ggml.token_type': { i32s: tokens.map((token) => (SPECIAL.includes(token) ? 3 : 1)) },
  };
}

function metadata(architecture: Architecture, context: number): Record<string, GgufInput> {
  const own: Record<string, GgufInput> = {
    context_length: { u32: context },
    embedding_length: { u32: WIDTH },
    block_count: { u32: LAYERS },
    'attention.layer_norm_rms_epsilon': { f32: 1e-5 },
  };
  const attention: Record<string, GgufInput> = {
    feed_forward_length: { u32: FEED_FORWARD },
    'attention.head_count': { u32: HEADS },
    'attention.head_count_kv': { u32: HEADS },
    'attention.key_length': { u32: WIDTH / HEADS },
    'attention.value_length': { u32: WIDTH / HEADS },
  };
  const special: Readonly<Record<Architecture, Record<string, GgufInput>>> = {
    llama: { ...attention, 'rope.dimension_count': { u32: WIDTH / HEADS } },
    gemma2: {
      ...attention,
      'attention.sliding_window': { u32: SLIDING_WINDOW },
      attn_logit_softcapping: { f32: 50 },
      final_logit_softcapping: { f32: 30 },
    },
    mamba: {
      feed_forward_length: { u32: 0 },
      'attention.head_count': { u32: 0 },
      'ssm.conv_kernel': { u32: CONVOLUTION },
      'ssm.inner_size': { u32: INNER },
      'ssm.state_size': { u32: STATE },
      'ssm.time_step_rank': { u32: RANK },
    },
  };
  const all = { ...own, ...special[architecture] };
  return {
    'general.architecture': architecture,
    'general.name': `Test ${architecture}`,
    ...Object.fromEntries(Object.entries(all).map(([key, value]) => [`${architecture}.${key}`, value])),
  };
}

function tensor(name: string, shape: readonly number[], value: () => number): TensorInput {
  const values = Float32Array.from({ length: shape.reduce((product, size) => product * size, 1) }, value);
  return { name, shape, data: Buffer.from(values.buffer) };
}

/** Uniform between -1 and 1, the same for the same seed. */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}
