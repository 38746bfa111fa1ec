import { describe, expect, it } from 'vitest';
import type { CheckReport, Finding } from '../../../src/compliance/report';
import { checkAnswer, explainAnswer, parseCheckQuestion, parseExplainQuestion } from '../../../src/editor/toolAnswers';
import { explain } from '../../../src/gate/explain';
import { detectFacts } from '../../../src/project/detect';
import { model, registryOf } from '../../support/registry';

const finding = (verdict: Finding['verdict'], own: Partial<Finding> = {}): Finding => ({
  rule: 'use-forbidden',
  level: 'error',
  kind: 'model',
  file: 'src/a.py',
  range: { startLine: 2, startColumn: 5, endLine: 2, endColumn: 9 },
  reference: 'org/a',
  resolved: 'org/a',
  use: 'service',
  license: 'MIT',
  verdict,
  counts: true,
  message: `org/a is ${verdict}`,
  reasons: [],
  obligations: [],
  ...own,
});

const report = (...findings: readonly Finding[]): CheckReport => ({
  verdict: findings[0]?.verdict ?? 'allowed',
  project: detectFacts({}),
  coverage: { files: 3, bytes: 2, references: 1, resolved: 1, skipped: [{ file: 'b', reason: 'binary file' }] },
  findings,
  registry: { date: '2026-11-01', stale: false },
  disclaimer: 'No legal advice',
});

describe('what a model asks the check', () => {
  it.each([
    [undefined, { from: 'review' }],
    [{}, { from: 'review' }],
    [
      { from: 'denied', folder: 'shop', other: 1 },
      { from: 'denied', folder: 'shop' },
    ],
  ])('%j', (input, question) => {
    expect(parseCheckQuestion(input)).toEqual({ ok: true, question });
  });

  it.each([[{ from: 'bad' }], [{ from: null }], [{ folder: 1 }]])('is told what is wrong with %j', (input) => {
    expect(parseCheckQuestion(input)).toMatchObject({
      ok: false,
      problem: expect.stringMatching(/^(?:from|folder) has to be/),
    });
  });
});

describe('what a model asks about a model', () => {
  it('is a reference and a use', () => {
    expect(parseExplainQuestion({ reference: ' org/a ' })).toEqual({ ok: true, question: { reference: 'org/a' } });
    expect(parseExplainQuestion({ reference: 'a', use: 'ship' })).toMatchObject({ question: { use: 'ship' } });
  });

  it.each([
    [undefined],
    ['org/a'],
    [{}],
    [{ reference: ' ' }],
    [{ reference: ['a'] }],
    [{ reference: 'a', use: 'sell' }],
  ])('is told what is wrong with %j', (input) => {
    expect(parseExplainQuestion(input)).toMatchObject({ ok: false, problem: expect.stringContaining('has to be') });
  });
});

describe('the answer of the check', () => {
  it('has what counts, the strictest first, with what to do, and what was not seen', () => {
    const { text, data } = checkAnswer(
      [
        {
          folder: 'shop',
          report: report(
            finding('review'),
            finding('denied', { file: 'm.gguf', range: null }),
            finding('denied', { counts: false }),
            finding('conditional'),
          ),
        },
      ],
      'review',
    );
    expect(text.split('\n')).toEqual([
      'Verdict: review. Findings that count at review or above: 2.',
      expect.stringMatching(/^- denied: m\.gguf: org\/a is denied\. To do: use a model that is allowed/),
      expect.stringMatching(/^- review: src\/a\.py:2:5: org\/a is review\. To do: decide/),
      'Seen in shop: 3 files, 1 references; 1 files were not seen or only in part.',
      'No legal advice',
    ]);
    expect(data).toMatchObject({
      verdict: 'review',
      more: 0,
      findings: [
        { verdict: 'denied', folder: 'shop', file: 'm.gguf', line: null, subject: 'org/a', use: 'service' },
        { verdict: 'review', line: 2, column: 5 },
      ],
      coverage: [{ folder: 'shop', files: 3, skipped: 1 }],
    });
  });

  it('has one line for all packages of which no licence was found', () => {
    const unlicensed = (name: string): Finding =>
      finding('review', {
        kind: 'package',
        rule: 'package-licence-missing',
        resolved: name,
        message: `${name} is open.`,
      });
    const all = ['a', 'b', 'c'].map((name) => unlicensed(`pkg:npm/${name}`));
    const { text, data } = checkAnswer([{ folder: 'shop', report: report(...all, finding('review')) }], 'review');
    expect(text).toContain('above: 4.');
    expect(text).toContain('pkg:npm/a is open. The same holds for 2 others. To do: install the packages');
    expect(data).toMatchObject({ more: 0, findings: [{ others: 2 }, { others: 0 }] });
  });

  it('names the folder where there are several, and stays short', () => {
    const many = report(...Array.from({ length: 80 }, () => finding('denied')));
    const { text, data } = checkAnswer(
      [
        { folder: 'a', report: many },
        { folder: 'b', report: report() },
      ],
      'denied',
    );
    expect(text).toContain('- denied: a/src/a.py:2:5');
    expect(text).toContain('and 30 more');
    expect(data).toMatchObject({ more: 30 });
    expect(JSON.stringify(data).length).toBeLessThan(20_000);
  });
});

it('the answer about a model has verdicts by use, reasons with sources, and what may be used instead', () => {
  const registry = registryOf(model('org/Asked', 'LicenseRef-NonCommercial'));
  const explanation = explain('org/asked', {
    registry,
    facts: detectFacts({ use: 'service' }),
    policy: {},
    today: '2026-11-24',
  });
  const other = { id: 'org/other', verdict: 'allowed', parameters: null, installed: false } as const;
  const { text, data } = explainAnswer(explanation, [other]);
  expect(text).toMatch(
    /^Asked \(org\/Asked\): denied for use service by a commercial project under proprietary\.\nBy use: assist denied, /,
  );
  expect(text).toContain('(https://example.org/, read 2026-11-01)');
  expect(text).toContain('Permitted instead, for the same task and of similar size: org/other (allowed).');
  expect(text.endsWith(explanation.disclaimer)).toBe(true);
  expect(data).toMatchObject({ verdict: 'denied', alternatives: [{ id: 'org/other' }] });
});
