import type { Token } from 'node-llama-cpp';
import { describe, expect, it } from 'vitest';
import { scan, TokenIndex } from '../../../../src/engine/worker/ngram/tokenIndex';

const tokens = (...ids: readonly number[]) => ids as unknown as Token[];

/** Matches as `[length, next]`, in no particular order. */
function found(index: TokenIndex, history: readonly number[], except?: string) {
  return index
    .matches(tokens(...history), except)
    .map(({ length, next }) => [length, Number(next)])
    .sort();
}

describe('the token index', () => {
  it('finds where the end of a history stands, with the length of the match', () => {
    const index = new TokenIndex();
    index.put('a', tokens(1, 2, 3, 4, 9, 2, 3, 5));
    expect(found(index, [7, 2, 3])).toEqual([
      [2, 4],
      [2, 5],
    ]);
    expect(found(index, [0, 1, 2, 3])).toEqual([
      [2, 5],
      [3, 4],
    ]);
  });

  it('finds nothing for less than a pair, and nothing behind the end of a document', () => {
    const index = new TokenIndex();
    index.put('a', tokens(1, 2, 3));
    index.put('b', tokens(4, 5));
    expect(found(index, [])).toEqual([]);
    expect(found(index, [1])).toEqual([]);
    expect(found(index, [2, 3])).toEqual([]);
    expect(found(index, [3, 4])).toEqual([]);
  });

  it('hides a document from questions about itself', () => {
    const index = new TokenIndex();
    index.put('a', tokens(1, 2, 3));
    index.put('b', tokens(1, 2, 4));
    expect(found(index, [1, 2], 'a')).toEqual([[2, 4]]);
  });

  it('forgets dropped documents and earlier versions', () => {
    const index = new TokenIndex();
    index.put('a', tokens(1, 2, 3));
    index.put('a', tokens(1, 2, 4));
    expect(found(index, [1, 2])).toEqual([[2, 4]]);
    index.drop('a');
    index.drop('a');
    expect(found(index, [1, 2])).toEqual([]);
    expect([index.count, index.size]).toEqual([0, 0]);
  });

  it('stays right, and small, over many changes', () => {
    const index = new TokenIndex();
    for (let round = 0; round < 300; round++)
      for (let document = 0; document < 5; document++)
        index.put(
          `d${document}`,
          tokens(...Array.from({ length: 200 }, (_, i) => 10 + ((i * 7 + document + round) % 150))),
        );
    index.put('last', tokens(1, 2, 3));
    expect([index.count, index.size]).toEqual([6, 5 * 200 + 3]);
    expect(found(index, [1, 2])).toEqual([[2, 3]]);
    const fresh = new TokenIndex();
    for (let document = 0; document < 5; document++)
      fresh.put(
        `d${document}`,
        tokens(...Array.from({ length: 200 }, (_, i) => 10 + ((i * 7 + document + 299) % 150))),
      );
    const history = [17, 24, 31, 38];
    expect(found(index, history)).toEqual(found(fresh, history));
  });

  it('finds the same by going through a text', () => {
    const text = [1, 2, 3, 4, 9, 2, 3, 5, -1, 2, 3];
    const matches = scan(Int32Array.from(text), tokens(1, 2, 3));
    expect(matches.map(({ length, next }) => [length, Number(next)]).sort()).toEqual([
      [2, 5],
      [3, 4],
    ]);
  });
});
