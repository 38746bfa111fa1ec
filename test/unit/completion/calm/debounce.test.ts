import { describe, expect, it } from 'vitest';
import { Debounce } from '../../../../src/completion/calm/debounce';

/** The pause after 50 keys `apart` milliseconds from each other, for answers that take `answer` milliseconds. */
function pause(apart: number, answer: number, line = 'a = '): number {
  const debounce = new Debounce();
  for (let key = 0; key < 50; key++) debounce.key(key * apart);
  for (let request = 0; request < 50; request++) debounce.answered(answer);
  return debounce.wait(line);
}

describe('the pause before a request', () => {
  it.each<[string, number, number, number, number]>([
    ['is none where answers come before the next key', 150, 20, 0, 0],
    ['outlasts that between the keys of a fast typist', 100, 60, 80, 100],
    ['follows a slower one', 180, 100, 150, 200],
    ['is bounded', 600, 320, 250, 250],
    ['is shorter when answers take long', 150, 200, 60, 100],
    ['is never none within a line where they take long', 100, 1000, 40, 40],
  ])('%s', (_name, apart, answer, least, most) => {
    expect(pause(apart, answer)).toBeGreaterThanOrEqual(least);
    expect(pause(apart, answer)).toBeLessThanOrEqual(most);
  });

  it('is not made longer by one answer that took long, as the first at a new place does', () => {
    const debounce = new Debounce();
    for (let request = 0; request < 5; request++) debounce.answered(20);
    debounce.answered(3000);
    expect(debounce.wait('a')).toBe(0);
    for (let request = 0; request < 5; request++) debounce.answered(3000);
    expect(debounce.wait('a')).toBeGreaterThan(0);
  });

  it('is none on a new line', () => {
    expect(pause(100, 20, '  ')).toBe(0);
  });

  it('is there to save power, however quick the answers are', () => {
    const debounce = new Debounce();
    for (let request = 0; request < 50; request++) debounce.answered(10);
    expect(debounce.wait('a', true)).toBeGreaterThan(debounce.wait('a'));
  });

  it('does not count pauses as typing', () => {
    const debounce = new Debounce();
    debounce.key(0);
    const before = debounce.wait('a');
    debounce.key(60_000);
    expect(debounce.wait('a')).toBe(before);
  });
});
