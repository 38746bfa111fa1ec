import { describe, expect, it } from 'vitest';
import type { BaseLink, ModelRecord, Relation } from '../../../src/licensing/artefacts';
import { judge, judgeUses } from '../../../src/licensing/judge';
import type { Use, Verdict } from '../../../src/licensing/verdict';
import { commercial, context, dataset, everyUse, evidence, lookups, model, terms, today, type World } from './world';

function letters(record: ModelRecord, world: World): string {
  const uses = judgeUses(record, { facts: commercial, lookups: lookups(world), today });
  return everyUse.map((use) => uses[use][0]).join('');
}

function child(license: string | null, relation: Relation, ...ids: string[]): ModelRecord {
  return model('child/m', license, { bases: ids.map((id): BaseLink => ({ id, relation })) });
}

describe('what travels from a base', () => {
  it.each<[Relation, string | null, string, string]>([
    ['finetune', 'MIT', 'MIT', 'aaaaaa'],
    ['finetune', 'MIT', 'LicenseRef-Research', 'dddddd'],
    ['merge', 'MIT', 'CC-BY-NC-4.0', 'dddddd'],
    ['quantized', 'MIT', 'LicenseRef-Llama', 'cccccd'],
    ['adapter', 'MIT', 'LicenseRef-Llama', 'cccccd'],
    ['finetune', 'LicenseRef-Research', 'MIT', 'dddddd'],
    ['finetune', 'MIT', 'LicenseRef-Unclear', 'rrrrrr'],
    ['finetune', null, 'MIT', 'rrrrrr'],
    // Handing on what was made from it is handing on a derivative.
    ['finetune', 'MIT', 'CC-BY-ND-4.0', 'aaddaa'],
    ['finetune', 'MIT', 'GPL-3.0-only', 'aarcaa'],
    ['finetune', 'MIT', 'CC-BY-SA-4.0', 'aaccaa'],
    ['distilled', 'MIT', 'MIT', 'aaaaaa'],
    ['distilled', 'MIT', 'LicenseRef-Llama', 'rrrrrr'],
    ['distilled', 'MIT', 'LicenseRef-Service', 'rrrrrr'],
    ['distilled', 'MIT', 'LicenseRef-Gemma', 'cccccc'],
    ['distilled', 'MIT', 'LicenseRef-Llama-Naming', 'aaccac'],
    ['distilled', 'MIT', 'LicenseRef-Research', 'rrrrrr'],
    ['distilled', 'MIT', 'LicenseRef-Rail', 'aaaaaa'],
    ['distilled', 'MIT', 'CC-BY-NC-4.0', 'rrrrrr'],
  ])('%s: %s from %s is %s', (relation, own, base, expected) => {
    expect(letters(child(own, relation, 'base/m'), { models: [model('base/m', base)] })).toBe(expected);
  });

  it('lets the label of an upload grant nothing, and says so', () => {
    const judged = judge(
      child('MIT', 'quantized', 'base/m'),
      context('assist', { models: [model('base/m', 'LicenseRef-Llama')] }),
    );
    expect(judged.reasons.find((reason) => reason.rule === 'relabelled')).toMatchObject({
      subject: 'child/m',
      license: 'MIT',
      effect: 'allowed',
    });
  });

  it('calls a base that nobody knows review, with the path to it', () => {
    const judged = judge(
      child('MIT', 'finetune', 'base/m'),
      context('assist', { models: [model('base/m', 'MIT', { bases: [{ id: 'gone/m', relation: 'merge' }] })] }),
    );
    expect(judged.verdict).toBe('review');
    expect(judged.reasons[0]).toMatchObject({
      rule: 'base-unknown',
      artefact: 'base',
      subject: 'gone/m',
      path: ['child/m', 'base/m', 'gone/m'],
    });
  });

  it('inherits code with an upload, not with a fine-tune', () => {
    const base = model('base/m', 'MIT', { code: { license: 'CC-BY-NC-4.0', evidence } });
    expect(letters(child('MIT', 'quantized', 'base/m'), { models: [base] })).toBe('dddddd');
    expect(letters(child('MIT', 'finetune', 'base/m'), { models: [base] })).toBe('aaaaaa');
  });
});

