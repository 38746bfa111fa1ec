import { describe, expect, it } from 'vitest';
import type { Decisions, PolicyException } from '../../../src/licensing/decisions';
import { judge } from '../../../src/licensing/judge';
import { judgeUnknown } from '../../../src/licensing/judgeUnknown';
import type { Use, Verdict } from '../../../src/licensing/verdict';
import { context, dataset, model, named } from './world';

const because = 'the owners said so';

describe('deny and review lists', () => {
  const world = { models: [model('base/m', 'Apache-2.0')], datasets: [dataset('d', 'MIT')] };
  const record = model('Model-7B', 'MIT', {
    bases: [{ id: 'base/m', relation: 'finetune' }],
    data: [{ id: 'd', role: 'tuning' }],
    aliases: { hub: ['old/Name'] },
  });
  it.each<[string, Decisions, Verdict]>([
    ['nothing', {}, 'allowed'],
    ['the model', { deny: [{ model: 'Model-7B', reason: because }] }, 'denied'],
    ['in another case', { deny: [{ model: 'MODEL-7b', reason: because }] }, 'denied'],
    ['by a pattern', { deny: [{ model: 'Mod*', reason: because }] }, 'denied'],
    ['by its old id', { deny: [{ model: 'old/*', reason: because }] }, 'denied'],
    ['dots are no pattern', { deny: [{ model: 'Model.7B', reason: because }] }, 'allowed'],
    ['what it was made from', { deny: [{ model: 'base/*', reason: because }] }, 'denied'],
    ['what it was tuned on', { review: [{ model: 'd', reason: because }] }, 'review'],
    ['a licence', { review: [{ license: 'MIT', reason: because }] }, 'review'],
    ['a licence of its base', { deny: [{ license: 'Apache-*', reason: because }] }, 'denied'],
    ['a licence that is not there', { deny: [{ license: 'GPL-3.0-only', reason: because }] }, 'allowed'],
    ['a package is no model', { deny: [{ package: '*', reason: because }] }, 'allowed'],
  ])('%s', (_name, policy, expected) => {
    expect(judge(record, context('assist', world, { policy })).verdict).toBe(expected);
  });

  it.each<[string, string, Verdict]>([
    ['GPL-3.0-only', 'GPL-2.0-or-later', 'denied'],
    ['GPL-3.0-only', 'GPL-3.0', 'denied'],
    ['GPL-3.0-only', 'gpl-*', 'denied'],
    ['GPL-2.0-only', 'GPL-3.0-only', 'allowed'],
    ['MIT OR GPL-3.0-only', 'GPL-*', 'allowed'],
    ['MIT AND GPL-3.0-only', 'GPL-*', 'denied'],
    ['LicenseRef-Llama', 'LicenseRef-Llama', 'denied'],
  ])('%s under a rule for %s: %s', (license, pattern, expected) => {
    const policy = { deny: [{ license: pattern, reason: because }] };
    expect(judge(model('m', license), context('assist', {}, { policy })).verdict).toBe(expected);
  });

  it('say whose word it is, and why', () => {
    const policy = { deny: [{ model: 'base/*', reason: because }] };
    const { reasons } = judge(record, context('assist', world, { policy }));
    expect(reasons[0]).toMatchObject({
      rule: 'policy-deny',
      artefact: 'policy',
      subject: 'base/m',
      path: ['Model-7B', 'base/m'],
    });
    expect(reasons[0]?.text).toContain(because);
  });
});

describe('exceptions', () => {
  const base: PolicyException = {
    kind: 'accepted-risk',
    reason: because,
    by: 'us',
    date: '2026-11-01',
    expires: '2026-12-31',
  };
  const agreement = { kind: 'separate-licence', agreement: 'No. 7' } as const;
  const review = model('m', 'LicenseRef-Unclear');
  const denied = model('m', 'CC-BY-NC-4.0');
  const sha256 = 'ab'.repeat(32);

  it.each<[string, typeof review, Partial<PolicyException>, Verdict]>([
    ['accepted risk turns review', review, { model: 'm' }, 'conditional'],
    ['in any case of letters', review, { model: 'M' }, 'conditional'],
    ['never by pattern', review, { model: 'Mod*' }, 'review'],
    ['of another model', review, { model: 'other' }, 'review'],
    ['accepted risk does not turn denied', denied, { model: 'm' }, 'denied'],
    ['a separate licence turns denied', denied, { ...agreement, model: 'm' }, 'conditional'],
    ['a separate licence turns review', review, { ...agreement, model: 'm' }, 'conditional'],
    ['a separate licence names its agreement', denied, { kind: 'separate-licence', model: 'm' }, 'denied'],
    ['on its last day', review, { model: 'm', expires: '2026-11-24' }, 'conditional'],
    ['expired', review, { model: 'm', expires: '2026-11-23' }, 'review'],
    ['for this use', review, { model: 'm', uses: ['assist'] }, 'conditional'],
    ['for another use', review, { model: 'm', uses: ['ship'] }, 'review'],
    ['for another revision', review, { model: 'm', revision: 'abc' }, 'review'],
    ['for a file that was not asked about', review, { model: 'm', sha256 }, 'review'],
    ['that names nothing', review, {}, 'review'],
  ])('%s', (_name, record, more, expected) => {
    const policy = { exceptions: [{ ...base, ...more }] };
    expect(judge(record, context('assist', {}, { policy })).verdict).toBe(expected);
  });

  it('name a file by its digest', () => {
    const policy = { exceptions: [{ ...base, sha256: sha256.toUpperCase() }] };
    expect(judge(review, context('assist', {}, { policy, excepted: { sha256 } })).verdict).toBe('conditional');
    expect(judgeUnknown(named('mine.gguf'), context('assist', {}, { policy, excepted: { sha256 } })).verdict).toBe(
      'conditional',
    );
    expect(judgeUnknown(named('mine.gguf'), context('assist', {}, { policy })).verdict).toBe('review');
  });

  it('stand in the answer when they were used, and when they no longer count', () => {
    const used = judge(review, context('assist', {}, { policy: { exceptions: [{ ...base, model: 'm' }] } }));
    expect(used.exceptions).toHaveLength(1);
    expect(used.reasons.map((reason) => reason.rule)).toContain('exception-used');
    const over = judge(
      review,
      context('assist', {}, { policy: { exceptions: [{ ...base, model: 'm', expires: '2026-01-31' }] } }),
    );
    expect(over.exceptions).toEqual([]);
    expect(over.reasons.find((reason) => reason.rule === 'exception-expired')?.text).toContain('2026-01-31');
  });

  it('do not appear where nothing had to be excepted', () => {
    const { verdict, exceptions } = judge(
      model('m', 'MIT'),
      context('assist', {}, { policy: { exceptions: [{ ...base, model: 'm' }] } }),
    );
    expect({ verdict, exceptions }).toEqual({ verdict: 'allowed', exceptions: [] });
  });
});

describe('the unknown', () => {
  it.each<[Decisions, Use, Verdict]>([
    [{}, 'assist', 'review'],
    [{}, 'ship', 'review'],
    [{ deny: [{ model: 'some*', reason: because }] }, 'assist', 'denied'],
  ])('%o for %s: %s', (policy, use, expected) => {
    expect(judgeUnknown(named('somebody/something'), context(use, {}, { policy })).verdict).toBe(expected);
  });
});
