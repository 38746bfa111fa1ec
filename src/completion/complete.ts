import { type Engine, type EngineFailure, type EngineResult, type Infill, NO_TIMINGS } from '../engine/engine';
import type { AdmittedModel } from '../gate/admitted';
import type { Completion, CompletionOptions, CompletionPlace, NoCompletionReason } from './completion';
import { type Cursor, cursorOf } from './cursor';
import { DEFAULTS } from './defaults';
import { filtered } from './filters';
import { layOut } from './layout';

export interface CompletionServices {
  readonly engine: Engine;
  readonly model: AdmittedModel;
  readonly options?: CompletionOptions;
}

/**
 * Asks the model what stands at the cursor. Nothing to offer is a `Completion` with a reason, cancelling included; a failure of
 * the engine is returned as it is.
 */
export async function completeAt(
  place: CompletionPlace,
  { engine, model, options = {} }: CompletionServices,
  signal: AbortSignal,
): Promise<Completion | EngineFailure> {
  const nothing = (reason: NoCompletionReason, detail: string, infill?: Infill): Completion => ({
    model: model.id ?? model.name,
    text: '',
    reason,
    detail,
    confidence: infill?.confidence ?? 0,
    timings: infill?.timings ?? NO_TIMINGS,
  });
  const cursor = cursorOf(place);
  if (insideWord(cursor)) return nothing('not-asked', 'The cursor stands inside a word.');
  const abilities = await engine.abilities(model, signal);
  if (!abilities.ok) return failed(abilities, nothing);
  const prompt = layOut(place, cursor, model.fim, abilities.value);
  if (prompt === null) return nothing('no-fim', `${model.name} has no tokens for filling in the middle.`);
  const multiline = options.multiline === true;
  const minConfidence = options.minConfidence ?? model.fim?.minConfidence ?? DEFAULTS.minConfidence;
  const maxTokens = multiline ? DEFAULTS.blockTokens : DEFAULTS.lineTokens;
  const answer = await engine.infill(model, { prompt, maxTokens, singleLine: !multiline, minConfidence }, signal);
  if (!answer.ok) return failed(answer, nothing);
  const infill = answer.value;
  if (infill.confidence < minConfidence)
    return nothing('unsure', `Confidence ${infill.confidence.toFixed(2)} is below ${minConfidence}.`, infill);
  if (infill.text.trim() === '') return nothing('empty', 'The model has nothing to add here.', infill);
  const { text, by } = filtered(whole(infill), { cursor, specialTokens: Object.values(abilities.value.fimTokens) });
  if (text.trim() === '') return nothing('filtered', `Taken away by: ${by.join(', ')}.`, infill);
  return {
    model: model.id ?? model.name,
    text: text.replaceAll('\n', cursor.lineEnd),
    confidence: infill.confidence,
    timings: infill.timings,
  };
}

function failed(
  { failure }: Extract<EngineResult<unknown>, { ok: false }>,
  nothing: (reason: NoCompletionReason, detail: string) => Completion,
): Completion | EngineFailure {
  return failure.kind === 'cancelled' ? nothing('cancelled', failure.message) : failure;
}

/** The text without a last line that the token limit cut off, unless it is the only one. */
function whole({ text, stop }: Infill): string {
  const end = text.lastIndexOf('\n');
  return stop === 'length' && end > 0 ? text.slice(0, end) : text;
}

function insideWord({ before, after }: Cursor): boolean {
  return /[\p{L}\p{N}_$]$/u.test(before) && /^[\p{L}\p{N}_$]/u.test(after);
}