describe('a teacher', () => {
  const taught = (license: string, more: Partial<ModelRecord> = {}) => ({
    record: child('MIT', 'distilled', 'teacher/m'),
    world: { models: [model('teacher/m', license, more)] },
  });

  it('may offer a choice: the best for the use counts, and is named', () => {
    const { record, world } = taught('MIT OR LicenseRef-Service');
    const { verdict, reasons } = judge(record, context('assist', world));
    expect(verdict).toBe('allowed');
    expect(reasons.map((reason) => reason.rule)).toContain('licence-choice');
  });

  it('under terms for non-commercial use turns the answer with the kind of project', () => {
    const { record, world } = taught('CC-BY-NC-4.0');
    const { verdict, flips } = judge(record, context('assist', world));
    expect(verdict).toBe('review');
    expect(flips).toContainEqual({ fact: 'kind', at: 'noncommercial', verdict: 'allowed' });
  });

  it('whose licence is not verified is review', () => {
    const { record, world } = taught('MIT', { weights: { license: 'MIT', evidence, unverified: 'not opened' } });
    expect(judge(record, context('assist', world)).verdict).toBe('review');
  });

  it('under a licence that the policy denies is denied', () => {
    const { record, world } = taught('LicenseRef-Rail');
    const policy = { deny: [{ license: 'LicenseRef-Rail', reason: 'r' }] };
    expect(judge(record, context('assist', world, { policy })).verdict).toBe('denied');
  });
});

describe('terms of the same licensor', () => {
  const meta = (id: string, license: string, bases: readonly BaseLink[] = []) =>
    model(id, license, { publisher: 'Meta', bases });
  it.each<[string, ModelRecord, readonly ModelRecord[], Verdict]>([
    [
      'its own later licence counts',
      meta('meta/new', 'MIT', [{ id: 'meta/old', relation: 'finetune' }]),
      [meta('meta/old', 'LicenseRef-Research')],
      'allowed',
    ],
    [
      'somebody else’s label does not',
      child('MIT', 'finetune', 'meta/old'),
      [meta('meta/old', 'LicenseRef-Research')],
      'denied',
    ],
    [
      'somebody else’s child of the new one is bound by the new one alone',
      child('MIT', 'finetune', 'meta/new'),
      [meta('meta/new', 'MIT', [{ id: 'meta/old', relation: 'finetune' }]), meta('meta/old', 'LicenseRef-Research')],
      'allowed',
    ],
    [
      'a licence names its licensor, whoever publishes under it',
      model('tuner/second', 'MIT', { publisher: 'Tuner', bases: [{ id: 'tuner/first', relation: 'finetune' }] }),
      [model('tuner/first', 'LicenseRef-Llama', { publisher: 'Tuner' })],
      'conditional',
    ],
    [
      'a child without a licence replaces nothing',
      model('meta/new', null, { publisher: 'Meta', bases: [{ id: 'meta/old', relation: 'finetune' }] }),
      [meta('meta/old', 'LicenseRef-Research')],
      'denied',
    ],
  ])('%s', (_name, record, models, expected) => {
    expect(judge(record, context('assist', { models })).verdict).toBe(expected);
  });
});

