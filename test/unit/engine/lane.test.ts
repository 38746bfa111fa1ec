import { describe, expect, it } from 'vitest';
import { Lane } from '../../../src/engine/worker/lane';

const never = new AbortController().signal;

describe('a lane', () => {
  it('does one thing at a time, in order', async () => {
    const lane = new Lane();
    const done: number[] = [];
    const work = (name: number, ms: number) =>
      lane.run(never, async () => {
        await new Promise((resolve) => setTimeout(resolve, ms));
        done.push(name);
      });
    await Promise.all([work(1, 20), work(2, 1), work(3, 5)]);
    expect(done).toEqual([1, 2, 3]);
  });

  it('gives up what waits as soon as it is told to, and never begins it', async () => {
    const lane = new Lane();
    let finish = () => {};
    const first = lane.run(never, () => new Promise<void>((resolve) => (finish = resolve)));
    const stop = new AbortController();
    let begun = false;
    const second = lane.run(stop.signal, async () => {
      begun = true;
    });
    const third = lane.run(never, async () => 'third');
    stop.abort(new Error('stopped'));
    await expect(second).rejects.toThrow('stopped');
    expect(lane.busy).toBe(true);
    finish();
    await first;
    expect(await third).toBe('third');
    expect(begun).toBe(false);
  });

  it('goes on after work that failed', async () => {
    const lane = new Lane();
    await expect(lane.run(never, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await lane.run(never, async () => 'next')).toBe('next');
    await lane.idle();
    expect(lane.busy).toBe(false);
  });
});
