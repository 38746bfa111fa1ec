// Makes a GGUF with the exact shapes of Qwen2.5-Coder-0.5B or -1.5B in Q8_0, its vocabulary and fill-in-the-middle tokens, and
// random weights: as fast as the real one, and good for nothing else. The vocabulary comes with node-llama-cpp, in the sources of
// llama.cpp that it ships. usage: node bench/randomModel.mjs 0.5B|1.5B OUT.gguf
import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { randomFrom } from './places.mjs';

const run = promisify(execFile);
/** llama.cpp's sources, as node-llama-cpp ships them. */
export const LLAMA_CPP = fileURLToPath(
  new URL('../node_modules/node-llama-cpp/llama/gitRelease.bundle', import.meta.url),
);

/** From the models' config.json. */
export const SHAPES = {
  '0.5B': { width: 896, layers: 24, heads: 14, keyHeads: 2, inner: 4864 },
  '1.5B': { width: 1536, layers: 28, heads: 12, keyHeads: 2, inner: 8960 },
};
const CONTEXT = 32_768;
const VOCABULARY = 151_936;
/** Ids of the tokens that Qwen2.5-Coder has and the vocabulary of Qwen2 leaves unnamed (tokenizer_config.json). */
const ADDED = new Map([
  [151_659, { name: '<|fim_prefix|>', role: 'fim_pre_token_id' }],
  [151_660, { name: '<|fim_middle|>', role: 'fim_mid_token_id' }],
  [151_661, { name: '<|fim_suffix|>', role: 'fim_suf_token_id' }],
  [151_662, { name: '<|fim_pad|>', role: 'fim_pad_token_id' }],
  [151_663, { name: '<|repo_name|>', role: 'fim_rep_token_id' }],
  [151_664, { name: '<|file_sep|>', role: 'fim_sep_token_id' }],
]);

