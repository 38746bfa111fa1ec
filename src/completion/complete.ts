import { setTimeout as delay } from 'node:timers/promises';
import { indentOf } from '../engine/blockEnd';
import {
  type Engine,
  type EngineFailure,
  type EngineResult,
  type Infill,
  type ModelAbilities,
  NO_TIMINGS,
  type OpenFile,
  type PromptPiece,
} from '../engine/engine';
import type { AdmittedModel } from '../gate/admitted';
import { type Never, neverAsked } from './asking/notAsked';
import type { Completion, CompletionOptions, CompletionPlace, NoCompletionReason } from './completion';
import type { Snippet } from './context/snippet';
import { type Cursor, cursorOf } from './cursor';
import { DEFAULTS } from './defaults';
import { FILTERS, type Filtered, filtered, type NamedFilter } from './filters';
import { layOut } from './layout';
import type { ProjectMemory } from './project/projectMemory';
import { type CodeReference, referenceText } from './reference/codeReference';
import type { Coverage } from './reference/thirdPartyIndex';
import type { Syntax } from './syntax/syntax';

export interface CompletionServices {
  readonly engine: Engine;
  readonly model: AdmittedModel;
  readonly options?: CompletionOptions;
  /** The project that the file belongs to; without it the open file alone has its say. */
  readonly project?: ProjectMemory;
  /** Says whether a line or a block is wanted, where the options do not, and where a block ends; without it, one line. */
  readonly syntax?: Syntax;
  /** What the prompt tells of the rest of the project, within so many tokens; asked only for models with room for it. */
  readonly context?: (cursor: Cursor, tokens: number, signal: AbortSignal) => Promise<readonly Snippet[]>;
  /** Looks what a completion repeats of the project's third-party code. */
  readonly reference?: (cursor: Cursor, text: string, signal: AbortSignal) => Promise<CodeReference | null>;
  /** How much of that code there is to look in. */
  readonly thirdParty?: () => Coverage | null;
  /** All filters unless told: a bench leaves one out, to see what it is worth. */
  readonly filters?: readonly NamedFilter[];
}

/** Shows what goes on while a completion is made. */
export interface CompletionWatch {
  /** Each new stretch of the model's text, before filters, once. */
  readonly onText?: (text: string) => void;
  readonly onPrompt?: (prompt: readonly PromptPiece[]) => void;
  /** The model's text, and the names of the filters that changed it. */
  readonly onAnswer?: (infill: Infill, filters: readonly string[]) => void;
}

/**
 * Asks the model what stands at the cursor. Nothing to offer is a `Completion` with a reason, cancelling included; a failure of
 * the engine is returned as it is.
 */
export async function completeAt(
  place: CompletionPlace,
  services: CompletionServices,
  signal: AbortSignal,
  watch: CompletionWatch = {},
): Promise<Completion | EngineFailure> {
  const { engine, model, options = {}, project } = services;
  const nothing = (reason: NoCompletionReason, detail: string, infill?: Infill): Completion => ({
    model: model.id ?? model.name,
    text: '',
    reason,
    detail,
    confidence: infill?.confidence ?? 0,
    timings: infill?.timings ?? NO_TIMINGS,
  });
  const cursor = cursorOf(place);
  const never = neverAsked(place, cursor);
  if (never !== null) return { ...nothing('not-asked', NEVER_TEXT[never]), notAsked: never };
  // While the model is loaded, the project is looked for.
  const prepared = project?.prepare(engine, model, place.path);
  const abilities = await engine.abilities(model, signal);
  if (!abilities.ok) return failed(abilities, nothing);
  const context = await contextFor(services, cursor, abilities.value, signal);
  const prompt = layOut(place, cursor, model.fim, abilities.value, context);
  if (prompt === null) return nothing('no-fim', `${model.name} has no tokens for filling in the middle.`);
  const multiline = options.multiline ?? (await services.syntax?.at(place, cursor, signal))?.extent === 'block';
  const maxTokens = multiline ? DEFAULTS.blockTokens : DEFAULTS.lineTokens;
  if (prepared !== undefined) await patiently(prepared, project?.documents === 0, options, signal);
  const early = project !== undefined && !project.read;
  const minConfidence = minConfidenceOf(services);
  const around = openFile(cursor, project?.name(place.path) ?? place.path);
  const ahead = options.ahead === true ? ({ ahead: 'answer' } as const) : {};
  const block = multiline ? { indent: indentOf(cursor.lineBefore) } : {};
  const request = { prompt, maxTokens, singleLine: !multiline, minConfidence, around, ...block, ...ahead };
  watch.onPrompt?.(prompt);
  const answer = await engine.infill(model, request, signal, watch.onText);
  if (!answer.ok) return failed(answer, nothing);
  const infill = answer.value;
  project?.heard(infill.documents);
  const filter = (answer: string) =>
    filtered(
      answer,
      {
        place,
        cursor,
        tokens: infill.tokens,
        minConfidence,
        specialTokens: Object.values(abilities.value.fimTokens),
        anything: minConfidence === 0,
      },
      services.filters ?? FILTERS,
    );
  const { text, by } = multiline
    ? await wholeStatements(filter(whole(infill)), filter, { place, cursor, services, signal })
    : filter(whole(infill));
  watch.onAnswer?.(infill, by);
  if (infill.confidence < minConfidence) {
    const detail = `Confidence ${infill.confidence.toFixed(2)} is below ${minConfidence.toFixed(2)}.`;
    return { ...nothing('unsure', detail, infill), ...(early ? { early } : {}) };
  }
  if (infill.text.trim() === '') return nothing('empty', 'The model has nothing to add here.', infill);
  if (text.trim() === '') return nothing('filtered', `Taken away by: ${by.join(', ')}.`, infill);
  const reference = await services.reference?.(cursor, text, signal);
  const compared = services.thirdParty?.() ?? undefined;
  const repeated = {
    ...(reference === undefined || reference === null ? {} : { reference }),
    ...(compared === undefined ? {} : { compared }),
  };
  if (reference?.verdict === 'denied') {
    const detail = `It repeats ${referenceText(reference)}, which is denied here: ${reference.reason}`;
    return { ...nothing('filtered', detail, infill), ...repeated };
  }
  return {
    model: model.id ?? model.name,
    text: text.replaceAll('\n', cursor.lineEnd),
    confidence: infill.confidence,
    ...repeated,
    timings: infill.timings,
  };
}

