import { setTimeout as delay } from 'node:timers/promises';
import { completeAt } from '../../completion/complete';
import { CompletionProvider } from '../../completion/provider';
import type { Preferences } from '../../completion/wish';
import type { Engine, PromptPiece } from '../../engine/engine';
import type { AdmittedModel } from '../../gate/admitted';
import { askedOtherwise } from './askedOtherwise';
import type { Answer, Assistant, Moment } from './typist';

/** Between two keys, for the pause that follows how fast somebody types. Milliseconds. */
const RHYTHM = 180;
/** Nobody reads a suggestion for longer. Milliseconds. */
const AHEAD_MS = 10_000;

const PREFERENCES: Preferences = {
  enabled: true,
  manual: false,
  exclude: [],
  largestFile: 0,
  inComments: true,
  inStrings: true,
  snoozed: false,
  delay: 0,
  backOff: false,
};

export interface OursOptions {
  /** A file that stands before the open one in each prompt. */
  readonly extra?: { readonly path: string; readonly text: string };
}

/**
 * Licit's own way from a key to a suggestion, as the editor goes it: pause, reuse, prompt, engine, filters. Every answer is
 * taken, however unsure, and has as many tokens as the moment allows.
 */
export class Ours implements Assistant {
  private readonly provider: CompletionProvider;
  private keys = 0;
  private keyAt = 0;

  constructor(
    private readonly engine: Engine,
    private readonly model: AdmittedModel,
    private readonly signal: AbortSignal,
    private readonly options: OursOptions = {},
  ) {
    // A clock on which the keys come in an even rhythm, however long the answers and the other assistant's turns take.
    this.provider = new CompletionProvider({}, () => this.keys * RHYTHM + performance.now() - this.keyAt);
  }

  async key(moment: Moment): Promise<Answer> {
    this.keys++;
    this.keyAt = performance.now();
    if (moment.edit !== undefined) this.provider.changed(moment.path, [moment.edit], false);
    return this.decide(moment, PREFERENCES);
  }

  /** What would follow the suggestion is computed, as in the editor. */
  async ahead(moment: Moment): Promise<void> {
    await this.decide(moment, { ...PREFERENCES, ahead: true });
    const until = performance.now() + AHEAD_MS;
    do await delay(20);
    while (this.engine.state.kind === 'working' && performance.now() < until && !this.signal.aborted);
  }

  private async decide({ path, text, offset, answerTokens }: Moment, preferences: Preferences): Promise<Answer> {
    const place = { text, offset, path, repository: '' };
    const wish = {
      place,
      automatic: true,
      writable: true,
      documentLength: text.length,
      cursors: 1,
      hasSelection: false,
      tabSize: 4,
      document: path,
      offset,
      line: text.slice(0, offset).split('\n').length,
    };
    const { engine, model } = this;
    const limited = await this.limited(engine, answerTokens);
    const services = { engine: limited, model };
    const decision = await this.provider.decide(
      wish,
      preferences,
      async (at, watch, signal, ahead) => {
        const options = { minConfidence: 0, ahead };
        const completion = await completeAt(at, { ...services, options }, signal, watch);
        return 'kind' in completion ? { kind: 'engine', message: completion.message } : completion;
      },
      this.signal,
    );
    const [record] = this.provider.trace.records;
    if (decision.suggestion === null && decision.why === 'engine')
      throw new Error(record?.detail ?? 'the engine failed');
    const timings = record?.source === 'model' ? record.answer?.timings : undefined;
    return {
      suggestion: decision.suggestion?.text ?? '',
      asked: record?.answer !== undefined,
      promptTokens: timings?.promptTokens ?? 0,
      evaluated: timings === undefined ? 0 : timings.promptTokens - timings.promptTokensReused,
      generated: timings?.generatedTokens ?? 0,
      engineMs: timings?.totalMs ?? 0,
      pausedMs: record?.pausedMs ?? 0,
    };
  }

  /** The engine, with answers of at most so many tokens, and with the extra file where the model knows of files. */
  private async limited(engine: Engine, maxTokens: number): Promise<Engine> {
    const { extra } = this.options;
    const abilities = extra === undefined ? null : await engine.abilities(this.model, this.signal);
    const before: readonly PromptPiece[] =
      extra === undefined || abilities?.ok !== true || abilities.value.fimTokens.file === undefined
        ? []
        : [{ special: 'file' }, { text: `${extra.path}\n${extra.text}` }];
    return askedOtherwise(engine, (request) => ({ ...request, maxTokens, prompt: [...before, ...request.prompt] }));
  }
}
