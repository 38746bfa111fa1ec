import { asksForSyntax, type NotAsked, notAsked } from './asking/notAsked';
import { BackOff } from './calm/backOff';
import { Debounce } from './calm/debounce';
import { showableAt } from './calm/showing';
import type { Completion, CompletionPlace } from './completion';
import { type Cursor, cursorOf } from './cursor';
import { type Change, type Fate, Offers } from './offers';
import { pause } from './pause';
import { AnswerSource, type Found, type Given, type Obtained } from './reuse/answerSource';
import type { Syntax } from './syntax/syntax';
import { Trace, type TraceRecord, type Why } from './trace';
import type { AskModel, Preferences, Wish } from './wish';

/**
 * Where nothing would be asked, and what is shown goes on all the same: what was asked for with a key stays while it is typed, and
 * what is typed or accepted in part may lead into a string, a comment, or to where its next line begins.
 */
const STAYS: ReadonlySet<NotAsked> = new Set(['manual', 'snoozed', 'string', 'comment', 'indenting']);

/** What to show. */
export interface Suggestion {
  /** With the document's line ends. */
  readonly text: string;
  /** Characters to the right of the cursor that the text takes the place of. */
  readonly replaces: number;
}

export type Decision = { readonly suggestion: Suggestion } | { readonly suggestion: null; readonly why: Why };

export interface ProviderEvents {
  /** A suggestion was shown for long enough to be read; once for each. */
  readonly onSeen?: () => void;
  /** Something became of a suggestion, which came from this completion. */
  readonly onFate?: (fate: Fate, completion: Completion) => void;
}

/** What is known of a request while it is decided. */
interface Course {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly started: number;
  pausedMs: number;
  heldMs: number;
}

/**
 * Decides for each key what is shown: asks only where it is wanted, answers from memory where it can, joins a request that
 * still fits, and shows what is computed no sooner than the user likes. Times are those of `now`, in milliseconds.
 */
