import type { HubReference } from '../finder';
import { FILE_LOADERS } from './calls';
import { isBareName, isHubId } from './hubId';
import { isOwnFolder, keyKind } from './keys';

/** A model or data set that a command names. */
export interface CommandReference {
  readonly kind: HubReference['kind'];
  readonly text: string;
  readonly index: number;
  readonly certainty: 'slot' | 'key';
  /** The name is put in later; `text` is what stands for it. */
  readonly atRunTime?: boolean;
}

/** Between words of a command: blanks, or quotes and commas where it is written as a list. */
const gap = String.raw`(?:\s+|["']\s*,\s*["'])`;
const name = String.raw`["']?([A-Za-z0-9][\w./:@-]{1,200})`;
/** Options before the name. */
const options = String.raw`(?:--(?:repo-type|local-dir|cache-dir|revision|token|include|exclude)(?:=|${gap})[^\s"']+${gap}|--?[\w-]+(?:=[^\s"']+)?${gap}){0,4}`;
/** Commands whose first plain argument is a model, up to that. */
const beforeModel = `(?<![\\w-])(?:(ollama(?:[:@][\\w.:-]+)?${gap}(?:run|pull|show|push)|docker${gap}model${gap}(?:run|pull)|ramalama${gap}(?:run|pull|serve)|lms${gap}(?:get|load))|(?:vllm|sglang|transformers|lmdeploy${gap}serve)${gap}(?:serve|chat|api_server)|(?:huggingface-cli|hf|litgpt|tune)${gap}download|litgpt${gap}finetune(?:_\\w+)?|text-generation-launcher)${gap}${options}(?!-)`;
const commands = new RegExp(`${beforeModel}${name}`, 'g');
/** Command-line options that take a model or data set. */
const flag = new RegExp(`(?<![\\w-])(--?[A-Za-z][\\w.-]{0,60})(?:=|${gap})${name}`, 'g');
const hubFlags = new Set([
  '-hf',
  '-hfr',
  '--hf-repo',
  '-hfd',
  '--hf-repo-draft',
  '--spec-draft-hf',
  '-hfv',
  '--hf-repo-v',
  '--from-hf',
]);
/** What a shell, a template or a program puts into a command later: `$MODEL`, `${{ inputs.model }}`, `{model}`. */
const variable = String.raw`(?:\$?\{\{[^{}]{1,120}\}\}|\$\{[\w.:-]{1,80}\}|\$\(\w{1,80}\)|\$\w{1,80}|\{[\w.]{1,80}\})`;
const open = String.raw`["']?((?:[\w./:@~-]{0,100}${variable}){1,4}[\w./:@-]{0,100})`;
const openCommands = new RegExp(`${beforeModel}${open}`, 'g');
const openFlag = new RegExp(`(?<![\\w-])(--?[A-Za-z][\\w.-]{0,60})(?:=|${gap})${open}`, 'g');
/** Programs whose option for a model takes nothing else. */
const modelPrograms =
  /(?<![\w-])(?:vllm|sglang|lmdeploy|text-generation-launcher|text-embeddings-router|llama-(?:server|cli|run|embedding|bench)|mlx_lm|infinity_emb|lm_eval|litgpt|litellm)\b/;
/** Python and JSON inside a command. */
const call =
  /\b(from_pretrained|snapshot_download|hf_hub_download|load_dataset|SentenceTransformer|CrossEncoder)\(\s*(?:\w+\s*=\s*)?\\?["']([A-Za-z0-9][\w./:@-]{1,200})/g;
/** A pipeline's model behind its task. */
const pipeline = /\bpipeline\(\s*\\?["'][\w-]{1,60}\\?["']\s*,\s*\\?["']([A-Za-z0-9][\w./:@-]{1,200})/g;
/** `model.name=org/name`, `pretrained=org/name,dtype=…`, `model='org/name'`. */
const setting = /(?<![\w.-])([A-Za-z_][\w.]{0,60})=\\?["']?([A-Za-z0-9][\w.-]*\/[\w.:@-]{1,200})/g;
const learners = /python|torchrun|accelerate|\buv\b|lm_eval|vllm|llm|pipeline|hugging|train/i;
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
  for (const match of text.includes('pipeline(') ? text.matchAll(pipeline) : []) {
    const [whole, id = ''] = match;
    if (isHubId(id))
      yield { kind: 'model', text: id, index: match.index + whole.length - id.length, certainty: 'slot' };
  }
  for (const match of text.includes('=') && text.includes('/') ? text.matchAll(setting) : []) {
    const [whole, key = '', id = ''] = match;
    // What other programs are told as `MODEL` is anything.
    const isSaid = !/^models?$/i.test(key) || learners.test(text);
    const kind = isHubId(id) && isSaid ? keyKind(key) : null;
    if (kind !== null) yield { kind, text: id, index: match.index + whole.length - id.length, certainty: 'key' };
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

/** True for a command, or a part of one, that runs a model. */
export function runsModel(command: string): boolean {
  return modelPrograms.test(command);
}

/** Where the commands in a text take a model or data set whose name is put in later. `ofModel`: the command runs a model. */
export function* runTimeCommands(text: string, ofModel: boolean): Generator<CommandReference, void, undefined> {
  if (!/[${]/.test(text)) return;
  for (const match of programs.test(text) ? text.matchAll(openCommands) : []) {
    const [whole, , name = ''] = match;
    const kind = /--repo-type[= "',]+dataset/.test(text) ? 'dataset' : 'model';
    if (!isPath(name))
      yield { kind, text: name, index: match.index + whole.length - name.length, certainty: 'slot', atRunTime: true };
  }
  for (const match of text.matchAll(openFlag)) {
    const [whole, option = '', name = ''] = match;
    const kind = hubFlags.has(option) || ofModel ? flagKind(option) : null;
    if (kind === null || isPath(name)) continue;
    yield { kind, text: name, index: match.index + whole.length - name.length, certainty: 'slot', atRunTime: true };
  }
}

function isPath(name: string): boolean {
  const folder = /^(?:\$?\{{1,2}|\$\(?)\s*(?:[\w.-]*[.-])?(\w+)\s*[})]{0,2}\//.exec(name)?.[1];
  return /^[./~]/.test(name) || (folder !== undefined && isOwnFolder(folder));
}
