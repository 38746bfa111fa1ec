import type { AdmittedModel } from '../gate/admitted';

/** Why the engine could not do what was asked. Expected outcomes are values, not exceptions. */
export interface EngineFailure {
  readonly kind:
    | 'cancelled'
    | 'worker-died'
    | 'not-admitted'
    | 'load-failed'
    | 'out-of-memory'
    | 'unsupported'
    | 'engine-missing'
    | 'disposed'
    /** A bug of ours or of llama.cpp; the log has the rest. */
    | 'internal';
  /** One line for a person: what happened and what to do. */
  readonly message: string;
}
export type EngineResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: EngineFailure };

/** Roles of fill-in-the-middle tokens. Their token ids come from the GGUF, never from a model's name. */
export type FimRole = 'prefix' | 'suffix' | 'middle' | 'repository' | 'file';

/** A prompt is a list of pieces; the worker turns each into tokens. */
export type PromptPiece =
  | { readonly special: FimRole }
  | {
      readonly text: string;
      /** Tokens kept at the most, from the `start` or the `end` of the text. */
      readonly maxTokens?: number;
      readonly keep?: 'start' | 'end';
      /** Drop the half-typed end of the text and let only tokens through that spell it again (token healing). */
      readonly heal?: boolean;
    };

export interface Timings {
  readonly queueMs: number;
  readonly promptTokens: number;
  readonly promptTokensReused: number;
  readonly promptMs: number;
  readonly generatedTokens: number;
  readonly generateMs: number;
  readonly totalMs: number;
}

/** Of what never reached the model. */
export const NO_TIMINGS: Timings = {
  queueMs: 0,
  promptTokens: 0,
  promptTokensReused: 0,
  promptMs: 0,
  generatedTokens: 0,
  generateMs: 0,
  totalMs: 0,
};

/** What changed in the project's other files since the engine was told last. Names are the project's own, e.g. paths. */
export interface ProjectChange {
  readonly put: readonly { readonly path: string; readonly text: string }[];
  readonly drop: readonly string[];
}

/** The file that the user is in, line ends as in the prompt. */
export interface OpenFile {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

export interface InfillRequest {
  readonly prompt: readonly PromptPiece[];
  readonly maxTokens: number;
  /** Stop after the first line break that follows the healed text. */
  readonly singleLine: boolean;
  /** Stop (`block`) where a line of several is indented by fewer characters: it is other code. */
  readonly indent?: number;
  /** What the project's n-gram cache is asked with; without it the model speaks alone. */
  readonly around?: OpenFile;
  /** Give up (stop `unsure`) as soon as the confidence of a line, the first or another, is below this. Default 0: never. */
  readonly minConfidence?: number;
  /**
   * Work that nobody waits for: `prompt` evaluates the prompt so that the next request there finds it done, `answer` generates as
   * well. It begins only when nothing else is asked, fails as `cancelled` as soon as anything is, and is refused on battery and
   * for models whose state would be lost by it.
   */
  readonly ahead?: 'prompt' | 'answer';
}

export interface Infill {
  /** What follows the cursor: the healed part is already taken off. */
  readonly text: string;
  /** Each generated token with its probability after healing. */
  readonly tokens: readonly { readonly text: string; readonly probability: number }[];
  /** Product of the probabilities of the tokens of the text's first line, its end included. 0..1 */
  readonly confidence: number;
  readonly stop: 'line' | 'block' | 'end' | 'length' | 'unsure';
  /** Tokens of each piece of the prompt, in its order. */
  readonly pieceTokens: readonly number[];
  /** Documents of the project that had their say; fewer than were remembered: tell the engine again. */
  readonly documents: number;
  readonly timings: Timings;
}

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface ChatRequest {
  readonly messages: readonly ChatMessage[];
  readonly maxTokens: number;
}

export interface ChatAnswer {
  readonly text: string;
  readonly stop: 'end' | 'length' | 'cancelled';
  readonly timings: Timings;
}

/** What a loaded model can do, read from its GGUF. */
export interface ModelAbilities {
  readonly fimTokens: Readonly<Partial<Record<FimRole, string>>>;
  readonly chatTemplate: boolean;
  readonly contextTokens: number;
  /** Where it runs, e.g. `CPU, 1 thread` or `Vulkan: NVIDIA …`. */
  readonly device: string;
}

/** `onBattery`: the machine runs on its battery, where the system tells; fewer threads are used, and nothing is done ahead. */
export type EngineState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'loading'; readonly model: string }
  | { readonly kind: 'ready'; readonly model: string; readonly device: string; readonly onBattery: boolean }
  | { readonly kind: 'working'; readonly model: string; readonly device: string; readonly onBattery: boolean }
  | { readonly kind: 'restarting'; readonly attempt: number; readonly reason: string };

/**
 * The engine as the rest of Licit sees it. Nothing is spawned before the first request. Every call takes a signal and
 * ends: cancelled, failed or done. The engine loads a model on first use and keeps it until nothing was asked for a while; then
 * its memory is freed, and what was evaluated last is kept in a file for the next request. `onText` gets each new stretch of
 * text once, in order.
 */
export interface Engine {
  readonly state: EngineState;
  onState(listener: (state: EngineState) => void): () => void;
  abilities(model: AdmittedModel, signal: AbortSignal): Promise<EngineResult<ModelAbilities>>;
  /** Takes documents of the project into the model's n-gram cache, in memory only. Returns how many it holds then. */
  remember(model: AdmittedModel, change: ProjectChange, signal: AbortSignal): Promise<EngineResult<number>>;
  infill(
    model: AdmittedModel,
    request: InfillRequest,
    signal: AbortSignal,
    onText?: (text: string) => void,
  ): Promise<EngineResult<Infill>>;
  chat(
    model: AdmittedModel,
    request: ChatRequest,
    signal: AbortSignal,
    onText?: (text: string) => void,
  ): Promise<EngineResult<ChatAnswer>>;
  /** Frees the models' memory, as it happens by itself after a while without a request. */
  unload(): Promise<void>;
  dispose(): Promise<void>;
}
