import type { LlamaModel, Token } from 'node-llama-cpp';
import type { FimRole } from '../engine';
import { isRecord } from '../wire';
import { byteLevelBytes } from './byteLevel';

/** GGUF metadata keys of the fill-in-the-middle tokens below `tokenizer.ggml`, today's first. */
const FIM_KEYS: Readonly<Record<FimRole, readonly string[]>> = {
  prefix: ['fim_pre_token_id', 'prefix_token_id'],
  suffix: ['fim_suf_token_id', 'suffix_token_id'],
  middle: ['fim_mid_token_id', 'middle_token_id'],
  repository: ['fim_rep_token_id'],
  file: ['fim_sep_token_id'],
};
const FIM_ROLES: readonly FimRole[] = ['prefix', 'suffix', 'middle', 'repository', 'file'];

/** Texts whose tokens are kept. */
const TEXTS = 32;

/** Token type `BYTE` of the GGUF: `<0xNN>`. */
const BYTE = 6;

interface Spelled {
  readonly token: Token;
  readonly bytes: string;
}

/**
 * Bytes and roles of a model's tokens, read from its GGUF. Bytes are kept as strings with one character (U+0000 to U+00FF) per
 * byte, so that they can be compared by `startsWith` wherever a token cuts a character in half.
 */
export class Vocabulary {
  /** Token ids by role; a role that the model lacks is absent. */
  readonly fim: ReadonlyMap<FimRole, Token>;
  readonly size: number;
  private readonly pieces = new Map<Token, string>();
  private readonly raw: readonly unknown[];
  private readonly types: readonly unknown[];
  private readonly kind: unknown;
  private readonly special: ReadonlySet<Token>;
  private sorted: readonly Spelled[] | null = null;
  /** The tokens of texts asked lately, the latest last. */
  private readonly lately = new Map<string, readonly Token[]>();
  /** Lists of what spells a single byte: a space alone may be the beginning of a third of all tokens. */
  private readonly spellingByte = new Map<string, readonly Token[]>();

  constructor(private readonly model: LlamaModel) {
    const metadata: unknown = model.fileInfo.metadata.tokenizer.ggml;
    const ggml = isRecord(metadata) ? metadata : {};
    this.kind = ggml.model;
    this.raw = Array.isArray(ggml.tokens) ? ggml.tokens : [];
    this.types = Array.isArray(ggml.token_type) ? ggml.token_type : [];
    this.size = this.raw.length;
    // llama.cpp finds the three main tokens by their text, too, in files that lack the keys.
    const found = model.tokens.infill;
    const fallback: Partial<Record<FimRole, Token | null>> = {
      prefix: found.prefix,
      suffix: found.suffix,
      middle: found.middle,
    };
    const fim = new Map<FimRole, Token>();
    for (const role of FIM_ROLES) {
      const id = FIM_KEYS[role].map((key) => ggml[key]).find((id) => Number.isInteger(id)) ?? fallback[role];
      if (typeof id === 'number') fim.set(role, id as Token);
    }
    this.fim = fim;
    this.special = new Set(fim.values());
  }

  /** The tokens of a text in which nothing is special. Most texts of a prompt stay the same from key to key, so they are kept. */
  tokens(text: string): readonly Token[] {
    const tokens = this.lately.get(text) ?? this.model.tokenize(text, false, 'trimLeadingSpace');
    this.lately.delete(text);
    this.lately.set(text, tokens);
    for (const oldest of this.lately.keys()) {
      if (this.lately.size <= TEXTS) break;
      this.lately.delete(oldest);
    }
    return tokens;
  }

  /** The token's text as the vocabulary spells it, e.g. `<|fim_prefix|>`. */
  name(token: Token): string {
    return String(this.raw[token] ?? '');
  }

  /** End of generation, a fill-in-the-middle token or another control token: ends the text and never stands in it. */
  isStop(token: Token): boolean {
    return this.special.has(token) || this.model.isEogToken(token) || this.model.isSpecialToken(token);
  }

  /** The bytes that the token stands for; empty for control tokens. */
  bytes(token: Token): string {
    let bytes = this.pieces.get(token);
    if (bytes === undefined) {
      bytes = this.isStop(token) ? '' : this.spell(token);
      this.pieces.set(token, bytes);
    }
    return bytes;
  }

  /** Whether a token begins with these bytes and goes on after them. */
  goesOn(bytes: string): boolean {
    return this.inOrder[this.place(bytes, true)]?.bytes.startsWith(bytes) === true;
  }

  /** The tokens that spell these bytes, or begin to; for a single byte the same list each time. */
  spelling(bytes: string): readonly Token[] {
    if (bytes.length > 1) return this.listOf(bytes);
    const known = this.spellingByte.get(bytes) ?? this.listOf(bytes);
    this.spellingByte.set(bytes, known);
    return known;
  }

  private listOf(bytes: string): readonly Token[] {
    const tokens: Token[] = [];
    const take = (part: string, fits: (bytes: string) => boolean) => {
      for (let at = this.place(part, false); ; at++) {
        const spelled = this.inOrder[at];
        if (spelled === undefined || !fits(spelled.bytes)) return;
        tokens.push(spelled.token);
      }
    };
    for (let length = 1; length < bytes.length; length++) {
      const part = bytes.slice(0, length);
      take(part, (other) => other === part);
    }
    take(bytes, (other) => other.startsWith(bytes));
    return tokens;
  }

  /** The first place in the order whose bytes are these or come later; with `behind`, come later. */
  private place(bytes: string, behind: boolean): number {
    let [low, high] = [0, this.inOrder.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const there = this.inOrder[middle]?.bytes ?? '';
      if (there < bytes || (behind && there === bytes)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private get inOrder(): readonly Spelled[] {
    this.sorted ??= [...this.model.iterateAllTokens()]
      .map((token) => ({ token, bytes: this.bytes(token) }))
      .sort((a, b) => (a.bytes < b.bytes ? -1 : a.bytes > b.bytes ? 1 : 0));
    return this.sorted;
  }

  private spell(token: Token): string {
    const name = this.name(token);
    const byte = this.types[token] === BYTE ? /^<0x([0-9A-Fa-f]{2})>$/.exec(name) : null;
    if (byte?.[1] !== undefined) return String.fromCharCode(Number.parseInt(byte[1], 16));
    if (this.kind === 'gpt2') return byteLevelBytes(name);
    // SentencePiece writes a space as U+2581; other kinds are asked of llama.cpp.
    const text = this.kind === 'llama' ? name.replaceAll('\u2581', ' ') : this.model.detokenize([token]);
    return Buffer.from(text, 'utf8').toString('latin1');
  }
}

/** Text of bytes that may end in the middle of a character: that part is left off. */
export function completeText(bytes: string): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.from(bytes, 'latin1'), { stream: true });
}
