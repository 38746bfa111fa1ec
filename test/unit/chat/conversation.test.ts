import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../../src/chat/commands';
import { answer, type ChatServices } from '../../../src/chat/conversation';
import { attachedBlock, chatMessages, type Turn } from '../../../src/chat/messages';
import {
  type ChatAnswer,
  type ChatRequest,
  type Engine,
  type EngineResult,
  NO_TIMINGS,
} from '../../../src/engine/engine';
import type { AdmittedModel } from '../../../src/gate/admitted';

const never = new AbortController().signal;

describe('commands', () => {
  it.each([
    ['/explain Qwen/Qwen2.5-Coder-7B', { kind: 'explain', model: 'Qwen/Qwen2.5-Coder-7B' }],
    ['  /EXPLAIN  deepseek-coder:6.7b ', { kind: 'explain', model: 'deepseek-coder:6.7b' }],
    ['/explain GPT-4 Turbo --use Train', { kind: 'explain', model: 'GPT-4 Turbo', use: 'train' }],
    ['/explain GPT-4 --use all', { kind: 'unknown', text: '/explain GPT-4 --use all' }],
    ['/explain --use train', { kind: 'unknown', text: '/explain --use train' }],
    ['/explain', { kind: 'unknown', text: '/explain' }],
    ['/check', { kind: 'check' }],
    ['/models ', { kind: 'models' }],
    ['/help', { kind: 'unknown', text: '/help' }],
    ['What does /check do?', null],
    ['/usr/lib is a folder', null],
    ['// what is this?', null],
    ['', null],
  ])('%j', (question, command) => {
    expect(parseCommand(question)).toEqual(command);
  });
});

describe('what the model is told', () => {
  const turns: readonly Turn[] = [
    { role: 'user', text: 'Hello' },
    { role: 'assistant', text: 'Hi.', by: 'model' },
    { role: 'user', text: '/check' },
    { role: 'assistant', text: 'All is well.', by: 'verdict' },
    { role: 'user', text: 'Explain this' },
  ];

  it('is the conversation without commands and their answers', () => {
    expect(
      chatMessages(turns, [])
        .map(({ role, content }) => [role, content])
        .slice(1),
    ).toEqual([
      ['user', 'Hello'],
      ['assistant', 'Hi.'],
      ['user', 'Explain this'],
    ]);
  });

  it('has what is attached above the question', () => {
    const attached = { path: 'src/a.ts', languageId: 'typescript', startLine: 3, endLine: 4, text: 'a();\nb();\n' };
    expect(chatMessages(turns, [attached]).at(-1)?.content).toBe(
      'From src/a.ts (lines 3–4):\n```typescript\na();\nb();\n```\n\nExplain this',
    );
  });

  it('fences text that has fences in it', () => {
    expect(attachedBlock({ path: 'README.md', text: '````\nx\n````' })).toBe(
      'From README.md:\n`````\n````\nx\n````\n`````',
    );
  });
});

describe('the answer', () => {
  function services(
    model: AdmittedModel | null,
    result?: EngineResult<ChatAnswer>,
    heard: ChatRequest[] = [],
  ): ChatServices {
    const engine: Engine = {
      state: { kind: 'idle' },
      onState: () => () => undefined,
      abilities: async () => ({ ok: false, failure: { kind: 'unsupported', message: '' } }),
      remember: async () => ({ ok: true, value: 0 }),
      infill: async () => ({ ok: false, failure: { kind: 'unsupported', message: '' } }),
      chat: async (_model, request, _signal, onText) => {
        heard.push(request);
        onText?.('Well');
        return result ?? { ok: true, value: { text: 'Well, yes.', stop: 'end', timings: NO_TIMINGS } };
      },
      unload: async () => undefined,
      dispose: async () => undefined,
    };
    return {
      engine,
      model,
      explain: async (name) => `about ${name}`,
      check: async () => 'the check',
      models: async () => 'the models',
    };
  }
  const model = { name: 'Chat' } as unknown as AdmittedModel;
  const ask = (text: string, given: ChatServices) => answer([{ role: 'user', text }], [], given, never);

  it.each([
    ['/explain X', 'about X'],
    ['/check', 'the check'],
    ['/models', 'the models'],
  ])('to %s comes from the rules, with no model too', async (text, wanted) => {
    expect(await ask(text, services(null))).toMatchObject({ by: 'verdict', text: wanted });
  });

  it('names the commands to one who types another', async () => {
    expect(await ask('/help', services(null))).toMatchObject({
      by: 'verdict',
      text: expect.stringContaining('`/explain MODEL`, `/check`, `/models`'),
    });
  });

  it('says plainly that there is no chat model', async () => {
    expect(await ask('Hello', services(null))).toMatchObject({
      by: 'verdict',
      kind: 'no-model',
      text: expect.stringMatching(/^No chat model is chosen/),
    });
  });

  it('is the model’s', async () => {
    const heard: ChatRequest[] = [];
    expect(await ask('Hello', services(model, undefined, heard))).toMatchObject({
      by: 'model',
      text: 'Well, yes.',
      stop: 'end',
    });
    expect(heard[0]?.messages.map(({ role }) => role)).toEqual(['system', 'user']);
  });

  it('keeps what was written when the engine dies', async () => {
    const failure = { kind: 'worker-died', message: 'gone' } as const;
    expect(await ask('Hello', services(model, { ok: false, failure }))).toMatchObject({
      by: 'model',
      text: 'Well',
      stop: 'failed',
      failure,
    });
  });
});
