import type { HubReference } from '../finder';
import { keyKind, snakeCase } from './keys';

/** An argument of a call that takes a model or a data set: by position, or by name. */
export interface Slot {
  readonly kind: HubReference['kind'];
  readonly position?: number;
  /** In snake case; also as keys of an object that is handed over (`{ modelName: … }`). */
  readonly names: readonly string[];
}

const modelNames = [
  'model',
  'model_id',
  'model_name',
  'model_name_or_path',
  'model_path',
  'model_uri',
  'model_url',
  'pretrained_model_name_or_path',
  'repo_id',
  'tokenizer',
  'tokenizer_name',
];
const model = (position?: number, names: readonly string[] = modelNames): Slot => ({
  kind: 'model',
  ...(position === undefined ? {} : { position }),
  names,
});
const named: readonly Slot[] = [model()];
const first: readonly Slot[] = [model(0)];
const fromHub: readonly Slot[] = [model(0, ['repo_id', 'repo'])];
const dataset: readonly Slot[] = [{ kind: 'dataset', position: 0, names: ['path'] }];
const byId: readonly Slot[] = [model(undefined, ['id'])];
const none: readonly Slot[] = [];

function each(names: string, slots: readonly Slot[]): (readonly [string, readonly Slot[]])[] {
  return names.split(' ').map((name) => [name, slots] as const);
}

/** Calls by the last part of their name, or by that with the part before it. */
const calls: ReadonlyMap<string, readonly Slot[]> = new Map([
  // Hugging Face. The second argument of PeftModel.from_pretrained is the adapter.
  ['from_pretrained', [...first, model(1, ['model_id'])]],
  ['fromPretrained', first],
  ['pipeline', [model(1, ['model', 'tokenizer'])]],
  ...each('load_dataset load_dataset_builder get_dataset_config_names', dataset),
  // Tables of their own that these libraries call so.
  ...each('sns.load_dataset seaborn.load_dataset', none),
  ['LightevalTaskConfig', [{ kind: 'dataset', names: ['hf_repo'] }]],
  ...each('hf_hub_download hf_hub_url snapshot_download snapshotDownload downloadFile cached_file', fromHub),
  ...each('SentenceTransformer CrossEncoder SparseEncoder TextEmbedding SparseTextEmbedding', first),
  ...each('InferenceClient AsyncInferenceClient HfApiModel InferenceClientModel TransformersModel LiteLLMModel', first),
  ...each('load_lora_weights load_adapter load_textual_inversion', first),
  ...each('LoRARequest LoraRequest', [model(2, ['lora_path'])]),
  ...each('WhisperModel whisper.load_model', first),
  // What a trainer trains, by name; an object where the code has loaded it.
  ...each('SFTTrainer DPOTrainer ORPOTrainer KTOTrainer GRPOTrainer RewardTrainer RLOOTrainer', first),
  ...each('FlagModel BGEM3FlagModel FlagReranker FlagLLMReranker ColbertReranker', first),
  // vLLM, SGLang, LitGPT, outlines, guidance, DSPy
  ...each('LLM LLM.load', first),
  ...each('EngineArgs AsyncEngineArgs Engine', named),
  ...each('models.transformers models.Transformers models.vllm models.llamacpp models.mlxlm dspy.LM', first),
  // LangChain, LlamaIndex, Haystack
  ...each('ChatOllama OllamaLLM Ollama OllamaEmbeddings OllamaEmbedding HuggingFaceEmbedding init_chat_model', first),
  ...each('HuggingFaceEmbeddings HuggingFaceEndpoint HuggingFaceInference HuggingFaceLLM HuggingFacePipeline', named),
  ...each('HuggingFaceHub HuggingFaceTextGenInference HuggingFaceInferenceAPI from_model_id VLLM', named),
  ...each(
    'ChatOpenAI AzureChatOpenAI OpenAI AzureOpenAI OpenAIEmbeddings OpenAIEmbedding ChatAnthropic Anthropic',
    named,
  ),
  ...each(
    'ChatGoogleGenerativeAI GoogleGenerativeAI ChatVertexAI Gemini ChatMistralAI MistralAI ChatCohere Cohere',
    named,
  ),
  ...each('ChatGroq Groq OpenAIChatGenerator OpenAIGenerator OllamaGenerator', named),
  ...each('HuggingFaceLocalGenerator HuggingFaceLocalChatGenerator', first),
  ...each('SentenceTransformersTextEmbedder SentenceTransformersDocumentEmbedder', first),
  // Vendors' own clients
  ...each('completions.create responses.create messages.create embeddings.create', named),
  ...each('completions.parse responses.parse messages.stream completions.stream responses.stream', named),
  ...each('ChatCompletion.create Completion.create Embedding.create', named),
  ...each('GenerativeModel getGenerativeModel', first),
  ...each('generate_content generateContent generate_content_stream chat.complete chat.stream', named),
  ...each('invoke_model converse InvokeModelCommand ConverseCommand', named),
  ...each('ollama.chat ollama.generate ollama.embed ollama.embeddings ollama.show ollama.pull', first),
  // Browsers and Node
  ...each('CreateMLCEngine resolveModelFile', first),
  ['createModelDownloader', named],
  // Rust, Go, Java, C#, Swift
  ...each('Repo.model api.model', first),
  ...each('Repo.dataset api.dataset', dataset),
  ...each('Repo.new Repo.with_revision', first),
  ...each('WithModel WithModelName WithDefaultModel DownloadModel', first),
  ...each('modelName modelId HuggingFaceTokenizer.newInstance optModelUrls', first),
  ...each('AddOllamaChatCompletion AddOpenAIChatCompletion AddOllamaTextEmbeddingGeneration', first),
  ...each('ModelConfiguration ModelConfiguration.init Hub.Repo HubApi.Repo LLModel', byId),
]);

