import { writeFile } from 'node:fs/promises';
import type { Token } from 'node-llama-cpp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { EngineClient } from '../../../src/engine/client';
import type { Infill, InfillRequest } from '../../../src/engine/engine';
import { DraftedSteps, DraftPace } from '../../../src/engine/worker/drafts';
import type { AdmittedModel } from '../../../src/gate/admitted';
import { admitted } from '../../support/admitted';
import { temporaryFolder } from '../../support/folder';
import { infillRequest } from '../../support/infillRequest';
import { randomModel } from '../../support/randomModels';
import { buildWorker } from '../../support/worker';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const folder = temporaryFolder();
const never = new AbortController().signal;

describe('drafts', () => {
  it('pay as long as a token that is kept costs less with them', () => {
    const pace = new DraftPace();
    // Nothing to compare with yet.
    expect(pace.pays).toBe(false);
    pace.tookPlain(10);
    expect(pace.pays).toBe(true);
    pace.tookDraft(20, 4);
    expect(pace.pays).toBe(true);
    for (let n = 0; n < 20; n++) pace.tookDraft(40, 1);
    expect(pace.pays).toBe(false);
    for (let n = 0; n < 64; n++) pace.tookPlain(10);
    expect(pace.pays).toBe(true);
    // The first that pays again is enough.
    pace.tookDraft(16, 8);
    expect(pace.pays).toBe(true);
  });

  it('that never pay are tried less and less', () => {
    const pace = new DraftPace();
    pace.tookPlain(10);
    const tries: number[] = [];
    for (let n = 0; n < 2000; n++) {
      if (pace.pays) tries.push(n);
      if (pace.pays) pace.tookDraft(100, 1);
      else pace.tookPlain(10);
    }
    const pauses = tries.slice(1).map((at, index) => at - (tries[index] ?? 0) - 1);
    expect(pauses.slice(0, 5)).toEqual([64, 128, 256, 512, 512]);
  });

  /** A model that counts up, 100 after the token 3, and says what it had to evaluate. */
  function counting(propose: (last: number) => readonly number[]) {
    const batches: number[][] = [];
    const taken: number[] = [];
    const after = (token: Token) => new Map([[(Number(token) === 3 ? 100 : Number(token) + 1) as Token, 1]]);
    const pace = new DraftPace();
    pace.tookPlain(1);
    const sequence = {
      pace,
      next: async (tokens: readonly Token[], _fitting?: readonly Token[] | null, draft: readonly Token[] = []) => {
        batches.push([...tokens, ...draft].map(Number));
        return [...tokens.slice(-1), ...draft].map(after);
      },
      takeBack: async (count: number) => void taken.push(count),
    };
    let last = 0;
    const steps = new DraftedSteps(sequence, () => propose(last) as unknown as Token[]);
    const run = async (count: number) => {
      const said: number[] = [];
      for (let n = 0; n < count; n++) {
        const [token] = (await steps.next([last as Token], null)).keys();
        last = Number(token);
        said.push(last);
      }
      await steps.end();
      return said;
    };
    return { run, batches, taken };
  }

  it('are kept as far as the model agrees, and taken back behind', async () => {
    const { run, batches, taken } = counting((last) => (last === 0 ? [1, 2, 3, 4, 5] : []));
    expect(await run(6)).toEqual([1, 2, 3, 100, 101, 102]);
    expect(batches).toEqual([[0, 1, 2, 3, 4, 5], [100], [101]]);
    expect(taken).toEqual([2]);
  });

  it('that are wrong at once cost one batch', async () => {
    const { run, batches, taken } = counting((last) => (last === 0 ? [9, 9] : []));
    expect(await run(2)).toEqual([1, 2]);
    expect(batches).toEqual([[0, 9, 9], [1]]);
    expect(taken).toEqual([2]);
  });

  it('that are not used up are taken back at the end', async () => {
    const { run, taken } = counting((last) => (last === 0 ? [1, 2, 3] : []));
    expect(await run(2)).toEqual([1, 2]);
    expect(taken).toEqual([2]);
  });
});

describe('a model whose vocabulary is too large for the mixture', () => {
  let model: AdmittedModel;
  let engine: EngineClient;
  beforeAll(async () => {
    const path = folder.path('large.gguf');
    await writeFile(path, randomModel('llama', 40_000));
    model = await admitted(path);
    engine = new EngineClient({ workerPath: await buildWorker('drafts-test'), log: () => undefined });
  }, 30_000);
  afterAll(() => engine.dispose());

  async function answer(request: InfillRequest): Promise<Infill> {
    const said = await engine.infill(model, request, never);
    if (!said.ok) throw new Error(said.failure.message);
    return said.value;
  }

  it('says the same with drafts as without', async () => {
    const prefix = 'const first = 1;\n';
    let compared = 0;
    for (const typed of ['a', 'ab ', 'return ', 'x = y', 'const second = ']) {
      const request = infillRequest(prefix, typed, '\n', { maxTokens: 40, singleLine: false });
      const alone = await answer(request);
      // A project in which this very answer stands, so that drafts are right, and others in which its beginning goes on otherwise.
      const others = [`${typed}${alone.text}`, `${typed}${alone.text.slice(0, 9)} something else`, prefix];
      const put = others.map((text, index) => ({ path: `${typed}${index}.ts`, text }));
      await engine.remember(model, { put, drop: [] }, never);
      const around = { path: 'open.ts', before: prefix + typed, after: '\n' };
      for (let round = 0; round < 3; round++) {
        const drafted = await answer({ ...request, around });
        expect(drafted.text).toBe(alone.text);
        expect(drafted.tokens.map(({ text }) => text)).toEqual(alone.tokens.map(({ text }) => text));
        for (const [index, { probability }] of drafted.tokens.entries())
          expect(probability).toBeCloseTo(alone.tokens[index]?.probability ?? 0, 2);
        compared += drafted.tokens.length;
      }
    }
    expect(compared).toBeGreaterThan(100);
  });
});
