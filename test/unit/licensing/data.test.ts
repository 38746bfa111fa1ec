import { describe, expect, it } from 'vitest';
import type { DatasetRecord, LiftingGrant, ModelRecord } from '../../../src/licensing/artefacts';
import type { JudgeContext } from '../../../src/licensing/context';
import { judge } from '../../../src/licensing/judge';
import { judgeDataset } from '../../../src/licensing/judgeDataset';
import type { Use, Verdict } from '../../../src/licensing/verdict';
import { commercial, context, dataset, evidence, grants, model, shareAlike, terms, users } from './world';

type Role = 'pretraining' | 'tuning';
const vendor = (id: string) => [{ name: 'Their model', terms: id, evidence }];

/** What it may be used for is training, and nothing else. */
const trainingOnly = terms('LicenseRef-Training-Only', {
  kind: 'data',
  grants: grants('none', { derive: 'any', train: 'any' }),
});

function trained(role: Role, more: Partial<ModelRecord> = {}): ModelRecord {
  return model('org/m', 'MIT', { data: [{ id: 'set/d', role }], ...more });
}

function verdictOf(
  record: ModelRecord,
  sets: readonly DatasetRecord[],
  use: Use = 'assist',
  more: Partial<JudgeContext> = {},
): Verdict {
  return judge(record, context(use, { datasets: sets }, more)).verdict;
}

