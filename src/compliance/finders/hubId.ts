/** First segments of `a/b` that make it a MIME type. */
const mimeTypes = new Set([
  'application',
  'audio',
  'chemical',
  'font',
  'image',
  'message',
  'model',
  'multipart',
  'text',
  'video',
]);
/** First segments of `a/b`, and names without a slash, that make it a folder of this project. */
const folders = new Set([
  ...[
    'assets',
    'bin',
    'build',
    'cache',
    'checkpoint',
    'checkpoints',
    'ckpt',
    'config',
    'configs',
    'data',
    'dataset',
    'datasets',
  ],
  ...[
    'dist',
    'docs',
    'examples',
    'input',
    'lib',
    'local',
    'logs',
    'model',
    'models',
    'node_modules',
    'opt',
    'out',
    'output',
  ],
  ...[
    'outputs',
    'packages',
    'path',
    'pages',
    'public',
    'results',
    'runs',
    'scripts',
    'src',
    'test',
    'tests',
    'tmp',
    'usr',
  ],
  ...['var', 'vendor', 'weights', 'workspace'],
]);
/** A name that ends like this is a file. Names of models have dots, too, but never one of these after it. */
const fileEnding =
  /\.(?:bin|ckpt|conf|css|csv|gguf|ggml|go|gz|html?|ini|ipynb|java|jpe?g|js|json[lc5]?|jsx|lock|log|md|mjs|onnx|parquet|pb|pdf|png|pth?|py|rb|rs|safetensors|sh|so|svg|tar|toml|tsx?|txt|vue|wasm|xml|ya?ml|zip)$/i;
const segment = String.raw`[A-Za-z0-9][\w.-]{0,95}`;
const hubIdShape = new RegExp(
  `^(?:hf:|huggingface:|huggingface/)?(${segment})/(${segment})(?:@[\\w.-]+)?(?::[\\w.-]+)?$`,
);
const bareName = /^[A-Za-z][\w.-]{1,95}(?::[\w.-]+)?$/;

/** True for `publisher/name`, with a revision or a quantisation behind it; not for paths, MIME types and files. */
export function isHubId(text: string): boolean {
  const match = hubIdShape.exec(text);
  const [, publisher = '', name = ''] = match ?? [];
  return (
    match !== null &&
    !mimeTypes.has(publisher.toLowerCase()) &&
    !folders.has(publisher.toLowerCase()) &&
    !fileEnding.test(name) &&
    /[A-Za-z]/.test(publisher) &&
    !/^(?:true|false|null|none)$/i.test(name)
  );
}

/** True for a name without a publisher (`gpt2`, `llama3:8b`), which only some places take for a model. */
export function isBareName(text: string): boolean {
  return bareName.test(text) && !folders.has(text.toLowerCase()) && !fileEnding.test(text);
}

/** Pages of the hub that are no repository. */
const hubPages = new Set([
  ...[
    'api',
    'blog',
    'chat',
    'collections',
    'docs',
    'enterprise',
    'join',
    'learn',
    'login',
    'models',
    'new',
    'organizations',
  ],
  ...[
    'papers',
    'posts',
    'pricing',
    'settings',
    'spaces',
    'tasks',
    'datasets',
    'front',
    'settings',
    'terms-of-service',
    'privacy',
  ],
]);
const hubAddress =
  /(?<![\w.])(?:https?:\/\/)?(?:www\.)?(?:huggingface\.co|hf\.co|hf-mirror\.com)\/(datasets\/)?([A-Za-z0-9][\w.-]{0,95})\/([A-Za-z0-9][\w.-]{0,95})(?:\/(?:tree|resolve|blob|raw)\/[\w.-]{1,96})?/gi;

export interface HubAddress {
  readonly kind: 'model' | 'dataset';
  /** As written. */
  readonly text: string;
  readonly index: number;
}

/** Addresses of models and data sets on the Hugging Face hub in a text. */
export function* hubAddresses(text: string): Generator<HubAddress, void, undefined> {
  if (!text.includes('/')) return; // most strings and lines: a search for one character costs next to nothing
  for (const match of text.matchAll(hubAddress)) {
    const [whole, datasets, publisher = ''] = match;
    if (datasets === undefined && hubPages.has(publisher.toLowerCase())) continue;
    yield { kind: datasets === undefined ? 'model' : 'dataset', text: whole.replace(/[.-]+$/, ''), index: match.index };
  }
}

const hubIdInProse = new RegExp(`(?<![\\w/.@:-])${segment}/${segment}(?![\\w/])`, 'g');

/** Everything shaped like a hub id in a running text; the registry has to say which of them are. */
export function* hubIdsInProse(text: string): Generator<{ text: string; index: number }, void, undefined> {
  if (!text.includes('/')) return;
  for (const match of text.matchAll(hubIdInProse)) {
    const id = match[0].replace(/[.-]+$/, '');
    if (isHubId(id)) yield { text: id, index: match.index };
  }
}

const modelKey =
  /(?:^|_)(?:model|models|model_id|model_ids|model_name|model_path|model_repo|model_repo_id|model_name_or_path|base_model|base_model_id|hf_model|hf_model_id|hf_repo|hf_repo_id|repo_id|llm|checkpoint|tokenizer|tokenizer_name|adapter|adapter_name_or_path|draft_model|speculative_model|reward_model|teacher_model|embedding_model|embeddings_model)$/;
const datasetKey =
  /(?:^|_)(?:dataset|datasets|dataset_id|dataset_name|dataset_path|dataset_repo|train_dataset|eval_dataset|dataset_repo_id)$/;

/** What a key, variable, keyword argument or command-line flag of this name takes; null where it says nothing. */
export function keyKind(name: string): 'model' | 'dataset' | null {
  const snake = name
    .replace(/^-+/, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[.-]/g, '_')
    .toLowerCase();
  if (datasetKey.test(snake)) return 'dataset';
  return modelKey.test(snake) ? 'model' : null;
}

/** True for keys whose `owner/name` is a repository of code. */
export function isCodeRepositoryKey(name: string): boolean {
  return /^(?:repository|repositories|github|gitlab|git|homepage|bugs|upstream)$/i.test(name);
}
