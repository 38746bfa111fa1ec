import type { ControlledEvaluateInputItem, LlamaContextSequence, Token, TokenBias } from 'node-llama-cpp';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EvaluatedSequence } from '../../../src/engine/worker/evaluated';

const never = new AbortController().signal;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const tokens = (count: number) => Array.from({ length: count }, (_, index) => index as Token);

/** A sequence on a machine that takes so long for a token, and what it was given. */
function sequenceOf(msPerToken: number, { rewinds = true, vocabulary = 151_936 } = {}) {
  const batches: (readonly ControlledEvaluateInputItem[])[] = [];
  const fake = {
    nextTokenIndex: 0,
    needsCheckpoints: !rewinds,
    takeCheckpoint: async () => undefined,
    controlledEvaluate: async (items: readonly ControlledEvaluateInputItem[]) => {
      batches.push(items);
      fake.nextTokenIndex += items.length;
      vi.advanceTimersByTime(msPerToken * items.length);
      return items.map((item) =>
        Array.isArray(item) ? { next: { probabilities: new Map([[item[0], 1]]) } } : undefined,
      );
    },
  };
  const favoured: number[] = [];
  const bias = { set: (token: Token) => void favoured.push(Number(token)) };
  const evaluated = new EvaluatedSequence(
    fake as unknown as LlamaContextSequence,
    vocabulary,
    () => bias as unknown as TokenBias,
  );
  return { evaluated, batches, bias, favoured, sizes: () => batches.map(({ length }) => length) };
}

describe('a prompt', () => {
  it('leaves its last slice to the first step, so that a few tokens are one batch', async () => {
    const { evaluated, sizes } = sequenceOf(1);
    expect(await evaluated.fill(tokens(5), never)).toEqual(tokens(5));
    await evaluated.next(tokens(5));
    expect(sizes()).toEqual([5]);
  });

  it('is evaluated in slices that take about as long as a cancel may', async () => {
    const { evaluated, sizes } = sequenceOf(0.3);
    const rest = await evaluated.fill(tokens(1200), never);
    // The first before anything was measured.
    for (const size of sizes().slice(1)) {
      expect(0.3 * size).toBeGreaterThan(45);
      expect(0.3 * size).toBeLessThanOrEqual(60);
    }
    expect(rest.length + sizes().reduce((sum, size) => sum + size, 0)).toBe(1200);
  });

  it('is not cut smaller than a processor likes, however slow it is', async () => {
    const { evaluated, sizes } = sequenceOf(50);
    const rest = await evaluated.fill(tokens(600), never);
    for (const size of [...sizes(), rest.length]) {
      expect(size).toBeGreaterThanOrEqual(128);
      expect(size).toBeLessThan(160);
    }
  });

  it('is cut smaller where others wait', async () => {
    const { evaluated, sizes } = sequenceOf(50);
    await evaluated.fill(tokens(600), never, { giveWay: async () => undefined });
    expect(Math.max(...sizes().slice(1))).toBeLessThan(20);
  });

  it('is evaluated up to its last token where no step follows, or the model could not come back', async () => {
    for (const { rewinds, stay } of [
      { rewinds: true, stay: true },
      { rewinds: false, stay: false },
    ]) {
      const { evaluated, sizes } = sequenceOf(1, { rewinds });
      expect(await evaluated.fill(tokens(5), never, { stay })).toEqual([4]);
      expect(sizes()).toEqual([4]);
    }
  });
});

describe('a step', () => {
  it('has the distribution behind the last token and each of a draft', async () => {
    const { evaluated, batches } = sequenceOf(1);
    const distributions = await evaluated.next(tokens(2), null, [7, 8] as unknown as Token[]);
    expect(distributions.map((distribution) => [...distribution.keys()])).toEqual([[1], [7], [8]]);
    expect(batches[0]?.map((item) => Array.isArray(item))).toEqual([false, true, true, true]);
  });

  it('reads those that fit, where only some do, from one evaluation', async () => {
    const { evaluated, batches, bias, favoured } = sequenceOf(1);
    const fitting = [3, 5] as unknown as Token[];
    await evaluated.next(tokens(1), fitting);
    await evaluated.next(tokens(1), fitting);
    expect(batches.length).toBe(2);
    expect(batches[1]?.[0]).toMatchObject([0, { generateNext: { options: { tokenBias: bias } } }]);
    // Made once for a list.
    expect(favoured).toEqual([3, 5]);
  });

  it('reads everything of a small vocabulary, whatever fits', async () => {
    const { evaluated, batches, favoured } = sequenceOf(1, { vocabulary: 8192 });
    await evaluated.next(tokens(1), [3] as unknown as Token[]);
    expect(batches[0]?.[0]).toMatchObject([0, { generateNext: { options: { topK: 0 } } }]);
    expect(favoured).toEqual([]);
  });
});
