import { createHmac } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, copyFile, mkdir, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { EngineClient, type EngineOptions } from '../../../src/engine/client';
import type { Infill } from '../../../src/engine/engine';
import type { AdmittedModel } from '../../../src/gate/admitted';
import { admitted } from '../../support/admitted';
import { chatModel } from '../../support/chat-model.mjs';
import { temporaryFolder } from '../../support/folder';
import { infillRequest } from '../../support/infillRequest';
import { BUILTIN_MODEL, buildWorker } from '../../support/worker';

/** For hangs: several processes are started by each of these tests, and the machine may be busy. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const folder = temporaryFolder();
const never = new AbortController().signal;
const PREFIX = "import { readFileSync } from 'node:fs';\n".repeat(12);
const REQUEST = infillRequest(PREFIX, 'const text = readFi', '\nconsole.log(text);\n', { maxTokens: 8 });

let workerPath = '';
let model: AdmittedModel;
let count = 0;
const engines: EngineClient[] = [];
const log: string[] = [];

beforeAll(async () => {
  workerPath = await buildWorker('idle-test');
  model = await admitted(BUILTIN_MODEL);
}, 30_000);
afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.dispose()));
});

function engineIn(stateDir: string, more: Partial<EngineOptions> = {}): EngineClient {
  log.length = 0;
  const engine = new EngineClient({ workerPath, stateDir, log: (line) => log.push(line), ...more });
  engines.push(engine);
  return engine;
}

function freshFolder(): string {
  return folder.path(`states-${count++}`);
}

async function answer(engine: EngineClient, request = REQUEST): Promise<Infill> {
  const said = await engine.infill(model, request, never);
  if (!said.ok) throw new Error(said.failure.message);
  return said.value;
}

/** The one state file of a folder. */
async function savedIn(stateDir: string): Promise<string> {
  const names = await readdir(stateDir);
  expect(names).toEqual([expect.stringMatching(/\.state$/)]);
  return join(stateDir, names[0] ?? '');
}

function workerPid(): string {
  const { pid } = process;
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  return children.find((child) => readFileSync(`/proc/${child}/cmdline`, 'utf8').includes(workerPath)) ?? '';
}

