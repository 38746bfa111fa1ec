import type { HubReference } from '../finder';
import { FILE_LOADERS } from './calls';
import { isBareName, isHubId } from './hubId';
import { keyKind } from './keys';

/** A model or data set that a command names. */
export interface CommandReference {
  readonly kind: HubReference['kind'];
  readonly text: string;
  readonly index: number;
  readonly certainty: 'slot' | 'key';
}

/** Between words of a command: blanks, or quotes and commas where it is written as a list. */
const gap = String.raw`(?:\s+|["']\s*,\s*["'])`;
const name = String.raw`["']?([A-Za-z0-9][\w./:@-]{1,200})`;
/** Options before the name. */
const options = String.raw`(?:--(?:repo-type|local-dir|cache-dir|revision|token|include|exclude)(?:=|${gap})[^\s"']+${gap}|--?[\w-]+(?:=[^\s"']+)?${gap}){0,4}`;
/** Commands whose first plain argument is a model. */
const commands = new RegExp(
  `(?<![\\w-])(?:(ollama(?:[:@][\\w.:-]+)?${gap}(?:run|pull|show|push)|docker${gap}model${gap}(?:run|pull)|ramalama${gap}(?:run|pull|serve)|lms${gap}(?:get|load))|(?:vllm|sglang|transformers|lmdeploy${gap}serve)${gap}(?:serve|chat|api_server)|(?:huggingface-cli|hf|litgpt|tune)${gap}download|litgpt${gap}finetune(?:_\\w+)?|text-generation-launcher)${gap}${options}(?!-)${name}`,
  'g',
);
/** Command-line options that take a model or data set. */
const flag = new RegExp(`(?<![\\w-])(--?[A-Za-z][\\w.-]{0,60})(?:=|${gap})${name}`, 'g');
const hubFlags = new Set(['-hf', '-hfr', '--hf-repo', '-hfd', '--hf-repo-draft', '-hfv', '--hf-repo-v', '--from-hf']);
/** Python and JSON inside a command. */
const call =
  /\b(from_pretrained|snapshot_download|hf_hub_download|load_dataset|SentenceTransformer|CrossEncoder)\(\s*(?:\w+\s*=\s*)?\\?["']([A-Za-z0-9][\w./:@-]{1,200})/g;
const member = /\\?["'](\w{1,40})\\?["']\s*:\s*\\?["']([A-Za-z0-9][\w./:@-]{1,200})\\?["']/g;

/** Cheap reason to look for commands: each has one of these words. */
const programs =
  /ollama|vllm|sglang|lmdeploy|transformers|huggingface-cli|\bhf\b|litgpt|\btune\b|\blms\b|ramalama|docker|text-generation-launcher/;

/** Models and data sets that the commands in a text name: a line of a script, a string that a program hands to a shell. */
export function* commandReferences(text: string): Generator<CommandReference, void, undefined> {
  for (const match of programs.test(text) ? text.matchAll(commands) : []) {
    const [whole, ofOllama, id = ''] = match;
    const kind = /--repo-type[= "',]+dataset/.test(text) ? 'dataset' : 'model';
    if (isHubId(id) || (ofOllama !== undefined && isBareName(id)))
      yield { kind, text: id, index: match.index + whole.length - id.length, certainty: 'slot' };
  }
  for (const match of text.includes('-') ? text.matchAll(flag) : []) {
    const [whole, option = '', id = ''] = match;
    const kind = flagKind(option);
    if (kind === null || !(isHubId(id) || isBareName(id))) continue;
    const certainty = hubFlags.has(option) ? 'slot' : 'key';
    yield { kind, text: id, index: match.index + whole.length - id.length, certainty };
  }
  for (const match of text.includes('(') ? text.matchAll(call) : []) {
    const [whole, callee, id = ''] = match;
    if ((!isHubId(id) && !isBareName(id)) || (callee === 'load_dataset' && FILE_LOADERS.has(id))) continue;
    const kind = callee === 'load_dataset' ? 'dataset' : 'model';
    yield { kind, text: id, index: match.index + whole.length - id.length, certainty: 'slot' };
  }
  for (const match of text.includes(':') ? text.matchAll(member) : []) {
    const [whole, key = '', id = ''] = match;
    const kind = keyKind(key);
    if (kind === null || !(isHubId(id) || isBareName(id))) continue;
    yield { kind, text: id, index: match.index + whole.lastIndexOf(id), certainty: 'key' };
  }
}

/** What a command-line option takes; null where it says nothing. */
export function flagKind(option: string): HubReference['kind'] | null {
  return hubFlags.has(option) ? 'model' : keyKind(option);
}