interface Gated {
  readonly library: RegExp;
  /** Cheap reason to look for the library. */
  readonly word?: string;
  readonly calls: ReadonlyMap<string, readonly Slot[]>;
}

/** Calls by names that mean many things; they count in a file that uses the library. `=name`: only where it belongs to nothing. */
const gated: readonly Gated[] = [
  {
    library: /\blitellm\b/,
    calls: new Map(each('completion acompletion embedding aembedding text_completion', first)),
  },
  { library: /\bmlx_(?:lm|vlm)\b/, calls: new Map(each('=load mlx_lm.load mlx_vlm.load', first)) },
  { library: /\bpydantic_ai\b/, calls: new Map(each('Agent', first)) },
  { library: /\bollama_rs\b|\bOllama::/, calls: new Map(each('GenerationRequest.new ChatMessageRequest.new', first)) },
  { library: /\bhugot\b|\bgpt4all\b/, calls: new Map(each('GPT4All', first)) },
  {
    library: /@ai-sdk\/|ai-sdk-|ollama-ai-provider|@openrouter\/|from ['"]ai['"]/,
    calls: new Map([
      ...each('openai anthropic google mistral groq ollama xai cohere bedrock azure deepseek openrouter vertex', first),
      ...each('huggingface togetherai fireworks deepinfra cerebras replicate lmstudio vllm', first),
      ...each('chatModel languageModel textEmbeddingModel embeddingModel', first),
      ...each('openai.chat openai.responses openai.completion openai.embedding google.textEmbeddingModel', first),
    ]),
  },
  {
    library: /\bimport MLX(?:LLM|VLM|LMCommon|Embedders)\b/,
    word: 'import MLX',
    // `.init(…)`, too, of a type that the place says.
    calls: new Map(each('=init loadModel loadModelContainer shared.configuration', byId)),
  },
  {
    library: /\b(?:from|import) ollama\b/,
    word: 'ollama',
    calls: new Map([
      ...each('=chat =generate =pull =push =show =embed =embeddings', first),
      ...each('client.chat client.generate client.pull client.push client.show client.embed', first),
      ...each('=create client.create ollama.create', [model(undefined, ['from_'])]),
    ]),
  },
  { library: /\bhf_hub\b/, word: 'hf_hub', calls: new Map([...each('model', first), ...each('dataset', dataset)]) },
  { library: /\bOllamaAPI\b/, word: 'OllamaAPI', calls: new Map(each('pullModel', first)) },
  { library: /\bjlama\b/, word: 'jlama', calls: new Map(each('Downloader maybeDownloadModel', [model(1)])) },
  { library: /\bai\.djl\.huggingface\b/, word: 'djl.hugging', calls: new Map(each('optArtifactId', first)) },
  { library: /\btimm\b|\bopen_clip\b/, calls: new Map(each('create_model create_model_and_transforms', named)) },
];

/** Calls that take the name of a model or a path, never the model itself. */
const onlyNames = words(
  `from_pretrained fromPretrained load_dataset load_dataset_builder get_dataset_config_names hf_hub_download snapshot_download
  snapshotDownload cached_file SentenceTransformer CrossEncoder SparseEncoder TextEmbedding SparseTextEmbedding InferenceClient
  AsyncInferenceClient EngineArgs AsyncEngineArgs HuggingFaceEmbeddings HuggingFaceEmbedding HuggingFaceEndpoint from_model_id
  ChatOllama OllamaLLM OllamaEmbeddings OllamaEmbedding ChatOpenAI AzureChatOpenAI OpenAIEmbeddings ChatAnthropic
  ChatGoogleGenerativeAI ChatVertexAI ChatMistralAI ChatCohere ChatGroq GenerativeModel getGenerativeModel init_chat_model
  CreateMLCEngine completions.create completions.parse responses.create responses.parse messages.create messages.stream
  embeddings.create ChatCompletion.create ollama.chat ollama.generate ollama.embed ollama.pull`,
);
/** Calls that take other things, too, or whose name means other things. */
const alsoNames = words(
  `pipeline LLM CrossEncoder FlagModel BGEM3FlagModel FlagReranker dspy.LM models.transformers models.vllm HuggingFaceLLM
  HuggingFacePipeline OpenAI Anthropic Gemini Ollama OpenAIEmbedding generate_content generateContent completion acompletion
  embedding aembedding openai anthropic google mistral groq ollama xai openrouter api.model Repo.model Repo.with_revision
  api.dataset Repo.dataset WithModel WithDefaultModel mlx_lm.load HfApiModel InferenceClientModel TransformersModel LiteLLMModel`,
);
function words(list: string): ReadonlySet<string> {
  return new Set(list.split(/\s+/));
}

/** Classes of many libraries and vendors whose name says that they run a model, which they are told by name. */
const runsModel =
  /^(?:Chat[A-Z]\w*|[A-Z]\w*(?:ChatModel|ChatGenerator|TextGenerator|TextEmbedder|DocumentEmbedder|Embeddings?|Reranker|Ranker|LLM))$/;

/** Where the AI SDK's providers come from; its other packages export none. */
const sdkImport =
  /import\s*\{([^{}]{1,400})\}\s*from\s*['"](?:@ai-sdk\/(?!angular|codemod|devtools|langchain|llamaindex|mcp|otel|provider|react|rsc|solid|svelte|ui-utils|valibot|vue|workflow)[\w/-]+|[\w@/.-]*(?:ai-sdk-provider|ai-provider|ai-sdk-\w+)[\w-]*)['"]/g;
const sdkProvider = /\b(?:const|let)\s+(\w+)\s*=\s*create[A-Z]\w*\(/g;
/** What makes a model of a name, as a method of a provider. */
const sdkMethod =
  /^(?:chat|responses|completion|interactions|messages|(?:text)?[eE]mbedding|image|video|speech|transcription|reranking|(?:language|chat|completion|(?:text)?[eE]mbedding|image|video|speech|transcription|reranking)Model)$/;

/** The names that a file of the AI SDK has for its providers: `xai` of `xai('…')` and `xai.image('…')`. */
function sdkProviders(text: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [, list = ''] of text.matchAll(sdkImport))
    for (const [, name = ''] of list.matchAll(/(\w+)\s*(?:,|$)/g))
      if (/^[a-z]/.test(name) && !/^create[A-Z]/.test(name)) names.add(name);
  // The SDK's own.
  if (/\bgateway\b[^{}]{0,400}\}\s*from\s*['"]ai['"]/.test(text)) names.add('gateway');
  if (names.size > 0 || text.includes('@ai-sdk/'))
    for (const [, name = ''] of text.matchAll(sdkProvider)) names.add(name);
  return names;
}

/** Lower-case names of the calls that take a model without a name for it, in any file. */
export const positionalCalls: readonly string[] = [...calls]
  .filter(([, slots]) => slots.some((slot) => slot.position !== undefined))
  .map(([name]) => name.toLowerCase());

/** What fills the slots of a call is a name: always, where it looks like one, or as far as is known never. */
export type Takes = 'names' | 'also names' | 'others';

/** The calls that a file's libraries give a meaning to. */
export class CallTable {
  private readonly tables: readonly ReadonlyMap<string, readonly Slot[]>[];
  private readonly providers: ReadonlySet<string>;

  constructor(text: string) {
    this.providers = /ai-sdk|ai-provider|from ['"]ai['"]/.test(text) ? sdkProviders(text) : new Set();
    const isUsed = ({ library, word = '' }: Gated) => text.includes(word) && library.test(text);
    this.tables = [...gated.filter(isUsed).map((entry) => entry.calls), calls];
  }

  /** The slots of a call; undefined for one that takes no model, as far as is known. */
  slots(callee: string, receiver: string | null): readonly Slot[] | undefined {
    for (const table of this.tables) {
      const found = table.get(receiver === null ? `=${callee}` : `${receiver}.${callee}`) ?? table.get(callee);
      if (found !== undefined) return found;
    }
    const isProvider = this.providers.has(receiver ?? callee) && (receiver === null || sdkMethod.test(callee));
    if (isProvider) return first;
    return runsModel.test(callee) ? named : undefined;
  }

  takes(callee: string, receiver: string | null): Takes {
    const isIn = (calls: ReadonlySet<string>) =>
      calls.has(callee) || (receiver !== null && calls.has(`${receiver}.${callee}`));
    if (isIn(onlyNames)) return 'names';
    return isIn(alsoNames) ? 'also names' : 'others';
  }
}

/** The slot that an argument fills; `key` null for one without a name. */
export function slotOf(slots: readonly Slot[], key: string | null, position: number): Slot | undefined {
  if (key === null) return slots.find((slot) => slot.position === position);
  const name = snakeCase(key);
  return slots.find((slot) => slot.names.includes(name));
}

/** Brackets, and functions that give back what they are given, such as the default of an environment variable. */
export function handsOn(callee: string | null): boolean {
  return (
    callee === null ||
    /^(?:get|default|withDefault|getOrDefault|getOrElse|setdefault|unwrap_or|unwrap_or_else|or_else|orElse|orElseGet|[Ff]ield|str|String|Path|of|listOf|mapOf|vec|Set|Map|dict|OrderedDict|freeze|Some|from|into|var)$/.test(
      callee,
    ) ||
    /^(?:[a-z]*_?)?env(?:iron(?:ment)?)?(?:_?(?:or|var|variable|default|with_default|or_default))*$/i.test(callee)
  );
}

/** Calls that declare an option: what its flag takes, its default is (`add_argument("--model", default=…)`). */
export function declaresOption(callee: string | null): boolean {
  return (
    callee !== null &&
    /^(?:add_argument|add_option|option|Option|argument|Argument|String|StringVar|StringP|arg|flag)$/.test(callee)
  );
}

/** Calls that are given a key and its value, or its default: `set("model", …)`, `setattr(x, "model", …)`, `getenv("MODEL", …)`. */
export function takesPair(callee: string | null): boolean {
  return (
    callee !== null &&
    (/^(?:set|put|setattr|setdefault|get|getOrDefault|getProperty|setProperty|setItem|getString|setString|putString|set_?[Dd]efault|SetDefault)$/.test(
      callee,
    ) ||
      (/env/i.test(callee) && handsOn(callee)))
  );
}

/** What the argument of a setter is, by its name (`setModel(…)`, `WithEmbeddingModel(…)`), or of a builder's method (`.model(…)`); else null. */
export function setterKind(callee: string | null, isBuilder: boolean): HubReference['kind'] | null {
  if (callee === null) return null;
  const set = /^(?:[sS]et|[wW]ith)_?([A-Z_]\w*)$/.exec(callee)?.[1];
  if (set !== undefined) return keyKind(set.replace(/^_/, ''));
  return isBuilder ? keyKind(callee) : null;
}

/** Calls that send something out under a name: that name is no use of what it names. */
export function sendsOut(callee: string | null): boolean {
  return (
    callee !== null &&
    /^(?:push_to_hub|upload_file|upload_folder|upload_large_folder|create_repo|create_commit|delete_repo|createRepo|uploadFiles?)$/.test(
      callee,
    )
  );
}

/** Names by which `load_dataset` reads files of the project's own. */
export const FILE_LOADERS: ReadonlySet<string> = new Set([
  ...['json', 'csv', 'parquet', 'text', 'arrow', 'pandas', 'xml', 'sql', 'webdataset', 'generator'],
  ...['imagefolder', 'audiofolder', 'videofolder', 'pdffolder'],
]);
