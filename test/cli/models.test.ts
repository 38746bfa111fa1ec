import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NONCOMMERCIAL_MODEL } from '../fixtures/ids';
import { ANSWER, writeChatModel } from '../support/chat-model.mjs';
import { smallModel } from '../support/gguf';
import { clone, folder, licit, type Run } from './licit';

const builtin = join(clone, 'builtin/licit-mini-ts.gguf');
const digest =
  /SHA-256 `([0-9a-f]{64})`/.exec(readFileSync(join(clone, 'builtin/licit-mini-ts.card.md'), 'utf8'))?.[1] ?? '';

let project: ReturnType<typeof folder>;
beforeAll(async () => {
  project = folder({
    'package.json': '{ "license": "MIT" }',
    'code.ts':
      'export class Cart {\n  private readonly items = new Map<string, number>();\n  clear(): void {\n    this.items.\n  }\n}\n',
    'short.ts': 'x\n',
    'text.gguf': 'this is no model',
    'empty.gguf': '',
    'unknown.gguf': smallModel(),
    'cut.gguf': readFileSync(builtin),
    'bytes.ts': Buffer.from([0x63, 0xff, 0xfe, 0x0a]),
  });
  truncateSync(join(project.path, 'cut.gguf'), 2_000_000);
  await writeChatModel(join(project.path, 'chat.gguf'));
  const sha256 = createHash('sha256')
    .update(readFileSync(join(project.path, 'chat.gguf')))
    .digest('hex');
  const exception = { kind: 'accepted-risk', sha256, reason: 'made for a test', by: 'tests', date: '2026-01-01' };
  writeFileSync(
    join(project.path, 'accepted.policy.json'),
    JSON.stringify({ exceptions: [{ ...exception, expires: '2999-01-01' }] }),
  );
});
afterAll(() => project.remove());

/** The small chat model, with the policy that accepts its risk. */
const chatModel = ['--model', 'chat.gguf', '--policy', 'accepted.policy.json'];
const run = (args: readonly string[], env: Record<string, string> = {}) => licit(args, { cwd: project.path, env });

function oneLine(result: Run, message: string | RegExp): void {
  expect(result.stderr).toMatch(/^licit: [^\n]+\n$/);
  expect(result.stderr).toMatch(message);
  expect(result).toMatchObject({ code: 2, stdout: '' });
}