describe('data that a model was trained on', () => {
  it.each<[string, Role, DatasetRecord, Use, Verdict, string]>([
    ['permits', 'tuning', dataset('set/d', 'MIT'), 'assist', 'allowed', 'data-permits'],
    ['forbids', 'tuning', dataset('set/d', 'CC-BY-NC-4.0'), 'assist', 'review', 'data-forbids'],
    ['forbids', 'pretraining', dataset('set/d', 'CC-BY-NC-4.0'), 'ship', 'review', 'data-forbids'],
    ['forbids derivatives', 'tuning', dataset('set/d', 'CC-BY-ND-4.0'), 'derive', 'review', 'data-forbids'],
    ['leaves it open', 'tuning', dataset('set/d', 'LicenseRef-Unclear'), 'assist', 'review', 'terms-unclear'],
    ['a licence nobody knows', 'tuning', dataset('set/d', 'LicenseRef-X'), 'assist', 'review', 'licence-unknown'],
    ['no licence', 'tuning', dataset('set/d', null), 'assist', 'review', 'data-licence-missing'],
    [
      'a licence per file',
      'tuning',
      dataset('set/d', null, { single: false }),
      'assist',
      'review',
      'data-licence-missing',
    ],
    ['a mixture', 'pretraining', dataset('set/d', null, { single: false }), 'ship', 'allowed', 'data-mixture'],
    ['share-alike', 'tuning', dataset('set/d', 'CC-BY-SA-4.0'), 'assist', 'allowed', 'data-share-alike'],
    ['share-alike', 'tuning', dataset('set/d', 'CC-BY-SA-4.0'), 'train', 'allowed', 'data-share-alike'],
    ['share-alike', 'tuning', dataset('set/d', 'CC-BY-SA-4.0'), 'ship', 'conditional', 'data-share-alike'],
    ['share-alike', 'pretraining', dataset('set/d', 'CC-BY-SA-4.0'), 'derive', 'conditional', 'licence-conflict'],
    [
      'outputs under no-compete terms',
      'tuning',
      dataset('set/d', 'MIT', { synthetic: true, generators: vendor('LicenseRef-Service') }),
      'assist',
      'review',
      'data-outputs-terms',
    ],
    [
      'outputs of a free model',
      'tuning',
      dataset('set/d', 'MIT', { synthetic: true, generators: vendor('MIT') }),
      'assist',
      'allowed',
      'data-outputs-terms',
    ],
    [
      'outputs that ask for a name',
      'tuning',
      dataset('set/d', 'MIT', { synthetic: true, generators: vendor('LicenseRef-Llama-Naming') }),
      'ship',
      'conditional',
      'data-outputs-terms',
    ],
    [
      'outputs that make a derivative',
      'tuning',
      dataset('set/d', 'MIT', { synthetic: true, generators: vendor('LicenseRef-Gemma') }),
      'assist',
      'conditional',
      'data-outputs-terms',
    ],
    [
      'a generator nobody names',
      'tuning',
      dataset('set/d', 'MIT', { synthetic: true }),
      'assist',
      'allowed',
      'generator-unnamed',
    ],
    [
      'terms of the generator unknown',
      'tuning',
      dataset('set/d', 'MIT', { generators: vendor('LicenseRef-X') }),
      'assist',
      'review',
      'licence-unknown',
    ],
    [
      'declared by manifests',
      'pretraining',
      dataset('set/d', 'MIT', { license: { license: 'MIT', evidence, declared: true } }),
      'ship',
      'allowed',
      'data-declared',
    ],
    [
      'a text that disagrees',
      'pretraining',
      dataset('set/d', 'MIT', {
        license: {
          license: 'MIT',
          evidence,
          declared: true,
          disagrees: [{ license: 'GPL-3.0-only', where: 'header', evidence }],
        },
      }),
      'assist',
      'review',
      'data-disagrees',
    ],
    [
      'not verified',
      'tuning',
      dataset('set/d', 'MIT', { license: { license: 'MIT', evidence: [] } }),
      'assist',
      'review',
      'evidence-missing',
    ],
  ])('%s (%s)', (_name, role, set, use, verdict, rule) => {
    const judged = judge(trained(role), context(use, { datasets: [set] }));
    expect(judged.verdict).toBe(verdict);
    expect(judged.reasons.filter((reason) => reason.artefact === 'data').map((reason) => reason.rule)).toContain(rule);
  });

  it('does not hold a non-commercial term against non-commercial and research projects', () => {
    for (const kind of ['noncommercial', 'research'] as const) {
      const facts = { ...commercial, kind };
      expect(verdictOf(trained('tuning'), [dataset('set/d', 'CC-BY-NC-4.0')], 'assist', { facts })).toBe('allowed');
    }
  });

  it('is never denied for its data, whatever it was tuned on', () => {
    const set = dataset('set/d', 'LicenseRef-Research', { generators: vendor('LicenseRef-Service') });
    for (const use of ['assist', 'ship', 'train'] as const)
      expect(verdictOf(trained('tuning'), [set], use)).toBe('review');
  });

  it('is review for a set that the registry does not know', () => {
    expect(verdictOf(trained('pretraining'), [])).toBe('review');
  });

  it('follows a set to the sets that it was made from', () => {
    const sets = [
      dataset('set/d', 'MIT', { sources: ['set/e'] }),
      dataset('set/e', 'CC-BY-NC-4.0', { sources: ['set/d'] }),
    ];
    const { verdict, reasons, lineage } = judge(trained('tuning'), context('assist', { datasets: sets }));
    expect(verdict).toBe('review');
    expect(reasons[0]).toMatchObject({ rule: 'data-forbids', subject: 'set/e', path: ['org/m', 'set/d', 'set/e'] });
    expect(lineage).toContainEqual({ of: 'set/d', id: 'set/e', relation: 'trained-on', license: 'CC-BY-NC-4.0' });
  });

  it('travels with the weights to what was made from them, not to a student', () => {
    const sets = [dataset('set/d', 'CC-BY-NC-4.0')];
    const from = (relation: 'finetune' | 'distilled') =>
      judge(
        model('other/child', 'MIT', { bases: [{ id: 'org/m', relation }] }),
        context('assist', { models: [trained('tuning')], datasets: sets }),
      ).verdict;
    expect(from('finetune')).toBe('review');
    expect(from('distilled')).toBe('allowed');
  });

  it('counts its publisher’s own licence for the model instead of its own', () => {
    const record = trained('tuning', { publisher: 'set' });
    expect(verdictOf(record, [dataset('set/d', 'CC-BY-NC-4.0')])).toBe('allowed');
    expect(verdictOf(record, [dataset('set/d', null)])).toBe('allowed');
  });

  it.each<[string, Partial<DatasetRecord>, Role, Verdict]>([
    ['other people’s content', { single: false }, 'tuning', 'review'],
    ['a web-scale mixture', { single: false }, 'pretraining', 'allowed'],
    ['not verified', { license: { license: 'MIT', evidence, unverified: 'not opened' } }, 'tuning', 'review'],
    ['not verified at all', { license: { license: null, evidence, unverified: 'not opened' } }, 'tuning', 'review'],
    ['without a source', { license: { license: 'MIT', evidence: [] } }, 'tuning', 'review'],
  ])('does not take what its publisher collected for its own: %s', (_name, more, role, expected) => {
    const record = trained(role, { publisher: 'set' });
    expect(verdictOf(record, [dataset('set/d', null, more)])).toBe(expected);
  });

  it('asks for disclosed data whoever published the mixture', () => {
    const record = trained('pretraining', { publisher: 'set' });
    const sets = [dataset('set/d', null, { single: false })];
    expect(verdictOf(record, sets, 'assist', { policy: { requireDisclosedData: true } })).toBe('review');
  });

  it('is what the licence says of training that counts', () => {
    const licences = [trainingOnly, terms('LicenseRef-No-Training', { grants: grants('any', { train: 'none' }) })];
    const verdicts = (license: string) =>
      judge(trained('tuning'), context('assist', { datasets: [dataset('set/d', license)], licences })).uses;
    expect(new Set(Object.values(verdicts('LicenseRef-Training-Only')))).toEqual(new Set(['allowed']));
    expect(new Set(Object.values(verdicts('LicenseRef-No-Training')))).toEqual(new Set(['review']));
  });

  it.each<[string, Partial<NonNullable<DatasetRecord['generators']>[number]>, Verdict]>([
    ['somebody’s', {}, 'review'],
    ['another vendor’s', { vendor: 'Vendor' }, 'review'],
    ['its publisher’s own', { vendor: 'set' }, 'allowed'],
    ['the trained model’s publisher’s own', { vendor: 'org' }, 'allowed'],
  ])('is review for outputs under terms that nobody knows: %s', (_name, more, expected) => {
    const set = dataset('set/d', 'MIT', { synthetic: true, generators: [{ name: 'Model', terms: null, ...more }] });
    expect(verdictOf(trained('tuning'), [set])).toBe(expected);
  });

  it('takes the best of the terms that its generator offers', () => {
    const set = dataset('set/d', 'MIT', { generators: vendor('LicenseRef-Service OR MIT') });
    const { verdict, reasons } = judge(trained('tuning'), context('assist', { datasets: [set] }));
    expect(verdict).toBe('allowed');
    expect(reasons.map((reason) => reason.rule)).toContain('licence-choice');
  });

  it('is what the project’s policy denies, by name and by licence', () => {
    const set = dataset('set/d', 'CC-BY-SA-4.0', { generators: vendor('LicenseRef-Service') });
    for (const license of ['CC-BY-SA-4.0', 'LicenseRef-Service']) {
      const policy = { deny: [{ license, reason: 'r' }] };
      expect(verdictOf(trained('tuning'), [set], 'assist', { policy })).toBe('denied');
    }
  });

  it('says where the kind of project turns the terms of a generator', () => {
    const set = dataset('set/d', 'MIT', { generators: vendor('CC-BY-NC-4.0') });
    const { verdict, flips } = judge(trained('tuning'), context('assist', { datasets: [set] }));
    expect(verdict).toBe('review');
    expect(flips).toContainEqual({ fact: 'kind', at: 'noncommercial', verdict: 'allowed' });
  });
});

