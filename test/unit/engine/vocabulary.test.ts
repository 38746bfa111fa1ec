import type { LlamaModel, Token } from 'node-llama-cpp';
import { expect, it } from 'vitest';
import { Vocabulary } from '../../../src/engine/worker/vocabulary';

const NAMES = ['re', 'read', 'r', 'reads', 'write', '<|end|>', 'rea', '\u0120read', '\u0120'];
const END = 5;

const model = {
  fileInfo: { metadata: { tokenizer: { ggml: { model: 'gpt2', tokens: NAMES, token_type: NAMES.map(() => 1) } } } },
  tokens: { infill: { prefix: null, suffix: null, middle: null } },
  isEogToken: (token: Token) => Number(token) === END,
  isSpecialToken: () => false,
  iterateAllTokens: () => NAMES.map((_, index) => index),
};
const vocabulary = new Vocabulary(model as unknown as LlamaModel);
const spelling = (bytes: string) => vocabulary.spelling(bytes).map((token) => NAMES[token]);

it.each([
  ['rea', ['r', 're', 'rea', 'read', 'reads']],
  ['reads', ['r', 're', 'rea', 'read', 'reads']],
  ['readx', ['r', 're', 'rea', 'read']],
  [' r', ['\u0120', '\u0120read']],
  [' ', ['\u0120', '\u0120read']],
  ['x', []],
])('the tokens that spell %j or begin to', (bytes, names) => {
  expect(spelling(bytes)).toEqual(names);
});

it.each([
  ['read', true],
  ['reads', false],
  ['', true],
  ['x', false],
])('whether a token goes on after %j', (bytes, goesOn) => {
  expect(vocabulary.goesOn(bytes)).toBe(goesOn);
});

it('lists what spells a single byte once', () => {
  expect(vocabulary.spelling(' ')).toBe(vocabulary.spelling(' '));
});

it('takes a text apart once, as long as it is asked for', () => {
  const asked: string[] = [];
  const tokenize = (text: string) => {
    asked.push(text);
    return [text.length as Token];
  };
  const typing = new Vocabulary({ ...model, tokenize } as unknown as LlamaModel);
  for (let key = 0; key < 100; key++) {
    typing.tokens('a long prefix');
    typing.tokens(`typed ${key}`);
  }
  expect(asked.filter((text) => text === 'a long prefix').length).toBe(1);
  expect(typing.tokens('typed 0')).toEqual([7]);
  expect(asked.filter((text) => text === 'typed 0').length).toBe(2);
});
