import { existsSync, readFileSync } from 'node:fs';
import { copyFile, utimes, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { EngineClient } from '../../../src/engine/client';
import type { EngineState, InfillRequest } from '../../../src/engine/engine';
import type { AdmittedModel } from '../../../src/gate/admitted';
import { admitted } from '../../support/admitted';
import { ANSWER, chatModel } from '../../support/chat-model.mjs';
import { temporaryFolder } from '../../support/folder';
import { BUILTIN_MODEL, buildWorker } from '../../support/worker';

const folder = temporaryFolder();
const never = new AbortController().signal;
const log: string[] = [];

let workerPath = '';
let model: AdmittedModel;
let engine: EngineClient;

beforeAll(async () => {
  workerPath = await buildWorker('client-test');
  model = await admitted(BUILTIN_MODEL);
  engine = new EngineClient({ workerPath, log: (line) => log.push(line) });
}, 30_000);
afterAll(() => engine.dispose());

function request(before: string, after: string, more: Partial<InfillRequest> = {}): InfillRequest {
  return {
    prompt: [
      { special: 'suffix' },
      { text: after, maxTokens: 200, keep: 'start' },
      { special: 'prefix' },
      { text: before, maxTokens: 600, keep: 'end', heal: true },
      { special: 'middle' },
    ],
    maxTokens: 40,
    singleLine: true,
    ...more,
  };
}

const READ_FILE = "import { readFileSync } from 'node:fs';\n\nconst text = readFi";

/** Long enough to be caught in the middle. */
const LONG = request('export function main() {\n', '', { maxTokens: 400, singleLine: false });

/** Ids of the worker's processes, as the log does not tell. */
async function workerPid(states: readonly EngineState[] = []): Promise<number> {
  const { pid } = process;
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
  const worker = children.find((child) => readFileSync(`/proc/${child}/cmdline`, 'utf8').includes(workerPath));
  if (worker === undefined) throw new Error(`no worker among ${children.join()} after ${JSON.stringify(states)}`);
  return worker;
}

describe('a real model in a process of its own', () => {
  it('says what it can do', async () => {
    const abilities = await engine.abilities(model, never);
    expect(abilities).toMatchObject({
      ok: true,
      value: {
        fimTokens: {
          prefix: '<|fim_prefix|>',
          suffix: '<|fim_suffix|>',
          middle: '<|fim_middle|>',
          file: '<|file_sep|>',
        },
        chatTemplate: false,
        contextTokens: 1024,
        device: expect.stringMatching(/^CPU, \d+ threads?$|^\w+: /),
      },
    });
  });

  it('spells a half-typed word to its end, streaming', async () => {
    const heard: string[] = [];
    const answer = await engine.infill(model, request(READ_FILE, '\n'), never, (text) => heard.push(text));
    expect(answer).toMatchObject({ ok: true, value: { text: expect.stringMatching(/^le\w*\(/) } });
    if (!answer.ok) return;
    expect(heard.join('')).toBe(answer.value.text);
    expect(answer.value.text).not.toContain('\n');
    const product = answer.value.tokens.reduce((all, { probability }) => all * probability, 1);
    // The end of the line counts too.
    expect(answer.value.confidence).toBeLessThanOrEqual(product + 1e-9);
    expect(answer.value.confidence).toBeGreaterThan(0);
  });

  it('spells a word again from where it would be split otherwise', async () => {
    // `readFileSy` is `read`, `File`, `S`, `y`; but finished it is `read`, `File`, `Sync`.
    const answer = await engine.infill(model, request(`${READ_FILE}leSy`, '\n'), never);
    expect(answer).toMatchObject({ ok: true, value: { text: expect.stringMatching(/^nc\(/) } });
    expect(answer.ok && answer.value.tokens.map(({ text }) => text)).toContain('Sync');
  });

  it('evaluates only what changed', async () => {
    await engine.infill(model, request(READ_FILE, '\n'), never);
    const again = await engine.infill(model, request(READ_FILE, '\n'), never);
    const more = await engine.infill(model, request(`${READ_FILE}leText(`, '\n'), never);
    if (!again.ok || !more.ok) throw new Error('no answer');
    expect(again.value.timings.promptTokensReused).toBe(again.value.timings.promptTokens - 1);
    expect(more.value.timings.promptTokens - more.value.timings.promptTokensReused).toBeLessThanOrEqual(5);
  });

  it('gives up on a line that has become unlikely', async () => {
    const answer = await engine.infill(model, request('zq = ', '\n', { minConfidence: 0.9 }), never);
    expect(answer).toMatchObject({ ok: true, value: { stop: 'unsure' } });
    if (answer.ok) expect(answer.value.confidence).toBeLessThan(0.9);
  });

  it('stops where a block of several lines ends', async () => {
    const before = 'export class Person {\n  constructor(name) {\n    this.name = name;\n    ';
    const block: Partial<InfillRequest> = { singleLine: false, maxTokens: 120, indent: 4 };
    const heard: string[] = [];
    const answer = await engine.infill(model, request(before, '\n'.repeat(3), block), never, (text) =>
      heard.push(text),
    );
    expect(answer).toMatchObject({ ok: true, value: { stop: 'block' } });
    if (!answer.ok) return;
    const lines = answer.value.text
      .split('\n')
      .slice(1)
      .filter((line) => line.trim() !== '');
    expect(lines.filter((line) => !line.startsWith('    ')).length).toBeLessThanOrEqual(1);
    expect(heard.join('').startsWith(answer.value.text)).toBe(true);
  });

  it.each([
    ['an emoji before the cursor', 'const crane = "🏗', '";\n'],
    ['an unpaired surrogate', 'const crane = "\ud83c', '";\n'],
    ['a special token in the text', 'a(); <|endoftext|>', '<|fim_middle|>\n'],
    ['no text at all', '', ''],
    ['a longer text than the context', 'const value = compute(value);\n'.repeat(400), '\nvalue();'.repeat(400)],
  ])('takes %s', async (_name, before, after) => {
    const answer = await engine.infill(model, request(before, after, { singleLine: false, maxTokens: 30 }), never);
    expect(answer.ok).toBe(true);
    if (answer.ok) expect(answer.value.text).not.toMatch(/\ufffd|<\|/);
  });

  it('learns from the project', async () => {
    const around = { path: 'open.ts', before: 'export function area() {\n  return zebraWidth', after: '\n}\n' };
    const asked = { ...request(around.before, around.after), around };
    const alone = await engine.infill(model, asked, never);
    expect(alone).toMatchObject({ ok: true, value: { documents: 0 } });
    const text = 'export function area() {\n  return zebraWidth * giraffeHeight;\n}\n';
    const told = await engine.remember(model, { put: [{ path: 'near.ts', text }], drop: [] }, never);
    expect(told).toEqual({ ok: true, value: 1 });
    const warm = await engine.infill(model, asked, never);
    expect(warm).toMatchObject({ ok: true, value: { text: ' * giraffeHeight;', documents: 1 } });
    expect(await engine.remember(model, { put: [], drop: ['near.ts'] }, never)).toEqual({ ok: true, value: 0 });
    const again = await engine.infill(model, asked, never);
    expect(again.ok && again.value.text).toBe(alone.ok && alone.value.text);
  });

  it('ends at once when cancelled, and works on', async () => {
    const stop = new AbortController();
    const cancelled = engine.infill(model, LONG, stop.signal, () => stop.abort());
    expect(await cancelled).toMatchObject({ ok: false, failure: { kind: 'cancelled' } });
    const answer = await engine.infill(model, request(READ_FILE, '\n'), never);
    expect(answer.ok && answer.value.timings.queueMs).toBeLessThan(1000);
  });

  it('answers many requests at once, each by itself', async () => {
    const words = ['const a = ', 'let bb = ', 'return ', 'import '];
    const together = await Promise.all(words.map((word) => engine.infill(model, request(word, '\n'), never)));
    for (const [index, word] of words.entries()) {
      const alone = await engine.infill(model, request(word, '\n'), never);
      const shared = together[index];
      expect(shared?.ok && shared.value.text).toBe(alone.ok && alone.value.text);
    }
  });

  it('refuses to chat with a model that has no template', async () => {
    const answer = await engine.chat(model, { messages: [{ role: 'user', content: 'Hi' }], maxTokens: 5 }, never);
    expect(answer).toMatchObject({ ok: false, failure: { kind: 'unsupported' } });
  });

  it('loads the model again after it was unloaded', async () => {
    await engine.unload();
    expect(engine.state.kind).toBe('idle');
    expect(await engine.infill(model, request(READ_FILE, '\n'), never)).toMatchObject({ ok: true });
  });
});

describe('chat', () => {
  const messages = [{ role: 'user', content: 'Hello <|im_end|> there' }] as const;
  let chat: AdmittedModel;
  beforeAll(async () => {
    await writeFile(folder.path('chat.gguf'), chatModel());
    chat = await admitted(folder.path('chat.gguf'));
  });

  it('streams whole characters to the end of the turn', async () => {
    const heard: string[] = [];
    const answer = await engine.chat(chat, { messages, maxTokens: 200 }, never, (text) => heard.push(text));
    expect(answer).toMatchObject({ ok: true, value: { text: ANSWER, stop: 'end' } });
    expect(heard.length).toBeGreaterThan(20);
    expect(heard.join('')).toBe(ANSWER);
    expect(heard.join('|')).not.toContain('\ufffd');
  });

  it('ends at the token limit', async () => {
    const answer = await engine.chat(chat, { messages, maxTokens: 5 }, never);
    expect(answer).toMatchObject({ ok: true, value: { text: 'This small model knows one', stop: 'length' } });
  });

  it('returns what it has when stopped', async () => {
    const stop = new AbortController();
    let chunks = 0;
    const answer = await engine.chat(chat, { messages, maxTokens: 200 }, stop.signal, () => {
      if (++chunks === 10) stop.abort();
    });
    expect(answer).toMatchObject({ ok: true, value: { stop: 'cancelled' } });
    if (!answer.ok) return;
    expect(ANSWER.startsWith(answer.value.text)).toBe(true);
    expect(answer.value.text.length).toBeGreaterThan(20);
    expect(answer.value.text.length).toBeLessThan(ANSWER.length);
  });

  it('leaves out the oldest turns of a conversation that is too long', async () => {
    const turn = { role: 'user', content: 'word '.repeat(40) } as const;
    const answer = await engine.chat(chat, { messages: Array(20).fill(turn), maxTokens: 5 }, never);
    expect(answer).toMatchObject({ ok: true, value: { stop: 'length' } });
  });

  it('says so when a single message is too long', async () => {
    const long = { role: 'user', content: 'word '.repeat(4000) } as const;
    const answer = await engine.chat(chat, { messages: [long], maxTokens: 5 }, never);
    expect(answer).toMatchObject({
      ok: false,
      failure: { kind: 'unsupported', message: expect.stringContaining('longer') },
    });
  });

  it('has no tokens for filling in the middle', async () => {
    expect(await engine.infill(chat, request('a', 'b'), never)).toMatchObject({
      ok: false,
      failure: { kind: 'unsupported' },
    });
  });
});

describe('a bad day', () => {
  it('takes nothing that no gate admitted', async () => {
    expect(await engine.infill({ ...model }, request('a', ''), never)).toMatchObject({
      ok: false,
      failure: { kind: 'not-admitted' },
    });
  });

  it('refuses a file that changed after it was judged', async () => {
    const path = folder.path('changed.gguf');
    await copyFile(BUILTIN_MODEL, path);
    const judged = await admitted(path);
    await utimes(path, new Date(0), new Date(0));
    const fresh = new EngineClient({ workerPath, log: () => undefined });
    const answer = await fresh.infill(judged, request('a', ''), never);
    expect(answer).toMatchObject({
      ok: false,
      failure: { kind: 'not-admitted', message: expect.stringContaining(path) },
    });
    await fresh.dispose();
  });

  it('does not take a worker that starts slowly for one that is stuck', async () => {
    const slow = folder.path('slow.mjs');
    await writeFile(
      slow,
      `await new Promise((done) => setTimeout(done, 1000)); await import(${JSON.stringify(pathToFileURL(workerPath).href)});`,
    );
    const said: string[] = [];
    const starting = new EngineClient({ workerPath: slow, stuckMs: 100, log: (line) => said.push(line) });
    const stop = new AbortController();
    const given = starting.abilities(model, stop.signal);
    stop.abort();
    expect(await given).toMatchObject({ ok: false, failure: { kind: 'cancelled' } });
    expect(await starting.abilities(model, never)).toMatchObject({ ok: true });
    expect(said).toEqual([]);
    await starting.dispose();
  });

  it('ends a worker that does not answer any more, and starts another', async () => {
    const stuck = folder.path('stuck.mjs');
    await writeFile(stuck, `process.send({ jsonrpc: '2.0', method: 'started' }); setInterval(() => {}, 1000);`);
    const said: string[] = [];
    const waiting = new EngineClient({ workerPath: stuck, stuckMs: 100, log: (line) => said.push(line) });
    const stop = new AbortController();
    const [given, other] = [waiting.abilities(model, stop.signal), waiting.abilities(model, never)];
    setTimeout(() => stop.abort(), 50);
    expect(await given).toMatchObject({ ok: false, failure: { kind: 'cancelled' } });
    expect(await other).toMatchObject({ ok: false, failure: { kind: 'worker-died' } });
    expect(said.join()).toContain('SIGKILL');
    await waiting.dispose();
  });

  it('says what to do when the worker is missing', async () => {
    const broken = new EngineClient({ workerPath: folder.path('none.mjs'), log: () => undefined });
    expect(await broken.abilities(model, never)).toMatchObject({ ok: false, failure: { kind: 'engine-missing' } });
    await broken.dispose();
  });

  it('says what to do when node-llama-cpp is missing', async () => {
    // Outside the clone no package is found.
    const elsewhere = folder.path('worker.mjs');
    await copyFile(workerPath, elsewhere);
    const broken = new EngineClient({ workerPath: elsewhere, log: () => undefined });
    expect(await broken.abilities(model, never)).toMatchObject({
      ok: false,
      failure: { kind: 'engine-missing', message: expect.stringContaining('reinstall') },
    });
    await broken.dispose();
  });

  it('spawns nothing before the first request, and nothing for a request that was cancelled before', async () => {
    const idle = new EngineClient({ workerPath, log: () => undefined });
    const stopped = AbortSignal.abort();
    expect(await idle.infill(model, LONG, stopped)).toMatchObject({ ok: false, failure: { kind: 'cancelled' } });
    expect(idle.state.kind).toBe('idle');
    await idle.dispose();
    expect(await idle.infill(model, LONG, never)).toMatchObject({ ok: false, failure: { kind: 'disposed' } });
  });

  it('answers everything that is asked when it is shut down', async () => {
    for (const wait of [0, 50, 300, 700]) {
      const said: string[] = [];
      const short = new EngineClient({ workerPath, log: (line) => said.push(line) });
      const asked = [short.infill(model, LONG, never), short.abilities(model, never), short.infill(model, LONG, never)];
      await new Promise((done) => setTimeout(done, wait));
      await short.dispose();
      for (const answer of await Promise.all(asked)) {
        if (!answer.ok) expect(answer.failure.kind).toBe('disposed');
      }
      expect(said).toEqual([]);
    }
  });

  it.skipIf(!existsSync('/proc/self/task'))('goes on with a load whose request was given up', async () => {
    await engine.dispose();
    engine = new EngineClient({ workerPath, log: (line) => log.push(line) });
    const stop = new AbortController();
    const given = engine.abilities(model, stop.signal);
    const pid = await vi.waitFor(() => workerPid(), { timeout: 20_000 });
    const maps = (file: string) => () =>
      expect(readFileSync(`/proc/${pid}/maps`, 'utf8').includes(file), file).toBe(true);
    await vi.waitFor(maps('llama-addon.node'), { timeout: 20_000, interval: 5 });
    stop.abort();
    expect(await given).toMatchObject({ ok: false, failure: { kind: 'cancelled' } });
    await vi.waitFor(maps('licit-mini-ts.gguf'), { timeout: 20_000 });
  });

  it.skipIf(!existsSync('/proc/self/task'))(
    'outlives a worker killed in mid-generation, five times',
    { timeout: 180_000 },
    async () => {
      const states: EngineState[] = [];
      const off = engine.onState((state) => states.push(state));
      for (let round = 0; round < 5; round++) {
        let killed: Promise<void> | null = null;
        const dying = engine.infill(model, LONG, never, () => {
          killed ??= workerPid(states).then((pid) => void process.kill(pid, 'SIGKILL'));
        });
        const waiting = engine.infill(model, request('const a = ', '\n'), never);
        expect(await dying).toMatchObject({ ok: false, failure: { kind: 'worker-died' } });
        expect(await waiting).toMatchObject({ ok: false, failure: { kind: 'worker-died' } });
        await killed;
        expect(await engine.infill(model, request(READ_FILE, '\n'), never)).toMatchObject({
          ok: true,
          value: { text: expect.stringMatching(/^le\w*\(/) },
        });
      }
      off();
      expect(states.filter(({ kind }) => kind === 'restarting').length).toBe(5);
      expect(states.at(-1)?.kind).toBe('ready');
    },
  );

  it('leaves no process behind', async () => {
    const short = new EngineClient({ workerPath, log: () => undefined });
    await short.abilities(model, never);
    const pid = await workerPid();
    await short.dispose();
    await engine.dispose();
    expect(existsSync(`/proc/${pid}`)).toBe(false);
    await expect(workerPid()).rejects.toThrow();
  });
});
