import type { Session, SessionFile, Step } from './session';

/** What the person did. `accept` is answered by the suggestion that follows the accepted one; `back` takes the accepted one back. */
export type KeyKind = 'type' | 'delete' | 'accept' | 'back' | 'move';

/** A replacement in the document, UTF-16 code units. */
export interface Edit {
  readonly offset: number;
  readonly removed: number;
  readonly inserted: string;
}

/** The editor right after a key. */
export interface Moment {
  readonly kind: KeyKind;
  readonly path: string;
  readonly text: string;
  readonly offset: number;
  /** What the key changed; absent when it moved the cursor. */
  readonly edit?: Edit;
  /** Tokens that an answer may have: about what the rest of the line is long. */
  readonly answerTokens: number;
}

/** What an assistant answers to a key. */
export interface Answer {
  readonly suggestion: string;
  /** False where it does not want to answer. */
  readonly asked: boolean;
  readonly promptTokens: number;
  /** Prompt tokens that had to be evaluated for this key. */
  readonly evaluated: number;
  readonly generated: number;
  /** Milliseconds of it that the model was at work. */
  readonly engineMs: number;
  /** Milliseconds of it that the assistant waited for further keys. */
  readonly pausedMs: number;
}

/** The answer of an assistant that was not asked. */
export const NO_ANSWER: Answer = {
  suggestion: '',
  asked: false,
  promptTokens: 0,
  evaluated: 0,
  generated: 0,
  engineMs: 0,
  pausedMs: 0,
};

export interface Assistant {
  /** Answers a key; the time that this takes is measured. Throws when it can't go on. */
  key(moment: Moment): Promise<Answer>;
  /** What it does while the person reads a suggestion that is accepted next, unmeasured. */
  ahead(moment: Moment, answer: Answer): Promise<void>;
}

export interface KeyResult extends Answer {
  readonly kind: KeyKind;
  readonly ms: number;
}

/** Nobody's lines are this many tokens long. */
const MOST_TOKENS = 40;
/** Where there is no rest of a line to go by. */
const USUAL_TOKENS = 10;
const CHARACTERS_PER_TOKEN = 3.5;
/** One character, or a line break with the indentation that an editor puts behind it. */
const KEYS = /\n[ \t]*|[^\n]/gu;

/** How many keys a step has at the most; where less stands than is deleted, it has fewer. */
export function keysOf(step: Step): number {
  if ('type' in step) return step.type.match(KEYS)?.length ?? 0;
  if ('delete' in step) return step.delete;
  return 'move' in step ? 1 : 2;
}

function tokensFor(rest: string): number {
  const line = rest.split('\n', 1)[0] ?? '';
  return Math.min(MOST_TOKENS, Math.ceil(line.length / CHARACTERS_PER_TOKEN) + 2);
}

/** Does what a session says, one key at a time, and yields what each key's answer cost. */
export async function* replay(session: Session, assistant: Assistant, signal: AbortSignal): AsyncGenerator<KeyResult> {
  for (const file of session.files) yield* replayFile(file, assistant, signal);
}

async function* replayFile(file: SessionFile, assistant: Assistant, signal: AbortSignal): AsyncGenerator<KeyResult> {
  let { text } = file;
  let offset = text.length;
  let shown: { readonly moment: Moment; readonly answer: Answer } | null = null;
  async function press(kind: KeyKind, edit: Edit | undefined, answerTokens: number): Promise<KeyResult> {
    signal.throwIfAborted();
    if (edit !== undefined) {
      text = text.slice(0, edit.offset) + edit.inserted + text.slice(edit.offset + edit.removed);
      offset = edit.offset + edit.inserted.length;
    }
    const moment = { kind, path: file.path, text, offset, answerTokens, ...(edit === undefined ? {} : { edit }) };
    const started = performance.now();
    const answer = await assistant.key(moment);
    const ms = performance.now() - started;
    shown = answer.suggestion === '' ? null : { moment, answer };
    return { ...answer, kind, ms };
  }
  async function* accept(): AsyncGenerator<KeyResult> {
    if (shown === null) {
      // Nothing to accept; a replay has the same keys for everybody.
      yield { ...NO_ANSWER, kind: 'accept', ms: 0 };
      yield { ...NO_ANSWER, kind: 'back', ms: 0 };
      return;
    }
    await assistant.ahead(shown.moment, shown.answer);
    const accepted = shown.answer.suggestion;
    const start = offset;
    yield await press('accept', { offset, removed: 0, inserted: accepted }, USUAL_TOKENS);
    yield await press('back', { offset: start, removed: accepted.length, inserted: '' }, USUAL_TOKENS);
  }
  for (const step of file.steps) {
    if ('move' in step) {
      offset = Math.min(step.move, text.length);
      yield await press('move', undefined, USUAL_TOKENS);
    } else if ('type' in step) {
      const keys = step.type.match(KEYS) ?? [];
      for (const [at, key] of keys.entries()) {
        const rest = keys.slice(at + 1).join('');
        yield await press('type', { offset, removed: 0, inserted: key }, tokensFor(rest));
      }
    } else if ('delete' in step) {
      for (let count = 0; count < step.delete && offset > 0; count++)
        yield await press('delete', { offset: offset - 1, removed: 1, inserted: '' }, USUAL_TOKENS);
    } else yield* accept();
  }
}
