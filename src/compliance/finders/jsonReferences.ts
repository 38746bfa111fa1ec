import { visit } from 'jsonc-parser';
import type { HubReference, TextFinder } from '../finder';
import { hubAddresses, isBareName, isHubId, keyKind } from './hubId';

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
    // The key of each open object or array; an array's values stand under the array's own key.
    const keys: (string | null)[] = [null];
    let key: string | null = null;
    const open = () => keys.push(key);
    const close = () => {
      keys.pop();
      key = null;
    };
    visit(
      file.text,
      {
        onObjectBegin: () => {
          open();
        },
        onObjectEnd: close,
        onArrayBegin: () => {
          open();
        },
        onArrayEnd: close,
        onObjectProperty: (name) => {
          key = name;
        },
        onSeparator: (character) => {
          if (character === ',') key = null;
        },
        onLiteralValue: (value, offset, length) => {
          if (typeof value !== 'string') return;
          const kind = keyKind(key ?? keys[keys.length - 1] ?? '');
          const isId = isHubId(value);
          if (isId || (kind !== null && isBareName(value))) {
            const range = file.range(offset + 1, offset + length - 1);
            found.push({
              kind: kind ?? 'model',
              reference: value,
              range,
              certainty: kind === null ? 'mention' : 'key',
              prose: false,
            });
            return;
          }
          for (const address of hubAddresses(file.text.slice(offset + 1, offset + length - 1))) {
            const start = offset + 1 + address.index;
            const range = file.range(start, start + address.text.length);
            found.push({ kind: address.kind, reference: address.text, range, certainty: 'mention', prose: false });
          }
        },
      },
      { allowTrailingComma: true, disallowComments: false },
    );
    return found;
  },
};