describe('licit complete', () => {
  it('completes with the built-in model', async () => {
    const { code, stdout, stderr } = await run(['complete', 'code.ts:4:16', '--min-confidence', '0', '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      model: 'licit/licit-mini-ts',
      text: expect.stringMatching(/\S/),
      confidence: expect.any(Number),
      timings: {
        queueMs: expect.any(Number),
        promptTokens: expect.any(Number),
        promptTokensReused: 0,
        promptMs: expect.any(Number),
        generatedTokens: expect.any(Number),
        generateMs: expect.any(Number),
        totalMs: expect.any(Number),
      },
    });
  });

  it('offers nothing, with a reason and exit 0, when it is not sure', async () => {
    const { code, stdout } = await run(['complete', 'code.ts:4:16', '--min-confidence', '1', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ text: '', reason: 'unsure' });
  });

  it('takes bytes that are not UTF-8', async () => {
    const { code, stdout } = await run(['complete', 'bytes.ts:2:1', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).text).not.toContain('\ufffd');
  });

  it.each([
    ['code.ts', 'is no place'],
    ['code.ts:0:1', 'there is no line 0'],
    ['code.ts:8:1', 'there is no line 8; the file has 7'],
    ['code.ts:1:21', 'line 1 has no column 21; its end is 20'],
    ['missing.ts:1:1', 'missing.ts: there is no such file'],
    ['.:1:1', 'this is a folder'],
  ])('%s is an error: %s', async (place, message) => {
    oneLine(await run(['complete', place]), message);
  });

  it.each([
    ['missing.gguf', 'there is no such file'],
    ['empty.gguf', 'the file is empty'],
    ['text.gguf', 'this is no GGUF file'],
    ['cut.gguf', 'it was cut off'],
    ['Qwen/Qwen2.5-Coder-1.5B', 'is not on this machine'],
  ])('without a model that can be loaded, %s: %s', async (model, message) => {
    oneLine(await run(['complete', 'code.ts:1:1', '--model', model]), message);
  });

  it('refuses a model that the licence rules out, with exit 1 and the whole explanation', async () => {
    const denied = JSON.parse((await run(['explain', NONCOMMERCIAL_MODEL, '--json'])).stdout);
    const { code, stdout } = await run(['complete', 'code.ts:1:1', '--model', NONCOMMERCIAL_MODEL, '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout).refused).toEqual(denied);
  });

  it('refuses an unknown file until somebody accepts its risk in writing', async () => {
    const refused = await run(['complete', 'code.ts:1:1', '--model', 'chat.gguf']);
    expect(refused.code).toBe(1);
    expect(refused.stdout).toMatch(/"kind": "accepted-risk", "sha256": "[0-9a-f]{64}"/);
    const accepted = await run(['complete', 'code.ts:4:16', '--json', ...chatModel]);
    expect(accepted.code).toBe(0);
    expect(JSON.parse(accepted.stdout)).toMatchObject({ text: '', reason: 'no-fim' });
    expect((await run(['complete', 'code.ts:4:16', '--no-exceptions', ...chatModel])).code).toBe(1);
  });

  it('works where nothing can be kept, and says so', async () => {
    const storage = join(project.path, 'storage');
    writeFileSync(storage, 'a file where a folder would have to be');
    const { code, stderr } = await run(['complete', 'code.ts:4:16', '--json'], { XDG_CACHE_HOME: storage });
    expect(code).toBe(0);
    expect(stderr).toMatch(/^[^\n]*cannot be written[^\n]*\n$/);
  });
});

describe('licit chat', () => {
  it('streams the answer of an accepted chat model', async () => {
    expect(await run(['chat', 'hello', ...chatModel])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(ANSWER.slice(0, 20)),
      stderr: '',
    });
    const { stdout } = await run(['chat', 'hello', ...chatModel, '--attach', 'short.ts', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      text: expect.any(String),
      stopReason: expect.any(String),
      timings: expect.any(Object),
    });
  });

  it('needs a chat model', async () => {
    oneLine(await run(['chat', 'hello']), /needs a chat model.*--model/);
    oneLine(await run(['chat', 'hello', '--model', builtin]), 'cannot chat');
  });

  it('says what is wrong with an attachment', async () => {
    oneLine(await run(['chat', 'hello', ...chatModel, '--attach', 'missing.ts']), 'missing.ts: there is no such file');
  });
});

describe('licit identify', () => {
  it('knows the built-in model by its bytes', async () => {
    const { code, stdout } = await run(['identify', builtin, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([
      {
        file: builtin,
        format: 'gguf',
        resolved: 'licit/licit-mini-ts',
        confidence: 1,
        claims: { license: 'apache-2.0' },
        conflicts: [],
      },
    ]);
    expect(stdout).toContain(digest);
  });

  it('says what it can of several files, and ends with 2 when one could not be read', async () => {
    const { code, stdout, stderr } = await run(['identify', 'unknown.gguf', 'text.gguf', '--json']);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toHaveLength(1);
    expect(stderr).toMatch(/^licit: text.gguf: [^\n]+\n$/);
  });

  it('says why a file can not be opened', async () => {
    symlinkSync('loop.gguf', join(project.path, 'loop.gguf'));
    oneLine(await run(['identify', 'loop.gguf']), 'loop.gguf: the link leads to itself');
    mkdirSync(join(project.path, 'folder.gguf'));
    oneLine(await run(['identify', 'folder.gguf']), 'folder.gguf: this is a folder');
    oneLine(await run(['identify', 'code.ts/x.gguf']), 'x.gguf: there is no such file');
  });
});

it('licit fingerprint prints what a registry entry stores', async () => {
  const { code, stdout } = await run(['fingerprint', builtin, '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    file: builtin,
    bytes: 7_311_872,
    sha256: digest,
    format: 'gguf',
    architecture: 'llama',
    tensors: [expect.stringMatching(/^[0-9a-f]{64}$/), expect.stringMatching(/^[0-9a-f]{64}$/)],
    norms: expect.stringMatching(/^[0-9a-f]{64}$/),
    sketch: expect.stringMatching(/^[\w+/]{342}==$/),
    vocabulary: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  oneLine(await run(['fingerprint', 'text.gguf']), 'text.gguf: ');
});

describe('what is known', () => {
  it('licit explain answers with exit 0 whatever the verdict', async () => {
    const { code, stdout } = await run(['explain', 'nobody-knows/this', 'licit-mini-ts', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([
      { model: { known: false }, verdict: 'review', uses: { assist: 'review' } },
      {
        model: { id: 'licit/licit-mini-ts', known: true },
        project: {
          use: { value: 'assist', from: 'default' },
          license: { value: 'MIT', from: 'workspace', file: 'package.json' },
        },
      },
    ]);
  });

  it('licit explain takes a file', async () => {
    const { stdout } = await run(['explain', builtin, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ model: { id: 'licit/licit-mini-ts', known: true }, verdict: 'allowed' });
  });

  it('licit models lists what may run, the built-in model as installed', async () => {
    const { stdout } = await run(['models', '--json']);
    const rows = JSON.parse(stdout) as { id: string; verdict: string; installed: string[] }[];
    expect(rows[0]).toMatchObject({
      id: 'licit/licit-mini-ts',
      verdict: 'allowed',
      installed: [builtin],
      tasks: ['completion'],
      fit: { ok: true },
    });
  });

  it('licit licenses gives each licence with its six uses', async () => {
    const rows = JSON.parse((await run(['licenses', '--json'])).stdout) as {
      id: string;
      spdx: boolean;
      uses: object;
    }[];
    expect(rows.find(({ id }) => id === 'Apache-2.0')).toMatchObject({
      spdx: true,
      uses: { assist: 'allowed', ship: 'allowed' },
    });
  });

  it('licit license names a text', async () => {
    const { stdout } = await run(['license', join(clone, 'LICENSE'), '--json']);
    expect(JSON.parse(stdout)).toMatchObject([{ license: 'Apache-2.0', riders: [] }]);
    oneLine(await run(['license', 'missing']), 'missing: there is no such file');
  });
});
