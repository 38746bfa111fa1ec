import { type AskingPreferences, asksForSyntax, type NotAsked, notAsked, type Situation } from './asking/notAsked';
import { BackOff } from './calm/backOff';
import { Debounce } from './calm/debounce';
import { showableAt } from './calm/showing';
import type { CompletionWatch } from './complete';
import type { Completion, CompletionPlace } from './completion';
import { type Cursor, cursorOf } from './cursor';
import { type Change, type Fate, Offers } from './offers';
import { pause } from './pause';
import { Answers } from './reuse/answers';
import { RunningRequest } from './reuse/running';
import type { Syntax } from './syntax/syntax';
import { type AnswerTrace, Trace, type TraceRecord, type Why } from './trace';

/** Answers that are remembered. */
const ANSWERS = 100;
/** A request goes on for so long after the keystroke that asked for it is gone, so that the next can join it. Milliseconds. */
const GRACE = 300;

/**
 * Where nothing would be asked, and what is shown goes on all the same: what was asked for with a key stays while it is typed, and
 * what is typed or accepted in part may lead into a string, a comment, or to where its next line begins.
 */
const STAYS: ReadonlySet<NotAsked> = new Set(['manual', 'snoozed', 'string', 'comment', 'indenting']);

/** Why a model could not be asked. */
export interface AskFailure {
  readonly kind: 'refused' | 'no-model' | 'engine' | 'cancelled';
  /** One line for a person. */
  readonly message: string;
}

/**
 * Asks the model that completes code, once it is found and admitted. `ahead`: nobody waits for the answer, so anything that
 * is asked meanwhile cancels it.
 */
export type AskModel = (
  place: CompletionPlace,
  watch: CompletionWatch,
  signal: AbortSignal,
  ahead: boolean,
) => Promise<Completion | AskFailure>;

export interface Preferences extends AskingPreferences {
  /** Milliseconds between a key and what is shown, at least. */
  readonly delay: number;
  /** Show less after suggestions that were hidden or ignored. */
  readonly backOff: boolean;
  /** Compute what follows a suggestion while the user reads it, so that it is there when the suggestion is accepted. */
  readonly ahead?: boolean;
  /** Ask less often, to save power. */
  readonly saving?: boolean;
}

/** A place in an editor where a completion is wanted. */
export interface Wish extends Situation {
  /** Names the document; two cells of one notebook are two. */
  readonly document: string;
  /** The cursor in the whole document, in UTF-16 code units. */
  readonly offset: number;
  /** The cursor's line, 1-based. */
  readonly line: number;
  /** Characters before the cursor that the selected entry of the suggest widget replaces. */
  readonly entryReplaces?: number;
}

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

interface Given {
  readonly id: symbol;
  readonly completion: Completion;
  readonly trace: AnswerTrace;
}

interface Found {
  readonly source: 'memory' | 'joined' | 'model';
  readonly given: Given;
  readonly text: string;
  readonly replaces: number;
}

