import { describe, expect, it } from 'vitest';
import type { CompletionPlace } from '../../../src/completion/completion';
import { cursorOf } from '../../../src/completion/cursor';
import { layOut } from '../../../src/completion/layout';
import type { ModelAbilities } from '../../../src/engine/engine';
import type { FimFormat } from '../../../src/licensing/artefacts';

const place: CompletionPlace = { text: 'const a = ;', offset: 10, path: '', languageId: 'typescript', repository: '' };

const abilities: ModelAbilities = { fimTokens: {}, chatTemplate: false, contextTokens: 1024, device: 'CPU' };

function laidOut(fim: FimFormat | null, fimTokens: ModelAbilities['fimTokens']) {
  const prompt = layOut(place, cursorOf(place), fim, { ...abilities, fimTokens });
  return prompt?.map((piece) => ('special' in piece ? `<${piece.special}>` : piece.text)).join('') ?? null;
}

// What was typed on the cursor's line stands behind the middle token (see `gapStart`).
describe('the prompt that a model is asked with', () => {
  const two = { prefix: 'P', suffix: 'S' };
  const all = { ...two, middle: 'M' };
  it.each<[string, FimFormat | null, ModelAbilities['fimTokens'], string | null]>([
    ['no entry', null, all, '<prefix><suffix>;<middle>const a = '],
    ['suffix first', { order: 'suffix-prefix-middle' }, all, '<suffix>;<prefix><middle>const a = '],
    [
      'trained without a middle token',
      { order: 'suffix-prefix-middle', tokens: two },
      two,
      '<suffix>;<prefix>const a = ',
    ],
    [
      'trained without one that the file names',
      { order: 'suffix-prefix-middle', tokens: two },
      all,
      '<suffix>;<prefix>const a = ',
    ],
    ['a file without the token', { order: 'prefix-suffix-middle', tokens: all }, two, null],
    ['a file without any', null, {}, null],
  ])('%s', (_name, fim, tokens, expected) => {
    expect(laidOut(fim, tokens)).toBe(expected);
  });
});