const U32 = 4;
const I32 = 5;
const F32 = 6;
const STRING = 8;
const ARRAY = 9;
const Q8_0 = 8;
const CONTROL = 3;
const FIRST_CONTROL = 151_643;
/** Words and marks; U+0120 stands for a space. No line breaks, no control tokens. */
const WORD = /^\u0120?(?:[a-z]+|[!-/:-@[-`{-~]{1,2})$/;
/** So much larger than they would be are the logits, so that a model of noise is sure of something, as samplers want it. */
const SURE = 10;
/** Numbers of a Q8_0 block, which has a 16-bit scale before its 8-bit numbers. */
const BLOCK = 32;
const ALIGNMENT = 32;

/** @param {number} value */
function u32(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** @param {number} value */
function u64(value) {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

/** @param {number} value */
function f32(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}

/** @param {string} text */
function string(text) {
  const bytes = Buffer.from(text, 'utf8');
  return Buffer.concat([u64(bytes.length), bytes]);
}

/** @param {number} type @param {readonly Buffer[]} items */
const array = (type, items) => Buffer.concat([u32(type), u64(items.length), ...items]);

/** The vocabulary's tokens, their types and merges, from a GGUF without tensors. @param {Buffer} bytes */
function readVocabulary(bytes) {
  let at = 16;
  const skip = (/** @type {number} */ count) => {
    at += count;
    return at - count;
  };
  const int = () => bytes.readUInt32LE(skip(4));
  const long = () => Number(bytes.readBigUInt64LE(skip(8)));
  const text = () => {
    const length = long();
    const start = skip(length);
    return bytes.toString('utf8', start, start + length);
  };
  /** @type {Record<string, readonly (string | number)[]>} */
  const arrays = {};
  for (let keys = long(); keys > 0; keys--) {
    const key = text();
    const type = int();
    if (type === STRING) text();
    else if (type === ARRAY) {
      const item = int();
      arrays[key] = Array.from({ length: long() }, () => (item === STRING ? text() : int()));
    } else skip(4);
  }
  const tokens = (arrays['tokenizer.ggml.tokens'] ?? []).map(String);
  const types = (arrays['tokenizer.ggml.token_type'] ?? []).map(Number);
  const merges = (arrays['tokenizer.ggml.merges'] ?? []).map(String);
  if (tokens.length !== VOCABULARY || types.length !== VOCABULARY)
    throw new Error(`the vocabulary has ${tokens.length} tokens, not ${VOCABULARY}`);
  return { tokens, types, merges };
}

async function vocabularyFile() {
  const folder = await mkdtemp(join(tmpdir(), 'licit-vocabulary-'));
  try {
    await run('git', ['clone', '--quiet', '--bare', LLAMA_CPP, folder]);
    const { stdout } = await run('git', ['show', 'HEAD:models/ggml-vocab-qwen2.gguf'], {
      cwd: folder,
      encoding: 'buffer',
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @param {ReturnType<typeof readVocabulary>} vocabulary @param {string} size @param {typeof SHAPES['0.5B']} shape */
function metadata({ tokens, types, merges }, size, { width, layers, heads, keyHeads, inner }) {
  for (const [id, { name }] of ADDED) {
    tokens[id] = name;
    types[id] = CONTROL;
  }
  /** @type {[string, number, Buffer][]} */
  const entries = [
    ['general.architecture', STRING, string('qwen2')],
    ['general.name', STRING, string(`Random weights in the shapes of ${size}`)],
    ['qwen2.block_count', U32, u32(layers)],
    ['qwen2.context_length', U32, u32(CONTEXT)],
    ['qwen2.embedding_length', U32, u32(width)],
    ['qwen2.feed_forward_length', U32, u32(inner)],
    ['qwen2.attention.head_count', U32, u32(heads)],
    ['qwen2.attention.head_count_kv', U32, u32(keyHeads)],
    ['qwen2.rope.freq_base', F32, f32(1_000_000)],
    ['qwen2.attention.layer_norm_rms_epsilon', F32, f32(1e-6)],
    ['tokenizer.ggml.model', STRING, string('gpt2')],
    ['tokenizer.ggml.pre', STRING, string('qwen2')],
    ['tokenizer.ggml.tokens', ARRAY, array(STRING, tokens.map(string))],
    ['tokenizer.ggml.token_type', ARRAY, array(I32, types.map(u32))],
    ['tokenizer.ggml.merges', ARRAY, array(STRING, merges.map(string))],
    ['tokenizer.ggml.eos_token_id', U32, u32(FIRST_CONTROL)],
    ['tokenizer.ggml.bos_token_id', U32, u32(FIRST_CONTROL)],
    ...[...ADDED].map(
      ([id, { role }]) => /** @type {[string, number, Buffer]} */ ([`tokenizer.ggml.${role}`, U32, u32(id)]),
    ),
  ];
  const parts = entries.flatMap(([key, type, value]) => [string(key), u32(type), value]);
  return { count: entries.length, bytes: Buffer.concat(parts) };
}

/** Name, shape (the width of a row first) and whether it is quantised. @param {typeof SHAPES['0.5B']} shape */
function tensors({ width, layers, heads, keyHeads, inner }) {
  const keyWidth = (width / heads) * keyHeads;
  /** @type {(name: string, ...shape: number[]) => { name: string, shape: number[] }} */
  const tensor = (name, ...shape) => ({ name, shape });
  return [
    tensor('token_embd.weight', width, VOCABULARY),
    tensor('output_norm.weight', width),
    ...Array.from({ length: layers }, (_, layer) =>
      [
        tensor('attn_norm.weight', width),
        tensor('attn_q.weight', width, width),
        tensor('attn_q.bias', width),
        tensor('attn_k.weight', width, keyWidth),
        tensor('attn_k.bias', keyWidth),
        tensor('attn_v.weight', width, keyWidth),
        tensor('attn_v.bias', keyWidth),
        tensor('attn_output.weight', width, width),
        tensor('ffn_norm.weight', width),
        tensor('ffn_gate.weight', width, inner),
        tensor('ffn_up.weight', width, inner),
        tensor('ffn_down.weight', inner, width),
      ].map(({ name, shape }) => tensor(`blk.${layer}.${name}`, ...shape)),
    ).flat(),
  ];
}

/** The bits of a 16-bit float; for small positive numbers that have no zero exponent. @param {number} value */
function half(value) {
  const bits = new Uint32Array(new Float32Array([value]).buffer)[0] ?? 0;
  return (((bits >>> 23) - 112) << 10) | ((bits >>> 13) & 0x3ff);
}

/**
 * @param {{ name: string, shape: number[] }} tensor
 * @param {ReadonlySet<number>} words
 * @param {() => number} random
 */
function data({ name, shape: [columns = 0, rows = 1] }, words, random) {
  const size = columns * rows;
  if (name === 'output_norm.weight') return Buffer.concat(Array.from({ length: size }, () => f32(SURE)));
  if (name.endsWith('norm.weight')) return Buffer.concat(Array.from({ length: size }, () => f32(1)));
  if (name.endsWith('bias')) return Buffer.concat(Array.from({ length: size }, () => f32(0.02 * (random() - 0.5))));
  const bytes = Buffer.alloc((size / BLOCK) * (BLOCK + 2));
  const scale = half(1 / (Math.sqrt(columns) * 74));
  // A long stretch of noise, read from another place for each block: drawing each number would take minutes.
  const noise = Int8Array.from({ length: 1 << 20 }, () => Math.round(254 * random() - 127));
  for (let block = 0; block < size / BLOCK; block++) {
    // Zeros for the others: an answer of words does not end before it is as long as it may be.
    if (name === 'token_embd.weight' && !words.has(Math.floor((block * BLOCK) / columns))) continue;
    const at = block * (BLOCK + 2);
    bytes.writeUInt16LE(scale, at);
    bytes.set(noise.subarray(...stretch(random, noise.length)), at + 2);
  }
  return bytes;
}

/** @param {() => number} random @param {number} length @returns {[number, number]} */
function stretch(random, length) {
  const start = Math.floor(random() * (length - BLOCK));
  return [start, start + BLOCK];
}

/** @param {number} length */
const padding = (length) => Buffer.alloc((ALIGNMENT - (length % ALIGNMENT)) % ALIGNMENT);

/**
 * Writes the model.
 * @param {'0.5B' | '1.5B'} size
 * @param {string} path
 */
export async function writeRandomModel(size, path) {
  const shape = SHAPES[size];
  const vocabulary = readVocabulary(await vocabularyFile());
  const words = new Set(vocabulary.tokens.flatMap((token, id) => (WORD.test(token) ? [id] : [])));
  const described = metadata(vocabulary, size, shape);
  const all = tensors(shape);
  /** @type {Buffer[]} */
  const header = [Buffer.from('GGUF'), u32(3), u64(all.length), u64(described.count), described.bytes];
  let offset = 0;
  for (const { name, shape } of all) {
    const quantised = shape.length > 1;
    header.push(string(name), u32(shape.length), ...shape.map(u64), u32(quantised ? Q8_0 : 0), u64(offset));
    const count = shape.reduce((product, side) => product * side, 1);
    const bytes = quantised ? (count / BLOCK) * (BLOCK + 2) : 4 * count;
    offset += bytes + padding(bytes).length;
  }
  const head = Buffer.concat(header);
  const file = createWriteStream(path);
  const random = randomFrom(1);
  const write = (/** @type {Buffer} */ bytes) =>
    file.write(bytes) ? Promise.resolve() : new Promise((resolve) => file.once('drain', () => resolve(undefined)));
  await write(Buffer.concat([head, padding(head.length)]));
  for (const tensor of all) {
    const bytes = data(tensor, words, random);
    await write(bytes);
    await write(padding(bytes.length));
  }
  file.end();
  await finished(file);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [size = '', path] = process.argv.slice(2);
  if ((size !== '0.5B' && size !== '1.5B') || path === undefined) {
    console.error('usage: node bench/randomModel.mjs 0.5B|1.5B OUT.gguf');
    process.exitCode = 2;
  } else await writeRandomModel(size, path);
}
