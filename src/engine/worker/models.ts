import { totalmem } from 'node:os';
import type { Llama, LlamaContext, LlamaContextSequence, LlamaModel } from 'node-llama-cpp';
import type { FimRole, ModelAbilities } from '../engine';
import type { WireModel } from '../protocol';
import { checkAdmission } from './admission';
import { EvaluatedSequence, LARGEST_SLICE, NOTED_STATES } from './evaluated';
import { Failed, failed } from './failure';
import { Lane } from './lane';
import { type Backend, oneLine, startBackend } from './llama';
import { NgramCache } from './ngram/cache';
import type { SavedStates, StateIdentity } from './savedState';
import { Threads } from './threads';
import { Vocabulary } from './vocabulary';

/** What a model is used for; each use has one model at a time. */
export type Use = 'completion' | 'chat';

/** Tokens that a use may hold, where the model allows so many. */
const CONTEXT_TOKENS: Readonly<Record<Use, number>> = { completion: 4096, chat: 8192 };
/**
 * Flash attention makes a processor read a long prompt faster, and each token after it slower (BENCHMARKS.md). A completion reads
 * a token or two for each key, so it goes without, unless the model is so small that reading is most of its work. Bytes.
 */
const FLASH_UP_TO = 128 * 1024 * 1024;

export interface Loaded {
  readonly backend: Backend;
  readonly model: LlamaModel;
  readonly vocabulary: Vocabulary;
  readonly device: string;
}

export interface Session extends Loaded {
  readonly context: LlamaContext;
  readonly sequence: LlamaContextSequence;
  readonly evaluated: EvaluatedSequence;
  readonly cache: NgramCache;
  readonly contextTokens: number;
}

interface Entry {
  readonly loaded: Loaded;
  /** Memory that it takes, about. */
  readonly bytes: number;
  readonly sessions: Map<Use, Session>;
}

/** A load that goes on when the request that began it is given up: the next one needs the same model. */
interface Loading {
  readonly digest: string;
  readonly entry: Promise<Entry>;
  readonly stop: AbortController;
}

/** Of the machine's memory, or the container's, what models may take together; the rest is the editor's and the system's. */
const SHARE = 0.75;
/** Context and working buffers, as a share of the weights, and what any model needs beside it. */
const WORKING_SHARE = 0.2;
const WORKING_BYTES = 256 * 1024 * 1024;

function memoryBudget(): number {
  const limit = process.constrainedMemory();
  return SHARE * (limit > 0 && limit < totalmem() ? limit : totalmem());
}

function memoryOf({ stamp }: WireModel): number {
  return Number(stamp.size) * (1 + WORKING_SHARE) + WORKING_BYTES;
}

export function hasChatTemplate(model: LlamaModel): boolean {
  return typeof model.fileInfo.metadata.tokenizer.chat_template === 'string';
}

/** The models in memory: one for completion, one for chat, or one that serves both. */
export class Models {
  private backend: Promise<Backend> | null = null;
  /** By digest of the file. */
  private readonly entries = new Map<string, Entry>();
  /** By digest, too; they stay when their model's memory is freed for a while. */
  private readonly caches = new Map<string, NgramCache>();
  private readonly lane = new Lane();
  private readonly threads = new Threads();
  private loading: Loading | null = null;

  /** `states`: keeps what was evaluated for completions while their model's memory is freed. */
  constructor(
    private readonly states: SavedStates | null,
    private readonly budget: number = memoryBudget(),
  ) {}

  /** The uses of other models that have to end before this one can be loaded; none when it is, or fits beside them. */
  inTheWayOf(model: WireModel): readonly Use[] {
    if (this.entries.has(model.sha256)) return [];
    const others = [...this.entries.values()];
    const taken = others.reduce((sum, { bytes }) => sum + bytes, memoryOf(model));
    return taken <= this.budget ? [] : [...new Set(others.flatMap(({ sessions }) => [...sessions.keys()]))];
  }

  /** Frees the memory of a use that is not at work. */
  end(use: Use): Promise<void> {
    return this.lane.run(new AbortController().signal, async () => {
      for (const [digest, entry] of this.entries) {
        if (!entry.sessions.has(use)) continue;
        if (use === 'completion') await this.keepState(digest, entry);
        await this.close(digest, entry, use);
      }
    });
  }

