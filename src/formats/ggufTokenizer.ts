import { createHash, type Hash } from 'node:crypto';
import type { ByteSource } from './bytes';
import { Cursor } from './cursor';
import type { GgufValue } from './gguf';

/** What a special token is for. */
export type TokenRole =
  | 'bos'
  | 'eos'
  | 'pad'
  | 'fim-prefix'
  | 'fim-suffix'
  | 'fim-middle'
  | 'fim-pad'
  | 'fim-repository'
  | 'fim-file';

export interface GgufToken {
  readonly id: number;
  readonly text: string;
}

export interface GgufTokenizer {
  /** e.g. `gpt2` or `llama`. */
  readonly model: string | null;
  /** Pre-tokenizer, e.g. `qwen2`. */
  readonly pre: string | null;
  readonly count: number;
  /** SHA-256 of the token list: per token its length (64 bits, little-endian) and its bytes. */
  readonly digest: string;
  /** The same of its first `FAMILY_TOKENS`; vocabularies that only had tokens added share it. null: it is shorter. */
  readonly familyDigest: string | null;
  readonly roles: Readonly<Partial<Record<TokenRole, GgufToken>>>;
}

/** The keys that name a role's token, the current one first. */
const ROLE_KEYS: Readonly<Record<TokenRole, readonly string[]>> = {
  bos: ['bos_token_id'],
  eos: ['eos_token_id'],
  pad: ['padding_token_id'],
  'fim-prefix': ['fim_pre_token_id', 'prefix_token_id'],
  'fim-suffix': ['fim_suf_token_id', 'suffix_token_id'],
  'fim-middle': ['fim_mid_token_id', 'middle_token_id'],
  'fim-pad': ['fim_pad_token_id'],
  'fim-repository': ['fim_rep_token_id'],
  'fim-file': ['fim_sep_token_id'],
};

/**
 * Spellings by which llama.cpp, too, knows a fill-in-the-middle token in a file that has no key for it
 * (`llama_vocab::impl::load`).
 */
const ROLE_TEXTS: Readonly<Partial<Record<TokenRole, readonly string[]>>> = {
  'fim-prefix': [
    '<|fim_prefix|>',
    '<fim-prefix>',
    '<fim_prefix>',
    '<｜fim▁begin｜>',
    '<PRE>',
    '▁<PRE>',
    '<|code_prefix|>',
    '<|prefix|>',
  ],
  'fim-suffix': [
    '<|fim_suffix|>',
    '<fim-suffix>',
    '<fim_suffix>',
    '<｜fim▁hole｜>',
    '<SUF>',
    '▁<SUF>',
    '<|code_suffix|>',
    '<|suffix|>',
  ],
  'fim-middle': [
    '<|fim_middle|>',
    '<fim-middle>',
    '<fim_middle>',
    '<｜fim▁end｜>',
    '<MID>',
    '▁<MID>',
    '<|code_middle|>',
    '<|middle|>',
  ],
  'fim-pad': ['<|fim_pad|>', '<fim-pad>', '<fim_pad>', '<PAD>', '[PAD]'],
  'fim-repository': ['<|fim_repo|>', '<|repo_name|>', '<fim-repo>', '<REPO>', '<reponame>', '<repo_name>'],
  'fim-file': ['<|file_sep|>', '<file_sep>'],
};

const ROLE_OF_TEXT: ReadonlyMap<string, TokenRole> = new Map(
  roles().flatMap((role) => (ROLE_TEXTS[role] ?? []).map((text) => [text, role] as const)),
);
const LONGEST_TEXT = Math.max(...[...ROLE_OF_TEXT.keys()].map((text) => Buffer.byteLength(text)));

/** Tokens by which a family of vocabularies is known. */
const FAMILY_TOKENS = 8192;

const TOKENS = 'tokenizer.ggml.tokens';
/** The place of every so-many-th token is kept, so that one token is found without reading the list again. */
const STRIDE = 512;
const MAX_TOKEN = 1024;

function roles(): readonly TokenRole[] {
  return Object.keys(ROLE_KEYS) as TokenRole[];
}

/** Looks at the token list while it passes by, and answers what it held once the metadata is complete. */
export class TokenScan {
  private hash: Hash | null = null;
  private familyDigest: string | null = null;
  private count = 0;
  private readonly places: number[] = [];
  private readonly spelled = new Map<TokenRole, GgufToken>();

  /** What to call for each string of the array `key`; null when that array is not the token list. */
  visitor(key: string, count: number): ((index: number, at: number, bytes: Buffer) => void) | null {
    if (key !== TOKENS) return null;
    const hash = createHash('sha256');
    const length = Buffer.alloc(8);
    this.hash = hash;
    this.count = count;
    return (index, at, bytes) => {
      length.writeUInt32LE(bytes.length);
      hash.update(length);
      hash.update(bytes);
      if (index === FAMILY_TOKENS - 1) this.familyDigest = hash.copy().digest('hex');
      if (index % STRIDE === 0) this.places.push(at);
      if (bytes.length > LONGEST_TEXT || bytes.length < 5) return;
      const text = bytes.toString('utf8');
      const role = ROLE_OF_TEXT.get(text);
      if (role !== undefined && !this.spelled.has(role)) this.spelled.set(role, { id: index, text });
    };
  }

  async finish(metadata: ReadonlyMap<string, GgufValue>, source: ByteSource): Promise<GgufTokenizer | null> {
    if (this.hash === null) return null;
    const found: Partial<Record<TokenRole, GgufToken>> = {};
    for (const role of roles()) {
      const token = (await this.byKey(role, metadata, source)) ?? this.spelled.get(role);
      if (token !== undefined) found[role] = token;
    }
    return {
      model: text(metadata.get('tokenizer.ggml.model')),
      pre: text(metadata.get('tokenizer.ggml.pre')),
      count: this.count,
      digest: this.hash.digest('hex'),
      familyDigest: this.familyDigest,
      roles: found,
    };
  }

  private async byKey(
    role: TokenRole,
    metadata: ReadonlyMap<string, GgufValue>,
    source: ByteSource,
  ): Promise<GgufToken | undefined> {
    for (const key of ROLE_KEYS[role]) {
      const id = metadata.get(`tokenizer.ggml.${key}`);
      if (typeof id !== 'number' || !Number.isInteger(id) || id < 0 || id >= this.count) continue;
      const token = await this.read(id, source);
      if (token !== null) return { id, text: token };
    }
    return undefined;
  }

  /** The token `id`, read again from the file; null when it is longer than any special token would be. */
  private async read(id: number, source: ByteSource): Promise<string | null> {
    const at = this.places[Math.floor(id / STRIDE)];
    if (at === undefined) return null;
    const cursor = new Cursor(source, source.size, at);
    for (let left = id % STRIDE; ; left--) {
      await cursor.need(8);
      const length = cursor.length();
      if (left > 0) {
        cursor.skip(length);
        continue;
      }
      if (length > MAX_TOKEN) return null;
      await cursor.need(length);
      return cursor.bytes(length).toString('utf8');
    }
  }
}

function text(value: GgufValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
