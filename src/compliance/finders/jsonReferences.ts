import type { HubReference, TextFinder } from '../finder';
import { lex, type Token } from '../text/lex';
import type { TextFile } from '../text/textFile';
import { commandReferences, runsModel, runTimeCommands } from './commands';
import { hasHubPrefix, hubAddresses, isAboutModels, isBareName, isHubId, isModelId } from './hubId';
import { isCodeRepositoryKey, isGenericKey, isResultKey, keyKind, memberKind } from './keys';

/** Files that list packages or say what the compiler does; a finder of packages reads the former. */
const notConfiguration =
  /^(?:package-lock|npm-shrinkwrap|composer|tsconfig.*|jsconfig.*|biome|deno|\.?eslintrc.*)\.json$/;

/** Hub ids among the values of JSON files, by the key that they stand under. */
export const jsonReferences: TextFinder = {
  wants: (file) =>
    /^\.(?:json|jsonc|json5|code-workspace|webmanifest)$/.test(file.extension) && !notConfiguration.test(file.name),
  clues: () => 'data',
  find: (file) => {
    const found: HubReference[] = [];
    if (!/model|dataset|repo|hugging|hf\.co|\/|llm|ollama|tokenizer|adapter|checkpoint/i.test(file.text)) return found;
    const aboutModels = isAboutModels(file.path, file.text);
    // The key that each open object or array stands under; an array's values stand under the array's own. Tokens, not a
    // tree: depth costs nothing, and broken JSON is read as far as it goes.
    const keys: string[] = [];
    let key = '';
    let value: Token | null = null;
    /** A key without quotes, as people write them. */
    let word = '';
    const endValue = () => {
      if (value !== null) found.push(...referencesIn(file, kindUnder(keys, key), key, value, aboutModels));
      value = null;
    };
    for (const token of lex(file.text, '.js')) {
      if (token.kind === 'string') {
        value = token;
      } else if (token.kind === 'word') {
        word = token.text;
      } else if (token.text === ':') {
        key = value?.text ?? word;
        if (value !== null && isHubId(key)) found.push(...referencesIn(file, null, '', value, aboutModels));
        value = null;
      } else if (token.kind === 'sign') {
        endValue();
        if (token.text === '{' || token.text === '[') keys.push(key);
        else if (token.text === '}' || token.text === ']') keys.pop();
        key = '';
        word = '';
      }
    }
    endValue();
    return found;
  },
};

/** What a value under these keys is; null where they say nothing, `code` where they say that it is a repository of code. */
function kindUnder(keys: readonly string[], key: string): HubReference['kind'] | 'code' | null {
  // An array's values stand under its own key.
  const own = key === '' ? (keys.at(-1) ?? '') : key;
  const around = key === '' ? keys.slice(0, -1) : keys;
  const kind = keyKind(own) ?? memberKind(around.at(-1) ?? '', own);
  if (kind !== null) return kind;
  const inherited = isGenericKey(own) ? keyKind(around.findLast((one) => one !== '') ?? '') : null;
  return inherited ?? (isCodeRepositoryKey(own) ? 'code' : null);
}

/** `aboutModels`: an id in this file that looks like a model's is one, unless its key says otherwise. */
function referencesIn(
  file: TextFile,
  kind: HubReference['kind'] | 'code' | null,
  key: string,
  value: Token,
  aboutModels: boolean,
): HubReference[] {
  const { text, start, end } = value;
  const at = (from: number, to: number) => file.range(start + from, start + to);
  if (isHubId(text) && kind !== 'code') {
    const isModel = hasHubPrefix(text) || (aboutModels && isModelId(text) && !isResultKey(key));
    const certainty = kind !== null || isModel ? 'key' : 'mention';
    return [{ kind: kind ?? 'model', reference: text, range: file.range(start, end), certainty, prose: false }];
  }
  if (kind !== null && kind !== 'code' && isBareName(text))
    return [{ kind, reference: text, range: file.range(start, end), certainty: 'key', prose: false }];
  const commands = /\s/.test(text) ? [...commandReferences(text), ...runTimeCommands(text, runsModel(text))] : [];
  return [
    ...commands.map(({ kind, text, index, certainty, atRunTime }) => {
      const later = atRunTime === true ? { atRunTime } : {};
      return { kind, reference: text, range: at(index, index + text.length), certainty, prose: false, ...later };
    }),
    ...[...hubAddresses(text)].map((address): HubReference => {
      const range = at(address.index, address.index + address.text.length);
      return { kind: address.kind, reference: address.text, range, certainty: 'mention', prose: false };
    }),
  ];
}
