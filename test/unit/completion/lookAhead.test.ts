import { describe, expect, it } from 'vitest';
import { CompletionProvider } from '../../../src/completion/provider';
import type { AskModel, Preferences, Wish } from '../../../src/completion/wish';
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
  ahead: true,
};
const never = new AbortController().signal;

/** A wish by hand, so that nothing waits for a pause. */
function wish(text: string, more: Partial<Wish> = {}): Wish {
  const offset = text.indexOf('|');
  const whole = text.replace('|', '');
  return {
    place: { text: whole, offset, path: 'src/a.ts', repository: 'shop' },
    automatic: false,
    writable: true,
    documentLength: whole.length,
    cursors: 1,
    hasSelection: false,
    tabSize: 2,
    document: 'file:///src/a.ts',
    offset,
    line: 1,
    ...more,
  };
}

interface Asked {
  readonly at: string;
  readonly ahead: boolean;
  readonly signal: AbortSignal;
}

/** A model that knows these answers by what stands around the cursor, `null` for one that it is still working at. */
function setUp(knows: Readonly<Record<string, string | null>>) {
  const asked: Asked[] = [];
  const finish = new Map<string, (text: string) => void>();
  const ask: AskModel = ({ text, offset }, _watch, signal, ahead) => {
    const at = `${text.slice(0, offset)}|${text.slice(offset)}`;
    asked.push({ at, ahead, signal });
    const said = knows[at] ?? (at in knows ? null : '');
    const completion = (text: string) => ({ model: 'm', text, confidence: 0.9, timings: NO_TIMINGS });
    if (said !== null) return Promise.resolve(completion(said));
    return new Promise((resolve) => {
      finish.set(at, (text) => resolve(completion(text)));
      signal.addEventListener('abort', () => resolve({ kind: 'cancelled', message: '' }));
    });
  };
  const provider = new CompletionProvider();
  const decide = async (text: string, more: Partial<Wish> = {}, preferences: Partial<Preferences> = {}) => {
    const decision = await provider.decide(wish(text, more), { ...PREFERENCES, ...preferences }, ask, never);
    // What is asked ahead is answered meanwhile.
    await new Promise(setImmediate);
    return decision;
  };
  return { asked, decide, provider, finish };
}

describe('what follows a suggestion', () => {
  it('is asked while the suggestion is read, and is there when it is accepted', async () => {
    const { asked, decide, provider } = setUp({ 'a = |\n': 'b(', 'a = b(|\n': 'c);' });
    expect(await decide('a = |\n')).toEqual({ suggestion: { text: 'b(', replaces: 0 } });
    expect(asked.map(({ at, ahead }) => [at, ahead])).toEqual([
      ['a = |\n', false],
      ['a = b(|\n', true],
    ]);
    expect(await decide('a = b(|\n')).toEqual({ suggestion: { text: 'c);', replaces: 0 } });
    expect(provider.trace.records[0]).toMatchObject({ source: 'memory' });
    expect(asked.filter(({ ahead }) => !ahead).length).toBe(1);
  });

  it('is looked for in the next line, as indented as this one, where the line is done', async () => {
    const { asked, decide } = setUp({ '  a|\n': ' = b;', '  a = b;\n  |\n': 'c();' });
    await decide('  a|\n');
    expect(asked.map(({ at }) => at)).toEqual(['  a|\n', '  a = b;|\n', '  a = b;\n  |\n']);
    expect(await decide('  a = b;\n  |\n')).toMatchObject({ suggestion: { text: 'c();' } });
    expect(asked.filter(({ ahead }) => !ahead).length).toBe(1);
  });

  it.each([
    ['a block: its last line counts', 'if (a) |\n', '{\n  b();\n}', 'if (a) {\n  b();\n}\n|\n'],
    ['line ends of the document', 'x\r\n\ta|\r\n', ' = b;', 'x\r\n\ta = b;\r\n\t|\r\n'],
  ])('is looked for in the next line: %s', async (_name, at, says, next) => {
    const { asked, decide } = setUp({ [at]: says });
    await decide(at);
    expect(asked.at(-1)).toMatchObject({ at: next, ahead: true });
  });

  it('is not asked again when the editor closes a bracket behind what is typed of it', async () => {
    const { asked, decide } = setUp({ 'f|\n': '(a);' });
    await decide('f|\n');
    asked.length = 0;
    await decide('f(|)\n');
    expect(asked.map(({ at }) => at)).toEqual([]);
  });

  it('is joined when it is still computed, and asked anew when that was cancelled', async () => {
    const { asked, decide, finish, provider } = setUp({ 'a = |\n': 'b(', 'a = b(|\n': null });
    await decide('a = |\n');
    const joining = decide('a = b(|\n');
    await new Promise(setImmediate);
    finish.get('a = b(|\n')?.('c);');
    expect(await joining).toMatchObject({ suggestion: { text: 'c);' } });
    expect(provider.trace.records[0]).toMatchObject({ source: 'joined' });
    expect(asked.filter(({ at }) => at === 'a = b(|\n').length).toBe(1);
  });

  it('is given up when something else is typed', async () => {
    const { asked, decide } = setUp({ 'a = |\n': 'b(', 'a = b(|\n': null, 'a = x|\n': 'y;' });
    await decide('a = |\n');
    expect(asked[1]).toMatchObject({ ahead: true, signal: { aborted: false } });
    await decide('a = x|\n');
    expect(asked[1]).toMatchObject({ ahead: true, signal: { aborted: true } });
  });

  it('is given up with everything else that is known', async () => {
    const { asked, decide, provider } = setUp({ 'a = |\n': 'b(', 'a = b(|\n': null });
    await decide('a = |\n');
    provider.forget();
    expect(asked[1]?.signal.aborted).toBe(true);
  });

  it.each<[string, Partial<Wish>, Partial<Preferences>]>([
    ['on battery', {}, { ahead: false }],
    ['for an entry of the suggest widget', { selected: { typed: '', text: '' } }, {}],
  ])('is not asked %s', async (_name, more, preferences) => {
    const { asked, decide } = setUp({ 'a = |\n': 'b(' });
    await decide('a = |\n', more, preferences);
    expect(asked.some(({ ahead }) => ahead)).toBe(false);
  });

  it('is not asked where nothing is suggested', async () => {
    const { asked, decide } = setUp({});
    await decide('a = |\n');
    expect(asked.length).toBe(1);
  });
});

