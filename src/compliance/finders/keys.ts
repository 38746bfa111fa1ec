import type { HubReference } from '../finder';

const modelKey =
  /^model_(?:name|id)_|(?:^|_)(?:models?|model_(?:list|ids?|name|path|repo|repo_id|source|uri|url)|(?:model_)?name_or_path|base_model(?:_id)?|pretrained|hf_(?:model|repo)(?:_id)?|repo_id|llms?|checkpoint|tokenizer(?:_name|_id|_path|_source)?|adapter|lora_(?:path|id|repo|name)|draft_model|teacher|reranker)$/;
const datasetKey = /(?:^|_)(?:datasets?|dataset_(?:ids?|name|path|repo|repo_id))$/;
/** Where a run puts its own result: named like a model, but nothing that is used. GGUF's key for a kind of tokenizer, too. */
const resultKey =
  /(?:^|_)(?:hub_model_id|push_to_hub_model_id|served_model_name|output_model\w*|save_model\w*|ggml_model)$/;
/** What says of a member of a list how it is used. */
const describingKey =
  /^(?:type|ds_type|format|conversation|chat_?template|template|split|task|role|roles|provider|engine|backend|api|description|strategy|dtype|device|quantization|owner|author|family|architecture|prompt_?template)$/i;

/** What a key, variable, keyword argument or command-line flag of this name takes; null where it says nothing. */
export function keyKind(name: string): HubReference['kind'] | null {
  // `MODEL_2` is one more of them.
  const snake = snakeCase(name).replace(/_?\d{1,2}$/, '');
  if (resultKey.test(snake)) return null;
  if (datasetKey.test(snake)) return 'dataset';
  return modelKey.test(snake) ? 'model' : null;
}

/** True for keys and flags of what a run writes, and of other things than a model (`output_dir`, `run_name`, `hub_model_id`, `image`). */
export function isResultKey(name: string): boolean {
  const snake = snakeCase(name);
  return (
    resultKey.test(snake) ||
    /(?:^|_)(?:dir|directory|folder|file|out|output|outputs|project|image|container|service|branch|tag)$/.test(snake) ||
    /^(?:output|save|run|wandb|log|hub|push)_/.test(snake)
  );
}

/** True for names of what a run makes and of folders for a while: a model in there is the project's own. */
export function isOwnFolder(name: string): boolean {
  const snake = snakeCase(name);
  if (/^(?:tmp|temp)|(?:^|_)(?:output|outputs|out|save|saved|export|exported|tmp|tmpdir|local)(?:_|$)/.test(snake))
    return true;
  return isResultKey(snake) && !/(?:^|_)model_(?:dir|directory|folder)$/.test(snake);
}

/** Keys that say nothing by themselves: what they stand in says what they name (`model: { name: … }`). */
export function isGenericKey(name: string): boolean {
  return /^(?:name|id|path|repo|repo_?id|repository|uri|url|from|hf|hf_?id|hub|hub_?id|hugging_?face|default|value)$/i.test(
    name,
  );
}

/**
 * What a member of something of this name is, by the name of both (`models: { small: … }`); null where they say nothing. `key` is
 * empty in a list.
 */
export function memberKind(collection: string, key: string): HubReference['kind'] | null {
  if (!/model|llm|dataset|adapter|tokenizer|checkpoint/i.test(collection)) return null; // of most keys this is all
  const name = snakeCase(collection).replace(
    /_(?:map|maps|mapping|dict|table|registry|aliases|choices|options|zoo|presets)$/,
    's',
  );
  const isCollection =
    /(?:(?:models|llms|datasets|adapters|tokenizers|checkpoints)s?|(?:model|dataset)_(?:ids|names|paths|repos))$/.test(
      name,
    );
  return isCollection && !describingKey.test(key)
    ? (keyKind(name.replace(/ss$/, 's')) ?? keyKind(name.slice(0, -1)))
    : null;
}

/** True for keys whose `owner/name` is a repository of code. */
export function isCodeRepositoryKey(name: string): boolean {
  return /^(?:repository|repositories|github|gitlab|git|homepage|bugs|upstream)$/i.test(name);
}

/** `modelName`, `model-name` and `--model.name` as `model_name`. */
export function snakeCase(name: string): string {
  return name
    .replace(/^[-$@]+/, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[.-]/g, '_')
    .toLowerCase();
}
