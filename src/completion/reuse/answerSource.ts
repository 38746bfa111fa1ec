import type { Debounce } from '../calm/debounce';
import type { CompletionWatch } from '../complete';
import type { Completion, CompletionPlace } from '../completion';
import { type Cursor, cursorOf } from '../cursor';
import { pause } from '../pause';
import type { AnswerTrace, Why } from '../trace';
import type { AskFailure, AskModel, Preferences, Wish } from '../wish';
import { Answers, type Known } from './answers';
import { RunningRequest } from './running';

/** Answers that are remembered. */
const ANSWERS = 100;
/** A request goes on for so long after the keystroke that asked for it is gone, so that the next can join it. Milliseconds. */
const GRACE = 300;

/** What the model said once, and how it came about. */
export interface Given {
  readonly id: symbol;
  readonly completion: Completion;
  readonly trace: AnswerTrace;
}

/** An answer for a place, and where it came from: memory, a request that was under way, or one of its own. */
export interface Found {
  readonly source: 'memory' | 'joined' | 'model';
  readonly given: Given;
  readonly text: string;
  /** Characters to the right of the cursor that the text takes the place of. */
  readonly replaces: number;
  /** How long the model was not asked, in case that the user types on. Milliseconds. */
  readonly pausedMs: number;
}

export type Obtained =
  | Found
  | { readonly given: null; readonly why: Why; readonly detail?: string; readonly pausedMs: number };

/** Where answers come from: memory where one is known, a request under way that still fits, else the model. Times are those of `now`. */
export class AnswerSource {
  private readonly answers = new Answers<Given>(ANSWERS);
  private running: RunningRequest<Given | AskFailure> | null = null;
  /** What is computed before anybody asks. */
  private ahead: RunningRequest<Given | AskFailure> | null = null;

  constructor(
    private readonly debounce: Debounce,
    private readonly now: () => number,
  ) {}

  /** Whether somebody waits for the model. */
  get isAsking(): boolean {
    return this.running?.open === true;
  }

  /** The answer that is remembered for a place. */
  known(document: string, cursor: Cursor): Known<Given> | null {
    return this.answers.get(document, cursor);
  }

  /** The answer for a place. Ends early, as cancelled, when the signal is aborted. */
  async obtain(
    wish: Wish,
    cursor: Cursor,
    preferences: Preferences,
    askModel: AskModel,
    signal: AbortSignal,
  ): Promise<Obtained> {
    const obtained = await this.obtainOnce(wish, cursor, preferences, askModel, signal);
    // What was known was thrown away while this waited for it: no reason to say nothing.
    const isForgotten = obtained.given === null && obtained.why === 'cancelled' && this.running === null;
    return isForgotten && !signal.aborted ? this.obtainOnce(wish, cursor, preferences, askModel, signal) : obtained;
  }

  /**
   * Asks what follows a suggestion as if it were accepted, and where nothing does, what follows in the next line. Where the
   * user was still there when it is answered, accepting is answered from memory.
   */
  lookAhead(
    { document, place, selected }: Wish,
    { lineBefore }: Cursor,
    { text, replaces }: Pick<Found, 'text' | 'replaces'>,
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
      const ask = this.ask(document, there, cursor, askModel, true);
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

  /** Forgets all answers, e.g. because another model completes now. */
  forget(): void {
    this.running?.abort();
    this.running = null;
    this.ahead?.abort();
    this.ahead = null;
    this.answers.clear();
  }

  private async obtainOnce(
    { document, place, automatic }: Wish,
    cursor: Cursor,
    preferences: Preferences,
    askModel: AskModel,
    signal: AbortSignal,
  ): Promise<Obtained> {
    const known = this.answers.get(document, cursor);
    // That the model was not sure before it knew the project is no answer once it does.
    if (known !== null && (known.text !== '' || known.answer.completion.early !== true))
      return { ...known, given: known.answer, source: 'memory', pausedMs: 0 };
    for (const request of [this.running, this.ahead]) {
      const typed = request?.open === true ? request.typed(document, cursor) : null;
      if (request === null || typed === null) continue;
      const joined = await this.await(request, typed, signal);
      // What is computed ahead is cancelled by whatever else is asked.
      if (joined !== null && (request === this.running || signal.aborted)) return joined;
      const said = this.answers.get(document, cursor);
      if (said !== null) return { ...said, given: said.answer, source: 'joined', pausedMs: 0 };
    }
    const pausedMs = automatic ? await this.pause(cursor, preferences, signal) : 0;
    if (signal.aborted) return { given: null, why: 'cancelled', pausedMs };
    this.running?.abort();
    this.ahead?.abort();
    const running = new RunningRequest(document, cursor, this.ask(document, place, cursor, askModel, false), GRACE);
    this.running = running;
    const failed = await this.await(running, '', signal);
    if (failed !== null) return { ...failed, pausedMs };
    const answered = this.answers.get(document, cursor);
    return answered === null
      ? { given: null, why: 'cancelled', pausedMs }
      : { ...answered, given: answered.answer, source: 'model', pausedMs };
  }

  /** Waits for whether the user types on; returns for how long. Milliseconds. */
  private async pause({ lineBefore }: Cursor, { saving }: Preferences, signal: AbortSignal): Promise<number> {
    const before = this.now();
    await pause(this.debounce.wait(lineBefore, saving), signal);
    return this.now() - before;
  }

  /** Waits for a request; null when its answer may be among the answers now. */
  private async await(
    running: RunningRequest<Given | AskFailure>,
    typed: string,
    signal: AbortSignal,
  ): Promise<Obtained | null> {
    const waited = await running.wait(typed, signal);
    if (waited.kind === 'cancelled') return { given: null, why: 'cancelled', pausedMs: 0 };
    if (waited.kind === 'contradicted' || !('kind' in waited.answer)) return null;
    return { given: null, why: waited.answer.kind, detail: waited.answer.message, pausedMs: 0 };
  }

  /** Asks the model and remembers what it says. */
  private ask(document: string, place: CompletionPlace, cursor: Cursor, askModel: AskModel, ahead: boolean) {
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
      // What was given up may be of a model, or of a time, that does not count any more.
      if (completion.reason === 'cancelled' || signal.aborted) return { kind: 'cancelled', message: '' };
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
}