describe('what a publisher does not disclose', () => {
  it.each<[ModelRecord['disclosure'], boolean, Verdict]>([
    ['full', true, 'allowed'],
    ['partial', false, 'allowed'],
    ['partial', true, 'review'],
    ['web-scale', true, 'review'],
    ['undisclosed', false, 'allowed'],
    ['undisclosed', true, 'review'],
  ])('%s, asked for: %s', (disclosure, requireDisclosedData, expected) => {
    expect(
      judge(model('org/m', 'MIT', { disclosure }), context('assist', {}, { policy: { requireDisclosedData } })).verdict,
    ).toBe(expected);
  });

  it('is always seen', () => {
    const { reasons } = judge(model('org/m', 'MIT', { disclosure: 'undisclosed' }), context('assist'));
    expect(reasons.map((reason) => reason.rule)).toContain('data-undisclosed');
  });
});

describe('grants that lift a term', () => {
  const set = dataset('set/d', 'CC-BY-NC-4.0', { generators: vendor('LicenseRef-Service') });
  const grant = (lifts: LiftingGrant['lifts'], by: string): LiftingGrant => ({
    subject: 'set/d',
    lifts,
    by,
    text: 'You may.',
    evidence,
  });
  it.each<[string, readonly LiftingGrant[], Verdict]>([
    [
      'the publisher lifts the licence, the vendor the terms on outputs',
      [grant('license', 'set'), grant('outputs', 'Vendor')],
      'allowed',
    ],
    ['the publisher cannot lift the vendor’s terms', [grant('license', 'set'), grant('outputs', 'set')], 'review'],
    ['the vendor cannot lift the set’s licence', [grant('license', 'Vendor'), grant('outputs', 'Vendor')], 'review'],
    ['one is not enough', [grant('outputs', 'Vendor')], 'review'],
  ])('%s', (_name, grants, expected) => {
    expect(verdictOf(trained('tuning', { grants }), [set])).toBe(expected);
    // What was granted for the child holds for what is made from it.
    const grandchild = model('other/child', 'MIT', { bases: [{ id: 'org/m', relation: 'finetune' }] });
    const world = { models: [trained('tuning', { grants })], datasets: [set] };
    expect(judge(grandchild, context('assist', world)).verdict).toBe(expected);
  });
});

