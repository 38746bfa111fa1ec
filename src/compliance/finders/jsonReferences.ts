import type { HubReference, TextFinder } from '../finder';
import { lex, type Token } from '../text/lex';
import type { TextFile } from '../text/textFile';
import { hubAddresses, isBareName, isCodeRepositoryKey, isHubId, keyKind } from './hubId';

/** Files that list packages or say what the compiler does; a finder of packages reads the former. */
const notConfiguration =
  /^(?:package-lock|npm-shrinkwrap|composer|tsconfig.*|jsconfig.*|biome|deno|\.?eslintrc.*)\.json$/;

/** Hub ids among the values of JSON files, by the key that they stand under. */
export const jsonReferences: TextFinder = {
  wants: (file) =>
    /^\.(?:json|jsonc|json5|code-workspace|webmanifest)$/.test(file.extension) && !notConfiguration.test(file.name),
  find: (file) => {
    const found: HubReference[] = [];
    if (!/model|dataset|repo|hugging|hf\.co|\/|llm|tokenizer|adapter|checkpoint/i.test(file.text)) return found;
    // The key that each open object or array stands under; an array's values stand under the array's own. Tokens, not a
    // tree: depth costs nothing, and broken JSON is read as far as it goes.
    const keys: string[] = [];
    let key = '';
    let value: Token | null = null;
    const endValue = () => {
      if (value !== null) found.push(...referencesIn(file, key === '' ? (keys[keys.length - 1] ?? '') : key, value));
      value = null;
    };
    for (const token of lex(file.text, '.js')) {
      if (token.kind === 'string') {
        value = token;
      } else if (token.text === ':') {
        key = value?.text ?? '';
        value = null;
      } else if (token.kind === 'sign') {
        endValue();
        if (token.text === '{') keys.push('');
        else if (token.text === '[') keys.push(key);
        else if (token.text === '}' || token.text === ']') keys.pop();
        key = '';
      }
    }
    endValue();
    return found;
  },
};

function referencesIn(
  file: TextFile,
  key: string,
  value: { text: string; start: number; end: number },
): HubReference[] {
  const kind = keyKind(key);
  const isId = isHubId(value.text) && !(kind === null && isCodeRepositoryKey(key));
  if (isId || (kind !== null && isBareName(value.text))) {
    const certainty = kind === null ? 'mention' : 'key';
    return [
      {
        kind: kind ?? 'model',
        reference: value.text,
        range: file.range(value.start, value.end),
        certainty,
        prose: false,
      },
    ];
  }
  return [...hubAddresses(file.text.slice(value.start, value.end))].map((address) => {
    const start = value.start + address.index;
    const range = file.range(start, start + address.text.length);
    return { kind: address.kind, reference: address.text, range, certainty: 'mention', prose: false };
  });
}
