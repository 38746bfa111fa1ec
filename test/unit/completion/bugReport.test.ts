import { describe, expect, it } from 'vitest';
import { bugReport, pieceLines, redacted } from '../../../src/completion/bugReport';
import type { TraceRecord } from '../../../src/completion/trace';
import { NO_TIMINGS } from '../../../src/engine/engine';

const record: TraceRecord = {
  id: 7,
  at: Date.UTC(2026, 0, 2),
  path: 'src/secretProject/payment.ts',
  line: 12,
  languageId: 'typescript',
  automatic: true,
  source: 'model',
  shown: 'chargeCard(4711);',
  pausedMs: 40,
  heldMs: 0,
  totalMs: 183.26,
  fate: 'ignored',
  answer: {
    model: 'mini',
    prompt: [{ special: 'prefix' }, { text: 'const password = "hunter2";' }, { special: 'middle' }],
    pieceTokens: [1, 9, 1],
    raw: 'chargeCard(4711);\n',
    filters: ['trailing-blank'],
    text: 'chargeCard(4711);',
    confidence: 0.71,
    timings: { ...NO_TIMINGS, promptTokens: 120, promptTokensReused: 100 },
    firstLineMs: 90,
  },
};

describe('redacted code', () => {
  it.each([
    ['keeps its shape', 'if (userName === "Zoë 42") {\n\tgo();', 'xx (xxxxXxxx === "Xxx 00") {\n\txx();'],
    ['hides every script', 'имя = 漢字;', 'xxx = xx;'],
    ['hides emoji', "'👍'", "'?'"],
  ])('%s', (_name, code, wanted) => {
    expect(redacted(code)).toBe(wanted);
  });

  it('is cut when it is long', () => {
    expect(redacted('a'.repeat(1000))).toMatch(/^x{400}… \(1000 characters\)$/);
  });
});

describe('a bug report', () => {
  const report = bugReport([record], 'Licit 0.1.0, VS Code 1.104.0');

  it('has what happened', () => {
    for (const part of ['Licit 0.1.0', 'ignored', 'line 12 of a typescript file (*.ts)', 'answered from: model'])
      expect(report).toContain(part);
    for (const part of ['120 tokens (100 reused)', 'total 183.3 ms', 'prefix: 9 tokens', 'trailing-blank'])
      expect(report).toContain(part);
    expect(report).toContain('model said: "xxxxxxXxxx(0000);\\n"');
  });

  it('has no code, no path and no name', () => {
    for (const secret of ['secretProject', 'payment', 'hunter2', 'password', 'chargeCard', '4711'])
      expect(report).not.toContain(secret);
  });

  it('has nothing that the gate or the engine said, as that names files', () => {
    const why = { ...record, why: 'refused', detail: '/home/me/model.gguf: denied' } as const;
    expect(bugReport([why], '')).not.toContain('/home/me');
  });
});

describe('pieces of a prompt', () => {
  it('are counted in tokens where that is known', () => {
    const prompt = [{ special: 'file' }, { text: 'a.ts\n' }, { special: 'prefix' }, { text: 'const' }] as const;
    expect(pieceLines(prompt, [1, 3, 1, 1])).toEqual(['file: 3 tokens', 'prefix: 1 tokens']);
    expect(pieceLines(prompt, undefined)).toEqual(['file: 5 characters', 'prefix: 5 characters']);
  });
});
