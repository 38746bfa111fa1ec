import type { Token } from 'node-llama-cpp';
import type { Distribution, EvaluatedSequence } from './evaluated';

/** Longest draft, in tokens. */
export const LONGEST_DRAFT = 8;
/** Share of a new measurement in the average. */
const NEWS = 0.2;
/**
 * Steps after which drafts that did not pay are tried again, as other work may have come or gone; twice as many each time that
 * they still don't, up to a limit.
 */
const TRY_AGAIN = 64;
const TRY_AGAIN_LATEST = 512;

/**
 * Whether drafts pay, by what tokens have cost lately with and without. A batch of a few tokens costs a graphics processor about
 * as much as one; a processor without free cores it may cost more than what is kept of the draft is worth.
 */
export class DraftPace {
  /** Milliseconds for each token that was kept. */
  private plain: number | null = null;
  private drafted: number | null = null;
  private sinceDraft = 0;
  private patience = TRY_AGAIN;

  get pays(): boolean {
    return this.plain !== null && (this.cheaper(this.plain) || this.sinceDraft >= this.patience);
  }

  tookPlain(milliseconds: number): void {
    this.plain = averaged(this.plain, milliseconds);
    this.sinceDraft++;
  }

  tookDraft(milliseconds: number, kept: number): void {
    const again = this.sinceDraft >= this.patience;
    // What was before the break says nothing any more.
    this.drafted = averaged(again ? null : this.drafted, milliseconds / kept);
    if (this.plain !== null && this.cheaper(this.plain)) this.patience = TRY_AGAIN;
    else if (again) this.patience = Math.min(TRY_AGAIN_LATEST, 2 * this.patience);
    this.sinceDraft = 0;
  }

  private cheaper(plain: number): boolean {
    return this.drafted === null || this.drafted <= plain;
  }
}

function averaged(before: number | null, now: number): number {
  return before === null ? now : before + NEWS * (now - before);
}

/**
 * Steps of a generation. Where the project's n-gram cache has a proposal for what comes next, it is evaluated in one batch, and
 * kept as far as the model chooses the same: what comes out is the model's own text, sooner.
 */
export class DraftedSteps {
  /** What was evaluated ahead: a token of the draft, and the distribution behind it. */
  private ahead: { readonly token: Token; readonly distribution: Distribution }[] = [];
  private batch: { readonly milliseconds: number; kept: number } | null = null;

  constructor(
    private readonly sequence: Pick<EvaluatedSequence, 'pace' | 'next' | 'takeBack'>,
    private readonly propose: () => readonly Token[],
  ) {}

  /** What follows the last of the tokens. Where only those `fitting` may follow, no draft is made. */
  async next(tokens: readonly Token[], fitting: readonly Token[] | null): Promise<Distribution> {
    const [known, ...rest] = this.ahead;
    const [token, ...more] = tokens;
    if (known !== undefined && known.token === token && more.length === 0 && this.batch !== null) {
      this.ahead = rest;
      this.batch.kept++;
      return known.distribution;
    }
    await this.end();
    // Among more tokens a draft would not show what it costs.
    const draft = fitting === null && more.length === 0 && this.sequence.pace.pays ? this.propose() : [];
    const started = performance.now();
    const [first, ...others] = await this.sequence.next(tokens, fitting, draft);
    const milliseconds = performance.now() - started;
    if (draft.length > 0) this.batch = { milliseconds, kept: 1 };
    else if (more.length === 0) this.sequence.pace.tookPlain(milliseconds);
    this.ahead = others.flatMap((distribution, index) => {
      const proposed = draft[index];
      return proposed === undefined ? [] : [{ token: proposed, distribution }];
    });
    return first ?? new Map();
  }

  /** Takes back what was evaluated of a draft and not kept. */
  async end(): Promise<void> {
    if (this.batch !== null) this.sequence.pace.tookDraft(this.batch.milliseconds, this.batch.kept);
    this.batch = null;
    const count = this.ahead.length;
    this.ahead = [];
    if (count > 0) await this.sequence.takeBack(count);
  }
}
