import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RunningRequest } from '../../../../src/completion/reuse/running';

const at = (before: string, after = '\n') => ({ before, after });
const never = new AbortController().signal;

/** A request that says and ends when told. */
function request(place = at('a = ')) {
  let say: (text: string) => void = () => undefined;
  let end: (answer: string) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  let signal = never;
  const running = new RunningRequest<string>(
    'a.ts',
    place,
    (given, onText) => {
      signal = given;
      say = onText;
      return new Promise((resolve, reject) => {
        end = resolve;
        fail = reject;
      });
    },
    500,
  );
  return {
    running,
    say: (text: string) => say(text),
    end: (a: string) => end(a),
    fail: (e: Error) => fail(e),
    isAborted: () => signal.aborted,
  };
}

describe('a running request', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it.each<[string, string, string, string | null]>([
    ['fits where it was asked', '', 'a = ', ''],
    ['fits as long as nothing is said', '', 'a = xyz', 'xyz'],
    ['fits what is said', 'xyz();', 'a = xy', 'xy'],
    ['fits more than is said yet', 'x', 'a = xyz', 'xyz'],
    ['does not fit other keys', 'x', 'a = y', null],
    ['does not fit when the said differs later', 'xa', 'a = xyz', null],
    ['does not fit deleted text', '', 'a =', null],
  ])('%s', (_name, said, now, typed) => {
    const { running, say } = request();
    say(said);
    expect(running.typed('a.ts', at(now))).toBe(typed);
  });

  it('does not fit other files and other text behind the cursor', () => {
    const { running } = request();
    expect(running.typed('b.ts', at('a = '))).toBeNull();
    expect(running.typed('a.ts', at('a = ', ';\n'))).toBeNull();
  });

  it.each<[string, string, string, ReturnType<typeof at>, string | null]>([
    ['around a bracket that the editor closed', '', '', at('a = f(', ')\n'), 'f('],
    ['around a bracket, as far as is said', '', 'f(b', at('a = f(', ')\n'), 'f('],
    ['not around one that nobody opened', '', '', at('a = f', ')\n'), null],
    ['not around one when something else is said', '', 'f[', at('a = f(', ')\n'), null],
  ])('fits %s', (_name, _asked, said, now, typed) => {
    const { running, say } = request();
    say(said);
    expect(running.typed('a.ts', now)).toBe(typed);
  });

  it('gives its answer to all who wait', async () => {
    const { running, end } = request();
    const both = Promise.all([running.wait('', never), running.wait('x', never)]);
    end('xyz');
    expect(await both).toEqual([
      { kind: 'answered', answer: 'xyz' },
      { kind: 'answered', answer: 'xyz' },
    ]);
    expect(running.open).toBe(false);
  });

  it('is left as soon as it says something else', async () => {
    const { running, say } = request();
    const waiting = running.wait('xy', never);
    say('x');
    say('z');
    expect(await waiting).toEqual({ kind: 'contradicted' });
  });

  it('outlives one who waits, so that the next can join', async () => {
    const { running, end, isAborted } = request();
    const stop = new AbortController();
    const first = running.wait('', stop.signal);
    stop.abort();
    expect(await first).toEqual({ kind: 'cancelled' });
    await vi.advanceTimersByTimeAsync(400);
    const second = running.wait('x', never);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(isAborted()).toBe(false);
    end('xyz');
    expect(await second).toMatchObject({ kind: 'answered' });
  });

  it('is given up when nobody waits any more', async () => {
    const { running, isAborted } = request();
    const stop = new AbortController();
    const first = running.wait('', stop.signal);
    stop.abort();
    await first;
    await vi.advanceTimersByTimeAsync(600);
    expect(isAborted()).toBe(true);
    expect(running.open).toBe(false);
  });

  it('tells of a bug', async () => {
    const { running, fail } = request();
    const waiting = running.wait('', never);
    fail(new Error('a bug'));
    await expect(waiting).rejects.toThrow('a bug');
  });
});
