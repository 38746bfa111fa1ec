import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Completion } from '../../../src/completion/completion';
import type { Fate } from '../../../src/completion/offers';
import { CompletionProvider } from '../../../src/completion/provider';
import type { AskFailure, AskModel, Preferences, Wish } from '../../../src/completion/wish';
import { NO_TIMINGS } from '../../../src/engine/engine';

const PREFERENCES: Preferences = {
  enabled: true,
  manual: false,
  exclude: [],
  largestFile: 0,
  inComments: true,
  inStrings: true,
  snoozed: false,
  delay: 0,
  backOff: true,
};
const never = new AbortController().signal;

function wish(text: string, more: Partial<Wish> = {}): Wish {
  const offset = text.indexOf('|');
  const whole = text.replace('|', '');
  return {
    place: { text: whole, offset, path: 'src/a.ts', repository: 'shop', languageId: 'typescript' },
    automatic: true,
    writable: true,
    documentLength: whole.length,
    cursors: 1,
    hasSelection: false,
    tabSize: 2,
    document: 'file:///src/a.ts',
    offset,
    line: whole.slice(0, offset).split('\n').length,
    ...more,
  };
}

/** A provider whose model answers when told, at once with `says` when that is given. */
function setUp(says?: string | Partial<Completion> | AskFailure) {
  const asked: { prefix: string; signal: AbortSignal; say: (text: string) => void; end: (text: string) => void }[] = [];
  const fates: Fate[] = [];
  const model = (text: string): Completion => ({ model: 'm', text, confidence: 0.9, timings: NO_TIMINGS });
  const ask: AskModel = ({ text, offset }, { onText, onAnswer, onPrompt }, signal) =>
    new Promise((resolve) => {
      const end = (said: string) => {
        onPrompt?.([{ text: text.slice(0, offset) }]);
        onAnswer?.(
          {
            text: said,
            tokens: [],
            confidence: 0.9,
            stop: 'line',
            documents: 0,
            pieceTokens: [4],
            timings: NO_TIMINGS,
          },
          [],
        );
        resolve(model(said));
      };
      asked.push({ prefix: text.slice(0, offset), signal, say: (said) => onText?.(said), end });
      if (typeof says === 'string') end(says);
      else if (says !== undefined && 'kind' in says) resolve(says);
      else if (says !== undefined) resolve({ ...model(''), ...says });
    });
  const provider = new CompletionProvider({ onFate: (fate) => fates.push(fate) }, () => Date.now());
  const decide = async (text: string, preferences: Partial<Preferences> = {}, more: Partial<Wish> = {}) => {
    const deciding = provider.decide(wish(text, more), { ...PREFERENCES, ...preferences }, ask, never);
    await vi.advanceTimersByTimeAsync(10_000);
    return deciding;
  };
  const type = (text: string, offset: number, removed = 0) =>
    provider.changed('file:///src/a.ts', [{ offset, removed, inserted: text }], false);
  return { ask, provider, asked, fates, decide, type };
}

describe('what the cursor stands in', () => {
  const quiet = { ...PREFERENCES, inComments: false };
  it.each<[says: 'comment' | 'string' | 'unknown' | null, text: string, why: string]>([
    ['comment', 'a = |\n', 'comment'],
    [null, '// a |\n', 'refused'],
    ['string', '// a |\n', 'refused'],
    ['unknown', '// a |\n', 'comment'],
  ])('is what the parser says, %s, and what the lexer says where that does not know', async (standsIn, text, why) => {
    const at = async () => ({ standsIn, extent: 'line' as const });
    const provider = new CompletionProvider({}, undefined, { at });
    const refuse: AskModel = async () => ({ kind: 'refused', message: '' });
    expect(await provider.decide(wish(text), quiet, refuse, never)).toEqual({ suggestion: null, why });
  });

  it('is not asked where it does not matter', async () => {
    const at = vi.fn();
    const provider = new CompletionProvider({}, undefined, { at });
    await provider.decide(wish('a = |\n'), PREFERENCES, async () => ({ kind: 'refused', message: '' }), never);
    expect(at).not.toHaveBeenCalled();
  });
});