  /** The model ready for this use, loaded first if need be; the model that had the use before makes room. */
  session(model: WireModel, use: Use, signal: AbortSignal): Promise<Session> {
    return this.lane.run(signal, async () => {
      const ready = this.entries.get(model.sha256)?.sessions.get(use);
      if (ready !== undefined) return ready;
      for (const [digest, other] of this.entries) if (digest !== model.sha256) await this.close(digest, other, use);
      const entry = await this.entry(model, signal);
      const { llama } = entry.loaded.backend;
      llama.maxThreads = this.threads.most;
      const session = await openSession(entry.loaded, use, this.cacheOf(model, use, entry.loaded.model), signal);
      entry.sessions.set(use, session);
      if (use === 'completion') await this.states?.restore(session.sequence, identityOf(model.sha256, session));
      return session;
    });
  }

  /** Lets the models use as many threads as are free now, fewer to save power. */
  useFreeThreads({ backend: { llama } }: Session, saving: boolean): void {
    const sessions = [...this.entries.values()].reduce((count, entry) => count + entry.sessions.size, 0);
    // node-llama-cpp divides them among the contexts, of which one works at a time.
    llama.maxThreads = this.threads.current(saving) * Math.max(1, sessions);
  }

  /** What the model can do; loads it, as only then it is known where it runs. */
  abilities(model: WireModel, signal: AbortSignal): Promise<ModelAbilities> {
    return this.lane.run(signal, async () => {
      const { loaded } = await this.entry(model, signal);
      const fimTokens: Partial<Record<FimRole, string>> = {};
      for (const [role, token] of loaded.vocabulary.fim) fimTokens[role] = loaded.vocabulary.name(token);
      return {
        fimTokens,
        chatTemplate: hasChatTemplate(loaded.model),
        contextTokens: Math.min(loaded.model.trainContextSize, CONTEXT_TOKENS.completion),
        device: loaded.device,
      };
    });
  }

  /** Frees all models, and llama.cpp with them, and keeps what was evaluated for completions. */
  async unload(): Promise<void> {
    await this.lane.run(new AbortController().signal, async () => {
      for (const [digest, entry] of this.entries) await this.keepState(digest, entry);
    });
    await this.free();
  }

  /** Frees all models, and llama.cpp with them. */
  free(): Promise<void> {
    return this.lane.run(new AbortController().signal, async () => {
      await this.stopLoading();
      for (const [digest, entry] of this.entries) await this.close(digest, entry, 'completion', 'chat');
      const backend = await this.backend?.catch(() => null);
      this.backend = null;
      await backend?.llama.dispose();
    });
  }

  private async keepState(digest: string, { sessions }: Entry): Promise<void> {
    const session = sessions.get('completion');
    // What can't be rewound fits no other place than this one.
    if (session?.evaluated.rewinds === true && session.sequence.nextTokenIndex > 0)
      await this.states?.save(session.sequence, identityOf(digest, session));
  }

  /** The n-gram cache of a model; those that nobody uses any more are dropped. */
  private cacheOf({ sha256 }: WireModel, use: Use, model: LlamaModel): NgramCache {
    if (use === 'completion')
      for (const digest of this.caches.keys()) if (digest !== sha256) this.caches.delete(digest);
    const cache = this.caches.get(sha256) ?? new NgramCache(model);
    cache.tokenizeWith(model);
    // Only completions ask it.
    if (use === 'completion') this.caches.set(sha256, cache);
    return cache;
  }

  private async entry(model: WireModel, signal: AbortSignal): Promise<Entry> {
    const known = this.entries.get(model.sha256);
    if (known !== undefined) return known;
    if (this.loading?.digest !== model.sha256) await this.stopLoading();
    this.loading ??= this.begin(model);
    return unlessAborted(this.loading.entry, signal);
  }

  private begin(model: WireModel): Loading {
    const stop = new AbortController();
    const entry = this.load(model, stop.signal);
    const ended = () => {
      this.loading = null;
    };
    entry.then(ended, ended);
    return { digest: model.sha256, entry, stop };
  }

  private async stopLoading(): Promise<void> {
    this.loading?.stop.abort();
    await this.loading?.entry.catch(() => null);
  }