describe('a place where the cursor rests', () => {
  it('is read before anything is asked there', async () => {
    const read: string[] = [];
    const { provider } = setUp({});
    await provider.prepare(wish('a = |\n'), PREFERENCES, async ({ text }) => void read.push(text));
    expect(read).toEqual(['a = \n']);
  });

  it.each<[string, Partial<Wish>, Partial<Preferences>]>([
    ['on battery', {}, { ahead: false }],
    ['while suggestions pause', {}, { snoozed: true }],
    ['where completion is off', {}, { enabled: false }],
    ['in a file that the user excluded', {}, { exclude: ['src/**'] }],
    ['in a file that is too large', { documentLength: 1000 }, { largestFile: 10 }],
    ['in a file that cannot be written', { writable: false }, {}],
    ['in a selection', { hasSelection: true }, {}],
    ['in a file that may hold secrets', { place: { text: 'a', offset: 1, path: '.env', repository: '' } }, {}],
  ])('is not read %s', async (_name, more, preferences) => {
    const read: string[] = [];
    const { provider } = setUp({});
    await provider.prepare(
      wish('a = |\n', more),
      { ...PREFERENCES, ...preferences },
      async ({ text }) => void read.push(text),
    );
    expect(read).toEqual([]);
  });

  it('is not read where the answer is known', async () => {
    const read: string[] = [];
    const { decide, provider } = setUp({ 'a = |\n': 'b(' });
    await decide('a = |\n');
    await provider.prepare(wish('a = |\n'), PREFERENCES, async ({ text }) => void read.push(text));
    expect(read).toEqual([]);
  });
});

it('an answer that came before the project was read is no answer later', async () => {
  let asked = 0;
  const provider = new CompletionProvider();
  const ask: AskModel = async () => {
    const known = { model: 'm', confidence: 0.4, timings: NO_TIMINGS };
    return asked++ === 0 ? { ...known, text: '', reason: 'unsure', early: true } : { ...known, text: 'b();' };
  };
  expect(await provider.decide(wish('a = |\n'), PREFERENCES, ask, never)).toMatchObject({ why: 'unsure' });
  expect(await provider.decide(wish('a = |\n'), PREFERENCES, ask, never)).toMatchObject({
    suggestion: { text: 'b();' },
  });
});