function residentBytes(): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${workerPid()}/status`, 'utf8'))?.[1];
  return Number(kilobytes) * 1024;
}

describe('a model that nobody asks anything', () => {
  it('leaves memory by itself, and the next suggestion is warm and the same', async () => {
    const stateDir = freshFolder();
    const engine = engineIn(stateDir, { idleMs: 30 });
    const first = await answer(engine);
    expect(first.timings.promptTokensReused).toBe(0);
    await vi.waitFor(() => expect(engine.state.kind).toBe('idle'), { timeout: 10_000 });
    const path = await savedIn(stateDir);
    if (process.platform !== 'win32') {
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      expect((await stat(stateDir)).mode & 0o777).toBe(0o700);
    }
    const again = await answer(engine);
    expect(again.text).toBe(first.text);
    expect(again.timings.promptTokens - again.timings.promptTokensReused).toBe(1);
    // What the user wrote lies there no longer than it is needed.
    expect((await readdir(stateDir)).filter((name) => join(stateDir, name) === path)).toEqual([]);
  });

  it.skipIf(!existsSync('/proc/self/task'))('is warm in a new process, too', async () => {
    const engine = engineIn(freshFolder());
    const first = await answer(engine);
    await engine.unload();
    process.kill(Number(workerPid()), 'SIGKILL');
    await vi.waitFor(() => expect(log.join()).toContain('SIGKILL'));
    const again = await answer(engine);
    expect(again.text).toBe(first.text);
    expect(again.timings.promptTokens - again.timings.promptTokensReused).toBe(1);
  });

  it('leaves nothing behind', async () => {
    const stateDir = freshFolder();
    const [engine, other] = [engineIn(stateDir), engineIn(stateDir)];
    await Promise.all([answer(engine), answer(other)]);
    await engine.unload();
    await other.unload();
    expect((await readdir(stateDir)).length).toBe(2);
    await engine.dispose();
    const path = await savedIn(stateDir);
    // What another window has written is not ours to believe, nor to delete.
    expect((await answer(engineIn(stateDir))).timings.promptTokensReused).toBe(0);
    expect(await savedIn(stateDir)).toBe(path);
    expect((await answer(other)).timings.promptTokensReused).toBeGreaterThan(100);
  });

  it('still knows the project', async () => {
    const engine = engineIn(freshFolder());
    const text = 'export function area() {\n  return zebraWidth * giraffeHeight;\n}\n';
    expect(await engine.remember(model, { put: [{ path: 'near.ts', text }], drop: [] }, never)).toMatchObject({
      value: 1,
    });
    await engine.unload();
    expect((await answer(engine)).documents).toBe(1);
  });

  it.skipIf(!existsSync('/proc/self/status'))('frees memory', async () => {
    const engine = engineIn(freshFolder());
    await answer(engine);
    const before = residentBytes();
    await engine.unload();
    // The weights alone; buffers come on top.
    expect(before - residentBytes()).toBeGreaterThan((await stat(BUILTIN_MODEL)).size / 2);
  });

  it('waits for a chat that runs, which waits for completions', async () => {
    await writeFile(folder.path('chat.gguf'), chatModel());
    const chat = await admitted(folder.path('chat.gguf'));
    const engine = engineIn(freshFolder());
    let unloaded: Promise<void> | undefined;
    const question = { messages: [{ role: 'user', content: 'Hello' }], maxTokens: 60 } as const;
    const said = await engine.chat(chat, question, never, () => {
      unloaded ??= engine.unload();
    });
    await unloaded;
    expect(said).toMatchObject({ ok: true });
    expect(await engine.chat(chat, question, never)).toMatchObject({ ok: true });
  });

  it('keeps nothing where nothing may be kept', async () => {
    const engine = new EngineClient({ workerPath, log: (line) => log.push(line) });
    engines.push(engine);
    await answer(engine);
    await engine.unload();
    expect((await answer(engine)).timings.promptTokensReused).toBe(0);
  });
});

describe('a state file that is not what was saved', () => {
  let stateDir = '';
  let engine: EngineClient;
  let good: Buffer;
  let name = '';
  beforeAll(async () => {
    stateDir = freshFolder();
    engine = new EngineClient({ workerPath, stateDir, log: (line) => log.push(line) });
    await answer(engine);
    await engine.unload();
    const path = await savedIn(stateDir);
    good = await readFile(path);
    name = basename(path);
  }, 30_000);
  afterAll(() => engine.dispose());

  /** The folder with this instead of the saved state, the model not in memory. */
  async function folderWith(content: Buffer): Promise<string> {
    await engine.unload();
    await rm(stateDir, { recursive: true, force: true });
    const path = join(stateDir, name);
    await mkdir(stateDir);
    await writeFile(path, content, { mode: 0o600 });
    return path;
  }

  async function expectReused(tokens: unknown): Promise<void> {
    log.length = 0;
    expect(await answer(engine)).toMatchObject({
      text: expect.stringMatching(/^le/),
      timings: { promptTokensReused: tokens },
    });
    // The same process: nothing brought it down.
    expect(log.filter((line) => line.includes('ended'))).toEqual([]);
    expect(await readdir(stateDir)).toEqual([]);
  }

  it('is told from one that is', async () => {
    await folderWith(good);
    await expectReused(expect.toSatisfy((tokens) => tokens > 100));
  });

  it.each<[string, () => Buffer]>([
    ['empty', () => Buffer.alloc(0)],
    ['cut short', () => good.subarray(0, good.length >> 1)],
    ['cut by its last byte', () => good.subarray(0, -1)],
    ['changed in one byte', () => changed(good, (bytes) => bytes.writeUInt8((bytes[5000] ?? 0) ^ 1, 5000))],
    ['no state at all', () => Buffer.alloc(100_000, 'LICITST1')],
    ['a header that is longer than the file', () => headerOf(0xffff_ffff)],
    ['a header before the beginning', () => headerOf(1000)],
    [
      'of another layout, with a digest that anyone can make',
      () => sealed(changed(payload(), (b) => b.fill(0xff, 2000))),
    ],
    ['cut short, with a digest that anyone can make', () => sealed(payload().subarray(0, 3000))],
  ])('is not believed: %s', async (_name, content) => {
    await folderWith(content());
    await expectReused(0);
  });

  it.skipIf(process.platform === 'win32')('is not believed when others could write it, or it is a link', async () => {
    await chmod(await folderWith(good), 0o622);
    await expectReused(0);
    const path = await folderWith(good);
    await rename(path, folder.path('elsewhere'));
    await symlink(folder.path('elsewhere'), path);
    await expectReused(0);
    expect(await readFile(folder.path('elsewhere'))).toEqual(good);
  });

  it('is deleted when it fits nothing any more, and only few are kept', async () => {
    const path = await folderWith(good);
    const [own = '', , random = ''] = name.split('-');
    const foreign = `ffffffff${random.slice(8)}`;
    await copyFile(path, join(stateDir, `${own}-0123456789abcdef-${foreign}`));
    await writeFile(join(stateDir, 'something else'), '');
    for (let n = 0; n < 6; n++) await writeFile(join(stateDir, `000000000000000${n}-0123456789abcdef-${foreign}`), 'x');
    await answer(engine);
    await engine.unload();
    const names = await readdir(stateDir);
    expect(names.length).toBeLessThanOrEqual(4);
    expect(names).not.toContain('something else');
    expect(names).not.toContain(`${own}-0123456789abcdef-${foreign}`);
    expect(names.filter((file) => file.startsWith(own)).length).toBe(1);
  });

  /** llama.cpp's part of the saved state. */
  function payload(): Buffer {
    return good.subarray(0, good.length - 44 - good.readUInt32LE(good.length - 44));
  }

  /** A payload with header and digest, as whoever can write the file could make them. */
  function sealed(bytes: Buffer): Buffer {
    const header: unknown = JSON.parse(good.subarray(payload().length, -44).toString());
    const own = Buffer.from(JSON.stringify(Object.assign({}, header, { bytes: bytes.length })));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(own.length);
    const body = Buffer.concat([bytes, own, length]);
    return Buffer.concat([body, createHmac('sha256', '').update(body).digest(), good.subarray(-8)]);
  }
});

function changed(bytes: Buffer, change: (bytes: Buffer) => void): Buffer {
  const copy = Buffer.from(bytes);
  change(copy);
  return copy;
}

/** The end of a state file that says that its header has so many bytes. */
function headerOf(length: number): Buffer {
  const footer = Buffer.alloc(44);
  footer.writeUInt32LE(length, 0);
  footer.write('LICITST1', 36, 'latin1');
  return footer;
}