describe('the shape of a lineage', () => {
  const diamond = {
    models: [
      model('a/left', 'MIT', { bases: [{ id: 'b/root', relation: 'finetune' }] }),
      model('a/right', 'MIT', { bases: [{ id: 'b/root', relation: 'finetune' }] }),
      model('b/root', 'LicenseRef-Llama'),
    ],
  };
  it('has one row for each edge, sorted by child and ancestor', () => {
    const { lineage } = judge(child('MIT', 'merge', 'a/right', 'a/left'), context('assist', diamond));
    expect(lineage).toEqual([
      { of: 'a/left', id: 'b/root', relation: 'finetune', license: 'LicenseRef-Llama' },
      { of: 'a/right', id: 'b/root', relation: 'finetune', license: 'LicenseRef-Llama' },
      { of: 'child/m', id: 'a/left', relation: 'merge', license: 'MIT' },
      { of: 'child/m', id: 'a/right', relation: 'merge', license: 'MIT' },
    ]);
  });

  it('says what several ways lead to once', () => {
    const { reasons } = judge(child('MIT', 'merge', 'a/right', 'a/left'), context('assist', diamond));
    expect(reasons.filter((reason) => reason.rule === 'threshold')).toHaveLength(1);
  });

  it('ends in a cycle', () => {
    const models = [
      model('a/one', 'MIT', { bases: [{ id: 'a/two', relation: 'finetune' }] }),
      model('a/two', 'CC-BY-NC-4.0', { publisher: 'b', bases: [{ id: 'a/one', relation: 'finetune' }] }),
      model('a/self', 'MIT', { bases: [{ id: 'a/self', relation: 'merge' }] }),
    ];
    for (const record of models) expect(() => judge(record, context('ship', { models }))).not.toThrow();
    expect(judge(models[0] ?? model('', null), context('ship', { models })).verdict).toBe('denied');
  });

  it('is judged in time that grows with its size, not with its paths', () => {
    // Twenty layers of two, each made from both below: half a million paths.
    const models = Array.from({ length: 40 }, (_, index) => {
      const layer = Math.floor(index / 2);
      const below = layer === 19 ? [] : [2 * (layer + 1), 2 * (layer + 1) + 1];
      return model(`l/${index}`, 'MIT', { bases: below.map((id) => ({ id: `l/${id}`, relation: 'merge' as const })) });
    });
    const start = performance.now();
    const { lineage } = judge(models[0] ?? model('', null), context('assist', { models }));
    expect(lineage).toHaveLength(74);
    expect(performance.now() - start).toBeLessThan(500);
  });
});

describe('licences in conflict', () => {
  const rail = (base: string) => ({
    record: child('LicenseRef-Rail', 'finetune', 'base/m'),
    world: { models: [model('base/m', base)] },
  });
  it.each<[string, Use, Verdict]>([
    ['GPL-3.0-only', 'assist', 'conditional'],
    ['GPL-3.0-only', 'derive', 'review'],
    ['GPL-3.0-only', 'ship', 'review'],
    ['CC-BY-SA-4.0', 'derive', 'review'],
    ['MIT', 'derive', 'conditional'],
  ])('use restrictions on a child of %s, for %s: %s', (base, use, expected) => {
    const { record, world } = rail(base);
    expect(judge(record, context(use, world)).verdict).toBe(expected);
  });

  it('is a finding of its own that names both', () => {
    const { record, world } = rail('GPL-3.0-only');
    const conflict = judge(record, context('derive', world)).reasons.find(
      (reason) => reason.rule === 'licence-conflict',
    );
    expect(conflict?.text).toContain('GPL-3.0-only');
    expect(conflict?.text).toContain('LicenseRef-Rail');
  });

  it('is about the weights that were trained on the data, not about what those were made from', () => {
    const world = {
      models: [model('base/b', 'Apache-2.0')],
      datasets: [dataset('set/d', 'CC-BY-SA-4.0')],
    };
    const record = model('org/m', 'MIT', {
      bases: [{ id: 'base/b', relation: 'finetune' }],
      data: [{ id: 'set/d', role: 'tuning' }],
    });
    const conflicts = judge(record, context('ship', world)).reasons.filter(({ rule }) => rule === 'licence-conflict');
    expect(conflicts.map(({ text }) => text)).toEqual([expect.stringContaining('org/m, trained on it')]);
  });

  it('counts for what is made from the weights that were trained on the data', () => {
    const world = {
      models: [model('base/b', 'Apache-2.0', { data: [{ id: 'set/d', role: 'tuning' }] })],
      datasets: [dataset('set/d', 'CC-BY-SA-4.0')],
    };
    const record = model('org/m', 'MIT', { bases: [{ id: 'base/b', relation: 'finetune' }] });
    const conflicts = judge(record, context('ship', world)).reasons.filter(({ rule }) => rule === 'licence-conflict');
    expect(conflicts).toHaveLength(2);
  });

  it('does not see one in a choice', () => {
    expect(judge(model('org/m', 'GPL-3.0-only OR LicenseRef-Rail'), context('derive')).verdict).toBe('conditional');
    expect(judge(model('org/m', 'GPL-3.0-only AND LicenseRef-Rail'), context('derive')).verdict).toBe('review');
  });
});

