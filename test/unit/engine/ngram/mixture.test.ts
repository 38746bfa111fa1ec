import type { Token } from 'node-llama-cpp';
import { describe, expect, it } from 'vitest';
import { mix } from '../../../../src/engine/worker/ngram/mixture';

const token = (id: number) => id as unknown as Token;
const model = new Map([
  [token(1), 0.6],
  [token(2), 0.3],
  [token(3), 0.1],
]);
const matches = (...list: readonly (readonly [length: number, next: number])[]) =>
  list.map(([length, next]) => ({ length, next: token(next) }));

describe('the mixture', () => {
  it('is the model’s own choice where nothing matches', () => {
    expect(mix(model, [])).toEqual({ token: 1, probability: 0.6 });
  });

  it('passes over matches that are too short to say more than the model', () => {
    expect(mix(model, matches([2, 9], [3, 9], [5, 9]))).toEqual({ token: 1, probability: 0.6 });
  });

  it('weighs one level by escape C', () => {
    // Three places, one token: 3/4 to it, and 1/4 shared as the model does.
    const choice = mix(model, matches([8, 2], [8, 2], [8, 2]));
    expect(choice?.token).toBe(2);
    expect(choice?.probability).toBeCloseTo(3 / 4 + (1 / 4) * 0.3, 12);
  });

  it('nests levels, the longest match having the last word', () => {
    const choice = mix(model, matches([6, 1], [6, 1], [16, 3]));
    // At least six: places 3, tokens {1: 2, 3: 1}; at least sixteen: one place.
    const six = (one: number, p: number) => one / 5 + (2 / 5) * p;
    expect(choice?.token).toBe(3);
    expect(choice?.probability).toBeCloseTo(1 / 2 + (1 / 2) * six(1, 0.1), 12);
  });

  it('can name a token that the model does not list', () => {
    expect(mix(new Map(), matches([10, 7], [10, 7]))?.token).toBe(7);
    expect(mix(new Map(), [])).toBeNull();
  });

  it('gives probabilities that add up to no more than one', () => {
    const places = matches([6, 1], [7, 2], [7, 3], [9, 2], [16, 2]);
    let sum = 0;
    for (const id of [1, 2, 3]) {
      // A model that lists this token alone makes it the only candidate with a base.
      const only = mix(new Map([[token(id), model.get(token(id)) ?? 0]]), places);
      sum += only?.token === token(id) ? only.probability : 0;
    }
    expect(sum).toBeLessThanOrEqual(1);
  });
});
