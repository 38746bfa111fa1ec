import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { completeAt, prepareAt } from '../../../src/completion/complete';
import { EngineClient } from '../../../src/engine/client';
import type { EngineState, Infill, InfillRequest } from '../../../src/engine/engine';
import type { AdmittedModel } from '../../../src/gate/admitted';
import { admitted } from '../../support/admitted';
import { infillRequest } from '../../support/infillRequest';
import { BUILTIN_MODEL, buildWorker } from '../../support/worker';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const never = new AbortController().signal;
const PREFIX = "import { readFileSync } from 'node:fs';\n\n".repeat(6);
const AFTER = '\nconsole.log(text);\n';
const CANCELLED = { ok: false, failure: { kind: 'cancelled' } };

let workerPath = '';
let model: AdmittedModel;
let engine: EngineClient;
let onBattery = false;
const power = {
  get onBattery() {
    return onBattery;
  },
};

beforeAll(async () => {
  workerPath = await buildWorker('ahead-test');
  model = await admitted(BUILTIN_MODEL);
  engine = new EngineClient({ workerPath, power, log: () => undefined });
}, 30_000);
afterAll(() => engine.dispose());

function at(typed: string, more: Partial<InfillRequest> = {}): InfillRequest {
  return infillRequest(PREFIX, typed, AFTER, { maxTokens: 12, ...more });
}

async function answer(request: InfillRequest): Promise<Infill> {
  const said = await engine.infill(model, request, never);
  if (!said.ok) throw new Error(said.failure.message);
  return said.value;
}

function evaluated({ timings }: Infill): number {
  return timings.promptTokens - timings.promptTokensReused;
}

/** Long enough to be caught in the middle. */
const LONG: Partial<InfillRequest> = { maxTokens: 400, singleLine: false };

describe('work ahead', () => {
  it('evaluates a place before anything is asked there', async () => {
    const ahead = await answer(at('const text = readFi', { ahead: 'prompt' }));
    expect(ahead).toMatchObject({ text: '', timings: { generatedTokens: 0 } });
    expect(evaluated(await answer(at('const text = readFi')))).toBe(1);
  });

  it('costs nothing at the place where the user is, and little where the suggestion is accepted', async () => {
    const shown = await answer(at('const text = readFi'));
    const accepted = `const text = readFi${shown.text}\n`;
    const ahead = await answer(at(accepted, { ahead: 'answer' }));
    expect(evaluated(ahead)).toBeLessThanOrEqual(4);
    // The user typed something else: its tokens, and one that is spelled again.
    expect(evaluated(await answer(at('const text = readFi', { ahead: 'answer' })))).toBeLessThanOrEqual(2);
    const there = await answer(at(accepted));
    expect(there.text).toBe(ahead.text);
  });

  it('gives way at once to what is asked', async () => {
    let order = '';
    let asked: Promise<void> | undefined;
    const ahead = await engine.infill(model, at('function ', { ...LONG, ahead: 'answer' }), never, () => {
      asked ??= answer(at('const text = readFi')).then(() => {
        order += 'asked ';
      });
    });
    order += 'ahead ';
    await asked;
    expect(ahead).toMatchObject(CANCELLED);
    expect(order).toBe('ahead asked ');
  });

  it('gives way to later work ahead', async () => {
    let later: Promise<Infill> | undefined;
    const first = await engine.infill(model, at('function ', { ...LONG, ahead: 'answer' }), never, () => {
      later ??= answer(at('const text = readFi', { ahead: 'prompt' }));
    });
    expect(first).toMatchObject(CANCELLED);
    expect(await later).toMatchObject({ text: '' });
  });

  it('does not begin while something is asked', async () => {
    let ahead: Promise<unknown> | undefined;
    const asked = await engine.infill(model, at('function ', LONG), never, () => {
      ahead ??= engine.infill(model, at('const text = readFi', { ahead: 'prompt' }), never);
    });
    expect(asked.ok).toBe(true);
    expect(await ahead).toMatchObject(CANCELLED);
  });

  it('is not done on battery', async () => {
    onBattery = true;
    expect(await engine.infill(model, at('const ', { ahead: 'prompt' }), never)).toMatchObject(CANCELLED);
    expect((await answer(at('const text = readFi'))).text).toMatch(/^le/);
    expect(engine.state).toMatchObject({ kind: 'ready', onBattery: true });
    onBattery = false;
  });

  it('is not shown as work', async () => {
    await answer(at('const text = readFi'));
    const states: EngineState['kind'][] = [];
    const off = engine.onState(({ kind }) => states.push(kind));
    await answer(at('const text = readFile', { ahead: 'answer' }));
    off();
    expect(states).not.toContain('working');
  });
});

it('a place that was prepared costs the completion there one token', async () => {
  const text = `${PREFIX}export function area(width: number, height: number) {\n  return width\n}\n`;
  const place = { text, offset: text.indexOf('width\n') + 5, path: 'src/area.ts', repository: '' };
  await prepareAt(place, { engine, model }, never);
  // Nothing of a file that holds secrets is given to a model, ahead of time neither: what was read is still there.
  await prepareAt({ ...place, path: '.env', text: `secret = ${text}` }, { engine, model }, never);
  const said = await completeAt(place, { engine, model }, never);
  if ('kind' in said) throw new Error(said.message);
  expect(said.timings.promptTokens - said.timings.promptTokensReused).toBe(1);
});

it('says how many tokens each piece of the prompt came to', async () => {
  const { pieceTokens, timings } = await answer(at('const text = readFi'));
  expect(pieceTokens.length).toBe(6);
  expect([pieceTokens[0], pieceTokens[2], pieceTokens[4]]).toEqual([1, 1, 1]);
  expect(pieceTokens.reduce((sum, count) => sum + count, 0)).toBe(timings.promptTokens);
  const longer = await answer(infillRequest(PREFIX.repeat(100), 'const text = readFi', AFTER));
  expect(longer.pieceTokens[3]).toBeLessThanOrEqual(600);
});
