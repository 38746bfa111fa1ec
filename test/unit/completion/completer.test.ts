import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { typedSince } from '../../../src/completion/answers';
import { Completer } from '../../../src/completion/completer';
import type { CompletionPlace } from '../../../src/completion/completion';
import {
  type Engine,
  type EngineResult,
  type Infill,
  type InfillRequest,
  NO_TIMINGS,
} from '../../../src/engine/engine';
import type { AdmittedModel } from '../../../src/gate/admitted';

const model = { id: 'org/model', name: 'Model', sha256: 'one', fim: null } as unknown as AdmittedModel;
const never = new AbortController().signal;

function placeAt(document: string): CompletionPlace {
  return { text: document.replace('|', ''), offset: document.indexOf('|'), path: 'src/a.ts', repository: 'shop' };
}

/** An engine whose answers are written letter by letter when the test says so. */
class SlowEngine {
  readonly asked: InfillRequest[] = [];
  readonly cancelled: number[] = [];
  private readonly open: ((text: string, done: boolean) => void)[] = [];

  readonly engine = {
    abilities: async () => ({
      ok: true,
      value: {
        fimTokens: { prefix: '<P>', suffix: '<S>', middle: '<M>' },
        chatTemplate: false,
        contextTokens: 1024,
        device: '',
      },
    }),
    infill: (_model: AdmittedModel, request: InfillRequest, signal: AbortSignal, onText?: (text: string) => void) =>
      new Promise<EngineResult<Infill>>((resolve) => {
        const index = this.asked.push(request) - 1;
        let written = '';
        signal.addEventListener('abort', () => {
          this.cancelled.push(index);
          resolve({ ok: false, failure: { kind: 'cancelled', message: '' } });
        });
        this.open.push((text, done) => {
          written += text;
          onText?.(text);
          if (!done) return;
          const value: Infill = {
            text: written,
            tokens: [],
            confidence: 0.9,
            stop: 'line',
            documents: 0,
            timings: NO_TIMINGS,
          };
          resolve({ ok: true, value });
        });
      }),
  } as unknown as Engine;

  /** Waits until so many questions were asked. */
  async questions(count: number): Promise<void> {
    while (this.asked.length < count) await delay(1);
  }
  write(question: number, text: string): void {
    this.open[question]?.(text, false);
  }
  finish(question: number, text: string): void {
    this.open[question]?.(text, true);
  }
}

function start() {
  const slow = new SlowEngine();
  const completer = new Completer();
  const ask = (document: string, signal = never) =>
    completer.complete(placeAt(document), { engine: slow.engine, model }, signal);
  return { slow, completer, ask };
}

async function answered(given: ReturnType<typeof start>, document: string, text: string): Promise<void> {
  const answer = given.ask(document);
  await given.slow.questions(given.slow.asked.length + 1);
  given.slow.finish(given.slow.asked.length - 1, text);
  await answer;
}

describe('answers from memory', () => {
  it.each([
    ['the same place', 'const a = |;', 'call(b, c)'],
    ['typing what was offered', 'const a = cal|;', 'l(b, c)'],
    ['typing all but the last character', 'const a = call(b, c|;', ')'],
  ])('are given for %s', async (_name, document, text) => {
    const given = start();
    await answered(given, 'const a = |;', 'call(b, c)');
    const begin = performance.now();
    expect(await given.ask(document)).toMatchObject({ text, confidence: 0.9, timings: { totalMs: 0 } });
    expect(performance.now() - begin).toBeLessThan(5);
    expect(given.slow.asked.length).toBe(1);
  });

  it('are given for deleting back to where the model was asked', async () => {
    const given = start();
    await answered(given, 'x.|\n', 'first();');
    await answered(given, 'x.z|\n', 'oom();');
    expect(await given.ask('x.|\n')).toMatchObject({ text: 'first();' });
    expect(await given.ask('x.zo|\n')).toMatchObject({ text: 'om();' });
  });

  it.each([
    ['typing something else', 'const a = cat|;'],
    ['typing all that was offered', 'const a = call(b, c)|;'],
    ['another text after the cursor', 'const a = cal|);'],
    ['another place', 'let b = cal|;'],
  ])('are not given for %s', async (_name, document) => {
    const given = start();
    await answered(given, 'const a = |;', 'call(b, c)');
    void given.ask(document);
    await given.slow.questions(2);
  });

  it('are forgotten when told to', async () => {
    const given = start();
    await answered(given, 'const a = |;', 'call(b, c)');
    given.completer.clear();
    void given.ask('const a = |;');
    await given.slow.questions(2);
  });

  it('are found among many, and the oldest are forgotten', async () => {
    const given = start();
    for (let i = 0; i < 310; i++) await answered(given, `const value${i} = |;`, `f(${i})`);
    expect(await given.ask('const value309 = f|;')).toMatchObject({ text: '(309)' });
    void given.ask('const value0 = |;');
    await given.slow.questions(311);
  });
});

describe('a question on its way', () => {
  it('is joined when what was typed is what is being written', async () => {
    const { slow, ask } = start();
    const first = new AbortController();
    const one = ask('const a = |;', first.signal);
    await slow.questions(1);
    slow.write(0, 'ca');
    first.abort();
    const two = ask('const a = c|;');
    expect(await one).toMatchObject({ text: '', reason: 'cancelled' });
    slow.finish(0, 'll()');
    expect(await two).toMatchObject({ text: 'all()' });
    expect(slow.asked.length).toBe(1);
    expect(slow.cancelled).toEqual([]);
  });

  it('is stopped when something else was typed', async () => {
    const { slow, ask } = start();
    const first = new AbortController();
    void ask('const a = |;', first.signal);
    await slow.questions(1);
    slow.write(0, 'ca');
    first.abort();
    const two = ask('const a = x|;');
    await slow.questions(2);
    expect(slow.cancelled).toEqual([0]);
    slow.finish(1, '.y');
    expect(await two).toMatchObject({ text: '.y' });
  });

  it('is asked again when its answer turned out not to fit', async () => {
    const { slow, ask } = start();
    const first = new AbortController();
    void ask('const a = |;', first.signal);
    await slow.questions(1);
    first.abort();
    const two = ask('const a = x|;');
    await delay(5);
    slow.finish(0, 'call()');
    await slow.questions(2);
    slow.finish(1, '.y');
    expect(await two).toMatchObject({ text: '.y' });
  });

  it('is stopped when nobody waits for it any more', async () => {
    const { slow, ask } = start();
    const first = new AbortController();
    const one = ask('const a = |;', first.signal);
    await slow.questions(1);
    first.abort();
    await one;
    await delay(400);
    expect(slow.cancelled).toEqual([0]);
  });
});

describe('what was typed since', () => {
  const long = 'x = 1;\n'.repeat(1000);
  it.each([
    ['ab', 'ab', ''],
    ['ab', 'abc', 'c'],
    ['ab', 'a', null],
    ['b', 'ab', null],
    ['', 'ab', 'ab'],
    ['', 'a'.repeat(300), null],
  ])('%j to %j is %j', (then, now, typed) => {
    expect(typedSince(then, now)).toBe(typed);
  });
  it('is seen at the end of a long text', () => {
    expect(typedSince(long.slice(-2048), `${long}yz`)).toBe('yz');
    expect(typedSince(`${long}q`.slice(-2048), `${long}yz`)).toBeNull();
  });
});
