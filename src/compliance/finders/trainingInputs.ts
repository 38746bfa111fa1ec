import type { HubReference } from '../finder';
import { useOfText } from '../place';
import type { TextFile } from '../text/textFile';

const dataFile = /(?<![\w./-])[\w./-]{1,200}\.(?:jsonl?|ndjson|csv|tsv|parquet|arrow|txt)(?![\w/-])/g;
/** Files of data that are no examples to train on. */
const configuration =
  /(?:^|\/)(?:package|tsconfig|config|tokenizer\w*|adapter_config|generation_config|requirements[\w-]*|ds_config\w*|deepspeed\w*|vocab|merges|special_tokens_map|model\.safetensors\.index)\.\w+$/i;
/** Data that is read from wherever the run says. */
const openInput =
  /(?:\bdata_files\s*=\s*|\bload_from_disk\(\s*|\bload_dataset\(\s*["'](?:json|csv|parquet|text|arrow)["']\s*,\s*(?=\*)|\bread_(?:json|csv|parquet)\(\s*|--?(?:train_(?:file|data|path)|dataset_path|data_path|data)(?:=|\s+)["']?(?=\$)|^[ \t]*(?:with[ \t]+)?open\(\s*)(?!f?["'[{\])]|None\b)([\w$*{][\w.$*{}[\]"']{0,80})/gm;
/** More files are no list of what one run trains on. */
const mostInputs = 50;

/**
 * The files of data that a text which trains a model names: what another text writes into one of them is trained on. Such a
 * sighting is no reference by itself.
 */
export function trainingInputs(file: TextFile): HubReference[] {
  if (!/json|csv|tsv|parquet|arrow|txt|data/.test(file.text)) return [];
  if (useOfText(file, false) !== 'derive' && !/fine[-_ ]?tun(?:e|ing)/i.test(file.text)) return [];
  const found = new Map<string, HubReference>();
  for (const { 0: path, index } of file.text.matchAll(dataFile)) {
    if (configuration.test(path) || found.has(path)) continue;
    const range = file.range(index, index + path.length);
    found.set(path, { kind: 'dataset', reference: path, range, certainty: 'mention', prose: false, trainsOn: true });
    if (found.size >= mostInputs) break;
  }
  for (const match of file.text.matchAll(openInput)) {
    const [whole, reference = ''] = match;
    if (found.has(reference)) continue;
    const start = match.index + whole.length - reference.length;
    const range = file.range(start, start + reference.length);
    const sighting = { reference, range, certainty: 'mention', prose: false, trainsOn: true, atRunTime: true } as const;
    found.set(reference, { kind: 'dataset', ...sighting });
    break; // one is enough to know that not all of its data is named here
  }
  return [...found.values()];
}