describe('revisions', () => {
  const record = model('org/m', 'MIT', {
    earlier: [{ revision: 'abcdef1234567890', until: '2024-06-01', weights: { license: 'CC-BY-NC-4.0', evidence } }],
  });
  it.each<[string | undefined, Verdict, string[]]>([
    [undefined, 'allowed', ['revision-changed']],
    ['main', 'allowed', ['revision-changed']],
    ['abcdef1', 'denied', ['revision-changed']],
    ['ABCDEF1234567890', 'denied', ['revision-changed']],
    ['abc', 'review', ['revision-unknown']],
    ['0123456', 'review', ['revision-unknown']],
    ['2024-05-31', 'denied', ['revision-changed']],
    ['2024-06-01', 'review', ['revision-unknown']],
    ['2024-06-02T10:00:00Z', 'allowed', ['revision-changed']],
  ])('%s: %s', (revision, verdict, rules) => {
    const judged = judge(record, context('assist', {}, revision === undefined ? {} : { revision }));
    expect(judged.verdict).toBe(verdict);
    expect(judged.reasons.map((reason) => reason.rule)).toEqual(expect.arrayContaining(rules));
  });

  it('takes the edition of a date', () => {
    const twice = model('org/m', 'MIT', {
      earlier: [
        { until: '2024-06-01', weights: { license: 'CC-BY-NC-4.0', evidence } },
        { until: '2023-06-01', weights: { license: 'LicenseRef-Rail', evidence } },
      ],
    });
    const at = (revision: string) => judge(twice, context('assist', {}, { revision })).verdict;
    expect(['2023-01-01', '2023-12-31', '2025-01-01'].map(at)).toEqual(['conditional', 'denied', 'allowed']);
  });

  it('names both licences where it does not know which one a revision has', () => {
    const { reasons } = judge(record, context('assist', {}, { revision: '0123456' }));
    const { text } = reasons.find((reason) => reason.rule === 'revision-unknown') ?? { text: '' };
    expect(text).toContain('CC-BY-NC-4.0');
    expect(text).toContain('MIT');
  });

  it('says at which revision the answer turns', () => {
    expect(judge(record, context('assist')).flips).toContainEqual({
      fact: 'revision',
      at: 'abcdef1234567890',
      verdict: 'denied',
    });
  });

  it('does not mention an older licence that is milder', () => {
    const stricter = model('org/m', 'LicenseRef-Rail', {
      earlier: [{ until: '2024-06-01', weights: { license: 'MIT', evidence } }],
    });
    const judged = judge(stricter, context('assist'));
    expect(judged.reasons.map((reason) => reason.rule)).not.toContain('revision-changed');
    expect(judged.flips).toContainEqual({ fact: 'revision', at: '2024-05-31', verdict: 'allowed' });
  });
});

describe('duties', () => {
  it('come from every licence on the way, each named, with the uses that they bite on', () => {
    const world = {
      models: [model('base/m', 'LicenseRef-Llama-Naming')],
      licences: [terms('LicenseRef-Own', { conditions: [{ kind: 'notice', uses: ['ship'], text: 'Keep it' }] })],
    };
    const { obligations } = judge(child('LicenseRef-Own', 'finetune', 'base/m'), context('assist', world));
    expect(obligations).toEqual([
      {
        kind: 'naming',
        license: 'LicenseRef-Llama-Naming',
        text: 'Begin its name with “Llama”',
        uses: ['ship', 'derive', 'train'],
      },
      {
        kind: 'naming',
        license: 'LicenseRef-Llama-Naming',
        text: expect.stringContaining('bears its name'),
        uses: ['train'],
      },
      { kind: 'notice', license: 'LicenseRef-Own', text: 'Keep it', uses: ['ship'] },
    ]);
  });
});
