import { type EngineFailure, NO_TIMINGS } from '../engine/engine';
import type { AdmittedModel } from '../gate/admitted';
import { Answers, type Question, typedSince } from './answers';
import { type CompletionServices, completeAt, minConfidenceOf } from './complete';
import type { Completion, CompletionPlace } from './completion';
import { cursorOf } from './cursor';

/** How long an asked question waits for somebody to join it after the one who asked has gone. Milliseconds. */
const JOINED_WITHIN_MS = 250;

interface Asked {
  readonly question: Question;
  readonly stop: AbortController;
  readonly answer: Promise<Completion | EngineFailure>;
  /** The text so far. */
  heard: string;
  waiting: number;
  leaving: NodeJS.Timeout | null;
}

/**
 * Completions for an editor, where a place is asked for again with every key: answers from memory where it can, joins a
 * question that is on its way and still fits, and asks the model otherwise. One question at a time.
 */
export class Completer {
  private readonly answers = new Answers();
  private asked: Asked | null = null;

  /** As `completeAt`; a completion from memory has timings of zero. */
  async complete(
    place: CompletionPlace,
    services: CompletionServices,
    signal: AbortSignal,
  ): Promise<Completion | EngineFailure> {
    const { model, options = {} } = services;
    const question: Question = {
      model: model.sha256,
      path: place.path,
      cursor: cursorOf(place),
      multiline: options.multiline === true,
      minConfidence: minConfidenceOf(services),
    };
    const known = this.recall(question);
    if (known !== null) return known;
    if (this.asked !== null && fits(this.asked, question)) {
      const answer = await this.join(this.asked, model, signal);
      if (signal.aborted) return answer;
      const found = this.recall(question);
      if (found !== null) return found;
    }
    return this.ask(place, services, question, signal);
  }

  /** Forgets all answers: the project, the model or the settings changed. */
  clear(): void {
    this.answers.clear();
  }

  private recall(question: Question): Completion | null {
    const found = this.answers.find(question);
    return found === null ? null : { ...found, timings: NO_TIMINGS };
  }

  private ask(
    place: CompletionPlace,
    services: CompletionServices,
    question: Question,
    signal: AbortSignal,
  ): Promise<Completion | EngineFailure> {
    this.asked?.stop.abort();
    const stop = new AbortController();
    const asked: Asked = {
      question,
      stop,
      heard: '',
      waiting: 0,
      leaving: null,
      answer: completeAt(place, services, stop.signal, (text) => {
        asked.heard += text;
      }).then((answer) => {
        if (this.asked === asked) this.asked = null;
        if (!('kind' in answer)) this.answers.put(question, answer);
        return answer;
      }),
    };
    this.asked = asked;
    return this.join(asked, services.model, signal);
  }

  /** Waits for an answer. Whoever leaves last, without another coming, stops the question. */
  private async join(
    asked: Asked,
    { id, name }: AdmittedModel,
    signal: AbortSignal,
  ): Promise<Completion | EngineFailure> {
    if (asked.leaving !== null) clearTimeout(asked.leaving);
    asked.leaving = null;
    asked.waiting++;
    const left = new Promise<Completion>((resolve) => {
      const cancelled = () =>
        resolve({ model: id ?? name, text: '', reason: 'cancelled', confidence: 0, timings: NO_TIMINGS });
      if (signal.aborted) cancelled();
      else signal.addEventListener('abort', cancelled, { once: true });
    });
    const answer = await Promise.race([asked.answer, left]);
    asked.waiting--;
    if (asked.waiting === 0 && signal.aborted)
      asked.leaving = setTimeout(() => asked.stop.abort(), JOINED_WITHIN_MS).unref();
    return answer;
  }
}

/** Whether the answer to what was asked can still be one to the question: what was typed since is what is being written. */
function fits({ question, heard }: Asked, now: Question): boolean {
  const same =
    question.model === now.model &&
    question.path === now.path &&
    question.multiline === now.multiline &&
    question.cursor.after === now.cursor.after;
  if (!same) return false;
  const typed = typedSince(question.cursor.before, now.cursor.before);
  return typed !== null && (heard.startsWith(typed) || typed.startsWith(heard));
}