describe('a data set that the project itself names', () => {
  it.each<[string, DatasetRecord, Use, Verdict, string]>([
    ['permits', dataset('set/d', 'MIT'), 'assist', 'allowed', 'data-permits'],
    ['non-commercial', dataset('set/d', 'CC-BY-NC-4.0'), 'assist', 'denied', 'data-noncommercial'],
    ['non-commercial', dataset('set/d', 'CC-BY-NC-4.0'), 'derive', 'denied', 'data-noncommercial'],
    ['research only', dataset('set/d', 'LicenseRef-Research'), 'service', 'denied', 'data-research-only'],
    [
      'a vendor’s outputs',
      dataset('set/d', 'MIT', { generators: vendor('LicenseRef-Service') }),
      'derive',
      'review',
      'data-outputs-terms',
    ],
    ['a licence per file', dataset('set/d', null, { single: false }), 'derive', 'review', 'dataset-no-single-licence'],
    ['none', dataset('set/d', null), 'derive', 'review', 'licence-missing'],
    ['share-alike', dataset('set/d', 'CC-BY-SA-4.0'), 'assist', 'allowed', 'data-share-alike'],
    ['share-alike', dataset('set/d', 'CC-BY-SA-4.0'), 'ship', 'conditional', 'data-share-alike'],
    ['registration', dataset('set/d', 'LicenseRef-Registered'), 'assist', 'conditional', 'registration-duty'],
    ['for training alone', dataset('set/d', 'LicenseRef-Training-Only'), 'assist', 'allowed', 'data-permits'],
    ['for training alone', dataset('set/d', 'LicenseRef-Training-Only'), 'ship', 'allowed', 'data-permits'],
    ['no derivatives', dataset('set/d', 'CC-BY-ND-4.0'), 'train', 'allowed', 'data-permits'],
    ['no derivatives', dataset('set/d', 'CC-BY-ND-4.0'), 'derive', 'review', 'no-derivatives'],
  ])('%s, for %s', (_name, set, use, verdict, rule) => {
    const licences = [
      trainingOnly,
      terms('LicenseRef-Registered', {
        kind: 'data',
        conditions: [{ kind: 'registration', uses: ['assist'], text: 'Register' }, shareAlike('data-share-alike')],
      }),
    ];
    const judged = judgeDataset(set, context(use, { datasets: [set], licences }));
    expect(judged.verdict).toBe(verdict);
    expect(judged.reasons.map((reason) => reason.rule)).toContain(rule);
  });

  it('says which facts turn the answer, and which were presumed', () => {
    const licences = [terms('LicenseRef-Users', { conditions: [users] })];
    const flips = (license: string) => {
      const set = dataset('set/d', license);
      return judgeDataset(set, context('train', { datasets: [set], licences })).flips;
    };
    expect(flips('CC-BY-NC-4.0')).toContainEqual({ fact: 'kind', at: 'noncommercial', verdict: 'conditional' });
    expect(flips('LicenseRef-Users')).toContainEqual({ fact: 'mau', at: 700_000_000, verdict: 'denied' });
  });

  it('counts what it was made from', () => {
    const sets = [
      dataset('set/d', 'MIT', { sources: ['set/e', 'set/gone'] }),
      dataset('set/e', 'CC-BY-NC-4.0', { sources: ['set/d'] }),
    ];
    const judged = judgeDataset(sets[0] ?? dataset('', null), context('derive', { datasets: sets }));
    expect(judged.verdict).toBe('denied');
    expect(judged.lineage.map((edge) => `${edge.of} ${edge.id}`)).toEqual([
      'set/d set/e',
      'set/d set/gone',
      'set/e set/d',
    ]);
  });
});

