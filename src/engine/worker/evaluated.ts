import type { ControlledEvaluateInputItem, LlamaContextSequence, Token, TokenBias } from 'node-llama-cpp';
import { DraftPace } from './drafts';

/**
 * llama.cpp can't be interrupted, so prompts are evaluated in slices that take about so long, and the signal is looked at between
 * them. Milliseconds.
 */
const SLICE_MS = 60;
/**
 * Bounds of a slice in tokens. The largest is a batch. Fewer than the smallest cost a processor up to half as much again, each,
 * and what is asked next waits no longer for them than for a tenth of a prompt, which it may need itself. Where others wait, they
 * are fewer.
 */
const SMALLEST_SLICE = 128;
const SMALLEST_WHERE_OTHERS_WAIT = 16;
export const LARGEST_SLICE = 256;
/** States that a model which can't rewind notes down: the anchor and, farther and farther behind it, ends of prompts. */
export const NOTED_STATES = 8;
/** The first end of a prompt that is worth it, in tokens behind the anchor. */
const NEAREST_NOTE = 8;
/**
 * Up to this vocabulary size the whole distribution is read at each step. Above it that costs more than the token itself: the
 * head is read, and where only some tokens fit, the head of those.
 */
const FULL_DISTRIBUTION = 32_768;
const HEAD = 100;
const FITTING_HEAD = 1000;
/** Added to the logits of the tokens that fit: more than logits are apart, and little enough to leave their differences exact. */
const FITTING = { logit: 200 };

/** Probabilities of the next token, the likeliest first. */
export type Distribution = ReadonlyMap<Token, number>;

export interface FillOptions {
  readonly anchor?: number;
  readonly stay?: boolean;
  readonly giveWay?: () => Promise<void>;
}

/** A sequence whose evaluated tokens are kept from one request to the next. */
export class EvaluatedSequence {
  readonly pace = new DraftPace();
  /** Milliseconds that a token of a prompt takes, as measured lately. */
  private msPerToken = 1;
  /** How many tokens the states hold that were noted down, the latest last. */
  private noted: readonly number[] = [];
  private readonly biases = new WeakMap<readonly Token[], TokenBias>();

  /** `bias`: makes an empty bias of the sequence's model. */
  constructor(
    private readonly sequence: LlamaContextSequence,
    private readonly vocabularySize: number,
    private readonly bias: () => TokenBias,
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
   * Evaluates the tokens that the state lacks, in slices, but for those that it returns, one at least: they are for the first
   * step, as one batch costs less than two. `giveWay` is awaited before each slice. A model that can't rewind notes its state
   * before the last token of the `anchor`, and now and then at the end, to come back to; it leaves one token, as does any model
   * where no step follows (`stay`). Throws the signal's reason between two slices.
   */
  async fill(
    tokens: readonly Token[],
    signal: AbortSignal,
    { anchor = 0, stay = false, giveWay }: FillOptions = {},
  ): Promise<readonly Token[]> {
    const { sequence } = this;
    const smallest = giveWay === undefined ? SMALLEST_SLICE : SMALLEST_WHERE_OTHERS_WAIT;
    const leaves = this.rewinds && !stay;
    const last = tokens.length - 1;
    const first = Math.max(0, anchor - 1);
    let at = sequence.nextTokenIndex;
    while (at < last) {
      const missing = (leaves ? tokens.length : last) - at;
      const size = this.sliceOf(missing, smallest);
      if (leaves && size === missing) break;
      await giveWay?.();
      signal.throwIfAborted();
      const to = Math.min(at + size, !this.rewinds && at < first ? first : last);
      const started = performance.now();
      await sequence.controlledEvaluate(tokens.slice(at, to));
      this.took(to - at, performance.now() - started);
      const latest = this.noted.at(-1) ?? 0;
      if (to === first || (to === last && to - latest >= Math.max(NEAREST_NOTE, (to - first) / 2))) await this.note();
      at = sequence.nextTokenIndex;
    }
    signal.throwIfAborted();
    return tokens.slice(at);
  }

  /** Whether each step has the whole distribution, for the project's n-gram cache to have its say in it. */
  get readsAll(): boolean {
    return this.vocabularySize <= FULL_DISTRIBUTION;
  }

  /**
   * Evaluates more tokens in one batch and gives the distribution of what follows the last, and behind each of a `draft` after
   * it. Where only some tokens may follow, those `fitting` come first in it, renormalised.
   */
  async next(
    tokens: readonly Token[],
    fitting: readonly Token[] | null = null,
    draft: readonly Token[] = [],
  ): Promise<readonly Distribution[]> {
    const options = { temperature: 1, topP: 1, minP: 0, ...this.read(fitting) };
    const silent = tokens.slice(0, -1);
    const asked = [...tokens.slice(-1), ...draft];
    const answers = await this.sequence.controlledEvaluate([
      ...silent,
      ...asked.map((token): ControlledEvaluateInputItem => [token, { generateNext: { probabilities: true, options } }]),
    ]);
    return asked.map((_, index) => answers[silent.length + index]?.next.probabilities ?? new Map());
  }

  /** Takes the last tokens off the state again. For models that rewind. */
  async takeBack(count: number): Promise<void> {
    const end = this.sequence.nextTokenIndex;
    await this.sequence.eraseContextTokenRanges([{ start: end - count, end }]);
  }

  /** Evaluates more tokens and gives the likeliest that follows; null when there is none. */
  async greedy(tokens: readonly Token[]): Promise<Token | null> {
    const answers = await this.sequence.controlledEvaluate([
      ...tokens.slice(0, -1),
      ...tokens
        .slice(-1)
        .map(
          (token): ControlledEvaluateInputItem => [
            token,
            { generateNext: { token: true, options: { temperature: 0 } } },
          ],
        ),
    ]);
    return answers[tokens.length - 1]?.next.token ?? null;
  }

  /** How much of a distribution is read. */
  private read(fitting: readonly Token[] | null): { readonly topK: number; readonly tokenBias?: TokenBias } {
    if (this.readsAll) return { topK: 0 };
    return fitting === null ? { topK: HEAD } : { topK: FITTING_HEAD, tokenBias: this.favouring(fitting) };
  }

  private favouring(fitting: readonly Token[]): TokenBias {
    const known = this.biases.get(fitting);
    if (known !== undefined) return known;
    const bias = this.bias();
    for (const token of fitting) bias.set(token, FITTING);
    this.biases.set(fitting, bias);
    return bias;
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

  /** So many of the tokens that are missing are the next slice: alike in size, and none smaller than the smallest. */
  private sliceOf(missing: number, smallest: number): number {
    const wanted = Math.max(1, Math.min(LARGEST_SLICE, Math.floor(SLICE_MS / this.msPerToken)));
    const slices = Math.min(Math.ceil(missing / wanted), Math.floor(missing / smallest));
    return Math.ceil(missing / Math.max(1, slices));
  }

  private took(tokens: number, milliseconds: number): void {
    // A few tokens say more of the overhead than of the speed.
    if (tokens >= SMALLEST_WHERE_OTHERS_WAIT) this.msPerToken = Math.max(0.01, milliseconds / tokens);
  }
}
