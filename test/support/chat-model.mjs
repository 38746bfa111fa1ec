// Makes a small chat model with a real chat template, for tests of streaming, stopping and the template:
//   node test/support/make-chat-model.mjs OUT.gguf
// A one-layer llama with random weights, except that each token's row of the output matrix is the embedding of the token that
// comes before it in ANSWER: whatever is asked, the answer is that one, then the end of the turn. Deterministic.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

const WIDTH = 64;
const HEADS = 2;
const FEED_FORWARD = 64;
const CONTEXT = 512;

/** What the model says, word by word. The crane is spelled in four tokens of one byte each. */
const WORDS =
  'This| small| model| knows| one| answer|,| and| here| is| this| sentence| with| a| crane| (|🏗|),| some| code|:\n\n```ts\n|const| x| =| 1|;\n```\n\n|Nothing| in| it| depends| on| what| you| ask|, which| makes| the| whole| thing| patient| company| for| tests|:| streams| begin|, stop| halfway| or| run| to| their| end|, always| alike|!'.split(
    '|',
  );

const TEMPLATE =
  "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

/** GPT-2's printable character for each byte. */
const BYTE_NAMES = (() => {
  let shifted = 0x100;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
    return String.fromCodePoint(printable ? byte : shifted++);
  });
})();

/** @param {string} text */
const byteLevelName = (text) => [...Buffer.from(text, 'utf8')].map((byte) => BYTE_NAMES[byte]).join('');

/** The tokens of a word: one, or one for each byte of the crane. @param {string} word */
const spelled = (word) => (word === '🏗' ? [...byteLevelName(word)] : [byteLevelName(word)]);

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
/** @param {string} value */
const string = (value) => Buffer.concat([u64(Buffer.byteLength(value)), Buffer.from(value, 'utf8')]);
/** @param {number} value */
function f32(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}

/** Value types of GGUF version 3. */
const TYPE = { u32: 4, i32: 5, f32: 6, bool: 7, string: 8, array: 9 };
/** @param {string} key @param {string} value */
const textField = (key, value) => Buffer.concat([string(key), u32(TYPE.string), string(value)]);
/** @param {string} key @param {number} value */
const numberField = (key, value) => Buffer.concat([string(key), u32(TYPE.u32), u32(value)]);
/** @param {string} key @param {number} value */
const floatField = (key, value) => Buffer.concat([string(key), u32(TYPE.f32), f32(value)]);
/** @param {string} key @param {number} type @param {readonly Buffer[]} items */
const listField = (key, type, items) =>
  Buffer.concat([string(key), u32(TYPE.array), u32(type), u64(items.length), ...items]);

/** Mulberry32. @param {number} seed */
function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** The answer of the model, whatever it is asked. */
export const ANSWER = WORDS.join('');

/**
 * The bytes of the model's GGUF file.
 * @returns {Buffer}
 */
export function chatModel() {
  const random = randomFrom(20260);
  const names = [...BYTE_NAMES, ...WORDS.flatMap(spelled).filter((name) => name.length > 1)];
  const special = ['<|endoftext|>', '<|im_start|>', '<|im_end|>'];
  const tokens = [...names, ...special];
  const end = tokens.indexOf('<|im_end|>');
  /** @param {string} name */
  const idOf = (name) => tokens.indexOf(name);

  // No token may stand twice in the answer, or it would have two successors.
  const chain = [idOf(byteLevelName('\n')), ...WORDS.flatMap(spelled).map(idOf), end];

  const noise = (/** @type {number} */ scale) => (random() * 2 - 1) * scale;
  /** @param {number} rows @param {number} columns @param {number} scale */
  const matrix = (rows, columns, scale) => Float32Array.from({ length: rows * columns }, () => noise(scale));
  const embedding = matrix(tokens.length, WIDTH, 1);
  const output = matrix(tokens.length, WIDTH, 0.02);
  for (let i = 1; i < chain.length; i++) {
    const from = chain[i - 1] ?? 0;
    output.set(embedding.subarray(from * WIDTH, (from + 1) * WIDTH), (chain[i] ?? 0) * WIDTH);
  }
  const ones = new Float32Array(WIDTH).fill(1);
  /** @type {readonly (readonly [name: string, shape: readonly number[], values: Float32Array])[]} */
  const tensors = [
    ['token_embd.weight', [WIDTH, tokens.length], embedding],
    ['output.weight', [WIDTH, tokens.length], output],
    ['output_norm.weight', [WIDTH], ones],
    ['blk.0.attn_norm.weight', [WIDTH], ones],
    ['blk.0.ffn_norm.weight', [WIDTH], ones],
    .../** @type {const} */ (['attn_q', 'attn_k', 'attn_v', 'attn_output']).map(
      (name) => /** @type {const} */ ([`blk.0.${name}.weight`, [WIDTH, WIDTH], matrix(WIDTH, WIDTH, 0.01)]),
    ),
    ['blk.0.ffn_gate.weight', [WIDTH, FEED_FORWARD], matrix(WIDTH, FEED_FORWARD, 0.01)],
    ['blk.0.ffn_up.weight', [WIDTH, FEED_FORWARD], matrix(WIDTH, FEED_FORWARD, 0.01)],
    ['blk.0.ffn_down.weight', [FEED_FORWARD, WIDTH], matrix(FEED_FORWARD, WIDTH, 0.01)],
  ];

  const control = 3;
  const normal = 1;
  const fields = [
    textField('general.architecture', 'llama'),
    textField('general.name', 'Test Chat'),
    numberField('llama.vocab_size', tokens.length),
    numberField('llama.context_length', CONTEXT),
    numberField('llama.embedding_length', WIDTH),
    numberField('llama.block_count', 1),
    numberField('llama.feed_forward_length', FEED_FORWARD),
    numberField('llama.attention.head_count', HEADS),
    numberField('llama.attention.head_count_kv', HEADS),
    floatField('llama.attention.layer_norm_rms_epsilon', 1e-5),
    numberField('llama.rope.dimension_count', WIDTH / HEADS),
    textField('tokenizer.ggml.model', 'gpt2'),
    textField('tokenizer.ggml.pre', 'qwen2'),
    listField('tokenizer.ggml.tokens', TYPE.string, tokens.map(string)),
    listField(
      'tokenizer.ggml.token_type',
      TYPE.i32,
      tokens.map((token) => u32(special.includes(token) ? control : normal)),
    ),
    listField('tokenizer.ggml.merges', TYPE.string, [string(`${byteLevelName(' ')} t`)]),
    numberField('tokenizer.ggml.bos_token_id', idOf('<|endoftext|>')),
    numberField('tokenizer.ggml.eos_token_id', end),
    textField('tokenizer.chat_template', TEMPLATE),
  ];
  const header = [Buffer.from('GGUF'), u32(3), u64(tensors.length), u64(fields.length), ...fields];
  const align = (/** @type {number} */ size) => Buffer.alloc((32 - (size % 32)) % 32);
  const data = [];
  let offset = 0;
  for (const [name, shape, values] of tensors) {
    header.push(string(name), u32(shape.length), ...shape.map(u64), u32(0), u64(offset));
    const bytes = Buffer.from(values.buffer);
    data.push(bytes, align(bytes.length));
    offset += bytes.length + align(bytes.length).length;
  }
  const head = Buffer.concat(header);
  return Buffer.concat([head, align(head.length), ...data]);
}

/**
 * Writes the model to a file, with the folders above it.
 * @param {string} path
 */
export async function writeChatModel(path) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, chatModel());
}