describe('a data set whose licence has changed', () => {
  const set = dataset('set/d', 'MIT', {
    earlier: [
      { revision: 'abcdef1234567890', until: '2024-06-01', license: { license: 'CC-BY-NC-4.0', evidence } },
      { until: '2023-06-01', license: { license: 'CC-BY-SA-4.0', evidence } },
    ],
  });
  const at = (revision?: string, use: Use = 'train') =>
    judgeDataset(set, context(use, { datasets: [set] }, revision === undefined ? {} : { revision }));

  it.each<[string | undefined, Verdict, string]>([
    [undefined, 'allowed', 'revision-changed'],
    ['main', 'allowed', 'revision-changed'],
    ['abcdef1', 'denied', 'revision-changed'],
    ['0123456789', 'review', 'revision-unknown'],
    ['2024-05-31', 'denied', 'revision-changed'],
    ['2024-06-01', 'review', 'revision-unknown'],
    ['2025-01-01', 'allowed', 'revision-changed'],
    ['2023-01-01', 'allowed', 'revision-changed'],
  ])('%s: %s', (revision, verdict, rule) => {
    const judged = at(revision);
    expect(judged.verdict).toBe(verdict);
    expect(judged.reasons.map((reason) => reason.rule)).toContain(rule);
  });

  it('answers with the terms of the edition that was asked for', () => {
    const judged = at('2023-01-01', 'derive');
    expect(judged.verdict).toBe('conditional');
    expect(judged.licenses.data).toEqual([{ name: set.name, license: 'CC-BY-SA-4.0' }]);
    expect(judged.obligations.map(({ license }) => license)).toEqual(['CC-BY-SA-4.0']);
  });

  it('names both licences where it does not know which one a revision has', () => {
    const { text = '' } =
      at('0123456789').reasons.find(({ rule, effect }) => rule === 'revision-unknown' && effect === 'review') ?? {};
    expect(text).toContain('CC-BY-NC-4.0');
    expect(text).toContain('MIT');
  });

  it('says at which revision the answer turns', () => {
    expect(at().flips).toContainEqual({ fact: 'revision', at: 'abcdef1234567890', verdict: 'denied' });
    expect(at('abcdef1').flips).toContainEqual({ fact: 'revision', at: 'main', verdict: 'allowed' });
  });

  it('lets an exception name the revision', () => {
    const exception = {
      kind: 'separate-licence',
      model: set.id,
      revision: 'abcdef1',
      reason: 'bought',
      by: 'us',
      date: '2026-01-01',
      expires: '2027-01-01',
      agreement: 'No. 7',
    } as const;
    const asked = (revision: string) =>
      judgeDataset(set, context('train', { datasets: [set] }, { revision, policy: { exceptions: [exception] } }))
        .verdict;
    expect(asked('abcdef1')).toBe('conditional');
    expect(asked('2024-05-31')).toBe('denied');
  });
});