describe('what is shown', () => {
  it('goes on without a parser being asked', async () => {
    const at = vi.fn(async () => ({ standsIn: null, extent: 'line' as const }));
    const provider = new CompletionProvider({}, undefined, { at });
    const quiet = { ...PREFERENCES, inStrings: false };
    const say: AskModel = async () => ({ model: 'm', text: 'b();', confidence: 0.9, timings: NO_TIMINGS });
    await provider.decide(wish('|\n'), quiet, say, never);
    provider.changed('file:///src/a.ts', [{ offset: 0, removed: 0, inserted: 'b' }], false);
    expect(await provider.decide(wish('b|\n'), quiet, say, never)).toMatchObject({ suggestion: { text: '();' } });
    expect(at).toHaveBeenCalledTimes(1);
  });
});

describe('a decision', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: 1e6 }));
  afterEach(() => void vi.useRealTimers());

  it('is what the model says', async () => {
    const { decide, provider } = setUp('b();');
    expect(await decide('a = |\n')).toEqual({ suggestion: { text: 'b();', replaces: 0 } });
    expect(provider.trace.records[0]).toMatchObject({
      source: 'model',
      shown: 'b();',
      path: 'src/a.ts',
      line: 1,
      answer: { raw: 'b();', prompt: [{ text: 'a = ' }] },
    });
  });

  it('has the line ends of the document', async () => {
    const { decide } = setUp('{\n}');
    expect(await decide('x\r\na = |\r\n')).toEqual({ suggestion: { text: '{\r\n}', replaces: 0 } });
    expect(await decide('x\r\na = {|\r\n')).toEqual({ suggestion: { text: '\r\n}', replaces: 0 } });
  });

  it('comes from memory while the user types it, deletes it, and accepts it word by word', async () => {
    const { decide, asked, type, provider } = setUp('one two;');
    await decide('a = |\n');
    type('o', 4);
    expect(await decide('a = o|\n')).toMatchObject({ suggestion: { text: 'ne two;' } });
    type('', 4, 1);
    expect(await decide('a = |\n')).toMatchObject({ suggestion: { text: 'one two;' } });
    type('one', 4);
    expect(await decide('a = one|\n')).toMatchObject({ suggestion: { text: ' two;' } });
    expect(asked).toHaveLength(1);
    expect(provider.trace.records[0]).toMatchObject({ source: 'memory', pausedMs: 0, heldMs: 0 });
  });

  it.each<[string, Partial<Completion> | AskFailure, string]>([
    ['unsure', { reason: 'unsure' }, 'unsure'],
    ['the more exact reason of the completion', { reason: 'not-asked', notAsked: 'long-line' }, 'long-line'],
    ['that the model is refused', { kind: 'refused', message: 'no' }, 'refused'],
    ['that the engine failed', { kind: 'engine', message: 'dead' }, 'engine'],
  ])('is %s', async (_name, says, why) => {
    const { decide, provider } = setUp(says);
    expect(await decide('a = |\n')).toEqual({ suggestion: null, why });
    expect(provider.trace.records[0]?.why).toBe(why);
  });

  it('is remembered when it is none, but not when it failed', async () => {
    const unsure = setUp({ reason: 'unsure' });
    await unsure.decide('a = |\n');
    await unsure.decide('a = |\n');
    expect(unsure.asked).toHaveLength(1);
    const failing = setUp({ kind: 'engine', message: 'dead' });
    await failing.decide('a = |\n');
    await failing.decide('a = |\n');
    expect(failing.asked).toHaveLength(2);
  });

  it('is asked for anew when what was known is forgotten while it waits', async () => {
    const { provider, asked } = setUp();
    const ask: AskModel = (_place, _watch, signal) =>
      new Promise((resolve) => {
        const end = (text: string) => resolve({ model: 'm', text, confidence: 0.9, timings: NO_TIMINGS });
        asked.push({ prefix: '', signal, say: () => undefined, end });
        signal.addEventListener('abort', () => resolve({ kind: 'cancelled', message: '' }));
      });
    const deciding = provider.decide(wish('a = |\n'), PREFERENCES, ask, never);
    await vi.advanceTimersByTimeAsync(1000);
    provider.forgetAnswers();
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toHaveLength(2);
    asked[1]?.end('b();');
    await vi.advanceTimersByTimeAsync(1000);
    expect(await deciding).toMatchObject({ suggestion: { text: 'b();' } });
  });

  it('asks nothing where nothing is wanted', async () => {
    const { decide, asked, provider } = setUp('b();');
    expect(await decide('con|st')).toEqual({ suggestion: null, why: 'inside-word' });
    expect(await decide('a = |', { manual: true })).toEqual({ suggestion: null, why: 'manual' });
    expect(asked).toHaveLength(0);
    expect(provider.trace.records.map(({ why }) => why)).toEqual(['manual', 'inside-word']);
  });

  it('joins a request that says what is typed, and leaves one that does not', async () => {
    const { provider, ask, asked, type } = setUp();
    const first = new AbortController();
    const stopped = provider.decide(wish('a = |\n'), PREFERENCES, ask, first.signal);
    await vi.advanceTimersByTimeAsync(1000);
    first.abort();
    expect(await stopped).toMatchObject({ why: 'cancelled' });
    type('o', 4);
    const joined = provider.decide(wish('a = o|\n'), PREFERENCES, ask, never);
    asked[0]?.say('one');
    asked[0]?.end('one();');
    expect(await joined).toEqual({ suggestion: { text: 'ne();', replaces: 0 } });
    expect(asked).toHaveLength(1);
    expect(provider.trace.records[0]?.source).toBe('joined');

    const other = provider.decide(wish('b = |\n'), PREFERENCES, ask, never);
    await vi.advanceTimersByTimeAsync(1000);
    asked[1]?.say('one');
    void provider.decide(wish('b = x|\n'), PREFERENCES, ask, never);
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked.map(({ prefix }) => prefix)).toEqual(['a = ', 'b = ', 'b = x']);
    expect(asked[1]?.signal.aborted).toBe(true);
    asked[1]?.end('one');
    await other;
  });

  /** A place where the editor stopped waiting. */
  async function givenUp(after: number) {
    const set = setUp();
    const patience = new AbortController();
    const deciding = set.provider.decide(wish('a = |\n'), PREFERENCES, set.ask, patience.signal);
    await vi.advanceTimersByTimeAsync(after);
    patience.abort();
    expect(await deciding).toEqual({ suggestion: null, why: 'cancelled' });
    return set;
  }

  it.each([
    ['was asked', 750],
    ['was not asked yet', 1],
  ])('comes late where the editor stopped waiting when the model %s', async (_, after) => {
    const { ask, provider, asked } = await givenUp(after);
    const late = provider.goOn(wish('a = |\n'), PREFERENCES, ask, never);
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked.map(({ signal }) => signal.aborted)).toEqual([false]);
    asked[0]?.end('b;');
    await vi.advanceTimersByTimeAsync(1000);
    expect(await late).toBe(true);
    expect(await provider.decide(wish('a = |\n'), PREFERENCES, ask, never)).toEqual({
      suggestion: { text: 'b;', replaces: 0 },
    });
    expect(asked).toHaveLength(1);
  });

  it.each<[what: string, says: string | null]>([
    ['the model has nothing to say', ''],
    ['the user goes on', null],
  ])('comes to nothing late where %s', async (_, says) => {
    const { ask, provider, asked } = await givenUp(750);
    const user = new AbortController();
    const late = provider.goOn(wish('a = |\n'), PREFERENCES, ask, user.signal);
    if (says === null) user.abort();
    else asked[0]?.end(says);
    await vi.advanceTimersByTimeAsync(5000);
    expect(await late).toBe(false);
    expect(asked.map(({ signal }) => signal.aborted)).toEqual([says === null]);
  });

  it('is not remembered when it was given up', async () => {
    const { ask, provider, asked } = setUp();
    void provider.decide(wish('a = |\n'), PREFERENCES, ask, never);
    await vi.advanceTimersByTimeAsync(1000);
    provider.forgetAnswers();
    asked[0]?.end('old;');
    await vi.advanceTimersByTimeAsync(1000);
    asked[1]?.end('new;');
    await vi.advanceTimersByTimeAsync(1000);
    expect(await provider.decide(wish('a = |\n'), PREFERENCES, ask, never)).toEqual({
      suggestion: { text: 'new;', replaces: 0 },
    });
  });

  it('is shown no sooner than the user likes, but a key shows it at once', async () => {
    const { provider, ask, type } = setUp('b();');
    type('=', 2);
    const typed = Date.now();
    const shown = provider
      .decide(wish('a = |\n'), { ...PREFERENCES, delay: 500 }, ask, never)
      .then(() => Date.now() - typed);
    await vi.advanceTimersByTimeAsync(5000);
    expect(await shown).toBe(500);
    provider.withdrawn();
    const invoked = provider.decide(wish('a = |\n', { automatic: false }), { ...PREFERENCES, delay: 500 }, ask, never);
    expect(await invoked).toMatchObject({ suggestion: { text: 'b();' } });
  });

  it('is quiet after Esc, computes all the same, and a key peeks', async () => {
    const { provider, ask, asked, fates } = setUp('b();');
    const now = async (text: string, more: Partial<Wish> = {}) => {
      const deciding = provider.decide(wish(text, more), PREFERENCES, ask, never);
      await vi.advanceTimersByTimeAsync(300);
      return deciding;
    };
    await now('a = |\n');
    provider.dismissed();
    expect(fates.map(({ kind }) => kind)).toEqual(['dismissed']);
    expect(await now('c = |\n')).toEqual({ suggestion: null, why: 'backing-off' });
    expect(asked).toHaveLength(2);
    expect(await now('c = |\n', { automatic: false })).toMatchObject({ suggestion: { text: 'b();' } });
    expect(asked).toHaveLength(2);
    provider.withdrawn();
    await vi.advanceTimersByTimeAsync(6000);
    expect(await now('c = |\n')).toMatchObject({ suggestion: { text: 'b();' } });
  });

  it('is not quiet where the user switched that off', async () => {
    const { provider, decide } = setUp('b();');
    await decide('a = |\n');
    provider.dismissed();
    expect(await decide('c = |\n', { backOff: false })).toMatchObject({ suggestion: { text: 'b();' } });
  });

  it('stays in manual mode while what was asked for is typed', async () => {
    const { decide, type } = setUp('one();');
    await decide('a = |\n', { manual: true }, { automatic: false });
    type('o', 4);
    expect(await decide('a = o|\n', { manual: true })).toMatchObject({ suggestion: { text: 'ne();' } });
    type('x', 5);
    expect(await decide('a = ox|\n', { manual: true })).toEqual({ suggestion: null, why: 'manual' });
  });

  it('stays where it goes on, though nothing would be asked there', async () => {
    const { decide, type, asked } = setUp('\n  say("one two");\n}');
    const quiet = { inStrings: false };
    await decide('if (a) {|', quiet);
    // Its first line is accepted, line break included: where the next begins Tab would indent.
    type('\n', 8);
    expect(await decide('if (a) {\n|', quiet)).toMatchObject({ suggestion: { text: '  say("one two");\n}' } });
    type('  say("one', 9);
    expect(await decide('if (a) {\n  say("one|', quiet)).toMatchObject({ suggestion: { text: ' two");\n}' } });
    expect(asked).toHaveLength(1);
    expect(await decide('if (b) {\n  say("one|', quiet)).toEqual({ suggestion: null, why: 'string' });
  });

  it('does not come in the way of Tab while the user indents', async () => {
    const { provider, ask } = setUp('b();');
    const start = Date.now();
    provider.changed('file:///src/a.ts', [{ offset: 5, removed: 0, inserted: '  ' }], true);
    const shown = provider.decide(wish('a();\n  |\n'), PREFERENCES, ask, never).then(() => Date.now() - start);
    await vi.advanceTimersByTimeAsync(5000);
    expect(await shown).toBeGreaterThanOrEqual(800);
  });

  it('says what became of the suggestion', async () => {
    const { decide, type, fates, provider } = setUp('one two;');
    await decide('a = |\n');
    type('one', 4);
    type(' two;', 7);
    expect(fates.map(({ kind }) => kind)).toEqual(['partly', 'accepted']);
    expect(provider.trace.records[0]?.fate).toBe('accepted');
  });

  it('forgets answers, and all of the code', async () => {
    const { decide, provider, asked } = setUp('b();');
    await decide('a = |\n');
    provider.forget();
    expect(provider.trace.records).toEqual([]);
    await decide('a = |\n');
    expect(asked).toHaveLength(2);
  });
});
