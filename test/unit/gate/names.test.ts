import { describe, expect, it } from 'vitest';
import { explain } from '../../../src/gate/explain';
import type { Verdict } from '../../../src/licensing/verdict';
import { detectFacts } from '../../../src/project/detect';
import { buildRegistry } from '../../../src/registry/registry';
import { HUB } from '../../fixtures/ids';
import { evidence, licences, model, today } from '../licensing/world';

const registry = buildRegistry({
  version: 1,
  date: '2026-11-01',
  licenses: licences,
  models: [
    model('fam/small', 'LicenseRef-Llama', {
      name: 'Fam Small',
      aliases: { names: ['Little Fam'], ollama: ['fam:small', 'fam:latest'], github: ['code/fam'] },
    }),
    model('fam/large', 'LicenseRef-Llama', { name: 'Fam Large', aliases: { hub: ['copyist/large'] } }),
    model('fam/gone', 'CC-BY-NC-4.0', { name: 'Fam Gone', aliases: { ollama: ['moved:1b'] } }),
    model('fam/here', 'MIT', { name: 'Fam Here', aliases: { ollama: ['moved:1b'] } }),
  ],
  families: [
    { id: 'Fam', names: ['Fam', 'The Family'], members: ['fam/small', 'fam/large'] },
    { id: 'Half', names: ['Half'], members: ['fam/here', 'fam/nobody'] },
  ],
  software: [{ id: 'Tool', names: ['The Tool'], license: { license: 'MIT', evidence } }],
});
const facts = detectFacts({});
const setting = { registry, facts, policy: {}, today };

describe('a policy’s deny rule, by whatever name it is asked for', () => {
  it.each([
    // The model's names.
    ['fam/small', 'fam/small'],
    ['Little Fam', 'fam/small'],
    ['Fam Small', 'Little*'],
    ['fam/small', 'fam:small'],
    ['fam:small', 'fam:small'],
    ['fam:small', 'fam/*'],
    ['fam/small', 'code/fam'],
    // As it was asked for.
    ['TheBloke/small-GGUF', 'thebloke/*'],
    ['TheBloke/small-GGUF', 'fam/small'],
    ['copyist/large', 'copyist/*'],
    // A family's name is a name of its members, too.
    ['Fam', 'Fam'],
    ['Fam', 'The Family'],
    ['fam/large', 'Fam'],
    ['moved:1b', 'moved*'],
    ['fam:unheard-of', 'fam:*'],
    // The unknown, however it is spelled.
    ['evil/one', 'evil/*'],
    ['evil/one@abc', 'evil/one'],
    [`${HUB}/evil/one`, 'evil/one'],
    [`${HUB}/evil/one/tree/main`, 'evil/one'],
    [`${HUB.replace('huggingface', 'hf')}/evil/one-GGUF:Q4_K_M`, 'evil/one'],
    ['evil:7b', 'evil:*'],
    ['evil:7b', 'evil'],
    ['The Tool', 'tool', 'package'],
  ])('%s under a rule for %s', (reference, pattern, key = 'model') => {
    const policy = { deny: [{ [key]: pattern, reason: 'r' }] };
    const answer = explain(reference, { ...setting, policy });
    expect(answer.verdict).toBe('denied');
    expect(answer.reasons.map((reason) => reason.rule)).toContain('policy-deny');
  });

  it('denies nothing else', () => {
    const policy = { deny: [{ model: 'Fam', reason: 'r' }] };
    expect(explain('fam/here', { ...setting, policy }).verdict).toBe('allowed');
    expect(explain('fam/small', { ...setting, policy: { deny: [{ model: 'mall', reason: 'r' }] } }).verdict).toBe(
      'conditional',
    );
  });

  it('leaves the members as they are where the name alone is denied', () => {
    const policy = { deny: [{ model: 'moved:1b-q8_0', reason: 'r' }] };
    const { verdict, model } = explain('moved:1b-q8_0', { ...setting, policy });
    expect(verdict).toBe('denied');
    expect(model.candidates).toContainEqual({ id: 'fam/here', verdict: 'allowed' });
  });

  it('exceptions name an unknown model by its id and revision', () => {
    const exception = { kind: 'accepted-risk', reason: 'r', by: 'b', date: today, expires: '2027-01-01' } as const;
    const policy = { exceptions: [{ ...exception, model: ['foo', 'bar'].join('/'), revision: 'abc1234' }] };
    const verdict = (reference: string): Verdict => explain(reference, { ...setting, policy }).verdict;
    expect(verdict('foo/bar@abc1234')).toBe('conditional');
    expect(verdict(`${HUB}/foo/bar/tree/abc1234`)).toBe('conditional');
    expect(verdict('foo/bar')).toBe('review');
  });
});

describe('a name of several models', () => {
  it('says which presumed facts turn its answer', () => {
    const { verdict, flips } = explain('Fam', setting);
    expect(verdict).toBe('conditional');
    expect(flips).toContainEqual({ fact: 'mau', at: 700_000_000, verdict: 'denied' });
  });

  it('says which facts turn a tag that moved', () => {
    const { verdict, flips } = explain('moved:1b', setting);
    expect(verdict).toBe('denied');
    expect(flips).toContainEqual({ fact: 'kind', at: 'noncommercial', verdict: 'conditional' });
  });

  it('counts members that have no record as unknown', () => {
    const answer = explain('Half', setting);
    expect(answer.verdict).toBe('review');
    expect(answer.model.candidates).toEqual([
      { id: 'fam/here', verdict: 'allowed' },
      { id: 'fam/nobody', verdict: 'review' },
    ]);
  });
});

describe('how a reference led to a model', () => {
  it.each([
    ['copyist/large', 'reupload', 'copyist/large'],
    ['TheBloke/small-GGUF', 'reupload', 'TheBloke/small-GGUF'],
    ['fam/small-GGUF', 'reupload', 'another format'],
    ['code/fam', undefined, ''],
    ['fam/small', undefined, ''],
  ])('%s: %s', (reference, rule, text) => {
    const { reasons } = explain(reference, setting);
    const found = reasons.find((reason) => reason.rule === 'reupload');
    expect(found?.rule).toBe(rule);
    expect(found?.text ?? '').toContain(text);
  });
});
