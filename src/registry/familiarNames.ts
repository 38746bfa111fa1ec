import type { FamilyRecord, ModelRecord } from '../licensing/artefacts';

/** Words that names begin with and that are words of their own, or vendors: `text-embedding` is a model's beginning, `text` is none. */
const everyday = new Set(
  `ai all alpaca anthropic apple arctic aya azure baidu bloom cerebras chat chinchilla chinese clip code codex cogito cohere command
  continue copilot data databricks deep dolphin dots falcon flux following generative github google gopher hermes huggingface
  hugging ibm inception instinct instruct jan jetbrains jina koala large lg ling lightning liquid lit llm lora mamba meta mesh
  microsoft mistralai ml moonshot mosaicml moss new nomic north nvidia open openai opt orca palm pathways phind poolside red
  replit ring salesforce sd seed sentence small snowflake stable stanford step sweep swe tencent test text tii tiny trinity
  vision voice wizard xai xiaomi xlm zed zeta zhipu`.split(/\s+/),
);

/** Names as these begin, of which the registry has no record; `-x` where the first word says it all. */
const others =
  `chat-bison chirp-x dall-e e5-x embed-english embed-multilingual embed-v gte-x imagen-x j2-x palmyra-x rerank-english
  rerank-multilingual rerank-v sabia-x seedance-x seedream-x sonar-x text-bison textembedding-gecko titan-embed titan-text veo-x
  voxtral-x voyage-x`.split(/\s+/);

/**
 * How a name begins: `qwen` of `qwen3-max`, with the next word where the first is an everyday one, with the number where it is a
 * letter (`o3`). null for what is no name, or nothing but its beginning.
 */
function beginningOf(name: string): string | null {
  const words = wordsOf(name);
  const [first = '', second] = words;
  const letters = /^[a-z]+/.exec(first)?.[0] ?? '';
  if (letters === '' || (words.length === 1 && letters === first)) return null;
  if (letters.length === 1) return letters === first ? null : first;
  if (!everyday.has(letters)) return letters;
  if (letters !== first) return `${letters}#`;
  const next = /^[a-z]+/.exec(second ?? '')?.[0];
  return next === undefined ? null : `${letters}-${next}`;
}

function wordsOf(name: string): readonly string[] {
  return name
    .slice(name.lastIndexOf('/') + 1)
    .toLowerCase()
    .split(/[-.:\s]+/);
}

/** Tells names that begin as those of known models do: of each family there are more than anybody wrote down. */
export function familiarNames(
  models: readonly ModelRecord[],
  families: readonly FamilyRecord[],
): (name: string) => boolean {
  const beginnings = new Set<string>();
  const add = (name: string) => {
    const beginning = beginningOf(name);
    if (beginning !== null) beginnings.add(beginning);
  };
  for (const { id, name, aliases } of models)
    for (const one of [id, name, ...(aliases.names ?? []), ...(aliases.hub ?? []), ...(aliases.ollama ?? [])]) add(one);
  for (const { id, names } of families) for (const one of [id, ...names]) add(one);
  for (const one of others) add(one);
  return (name) => {
    if (beginnings.has(beginningOf(name) ?? '')) return true;
    // `open-mistral-7b`: what stands behind an everyday word may be one.
    const [first = '', ...rest] = wordsOf(name);
    return everyday.has(first) && beginnings.has(beginningOf(rest.join('-')) ?? '');
  };
}
