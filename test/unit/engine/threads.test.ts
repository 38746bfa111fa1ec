import { describe, expect, it } from 'vitest';
import { Threads, threadsFor } from '../../../src/engine/worker/threads';

describe('threads', () => {
  it.each([
    // cores, busy by others, saving power, threads
    [1, 0, false, 1],
    [2, 0, false, 1],
    [2, 2, false, 1],
    [4, 0, false, 3],
    [4, 1, false, 3],
    [4, 1.2, false, 3],
    [4, 2, false, 2],
    [4, 3.9, false, 1],
    [8, 0.4, false, 7],
    [8, 4, false, 4],
    [8, 8, false, 1],
    [8, 0, true, 4],
    [8, 6, true, 2],
    [2, 0, true, 1],
    [16, 9.5, false, 6],
  ])('of %d cores, %d of them busy, saving power: %s: %d', (cores, busy, saving, expected) => {
    expect(threadsFor(cores, busy, saving)).toBe(expected);
  });

  it('follow what others do, not what the engine itself does', () => {
    let now = 0;
    let spent = { all: 0, busy: 0, own: 0 };
    const threads = new Threads(
      4,
      () => spent,
      () => now,
    );
    expect(threads.most).toBe(3);
    expect(threads.current(false)).toBe(3);
    // A second on four cores: three of them were the engine's own.
    now = 1000;
    spent = { all: 4000, busy: 3100, own: 3000 };
    expect(threads.current(false)).toBe(3);
    // A compiler takes all it can get.
    now = 2000;
    spent = { all: 8000, busy: 7100, own: 4000 };
    expect(threads.current(false)).toBe(1);
    // Too soon to say anything else.
    now = 2100;
    spent = { all: 8400, busy: 7100, own: 4000 };
    expect(threads.current(false)).toBe(1);
    now = 3000;
    spent = { all: 12_000, busy: 7100, own: 4000 };
    expect(threads.current(false)).toBe(3);
  });

  it('bear clocks that stand still or run back', () => {
    let now = 0;
    let spent = { all: 100, busy: 50, own: 10 };
    const threads = new Threads(
      4,
      () => spent,
      () => now,
    );
    now = 1000;
    expect(threads.current(false)).toBe(3);
    now = 2000;
    spent = { all: 0, busy: 0, own: 0 };
    expect(threads.current(false)).toBe(3);
  });

  it('count the threads of this very machine', () => {
    expect(new Threads().most).toBeGreaterThanOrEqual(1);
  });
});
