import { NotificationType0, ProgressType, RequestType } from 'vscode-jsonrpc';
import type { AdmittedModel, FileStamp } from '../gate/admitted';
import type {
  ChatAnswer,
  ChatMessage,
  ChatRequest,
  EngineFailure,
  EngineResult,
  FimRole,
  Infill,
  InfillRequest,
  ModelAbilities,
  OpenFile,
  ProjectChange,
  PromptPiece,
  Timings,
} from './engine';
import { boolean, either, isRecord, listOf, nothing, number, oneOf, optional, type Reader, record, text } from './wire';

/** What the worker is told of an admitted model: enough to find the file and to see that it is still the one judged. */
export type WireModel = Pick<AdmittedModel, 'path' | 'sha256' | 'header' | 'stamp' | 'name'>;

/** Picks what crosses the process boundary. */
export function wireModel(model: AdmittedModel): WireModel {
  return { path: model.path, sha256: model.sha256, header: model.header, stamp: model.stamp, name: model.name };
}

export interface AbilitiesParams {
  readonly model: WireModel;
}
export interface InfillParams {
  readonly model: WireModel;
  /** Use fewer threads to save power. */
  readonly saving: boolean;
  readonly request: InfillRequest;
  /** Token of the `streamedText` progress; absent when nobody listens. */
  readonly stream?: number;
}
export interface RememberParams {
  readonly model: WireModel;
  readonly change: ProjectChange;
}
export interface ChatParams {
  readonly model: WireModel;
  readonly saving: boolean;
  readonly request: ChatRequest;
  readonly stream?: number;
}

/** Environment of the worker: where what was evaluated is kept while its model is not in memory, and what it is signed with. */
export const STATE_DIR = 'LICIT_STATE_DIR';
export const STATE_KEY = 'LICIT_STATE_KEY';

/** Requests to the worker. Cancellation is the protocol's own (`$/cancelRequest`); results are read by the `read…` below. */
export const abilitiesRequest = new RequestType<AbilitiesParams, unknown, void>('abilities');
export const rememberRequest = new RequestType<RememberParams, unknown, void>('remember');
export const infillRequest = new RequestType<InfillParams, unknown, void>('infill');
export const chatRequest = new RequestType<ChatParams, unknown, void>('chat');
export const unloadRequest = new RequestType<Record<string, never>, unknown, void>('unload');

/** The worker's first words: from now on it answers. */
export const startedNotification = new NotificationType0('started');

/** Text as it is generated: each new stretch once. */
export const streamedText = new ProgressType<string>();

const fimRole: Reader<FimRole> = oneOf('prefix', 'suffix', 'middle', 'repository', 'file');

const model: Reader<WireModel> = record<WireModel>({
  path: text,
  sha256: text,
  name: text,
  header: record<AdmittedModel['header']>({ bytes: number, sha256: text }),
  stamp: record<FileStamp>({ dev: text, ino: text, size: text, mtimeNs: text, ctimeNs: text }),
});

const piece: Reader<PromptPiece> = either(
  record<Extract<PromptPiece, { special: FimRole }>>({ special: fimRole }),
  record<Extract<PromptPiece, { text: string }>>({
    text,
    maxTokens: optional(number),
    keep: optional(oneOf('start', 'end')),
    heal: optional(boolean),
  }),
);

export const readAbilitiesParams: Reader<AbilitiesParams> = record<AbilitiesParams>({ model });

export const readRememberParams: Reader<RememberParams> = record<RememberParams>({
  model,
  change: record<ProjectChange>({
    put: listOf(record<ProjectChange['put'][number]>({ path: text, text })),
    drop: listOf(text),
  }),
});

export const readInfillParams: Reader<InfillParams> = record<InfillParams>({
  model,
  saving: boolean,
  stream: optional(number),
  request: record<InfillRequest>({
    prompt: listOf(piece),
    maxTokens: number,
    singleLine: boolean,
    indent: optional(number),
    around: optional(record<OpenFile>({ path: text, before: text, after: text })),
    minConfidence: optional(number),
    ahead: optional(oneOf('prompt', 'answer')),
  }),
});

export const readChatParams: Reader<ChatParams> = record<ChatParams>({
  model,
  saving: boolean,
  stream: optional(number),
  request: record<ChatRequest>({
    messages: listOf(record<ChatMessage>({ role: oneOf('system', 'user', 'assistant'), content: text })),
    maxTokens: number,
  }),
});

const failure: Reader<EngineFailure> = record<EngineFailure>({
  kind: oneOf(
    'cancelled',
    'worker-died',
    'not-admitted',
    'load-failed',
    'out-of-memory',
    'unsupported',
    'engine-missing',
    'disposed',
    'internal',
  ),
  message: text,
});

function resultOf<T>(value: Reader<T>): Reader<EngineResult<T>> {
  return (answer, at) =>
    isRecord(answer) && answer.ok === true
      ? { ok: true, value: value(answer.value, `${at}.value`) }
      : { ok: false, failure: record<{ failure: EngineFailure }>({ failure })(answer, at).failure };
}

const timings: Reader<Timings> = record<Timings>({
  queueMs: number,
  promptTokens: number,
  promptTokensReused: number,
  promptMs: number,
  generatedTokens: number,
  generateMs: number,
  totalMs: number,
});

export const readAbilities: Reader<EngineResult<ModelAbilities>> = resultOf(
  record<ModelAbilities>({
    fimTokens: record<ModelAbilities['fimTokens']>({
      prefix: optional(text),
      suffix: optional(text),
      middle: optional(text),
      repository: optional(text),
      file: optional(text),
    }),
    chatTemplate: boolean,
    contextTokens: number,
    device: text,
  }),
);

export const readInfill: Reader<EngineResult<Infill>> = resultOf(
  record<Infill>({
    text,
    tokens: listOf(record<Infill['tokens'][number]>({ text, probability: number })),
    confidence: number,
    stop: oneOf('line', 'block', 'end', 'length', 'unsure'),
    pieceTokens: listOf(number),
    documents: number,
    timings,
  }),
);

export const readRemembered: Reader<EngineResult<number>> = resultOf(number);

export const readChat: Reader<EngineResult<ChatAnswer>> = resultOf(
  record<ChatAnswer>({ text, stop: oneOf('end', 'length', 'cancelled'), timings }),
);

export const readUnloaded: Reader<EngineResult<null>> = resultOf(nothing);