type Obtained = Found | { readonly given: null; readonly why: Why; readonly detail?: string };

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
  private readonly answers = new Answers<Given>(ANSWERS);
  private readonly offers: Offers;
  private readonly debounce = new Debounce();
  private readonly backOff = new BackOff();
  private running: RunningRequest<Given | AskFailure> | null = null;
  /** What is computed before anybody asks. */
  private ahead: RunningRequest<Given | AskFailure> | null = null;
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
    let obtained = await this.obtain(wish, cursor, preferences, askModel, course, signal);
    // What was known was thrown away while this waited for it: no reason to say nothing.
    if (obtained.given === null && obtained.why === 'cancelled' && this.running === null && !signal.aborted)
      obtained = await this.obtain(wish, cursor, preferences, askModel, course, signal);
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
    if (preferences.ahead === true) this.lookAhead(wish, cursor, decision.suggestion, askModel);
    return decision;
  }

  /**
   * Has the model read what stands around a place where nothing is asked yet, through `read`, so that the first key there costs
   * little. Nothing where a key would ask nothing, and where the answer is known.
   */
  async prepare(wish: Wish, preferences: Preferences, read: (place: CompletionPlace) => Promise<void>): Promise<void> {
    const cursor = cursorOf(wish.place);
    if (preferences.ahead !== true || preferences.snoozed || this.running?.open === true) return;
    if (notAsked({ ...wish, automatic: false }, cursor, preferences) !== null) return;
    if (this.answers.get(wish.document, cursor) === null) await read(wish.place);
  }

  /**
   * Goes on with an automatic request although the editor no longer waits for it, until the signal says that the user went on.
   * True when there is something to show at the place. Nothing beside the suggest widget: there the editor asks again by itself.
   */
  async goOn(wish: Wish, preferences: Preferences, signal: AbortSignal): Promise<boolean> {
    if (!wish.automatic || wish.selected !== undefined) return false;
    const cursor = cursorOf(wish.place);
    const { running } = this;
    const typed = running?.open === true ? running.typed(wish.document, cursor) : null;
    if (running !== null && typed !== null) await running.wait(typed, signal);
    const known = this.answers.get(wish.document, cursor);
    if (known === null || known.text === '') return false;
    if (preferences.backOff && this.backOff.quietFor(this.now()) > 0) return false;
    await this.hold(preferences, signal);
    return !signal.aborted;
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
    this.running?.abort();
    this.running = null;
    this.ahead?.abort();
    this.ahead = null;
    this.answers.clear();
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
    return this.answers.get(document, cursor)?.answer.id === current.answer;
  }

  private async obtain(
    wish: Wish,
    cursor: Cursor,
    preferences: Preferences,
    askModel: AskModel,
    course: Course,
    signal: AbortSignal,
  ): Promise<Obtained> {
    const { document } = wish;
    const known = this.answers.get(document, cursor);
    // That the model was not sure before it knew the project is no answer once it does.
    if (known !== null && (known.text !== '' || known.answer.completion.early !== true))
      return { ...known, given: known.answer, source: 'memory' };
    for (const request of [this.running, this.ahead]) {
      const typed = request?.open === true ? request.typed(document, cursor) : null;
      if (request === null || typed === null) continue;
      const joined = await this.await(request, typed, signal);
      // What is computed ahead is cancelled by whatever else is asked.
      if (joined !== null && (request === this.running || signal.aborted)) return joined;
      const said = this.answers.get(document, cursor);
      if (said !== null) return { ...said, given: said.answer, source: 'joined' };
    }
    if (wish.automatic) {
      const before = this.now();
      await pause(this.debounce.wait(cursor.lineBefore, preferences.saving), signal);
      course.pausedMs = this.now() - before;
    }
    if (signal.aborted) return { given: null, why: 'cancelled' };
    this.running?.abort();
    this.ahead?.abort();
    const running = new RunningRequest(document, cursor, this.ask(wish, cursor, askModel), GRACE);
    this.running = running;
    const failed = await this.await(running, '', signal);
    if (failed !== null) return failed;
    const answered = this.answers.get(document, cursor);
    return answered === null
      ? { given: null, why: 'cancelled' }
      : { ...answered, given: answered.answer, source: 'model' };
  }

  /** Waits for a request; null when its answer may be among the answers now. */
  private async await(
    running: RunningRequest<Given | AskFailure>,
    typed: string,
    signal: AbortSignal,
  ): Promise<Obtained | null> {
    const waited = await running.wait(typed, signal);
    if (waited.kind === 'cancelled') return { given: null, why: 'cancelled' };
    if (waited.kind === 'contradicted' || !('kind' in waited.answer)) return null;
    return { given: null, why: waited.answer.kind, detail: waited.answer.message };
  }

  /** Asks the model and remembers what it says. */
  private ask(
    { document, place }: Pick<Wish, 'document' | 'place'>,
    cursor: Cursor,
    askModel: AskModel,
    ahead = false,
  ) {
    return async (signal: AbortSignal, onText: (text: string) => void): Promise<Given | AskFailure> => {
      const started = this.now();
      let firstLineMs = 0;
      let asked: Pick<AnswerTrace, 'prompt' | 'pieceTokens' | 'raw' | 'filters'> = { prompt: [], raw: '', filters: [] };
      const watch: CompletionWatch = {
        onText: (text) => {
          if (firstLineMs === 0 && text.includes('\n')) firstLineMs = this.now() - started;
          onText(text);
        },
        onPrompt: (prompt) => {
          asked = { ...asked, prompt };
        },
        onAnswer: ({ text, pieceTokens }, filters) => {
          asked = { ...asked, raw: text, filters, pieceTokens };
        },
      };
      const completion = await askModel(place, watch, signal, ahead);
      const took = this.now() - started;
      if ('kind' in completion) return completion;
      if (completion.reason === 'cancelled') return { kind: 'cancelled', message: '' };
      if (!ahead) this.debounce.answered(took);
      const { model, text, confidence, timings, reference, compared } = completion;
      const trace = {
        ...asked,
        model,
        text,
        confidence,
        timings,
        firstLineMs: firstLineMs === 0 ? took : firstLineMs,
        ...(reference === undefined ? {} : { reference }),
        ...(compared === undefined ? {} : { compared }),
      };
      const given: Given = { id: Symbol(text), completion, trace };
      this.answers.put(document, cursor, text.replaceAll('\r\n', '\n'), given);
      return given;
    };
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

  /**
   * Asks what follows a suggestion as if it were accepted, and where nothing does, what follows in the next line. Where the
   * user was still there when it is answered, accepting is answered from memory.
   */
  private lookAhead(
    { document, place, selected }: Wish,
    { lineBefore }: Cursor,
    { text, replaces }: Suggestion,
    askModel: AskModel,
  ): void {
    if (selected !== undefined) return;
    const before = place.text.slice(0, place.offset) + text;
    const after = place.text.slice(place.offset + replaces);
    const indent = /^[ \t]*/.exec(text.includes('\n') ? (text.split('\n').at(-1) ?? '') : lineBefore)?.[0] ?? '';
    const end = text.includes('\r\n') || place.text.includes('\r\n') ? '\r\n' : '\n';
    const next = (before: string, thenNewLine: boolean): void => {
      const there = { ...place, text: before + after, offset: before.length };
      const cursor = cursorOf(there);
      if (
        this.answers.get(document, cursor) !== null ||
        (this.ahead?.open === true && this.ahead.typed(document, cursor) === '')
      )
        return;
      this.ahead?.abort();
      const ask = this.ask({ document, place: there }, cursor, askModel, true);
      const request = new RunningRequest(document, cursor, ask, GRACE);
      this.ahead = request;
      if (!thenNewLine || !/^\r?\n/.test(after)) return;
      void request.ended.then((given) => {
        const nothing = given !== null && !('kind' in given) && given.completion.text === '';
        if (nothing && this.ahead === request) next(before + end + indent, false);
      });
    };
    next(before, true);
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
