import type { Token } from 'node-llama-cpp';
import { expect, test } from 'vitest';
import { choose } from '../../../src/engine/worker/infill';

const TOKENS = ['foo', 'fo', 'bar', 'f'];
const vocabulary = { bytes: (token: Token) => TOKENS[token] ?? '' };

function distribution(...probabilities: readonly number[]) {
  return new Map(probabilities.map((probability, index) => [index as Token, probability]));
}

test.each([
  ['the likeliest that spells it', [0.1, 0.3, 0.6, 0], 'fo', 1, 0.75],
  ['one that goes on', [0.3, 0.1, 0.6, 0], 'fo', 0, 0.75],
  ['none of them, for the model', [0, 0, 1, 0], 'fo', 0, 1 / 3],
])('a half-typed word is spelled again by %s', (_name, probabilities, respell, token, probability) => {
  const choice = choose(distribution(...probabilities), vocabulary, respell, []);
  expect(choice?.token).toBe(token);
  expect(choice?.probability).toBeCloseTo(probability);
});