/**
 * Has the model read what stands around a place before anything is asked there, loaded first if need be. Nothing comes of it but
 * that the next completion there is fast; it gives way to whatever else is asked, so failing is no news.
 */
export async function prepareAt(
  place: CompletionPlace,
  services: CompletionServices,
  signal: AbortSignal,
): Promise<void> {
  const { engine, model, project } = services;
  const cursor = cursorOf(place);
  if (neverAsked(place, cursor) !== null) return;
  const prepared = project?.prepare(engine, model, place.path);
  const abilities = await engine.abilities(model, signal);
  const context = abilities.ok ? await contextFor(services, cursor, abilities.value, signal) : [];
  const prompt = abilities.ok ? layOut(place, cursor, model.fim, abilities.value, context) : null;
  await prepared;
  if (prompt === null || signal.aborted) return;
  // With the same room for an answer as a completion, so that the prompt is cut at the same places.
  const request = { prompt, maxTokens: DEFAULTS.lineTokens, singleLine: true, ahead: 'prompt' } as const;
  await engine.infill(model, request, signal);
}

/**
 * The context for a model with room for it. One that was trained on prompts of a fixed size, as the built-in model was, has none:
 * its project speaks through the n-gram cache.
 */
async function contextFor(
  { context, model }: CompletionServices,
  cursor: Cursor,
  { contextTokens }: ModelAbilities,
  signal: AbortSignal,
): Promise<readonly Snippet[]> {
  if (context === undefined || contextTokens < DEFAULTS.contextFrom || model.fim?.prefixTokens !== undefined) return [];
  return context(cursor, DEFAULTS.contextTokens, signal);
}

/**
 * The confidence below which nothing is offered: what was asked for, else the model's own threshold. With the project's files in
 * the cache a confidence is more often right, so less will do.
 */
function minConfidenceOf({ model, options, project }: CompletionServices): number {
  if (options?.minConfidence !== undefined) return options.minConfidence;
  const alone = model.fim?.minConfidence ?? DEFAULTS.minConfidence;
  return project !== undefined && project.documents > 0 ? alone * DEFAULTS.withProject : alone;
}

const NEVER_TEXT: Readonly<Record<Never, string>> = {
  secrets: 'The file holds secrets by convention; nothing of it is given to a model.',
  'long-line': 'The line is too long to be code that somebody writes.',
  'inside-word': 'The cursor stands inside a word.',
};

/** Waits for the project to be read, but not for long: the next completion will have it. */
async function patiently(
  prepared: Promise<void>,
  first: boolean,
  options: CompletionOptions,
  signal: AbortSignal,
): Promise<void> {
  const usual = first ? DEFAULTS.firstProjectPatienceMs : DEFAULTS.projectPatienceMs;
  const patience = options.projectPatienceMs ?? usual;
  const stop = new AbortController();
  const pause = delay(patience, undefined, { signal: AbortSignal.any([signal, stop.signal]) }).catch(() => undefined);
  await Promise.race([prepared, pause]);
  stop.abort();
}

/** What the n-gram cache sees of the open file: whole lines around the cursor. */
function openFile({ before, after }: Cursor, path: string): OpenFile {
  const start = before.length - DEFAULTS.openFileCharacters;
  const line = start <= 0 ? 0 : before.indexOf('\n', start) + 1;
  return { path, before: before.slice(line), after: after.slice(0, DEFAULTS.openFileCharacters) };
}

function failed(
  { failure }: Extract<EngineResult<unknown>, { ok: false }>,
  nothing: (reason: NoCompletionReason, detail: string) => Completion,
): Completion | EngineFailure {
  return failure.kind === 'cancelled' ? nothing('cancelled', failure.message) : failure;
}

/** A block as far as it is whole; where nothing of it is, its first line, which is as good as where one line was asked for. */
async function wholeStatements(
  block: Filtered,
  filter: (text: string) => Filtered,
  asked: {
    readonly place: CompletionPlace;
    readonly cursor: Cursor;
    readonly services: CompletionServices;
    readonly signal: AbortSignal;
  },
): Promise<Filtered> {
  const { place, cursor, services, signal } = asked;
  if (!block.text.includes('\n')) return block;
  const text = await services.syntax?.wholeStatements(place, cursor, block.text, signal);
  if (text === undefined || text === null || text === block.text) return block;
  if (text !== '') return { text, by: [...block.by, 'whole-statements'] };
  const line = filter(block.text.split('\n', 1)[0] ?? '');
  return { text: line.text, by: [...new Set([...block.by, ...line.by, 'whole-statements'])] };
}

/** The text without a last line that the token limit cut off, unless it is the only one. */
function whole({ text, stop }: Infill): string {
  const end = text.lastIndexOf('\n');
  return stop === 'length' && end > 0 ? text.slice(0, end) : text;
}
