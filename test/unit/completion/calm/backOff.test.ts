import { describe, expect, it } from 'vitest';
import { BackOff } from '../../../../src/completion/calm/backOff';
import { showableAt } from '../../../../src/completion/calm/showing';

describe('back-off', () => {
  it('is quiet for a while after Esc, longer each time, but not for ever', () => {
    const backOff = new BackOff();
    expect(backOff.quietFor(0)).toBe(0);
    backOff.dismissed(0);
    expect(backOff.quietFor(1000)).toBe(4000);
    expect(backOff.quietFor(5000)).toBe(0);
    backOff.dismissed(6000);
    expect(backOff.quietFor(6000)).toBe(10_000);
    for (let times = 0; times < 20; times++) backOff.dismissed(0);
    expect(backOff.quietFor(0)).toBe(60_000);
  });

  it.each([
    [0, 0],
    [2, 0],
    [3, 300],
    [4, 600],
    [5, 1200],
    [50, 2400],
  ])('after %d ignored suggestions the next comes %d ms later', (ignored, delay) => {
    const backOff = new BackOff();
    for (let times = 0; times < ignored; times++) backOff.ignored();
    expect(backOff.delay).toBe(delay);
  });

  it('ends with an accepted suggestion', () => {
    const backOff = new BackOff();
    for (let times = 0; times < 9; times++) backOff.ignored();
    backOff.dismissed(0);
    backOff.accepted();
    expect(backOff.delay).toBe(0);
    expect(backOff.quietFor(0)).toBe(0);
    backOff.dismissed(0);
    expect(backOff.quietFor(0)).toBe(5000);
  });
});

describe('a suggestion may be shown', () => {
  const times = { lastKey: 1000, lastIndent: Number.NEGATIVE_INFINITY, delay: 0, backOffDelay: 0 };
  it.each([
    ['at once', {}, 1000],
    ['after the delay that was set', { delay: 250 }, 1250],
    ['later after ignored ones', { delay: 250, backOffDelay: 300 }, 1550],
    ['not while the user indents', { lastIndent: 1000 }, 1800],
  ])('%s', (_name, given, at) => {
    expect(showableAt({ ...times, ...given })).toBe(at);
  });
});
