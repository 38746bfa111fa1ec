/** First segments of `a/b` that make it a MIME type. */
const mimeTypes = words('application audio chemical font image message model multipart text video');
/** First segments of `a/b`, and names without a slash, that make it a folder of this project. */
const folders = words(
  `app assets bin build cache checkpoint checkpoints ckpt config configs data dataset datasets dev dist docs download downloads
  endpoints eval examples home img images input lib licenses local logs mnt model models node_modules opt out output outputs packages pages path
  public results runs saved saves scripts src static templates test tests tmp train training usr val var vendor weights workspace`,
);
/** A name that ends like this is a file. Names of models have dots, too, but never one of these after it. */
const fileEnding =
  /\.(?:bin|ckpt|conf|css|csv|gguf|ggml|go|gz|html?|ini|ipynb|java|jpe?g|js|json[lc5]?|jsx|lock|log|md|mjs|onnx|parquet|pb|pdf|png|pth?|py|rb|rs|safetensors|sh|so|svg|tar|toml|tsx?|txt|vue|wasm|xml|ya?ml|zip)$/i;
/** A first segment that makes it a resource of Kubernetes, as `kubectl` names one. */
const resources = words('configmap cronjob daemonset deploy deployment job pod statefulset svc');
/** A first segment that is a server's name. */
const websites = /\.(?:com?|org|net|io|dev|cn)$/i;
const segment = String.raw`[A-Za-z0-9][\w.-]{0,95}`;
/** What tools put before a hub id to say that it is one. */
const hubPrefix = /^(?:hf:(?:\/\/)?|hf[_-]hub:|huggingface:(?:\/\/)?|local:|djl:\/\/ai\.djl\.huggingface\.\w+\/)/i;
const hubIdShape = new RegExp(`^(${segment})/(${segment})(?:@[\\w.-]+)?(?::[\\w.-]+)?$`);
/** A file of a hub repository, behind a prefix that says so. */
const hubFile = new RegExp(`^(${segment}/${segment})/[\\w./-]{1,200}$`);
/** Whose server runs the model, as routers of many vendors (LiteLLM, OpenRouter) spell it: no part of the model's id. */
const provider =
  /^(?:azure|azure_ai|anthropic|bedrock|cerebras|cohere|cohere_chat|custom_openai|databricks|deepinfra|deepseek|featherless_ai|fireworks_ai|gemini|github|google|groq|hosted_vllm|huggingface|litellm_proxy|lm_studio|mistral|novita|nvidia_nim|ollama|ollama_chat|openai|openrouter|perplexity|replicate|sagemaker|text-completion-openai|together_ai|vertex_ai|vllm|watsonx|xai)[/:](?=[A-Za-z0-9])/i;

/**
 * Names that a cloud gives the models that it serves: Amazon Bedrock (`us.anthropic.claude-3-haiku-20240307-v1:0`), Fireworks,
 * Cloudflare, Vertex AI. Nothing else is called so.
 */
const onBedrock = [
  String.raw`ai21\.(?:j2|jamba)-|amazon\.(?:nova|titan|rerank)-|anthropic\.claude-|cohere\.(?:command|embed|rerank)-`,
  String.raw`deepseek\.(?:r1|v\d)|google\.gemma-|luma\.ray-|meta\.llama\d|minimax\.minimax-|mistral\.\w{2,8}tral-`,
  String.raw`moonshot(?:ai)?\.kimi-|nvidia\.nemotron-|openai\.gpt-|qwen\.qwen\d|stability\.(?:sd|stable-)`,
  String.raw`twelvelabs\.(?:marengo|pegasus)-|writer\.palmyra-|zai\.glm-`,
].join('|');
const elsewhere = [
  String.raw`accounts\/[\w-]{1,60}\/models\/\w[\w.-]{0,95}`,
  String.raw`publishers\/(?:ai21|anthropic|deepseek-ai|google|meta|mistralai|openai|qwen|xai)\/models\/\w[\w.@-]{0,95}`,
  String.raw`@(?:cf|hf)\/[\w-]{1,60}\/\w[\w.-]{0,95}`,
].join('|');
const servedId = new RegExp(
  String.raw`^(?:(?:(?:us|us-gov|eu|apac|jp|au|ca|sa|global)\.)?(?:${onBedrock})[\w.-]*(?<![.-])(?::\d\w*){0,2}|${elsewhere})$`,
);

/** With a tag (`llama3:8b`), or Vertex AI's version (`claude-3-5-haiku@20241022`). */
const bareName = /^[A-Za-z][\w.-]{1,95}(?:@(?:\d{3,8}|latest|default))?(?::[\w.-]+){0,2}$/;

/** True where the text itself says that it is a hub's id: `hf-hub:org/name`. */
export function hasHubPrefix(text: string): boolean {
  return hubPrefix.test(text) && !/^(?:local|djl):/i.test(text);
}

