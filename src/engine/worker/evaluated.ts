import type { LlamaContextSequence, Token } from 'node-llama-cpp';
import { DraftPace } from './drafts';

/**
 * llama.cpp can't be interrupted, so prompts are evaluated in slices that take about so long, and the signal is looked at between
 * them. Milliseconds.
 */
const SLICE_MS = 60;
/** Bounds of a slice in tokens: fewer waste the processor, more are a batch of their own. */
const SMALLEST_SLICE = 16;
const LARGEST_SLICE = 256;
/** States that a model which can't rewind notes down: the anchor and, farther and farther behind it, ends of prompts. */
export const NOTED_STATES = 8;
/** The first end of a prompt that is worth it, in tokens behind the anchor. */
const NEAREST_NOTE = 8;
/**
 * Up to this vocabulary size the whole distribution is read at each step. Above it that costs more than the token itself: the
 * head is read, and where only some tokens fit, a longer one.
 */
const FULL_DISTRIBUTION = 32_768;
const HEAD = 100;
const LONG_HEAD = 4000;

/** Probabilities of the next token, the likeliest first. */
export type Distribution = ReadonlyMap<Token, number>;

/** A sequence whose evaluated tokens are kept from one request to the next. */
export class EvaluatedSequence {
  readonly pace = new DraftPace();
  /** Milliseconds that a token of a prompt takes, as measured lately. */
  private msPerToken = 1;
  /** How many tokens the states hold that were noted down, the latest last. */
  private noted: readonly number[] = [];

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
      const kept = this.rewinds || common > sequence.stateCellsStartIndex ? common : this.notedUpTo(common);
      this.noted = this.noted.filter((tokens) => tokens <= kept);
      await sequence.eraseContextTokenRanges([{ start: kept, end: sequence.nextTokenIndex }]);
    }
    return sequence.nextTokenIndex;
  }

  /**
   * Evaluates all but the last of `tokens` that the state lacks, in slices; `giveWay` is awaited before each. A model that can't
   * rewind notes its state before the last token of the `anchor`, and now and then at the end, to come back to. Throws the
   * signal's reason between two slices.
   */
  async fill(
    tokens: readonly Token[],
    signal: AbortSignal,
    { anchor = 0, giveWay }: { readonly anchor?: number; readonly giveWay?: () => Promise<void> } = {},
  ): Promise<void> {
    const { sequence } = this;
    const end = tokens.length - 1;
    const first = Math.max(0, anchor - 1);
    for (let at = sequence.nextTokenIndex; at < end; at = sequence.nextTokenIndex) {
      await giveWay?.();
      signal.throwIfAborted();
      const to = Math.min(at + this.slice, !this.rewinds && at < first ? first : end, end);
      const started = performance.now();
      await sequence.controlledEvaluate(tokens.slice(at, to));
      this.took(to - at, performance.now() - started);
      const latest = this.noted.at(-1) ?? 0;
      if (to === first || (to === end && to - latest >= Math.max(NEAREST_NOTE, (to - first) / 2))) await this.note();
    }
    signal.throwIfAborted();
  }

  /** Whether each step has the whole distribution, for the project's n-gram cache to have its say in it. */
  get readsAll(): boolean {
    return this.vocabularySize <= FULL_DISTRIBUTION;
  }

  /** Evaluates one more token and gives the distribution of what follows; with `fits` as much of it as holds such a token. */
  async next(token: Token, fits: ((token: Token) => boolean) | null): Promise<Distribution> {
    const [head = new Map()] = await this.distributions([token], fits === null ? HEAD : LONG_HEAD);
    if (fits === null || this.readsAll || [...head.keys()].some(fits)) return head;
    await this.takeBack(1);
    const [all = new Map()] = await this.distributions([token], 0);
    return all;
  }

  /** Evaluates tokens in one batch and gives the distribution behind each. */
  nextOfEach(tokens: readonly Token[]): Promise<readonly Distribution[]> {
    return this.distributions(tokens, HEAD);
  }

  /** Takes the last tokens off the state again. For models that rewind. */
  async takeBack(count: number): Promise<void> {
    const end = this.sequence.nextTokenIndex;
    await this.sequence.eraseContextTokenRanges([{ start: end - count, end }]);
  }

  /** `head`: so many of the likeliest, where not all are read; 0 for all. */
  private async distributions(tokens: readonly Token[], head: number): Promise<readonly Distribution[]> {
    const options = { temperature: 1, topK: this.readsAll ? 0 : head, topP: 1, minP: 0 };
    const answers = await this.sequence.controlledEvaluate(
      tokens.map((token) => [token, { generateNext: { probabilities: true, options } }]),
    );
    return tokens.map((_, index) => answers[index]?.next.probabilities ?? new Map());
  }

  /** Evaluates one more token and gives the likeliest that follows; null when there is none. */
  async greedy(token: Token): Promise<Token | null> {
    const [answer] = await this.sequence.controlledEvaluate([
      [token, { generateNext: { token: true, options: { temperature: 0 } } }],
    ]);
    return answer?.next.token ?? null;
  }

  /** Notes the state down to come back to, where the model can't rewind. */
  private async note(): Promise<void> {
    const { sequence } = this;
    if (this.rewinds || this.noted.includes(sequence.nextTokenIndex)) return;
    await sequence.takeCheckpoint();
    this.noted = [...this.noted, sequence.nextTokenIndex].slice(-NOTED_STATES);
  }

  /** How many tokens the longest noted state holds that is no longer than this. node-llama-cpp looks at its last one only. */
  private notedUpTo(tokens: number): number {
    return Math.max(0, ...this.noted.filter((noted) => noted <= tokens));
  }

  private get slice(): number {
    return Math.max(SMALLEST_SLICE, Math.min(LARGEST_SLICE, Math.floor(SLICE_MS / this.msPerToken)));
  }

  private took(tokens: number, milliseconds: number): void {
    // A few tokens say more of the overhead than of the speed.
    if (tokens >= SMALLEST_SLICE) this.msPerToken = Math.max(0.01, milliseconds / tokens);
  }
}