  private async load(model: WireModel, signal: AbortSignal): Promise<Entry> {
    this.backend ??= startBackend(this.threads.most);
    const backend = await this.backend.catch((error: unknown) => {
      this.backend = null;
      throw error;
    });
    for (const [digest, other] of this.entries) if (other.sessions.size === 0) await this.close(digest, other);
    await checkAdmission(model);
    signal.throwIfAborted();
    const loaded = await load(backend, model, this.threads.most, signal);
    const entry: Entry = { loaded, bytes: memoryOf(model), sessions: new Map() };
    this.entries.set(model.sha256, entry);
    return entry;
  }

  /** Ends the given uses of a model, and the model when no use is left. Order matters to llama.cpp: sequence, context, model. */
  private async close(digest: string, entry: Entry, ...uses: readonly Use[]): Promise<void> {
    for (const use of uses) {
      const session = entry.sessions.get(use);
      entry.sessions.delete(use);
      await session?.sequence.dispose();
      await session?.context.dispose();
    }
    if (entry.sessions.size > 0) return;
    this.entries.delete(digest);
    await entry.loaded.model.dispose();
  }
}

/** What the work comes to, unless the signal is aborted first: then it throws the signal's reason, and the work goes on. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const leave = () => reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}

function onProcessor({ gpu }: Llama, { gpuLayers }: LlamaModel): boolean {
  return gpu === false || gpuLayers === 0;
}

async function load(
  backend: Backend,
  { path, name }: WireModel,
  threads: number,
  signal: AbortSignal,
): Promise<Loaded> {
  const { bindings, llama } = backend;
  const attempt = (gpuLayers?: number) =>
    llama.loadModel({ modelPath: path, loadSignal: signal, ...(gpuLayers === undefined ? {} : { gpuLayers }) });
  try {
    const model = await attempt().catch((error: unknown) => {
      if (llama.gpu === false || signal.aborted) throw error;
      process.stderr.write(`The GPU could not take the model (${oneLine(error)}); trying the CPU.\n`);
      return attempt(0);
    });
    const device = onProcessor(llama, model)
      ? `CPU, ${threads} thread${threads === 1 ? '' : 's'}`
      : `${llama.gpu}: ${(await llama.getGpuDeviceNames()).join(', ')}`;
    return { backend, model, vocabulary: new Vocabulary(model), device };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof bindings.InsufficientMemoryError)
      throw failed('out-of-memory', `${name} needs more memory than is free; choose a smaller model or close others.`);
    throw failed(
      'load-failed',
      `${name} could not be loaded from ${path} (${oneLine(error)}); the file may be damaged.`,
    );
  }
}

/** What a saved state of this session fits to. */
function identityOf(model: string, { backend: { llama }, context, contextTokens, vocabulary }: Session): StateIdentity {
  const { kvCacheKeyType, kvCacheValueType, flashAttention } = context;
  const { release } = llama.llamaCppRelease;
  const parts = [release, llama.gpu, flashAttention, kvCacheKeyType, kvCacheValueType, process.arch];
  return { model, context: parts.join(' '), contextTokens, vocabularySize: vocabulary.size };
}

async function openSession(loaded: Loaded, use: Use, cache: NgramCache, signal: AbortSignal): Promise<Session> {
  const { model } = loaded;
  const contextTokens = Math.min(model.trainContextSize, CONTEXT_TOKENS[use]);
  const withoutFlash = use === 'completion' && onProcessor(loaded.backend.llama, model) && model.size > FLASH_UP_TO;
  try {
    const context = await model.createContext({
      contextSize: contextTokens,
      batchSize: Math.min(LARGEST_SLICE, contextTokens),
      ...(withoutFlash ? { flashAttention: false } : {}),
      // A model with a sliding window forgets what it can't see; the whole of a completion's prompt is small, and can be rewound.
      swaFullCache: use === 'completion',
      createSignal: signal,
    });
    const sequence = context.getSequence({ checkpoints: { max: NOTED_STATES, interval: false } });
    const bias = () => loaded.backend.bindings.TokenBias.for(model);
    const evaluated = new EvaluatedSequence(sequence, loaded.vocabulary.size, bias);
    return { ...loaded, context, sequence, evaluated, cache, contextTokens };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Failed) throw error;
    throw failed(
      'out-of-memory',
      `There is not enough memory to run this model (${oneLine(error)}); choose a smaller one.`,
    );
  }
}
