import { positionalCalls } from '../finders/calls';

/**
 * A clue is a word without which nothing in a text can be a reference by its place: an address of the hub, a key or an argument that
 * takes a model or a data set, a command, a library, a call that writes text. In lower case; each is searched inside words, too.
 */
const hosts = ['huggingface', 'hugging_face', 'hf.co', 'hf-mirror', ':bedrock:'];

/** What the names of keys have in common (finders/keys.ts): `base_model_id`, `datasetPath`, `--name-or-path`. */
const keys = [
  ...['model', 'dataset', 'llm', 'checkpoint', 'tokenizer', 'adapter', 'teacher', 'reranker', 'pretrain', 'repo'],
  ...['name_or_path', 'nameorpath', 'name-or-path', 'name.or.path'],
  // Not all that is explored.
  ...['lora_', 'lora-', 'lora.', 'lorapath', 'loraid', 'lorarepo', 'loraname'],
];

/** Commands (finders/commands.ts) that none of the words above is a part of, and their shortest options. */
const commands = [
  ...['ollama', 'ramalama', 'lms', 'sglang', 'transformers', 'lmdeploy', 'download', 'litgpt', 'generation-launcher'],
  ...['-hf', 'hf:', 'snapshot'],
];

/** Libraries that give calls of common names a meaning (finders/calls.ts, finders/generators.ts). */
const libraries = [
  ...['dspy', 'mlx_', 'pydantic_ai', 'hugot', 'gpt4all', 'ai-sdk', 'openrouter', 'timm', 'open_clip', 'cohere'],
  ...['distilabel', 'guidance', 'outlines', 'mlxlm', 'mlxvlm', 'mlxembed', 'jlama'],
];

/** Calls that give back what a model wrote, and what makes them (finders/generators.ts). */
const generating = [
  ...['completion', 'responses', 'messages', 'generate', 'chat', 'converse', 'streamtext', 'streamobject'],
  ...['openai', 'anthropic', 'google', 'vertexai', 'gemini', 'mistral', 'inferenceclient', 'pipeline'],
];

/** Words of code that trains a model (place.ts): the data that it names may be what another text wrote. */
const training = [
  ...[
    'trainer',
    'trainingarguments',
    'sftconfig',
    'peft',
    'loraconfig',
    'gradient_accumulation',
    'num_train',
    'mergekit',
  ],
  ...['merge_method', 'llamafactory', 'axolotl', 'fine-tun', 'fine_tun', 'fine tun', 'finetun'],
];

const named = [...keys, ...commands, ...libraries, ...generating, ...training];

/** Calls that take a model by position, where their name holds none of the words above. */
const calls = positionalCalls
  .filter((call) => ![...hosts, ...named].some((word) => call.includes(word)))
  .flatMap((call) => call.split('.').slice(-1));

/** Joins whose parts are no longer beside each other; of halves of an id, none has to look like one. */
const joins = ['.format(', 'format!', 'sprintf', '".join', "'.join", '" %', "' %"];

/** Address of a model or data set in prose or code. */
export const HOSTS: readonly string[] = hosts;
/** What makes a text worth taking apart. */
export const CLUES: readonly string[] = [...new Set([...named, ...calls, ...joins])];
/** What says of any file that there is more in it than references: its licence, or that it is a report of this program. */
export const MARKS: readonly string[] = ['spdx-license-identifier', '"verdict"'];
