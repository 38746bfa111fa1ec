import type { LlamaContextSequence, Token } from 'node-llama-cpp';

/** Tokens evaluated between two looks at the signal; llama.cpp itself can't be interrupted. */
const SLICE = 96;
/** Up to this vocabulary size the whole distribution is read at each step; above it only the head, except where healing needs all. */
const FULL_DISTRIBUTION = 32_768;
const HEAD = 100;

/** Probabilities of the next token, the likeliest first. */
export type Distribution = ReadonlyMap<Token, number>;

/** A sequence whose evaluated tokens are kept from one request to the next. */
export class EvaluatedSequence {
  constructor(
    private readonly sequence: LlamaContextSequence,
    private readonly vocabularySize: number,
  ) {}

  /** Keeps what the state has in common with `tokens`, except the last one, and drops the rest. Returns how many are kept. */
  async align(tokens: readonly Token[]): Promise<number> {
    await this.sequence.adaptStateToTokens(tokens.slice(0, -1), false);
    return this.sequence.nextTokenIndex;
  }

  /** Evaluates all but the last of `tokens` that the state lacks, in slices; `giveWay` is awaited before each. Throws the signal's reason between two. */
  async fill(tokens: readonly Token[], signal: AbortSignal, giveWay?: () => Promise<void>): Promise<void> {
    for (let at = this.sequence.nextTokenIndex; at < tokens.length - 1; at = this.sequence.nextTokenIndex) {
      await giveWay?.();
      signal.throwIfAborted();
      await this.sequence.controlledEvaluate(tokens.slice(at, Math.min(at + SLICE, tokens.length - 1)));
    }
    signal.throwIfAborted();
  }

  /** Evaluates one more token and gives the distribution of what follows; `whole` asks for it in full, however large. */
  async next(token: Token, whole: boolean): Promise<Distribution> {
    const topK = whole || this.vocabularySize <= FULL_DISTRIBUTION ? 0 : HEAD;
    const options = { temperature: 1, topK, topP: 1, minP: 0 };
    const [answer] = await this.sequence.controlledEvaluate([
      [token, { generateNext: { probabilities: true, options } }],
    ]);
    return answer?.next.probabilities ?? new Map();
  }

  /** Evaluates one more token and gives the likeliest that follows; null when there is none. */
  async greedy(token: Token): Promise<Token | null> {
    const [answer] = await this.sequence.controlledEvaluate([
      [token, { generateNext: { token: true, options: { temperature: 0 } } }],
    ]);
    return answer?.next.token ?? null;
  }
}
