import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { byTurns, summary, type Turn } from '../../../src/cli/replay/compare';
import { comparisonText, lengthOf } from '../../../src/cli/replay/comparisonText';
import { makeSession } from '../../../src/cli/replay/makeSession';
import { Peer } from '../../../src/cli/replay/peer';
import { parseSession, type Session } from '../../../src/cli/replay/session';
import { type Assistant, type KeyKind, type Moment, NO_ANSWER, replay } from '../../../src/cli/replay/typist';

const { signal } = new AbortController();

/** Suggests the same everywhere, and notes what it saw. */
function assistant(suggestion: string): Assistant & { readonly seen: Moment[]; readonly ahead: Assistant['ahead'] } {
  const seen: Moment[] = [];
  return {
    seen,
    key: async (moment) => {
      seen.push(moment);
      return { ...NO_ANSWER, suggestion, asked: true, evaluated: 1 };
    },
    ahead: async () => undefined,
  };
}

async function all<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

describe('a recording', () => {
  test.each([
    ['no JSON', '{', 'JSON'],
    ['no files', '{"files":[]}', '"files"'],
    ['a file without a path', '{"files":[{"text":"","steps":[]}]}', 'files[0].path is no text'],
    ['an unknown step', '{"files":[{"path":"a","text":"","steps":[{"jump":1}]}]}', 'files[0].steps[0] is none of'],
    ['two steps in one', '{"files":[{"path":"a","text":"","steps":[{"move":1,"type":"a"}]}]}', 'files[0].steps[0]'],
    ['a negative offset', '{"files":[{"path":"a","text":"","steps":[{"move":-1}]}]}', 'files[0].steps[0]'],
  ])('with %s is refused with the place', (_name, json, says) => {
    expect(parseSession(json)).toContain(says);
  });

  test('that is made of sources can be read again, and types what was there', async () => {
    const text = Array.from({ length: 400 }, (_, n) => `const value${n} = compute(${n});`).join('\n');
    const made = makeSession([{ path: 'a.ts', text }], 100, Math.random);
    expect(parseSession(JSON.stringify(made))).toEqual(made);
    const editor = assistant('');
    await all(replay(made, editor, signal));
    expect(editor.seen.at(-1)?.text).toBe(text);
  });
});

