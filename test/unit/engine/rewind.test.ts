import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { EngineClient } from '../../../src/engine/client';
import type { Infill, InfillRequest } from '../../../src/engine/engine';
import type { AdmittedModel } from '../../../src/gate/admitted';
import { admitted } from '../../support/admitted';
import { temporaryFolder } from '../../support/folder';
import { infillRequest } from '../../support/infillRequest';
import { type Architecture, randomModel } from '../../support/randomModels';
import { buildWorker } from '../../support/worker';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const folder = temporaryFolder();
const never = new AbortController().signal;
const PREFIX = 'export function area(width, height) {\n  return width * height;\n}\n'.repeat(5);

let workerPath = '';
const engines: EngineClient[] = [];
const log: string[] = [];
beforeAll(async () => {
  workerPath = await buildWorker('rewind-test');
});
afterAll(async () => {
  await Promise.all(engines.map((engine) => engine.dispose()));
});

function freshEngine(): EngineClient {
  const engine = new EngineClient({ workerPath, stateDir: folder.path('states'), log: (line) => log.push(line) });
  engines.push(engine);
  return engine;
}

/** A place after some typing. */
function at(typed: string, more: Partial<InfillRequest> = {}): InfillRequest {
  return infillRequest(PREFIX, typed, '\n', { maxTokens: 10, singleLine: false, ...more });
}

describe.each<Architecture>(['llama', 'mamba', 'gemma2'])('%s', (architecture) => {
  let model: AdmittedModel;
  let engine: EngineClient;
  beforeAll(async () => {
    const path = folder.path(`${architecture}.gguf`);
    await writeFile(path, randomModel(architecture));
    model = await admitted(path);
    engine = freshEngine();
  });

  async function answer(request: InfillRequest, from = engine): Promise<Infill> {
    const said = await from.infill(model, request, never);
    if (!said.ok) throw new Error(`${said.failure.message} ${log.join('\n')}`);
    return said.value;
  }

  const typing = ['const a', 'const ar', 'const are', 'const ar', 'const area = ', 'const area = ar', 'const b', ''];

  it('says the same as if it read everything anew', async () => {
    const cold = freshEngine();
    for (const typed of typing) {
      const sticky = await answer(at(typed));
      // Another place in between, so that nothing of this one is left.
      await answer(infillRequest('x', 'y', 'z', { maxTokens: 1 }), cold);
      const anew = await answer(at(typed), cold);
      expect(anew.timings.promptTokensReused).toBeLessThanOrEqual(1);
      expectSame(sticky, anew);
    }
  });

  it('reads only what was typed', async () => {
    await answer(at('const a'));
    for (const typed of typing) {
      const { promptTokens, promptTokensReused } = (await answer(at(typed))).timings;
      expect(promptTokens - promptTokensReused, typed).toBeLessThanOrEqual(typed.length + 1);
    }
  });

  it('is cancelled in the middle of a prompt, and goes on', async () => {
    const stop = new AbortController();
    const long = infillRequest(PREFIX.repeat(3), 'const a', '\n'.repeat(200), { maxTokens: 5 });
    const cancelled = engine.infill(model, long, stop.signal);
    stop.abort();
    expect(await cancelled).toMatchObject({ ok: false, failure: { kind: 'cancelled' } });
    expect((await answer(long)).text).toBe((await answer(long, freshEngine())).text);
  });

  it('comes back after it left memory', async () => {
    const before = await answer(at('const area'));
    await engine.unload();
    const after = await answer(at('const area'));
    expectSame(after, before);
    expect(after.timings.promptTokensReused).toBe(architecture === 'mamba' ? 0 : after.timings.promptTokens - 1);
  });

  it('works ahead only where nothing is lost by it', async () => {
    await answer(at('const area'));
    const ahead = await engine.infill(model, at('const area = width\n', { ahead: 'answer' }), never);
    if (architecture === 'mamba') expect(ahead).toMatchObject({ ok: false, failure: { kind: 'cancelled' } });
    else expect(ahead.ok).toBe(true);
  });
});

/** The same text, about as sure of it: another division into batches rounds differently. */
function expectSame(a: Infill, b: Infill): void {
  expect(a.text).toBe(b.text);
  expect(a.tokens.map(({ text }) => text)).toEqual(b.tokens.map(({ text }) => text));
  for (const [index, { probability }] of a.tokens.entries())
    expect(Math.abs(probability - (b.tokens[index]?.probability ?? 0))).toBeLessThan(0.01);
}