/** A model's name without the name of the vendor whose server runs it; null where it has none. */
export function withoutProvider(text: string): string | null {
  const rest = text
    .replace(provider, '')
    .replace(/^(?:accounts|publishers)\/[\w-]+\/models\//, '')
    .replace(/^(?:text-generation|chat|completion):/, '');
  return rest === text ? null : rest;
}

/** True for `publisher/name`, with a revision or a quantisation behind it, and for a cloud's id; not for paths, MIME types and files. */
export function isHubId(text: string): boolean {
  if (text.length > 300) return false;
  if (servedId.test(text)) return true;
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
    !resources.has(publisher) &&
    !fileEnding.test(name) &&
    !websites.test(publisher) &&
    // The hub allows none at the end: what ends so is the beginning of a name that is put together.
    !/[._-]$/.test(name) &&
    /[A-Za-z]/.test(publisher) &&
    /[A-Za-z]/.test(name) &&
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

/** Sizes and formats that names of published models carry: `-7B`, `-135M`, `-GGUF`. */
const modelMark =
  /[A-Za-z].*[-_.](?:\d{1,4}(?:\.\d{1,2})?B|\d{2,4}M|\d{1,3}x\d{1,3}B|GGUF|GPTQ|AWQ|EXL2)(?![A-Za-z0-9])/i;

/** Tests name models that nobody runs. */
const testFile =
  /(?:^|\/)(?:tests?|specs?|testdata|__(?:tests|fixtures|testfixtures|mocks|snapshots)__)\/|[._](?:test|spec|vitest)(?:-d)?\.\w+$|(?:^|\/)test_[^/]*$/i;

/** True for files that test: what they name goes nowhere. */
export function isTestFile(path: string): boolean {
  return testFile.test(path);
}

/** True for a text in which an id that looks like a model's is one, also in a place that says nothing of it. */
export function isAboutModels(path: string, text: string): boolean {
  return !isTestFile(path) && /model/i.test(text);
}

/** Words of programs that run or train models; most programs with a `model` are about something else. */
const learning =
  /llm|llama|hugging|transformer|ollama|openai|anthropic|langchain|gguf|tokeniz|embedding|inference|prompt|pretrained|finetun|fine-tun|completion|diffusion|\blora\b|\bbert|\bgpt|torch|\bvllm|sglang|mistral|\bhf[_.]|rerank/i;

/** True for a text that has to do with models that learn: there a plain `model` is one of them. */
export function isAboutLearning(text: string): boolean {
  return learning.test(text);
}

/** True for an id whose name is that of a model, wherever it stands. */
export function isModelId(text: string): boolean {
  return servedId.test(text) || (isHubId(text) && modelMark.test(text.slice(text.lastIndexOf('/') + 1)));
}

/** Pages of the hub that are no repository. */
const hubPages = words(
  `api autotrain blog brand chat collections datasets docs enterprise front huggingchat inference inference-api
  inference-endpoints jobs join learn login logout models new notifications oauth organizations papers posts pricing privacy
  search settings spaces storage subscribe support tasks terms-of-service welcome`,
);
/** What stands behind a repository in an address. */
const repositoryPages = words('blob commit discussions raw resolve tree viewer');
const part = String.raw`([A-Za-z0-9][\w.-]{0,95})`;
const hubAddress = new RegExp(
  String.raw`(?<![\w.-])(?:https?:\/\/)?(?:(?:www\.)?(?:huggingface\.co|hf\.co|hf-mirror\.com)(?:\/|:(?!\d+\/))(?:api\/)?(?:models\/|(datasets\/))?` +
    // As a file system, and its servers that run models.
    String.raw`|hf:\/\/(?:models\/|(datasets\/))` +
    String.raw`|(?:api-inference|router)\.huggingface\.co\/(?:hf-inference\/)?(?:models|pipeline\/[\w-]{1,40})\/)` +
    String.raw`${part}(?:\/${part}(?:\/(?:tree|resolve|blob|raw)\/(?:[\w.-]|%[\dA-F]{2}){1,96})?)?`,
  'gi',
);

export interface HubAddress {
  readonly kind: 'model' | 'dataset';
  /** As written. */
  readonly text: string;
  readonly index: number;
}

/** Amazon's name for a model of Bedrock, with the region and the account in it. */
const bedrockName =
  /arn:aws[\w-]{0,12}:bedrock:[^\s"'`]{0,100}?:(?:foundation-model|inference-profile)\/([\w.-]{1,95}(?::\d\w*){0,2})/g;

/** What stands behind the region and the account in Amazon's name for a model; all of any other text. */
export function withoutRegion(text: string): string {
  return text.startsWith('arn:') ? text.slice(text.lastIndexOf('/') + 1) : text;
}

/** Addresses of models and data sets on the Hugging Face hub in a text, and of models on Bedrock. */
export function* hubAddresses(text: string): Generator<HubAddress, void, undefined> {
  if (!text.includes('/')) return; // most strings and lines: a search for one character costs next to nothing
  for (const { 0: whole, 1: id = '', index } of text.includes(':bedrock:') ? text.matchAll(bedrockName) : [])
    if (servedId.test(id)) yield { kind: 'model', text: whole, index };
  for (const match of text.matchAll(hubAddress)) {
    const [whole, ofPages, ofFiles, first = '', second] = match;
    const datasets = ofPages ?? ofFiles;
    // Its rest is put in later.
    if (/^(?:[${]|%(?![\da-f]{2}))/i.test(text.slice(match.index + whole.length, match.index + whole.length + 3)))
      continue;
    const { index } = match;
    if (datasets !== undefined) {
      // Some data sets are older than accounts: `datasets/gsm8k`.
      const isShort = second === undefined || repositoryPages.has(second.toLowerCase());
      const end = isShort ? whole.indexOf(datasets) + datasets.length + first.length : whole.length;
      yield { kind: 'dataset', text: whole.slice(0, end).replace(/[.-]+$/, ''), index };
    } else if (second !== undefined && !hubPages.has(first.toLowerCase())) {
      yield { kind: 'model', text: whole.replace(/[.-]+$/, ''), index };
    }
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