describe('a replay', () => {
  const session: Session = {
    files: [{ path: 'a.ts', text: 'ab', steps: [{ move: 1 }, { type: 'xé' }, { delete: 1 }, { accept: true }] }],
  };

  test('does what is recorded, key by key', async () => {
    const editor = assistant('YZ');
    const keys = await all(replay(session, editor, signal));
    expect(keys.map(({ kind }) => kind)).toEqual<KeyKind[]>(['move', 'type', 'type', 'delete', 'accept', 'back']);
    expect(editor.seen.map(({ text, offset }) => `${text.slice(0, offset)}|${text.slice(offset)}`)).toEqual([
      'a|b',
      'ax|b',
      'axé|b',
      'ax|b',
      'axYZ|b',
      'ax|b',
    ]);
  });

  test('has the same keys for who has nothing to accept', async () => {
    const turns = await all(byTurns(session, [assistant('YZ'), assistant('')], signal));
    expect(turns.map((turn) => new Set(turn.map(({ kind }) => kind)).size)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(turns[4]?.[1]?.asked).toBe(false);
  });
});

test('keys that one of two does not answer are left out of a comparison', () => {
  const key = (ms: number, asked = true) => ({ ...NO_ANSWER, kind: 'type' as const, asked, ms, evaluated: ms });
  const turns: Turn[] = [
    [key(1), key(10)],
    [key(2), key(20)],
    [key(3), key(30)],
    [key(900), key(0, false)],
  ];
  expect(summary(turns)).toEqual({
    keys: 3,
    ours: { medianMs: 2, p95Ms: 3, promptTokensPerKey: 2 },
    peer: { medianMs: 20, p95Ms: 30, promptTokensPerKey: 20 },
    ratio: { median: 0.1, p95: 0.1 },
  });
  expect(summary(turns.map(([ours]) => (ours === undefined ? [] : [ours])))).not.toHaveProperty('ratio');
});

// A script is a program only where `#!` is honoured.
describe.skipIf(process.platform === 'win32')('the peer', () => {
  let folder = '';
  let program = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'licit-peer-'));
    program = join(folder, 'llama-server');
    await writeFile(
      program,
      `#!${process.execPath}
const http = require('node:http');
const [port] = process.argv.slice(process.argv.indexOf('--port') + 1);
if (process.argv.includes('broken.gguf')) { console.error('cannot load'); process.exit(1); }
http.createServer((request, response) => {
  if (request.url === '/health') return response.end('{}');
  let body = '';
  request.on('data', (part) => { body += part; });
  request.on('end', () => {
    const { prompt, n_cmpl } = JSON.parse(body);
    const content = prompt.endsWith('n') ? 'ame' : 'foo';
    const timings = { prompt_n: 7, cache_n: 3, predicted_n: n_cmpl, prompt_ms: 1, predicted_ms: 2 };
    response.end(JSON.stringify([{ content, timings }]));
  });
}).listen(Number(port), '127.0.0.1');
`,
    );
    await chmod(program, 0o755);
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('is asked as llama.vscode does, and remembers what it said', async () => {
    const peer = await Peer.start({ program, model: 'any.gguf', threads: 1, contextTokens: 64 }, signal);
    try {
      const at = (line: string): Moment => ({
        kind: 'type',
        path: 'a.ts',
        text: `one\n${line}\nthree`,
        offset: 4 + line.length,
        answerTokens: 5,
      });
      expect(await peer.key(at('n'))).toMatchObject({
        suggestion: 'ame',
        asked: true,
        evaluated: 7,
        promptTokens: 10,
        generated: 3,
        engineMs: 3,
        pausedMs: 0,
      });
      expect(await peer.key(at('na'))).toMatchObject({ suggestion: 'me', evaluated: 0 });
      expect(await peer.key(at('nb'))).toMatchObject({ suggestion: 'foo', evaluated: 7 });
      expect(await peer.key({ ...at('n'), offset: 0, text: 'too long behind' })).toMatchObject({ asked: false });
    } finally {
      await peer.stop();
    }
  });

  test.each([
    ['that ends at once', () => program, 'broken.gguf', 'cannot load'],
    ['that is none', () => join(folder, 'missing'), 'any.gguf', 'ENOENT'],
  ])('%s is one line', async (_name, path, model, says) => {
    const started = Peer.start({ program: path(), model, threads: 1, contextTokens: 64 }, signal);
    await expect(started).rejects.toThrow(says);
  });
});

test('a comparison for a person says what came from memory, and how both fare where both ask the model', () => {
  const key = (ms: number, generated: number) => ({
    ...NO_ANSWER,
    kind: 'type' as const,
    asked: true,
    ms,
    generated,
    evaluated: generated,
  });
  const session: Session = { files: [{ path: 'a.ts', text: '', steps: [{ type: 'ab\n  c' }, { accept: true }] }] };
  expect(lengthOf(session)).toBe(6);
  const turns: Turn[] = [
    [key(0, 0), key(300, 100)],
    [key(20, 1), key(100, 50)],
    [key(0, 0), key(0, 0)],
  ];
  expect(comparisonText('m', session, turns)).toBe(`m: 3 keys, 3 of them answered by both, in a.ts
Licit answers a key in 0 ms (median; 95th percentile 20 ms); 2 from memory, the model answers the others in 20 ms (median; 95th percentile 20 ms) and evaluates 1 prompt token for one (median)
llama-server answers a key in 100 ms (median; 95th percentile 300 ms); 1 from memory, the model answers the others in 300 ms (median; 95th percentile 300 ms) and evaluates 100 prompt tokens for one (median)
ratio: 0.00 (median), 0.07 (95th percentile)
  where both asked the model (keys: 1): 0.20, 0.20
`);
  expect(comparisonText('m', session, [[key(0, 0)]])).toMatch(/all of them from memory\n$/);
  const unasked: Turn[] = [[key(20, 1), { ...key(0, 0), asked: false }]];
  expect(summary(unasked)).not.toHaveProperty('ratio');
  expect(comparisonText('m', session, unasked)).toBe(
    'm: 1 key, 0 of them answered by both, in a.ts: nothing to compare\n',
  );
});
