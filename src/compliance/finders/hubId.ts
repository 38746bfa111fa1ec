/** First segments of `a/b` that make it a MIME type. */
const mimeTypes = words('application audio chemical font image message model multipart text video');
/** First segments of `a/b`, and names without a slash, that make it a folder of this project. */
const folders = words(
  `app assets bin build cache checkpoint checkpoints ckpt config configs data dataset datasets dev dist docs download downloads
  eval examples home img images input lib local logs mnt model models node_modules opt out output outputs packages pages path
  public results runs scripts src static templates test tests tmp train training usr val var vendor weights workspace`,
);
/** A name that ends like this is a file. Names of models have dots, too, but never one of these after it. */
const fileEnding =
  /\.(?:bin|ckpt|conf|css|csv|gguf|ggml|go|gz|html?|ini|ipynb|java|jpe?g|js|json[lc5]?|jsx|lock|log|md|mjs|onnx|parquet|pb|pdf|png|pth?|py|rb|rs|safetensors|sh|so|svg|tar|toml|tsx?|txt|vue|wasm|xml|ya?ml|zip)$/i;
const segment = String.raw`[A-Za-z0-9][\w.-]{0,95}`;
/** What tools put before a hub id to say that it is one. */
const hubPrefix = /^(?:hf:(?:\/\/)?|hf[_-]hub:|huggingface:(?:\/\/)?|local:|djl:\/\/ai\.djl\.huggingface\.\w+\/)/i;
const hubIdShape = new RegExp(`^(${segment})/(${segment})(?:@[\\w.-]+)?(?::[\\w.-]+)?$`);
/** A file of a hub repository, behind a prefix that says so. */
const hubFile = new RegExp(`^(${segment}/${segment})/[\\w./-]{1,200}$`);
/** Whose server runs the model, as routers of many vendors (LiteLLM, OpenRouter) spell it: no part of the model's id. */
const provider =
  /^(?:azure|azure_ai|anthropic|bedrock|cerebras|cohere|cohere_chat|custom_openai|databricks|deepinfra|deepseek|featherless_ai|fireworks_ai|gemini|github|google|groq|hosted_vllm|huggingface|litellm_proxy|lm_studio|mistral|novita|nvidia_nim|ollama|ollama_chat|openai|openrouter|perplexity|replicate|sagemaker|text-completion-openai|together_ai|vertex_ai|vllm|watsonx|xai)[/:](?=[A-Za-z0-9])/i;

const bareName = /^[A-Za-z][\w.-]{1,95}(?::[\w.-]+){0,2}$/;

/** A model's name without the name of the vendor whose server runs it; null where it has none. */
export function withoutProvider(text: string): string | null {
  const rest = text.replace(provider, '').replace(/^(?:text-generation|chat|completion):/, '');
  return rest === text ? null : rest;
}

/** True for `publisher/name`, with a revision or a quantisation behind it; not for paths, MIME types and files. */
export function isHubId(text: string): boolean {
  if (text.length > 300) return false;
  const plain = text.replace(hubPrefix, '');
  const repository = plain === text ? undefined : hubFile.exec(plain)?.[1];
  if (repository !== undefined) return isRepository(repository);
  const rest = withoutProvider(plain);
  return isRepository(plain) || (rest !== null && isRepository(rest));
}

function isRepository(text: string): boolean {
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
  return (
    text.length <= 200 &&
    bareName.test(text) &&
    !folders.has(text.toLowerCase()) &&
    !fileEnding.test(text) &&
    !/^(?:true|false|null|none|auto|default|latest)$/i.test(text)
  );
}

/** Pages of the hub that are no repository. */
const hubPages = words(
  `api blog chat collections datasets docs enterprise front join learn login models new organizations papers posts pricing
  privacy settings spaces tasks terms-of-service`,
);
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

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(/\s+/));
}