export class CompletionProvider {
  readonly trace = new Trace();
  private readonly offers: Offers;
  private readonly debounce = new Debounce();
  private readonly backOff = new BackOff();
  private readonly source: AnswerSource;
  private shown: { readonly record: number; readonly given: Given } | null = null;
  private lastKey = Number.NEGATIVE_INFINITY;
  private lastIndent = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly events: ProviderEvents = {},
    private readonly now: () => number = () => performance.now(),
    /** Tells comments and strings better than the lexer, which does it otherwise. */
    private readonly syntax?: Pick<Syntax, 'at'>,
  ) {
    this.offers = new Offers(() => events.onSeen?.());
    this.source = new AnswerSource(this.debounce, now);
  }

  /** Decides about one place; the model is asked through `askModel`. Never rejects but by a bug. */
  async decide(wish: Wish, preferences: Preferences, askModel: AskModel, signal: AbortSignal): Promise<Decision> {
    const course: Course = { at: Date.now(), started: this.now(), pausedMs: 0, heldMs: 0 };
    const cursor = cursorOf(wish.place);
    const goesOn = this.goesOn(wish, cursor);
    // What goes on is there at once, and does so in strings and comments, too.
    const inside = goesOn ? null : await this.standsIn(wish, cursor, preferences, signal);
    const unwanted = notAsked(wish, cursor, preferences, inside);
    if (unwanted !== null && !(goesOn && STAYS.has(unwanted))) return this.nothing(wish, course, unwanted);
    const obtained = await this.source.obtain(wish, cursor, preferences, askModel, signal);
    course.pausedMs = obtained.pausedMs;
    if (obtained.given === null) return this.nothing(wish, course, obtained.why, obtained);
    const { completion } = obtained.given;
    if (obtained.text === '') {
      const why = completion.notAsked ?? completion.reason ?? 'empty';
      return this.nothing(wish, course, why, { ...obtained, detail: completion.detail });
    }
    if (wish.automatic && this.offers.current?.answer !== obtained.given.id) {
      if (preferences.backOff && this.backOff.quietFor(this.now()) > 0)
        return this.nothing(wish, course, 'backing-off', obtained);
      course.heldMs = await this.hold(preferences, signal);
      if (signal.aborted) return this.nothing(wish, course, 'cancelled', obtained);
    }
    const decision = this.offer(wish, cursor, obtained, course);
    if (preferences.ahead === true) this.source.lookAhead(wish, cursor, decision.suggestion, askModel);
    return decision;
  }

  /**
   * Has the model read what stands around a place where nothing is asked yet, through `read`, so that the first key there costs
   * little. Nothing where a key would ask nothing, and where the answer is known.
   */
  async prepare(wish: Wish, preferences: Preferences, read: (place: CompletionPlace) => Promise<void>): Promise<void> {
    const cursor = cursorOf(wish.place);
    if (preferences.ahead !== true || preferences.snoozed || this.source.isAsking) return;
    if (notAsked({ ...wish, automatic: false }, cursor, preferences) !== null) return;
    if (this.source.known(wish.document, cursor) === null) await read(wish.place);
  }

  /**
   * Goes on with a request that the editor no longer waits for, until the signal says that the user went on. True when there is
   * something to decide about when the editor asks again.
   */
  async goOn(wish: Wish, preferences: Preferences, askModel: AskModel, signal: AbortSignal): Promise<boolean> {
    const obtained = await this.source.obtain(wish, cursorOf(wish.place), preferences, askModel, signal);
    return obtained.given !== null && obtained.text !== '' && !signal.aborted;
  }

  /** A document changed. `indents`: the user changed a line's indentation by hand. */
  changed(document: string, changes: readonly Change[], indents: boolean): void {
    const now = this.now();
    const fate = this.offers.change(document, changes, now);
    if (fate !== null) this.end(fate);
    if (fate?.kind === 'accepted' || fate?.kind === 'partly') return;
    this.lastKey = now;
    if (indents) this.lastIndent = now;
    this.debounce.key(now);
  }

  /** The user hid what is shown. */
  dismissed(): void {
    const fate = this.offers.dismiss();
    if (fate !== null) this.end(fate);
  }

  /** Nothing is shown any more, without the user having said anything about it. */
  withdrawn(): void {
    this.offers.withdraw(this.now());
  }

  /** Forgets all answers, e.g. because another model completes now. */
  forgetAnswers(): void {
    this.source.forget();
    this.withdrawn();
  }

  /** Forgets everything that it knows of the user's code. */
  forget(): void {
    this.forgetAnswers();
    this.trace.clear();
  }

  /** What the cursor stands in; undefined where that does not matter, and where no parser can tell. */
  private async standsIn(wish: Wish, cursor: Cursor, preferences: Preferences, signal: AbortSignal) {
    if (!asksForSyntax(wish, preferences)) return undefined;
    const known = (await this.syntax?.at(wish.place, cursor, signal))?.standsIn;
    return known === 'unknown' ? undefined : known;
  }

  /** Whether what is shown goes on at a place. */
  private goesOn({ document, offset }: Wish, cursor: Cursor): boolean {
    const { current } = this.offers;
    if (current === null || current.document !== document || current.offset !== offset) return false;
    return this.source.known(document, cursor)?.answer.id === current.answer;
  }

  /** Waits until an automatic suggestion may be shown; returns for how long. Milliseconds. */
  private async hold({ delay, backOff }: Preferences, signal: AbortSignal): Promise<number> {
    const { lastKey, lastIndent } = this;
    const before = this.now();
    const at = showableAt({ lastKey, lastIndent, delay, backOffDelay: backOff ? this.backOff.delay : 0 });
    await pause(at - before, signal);
    return this.now() - before;
  }

  private offer(wish: Wish, cursor: Cursor, found: Found, course: Course): { readonly suggestion: Suggestion } {
    const text = found.text.replaceAll('\n', cursor.lineEnd);
    const { document, offset, selected, entryReplaces } = wish;
    const entry = selected === undefined ? {} : { entry: { replaces: entryReplaces ?? 0, text: selected.text } };
    const offer = { document, offset, text, ...entry, answer: found.given.id, shownAt: this.now() };
    const isNew = this.offers.show(offer);
    const id = this.record(wish, course, { source: found.source, answer: found.given.trace, shown: text });
    if (isNew) this.shown = { record: id, given: found.given };
    return { suggestion: { text, replaces: found.replaces } };
  }

  private nothing(
    wish: Wish,
    course: Course,
    why: Why | NotAsked,
    known: Partial<Obtained> & { detail?: string | undefined } = {},
  ): Decision {
    // Cancelled: the next key's request says whether what is shown stays.
    if (why !== 'cancelled') this.withdrawn();
    const given = known.given ?? null;
    const detail = known.detail === undefined ? {} : { detail: known.detail };
    const source = 'source' in known && known.source !== undefined ? { source: known.source } : {};
    this.record(wish, course, { why, ...detail, ...source, ...(given === null ? {} : { answer: given.trace }) });
    return { suggestion: null, why };
  }

  private record(
    { place, line, automatic }: Wish,
    { at, started, pausedMs, heldMs }: Course,
    what: Pick<TraceRecord, 'why' | 'detail' | 'source' | 'answer' | 'shown'>,
  ): number {
    const { path, languageId = '' } = place;
    const totalMs = this.now() - started;
    return this.trace.add({ at, path, line, languageId, automatic, pausedMs, heldMs, totalMs, ...what });
  }

  private end(fate: Fate): void {
    if (fate.kind === 'accepted' || fate.kind === 'partly') this.backOff.accepted();
    else if (fate.kind === 'dismissed') this.backOff.dismissed(this.now());
    else this.backOff.ignored();
    if (this.shown === null) return;
    this.trace.ended(this.shown.record, fate.kind);
    this.events.onFate?.(fate, this.shown.given.completion);
  }
}
