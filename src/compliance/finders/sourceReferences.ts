import type { HubReference, TextFinder } from '../finder';
import { isSourceCode, lex, type Token } from '../text/lex';
import type { TextFile } from '../text/textFile';
import { outputUses } from './outputUses';
import type { Found } from './source/frame';
import { SourceReader } from './source/sourceReader';
import { trainingInputs } from './trainingInputs';

/** Cheap reason to look closer: without one of these a source file names no model. */
export const worthReading =
  /\b(?:hugging_?face|hf\.co\b|pipeline|load_dataset|hf_hub_download|snapshot_?download|ollama|dataset|llm|tokenizer|checkpoint|adapter|repo(?!rt)|model|dspy|vllm|litellm|ai-sdk|SentenceTransformer|CrossEncoder|TextEmbedding|CreateMLCEngine)|["'`][\w:.-]*\/[A-Za-z0-9][\w.:-]*["'`]|pretrained|s\.create|ChatCompletion|model_?(?:id|name|path|repo|uri|arn)?["'\s]*[:=(]/i;

/** Hub ids in source code: arguments of the calls that load models and data sets, values of keys that name one, addresses. */
export const sourceReferences: TextFinder = {
  wants: (file) => isSourceCode(file.extension),
  clues: () => 'source',
  find: (file) => {
    if (!worthReading.test(file.text)) return [];
    const tokens = lex(file.text, file.extension);
    if (!followed.test(file.extension)) return referencesOf(file, tokens);
    return [...referencesOf(file, tokens), ...outputUses(file, tokens), ...trainingInputs(file)];
  },
};

/** Languages in which people make training data; their statements are read. */
const followed = /^\.(?:py|[cm]?[jt]sx?)$/;

const certainties: readonly HubReference['certainty'][] = ['mention', 'key', 'slot'];

/** The references alone, without what becomes of the models' outputs. */
export function referencesOf(file: TextFile, tokens: readonly Token[]): HubReference[] {
  const found = new Map<number, Found>();
  for (const one of new SourceReader(tokens, file).read()) {
    const known = found.get(one.start);
    if (known === undefined || certainties.indexOf(one.certainty) > certainties.indexOf(known.certainty))
      found.set(one.start, one);
  }
  return [...found.values()].map(({ start, end, ...rest }) => ({ ...rest, range: file.range(start, end) }));
}
