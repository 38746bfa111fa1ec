import type { LlamaContextSequence, Token } from 'node-llama-cpp';

/**
 * llama.cpp can't be interrupted, so prompts are evaluated in slices that take about so long, and the signal is looked at between
 * them. Milliseconds.
 */
const SLICE_MS = 60;
/** Bounds of a slice in tokens: fewer waste the processor, more are a batch of their own. */
const SMALLEST_SLICE = 16;
const LARGEST_SLICE = 256;
/** Up to this vocabulary size the whole distribution is read at each step; above it only the head, except where healing needs all. */
const FULL_DISTRIBUTION = 32_768;
const HEAD = 100;

/** Probabilities of the next token, the likeliest first. */
export type Distribution = ReadonlyMap<Token, number>;

/** A sequence whose evaluated tokens are kept from one request to the next. */
export class EvaluatedSequence {
  /** Milliseconds that a token of a prompt takes, as measured lately. */
  private msPerToken = 1;

  constructor(
    private readonly sequence: LlamaContextSequence,
    private readonly vocabularySize: number,
  ) {}

  /** Whether tokens can be taken off the end of the state again without evaluating others. */
  get rewinds(): boolean {
    return !this.sequence.needsCheckpoints;
  }

  /**
   * Keeps what the state has in common with `tokens`, except the last one, and drops the rest. Returns how many are kept: fewer
   * than are common where the model can't rewind and no earlier state was noted down there.
   */
  async align(tokens: readonly Token[]): Promise<number> {
    const { sequence } = this;
    const common = Math.min(sequence.compareContextTokens([...tokens]).firstDifferentIndex, tokens.length - 1);
    if (common < sequence.nextTokenIndex) {
      // What lies between the noted state and the common end would be evaluated by the erasing, all at once: drop it, too.
      const behind = common === 0 ? 0 : sequence.getRestoreToPrefixIndexEvaluationSize(common - 1);
      const start = Math.max(0, common - behind);
      await sequence.eraseContextTokenRanges([{ start, end: sequence.nextTokenIndex }]);
    }
    return sequence.nextTokenIndex;
  }

  /**
   * Evaluates all but the last of `tokens` that the state lacks, in slices; `giveWay` is awaited before each. A model that can't
   * rewind notes its state at `anchor` and at the end, to come back to. Throws the signal's reason between two slices.
   */
  async fill(
    tokens: readonly Token[],
    signal: AbortSignal,
    { anchor = 0, giveWay }: { readonly anchor?: number; readonly giveWay?: () => Promise<void> } = {},
  ): Promise<void> {
    const { sequence } = this;
    const end = tokens.length - 1;
    for (let at = sequence.nextTokenIndex; at < end; at = sequence.nextTokenIndex) {
      await giveWay?.();
      signal.throwIfAborted();
      const to = Math.min(at + this.slice, !this.rewinds && at < anchor ? anchor : end, end);
      const started = performance.now();
      await sequence.controlledEvaluate(tokens.slice(at, to));
      this.took(to - at, performance.now() - started);
      if (to === anchor || to === end) await sequence.takeCheckpoint();
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

  private get slice(): number {
    return Math.max(SMALLEST_SLICE, Math.min(LARGEST_SLICE, Math.floor(SLICE_MS / this.msPerToken)));
  }

  private took(tokens: number, milliseconds: number): void {
    // A few tokens say more of the overhead than of the speed.
    if (tokens >= SMALLEST_SLICE) this.msPerToken = Math.max(0.01, milliseconds / tokens);
  }
}
