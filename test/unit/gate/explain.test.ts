import { describe, expect, it } from 'vitest';
import { explanationText } from '../../../src/cli/explanationText';
import { explain, explainFile } from '../../../src/gate/explain';
import { compareVerdicts, type Verdict } from '../../../src/licensing/verdict';
import { detectFacts } from '../../../src/project/detect';
import type { Policy } from '../../../src/project/policy';
import type { RegistryFile } from '../../../src/registry/file';
import type { Identity, IdentityLevel } from '../../../src/registry/identity';
import { buildRegistry } from '../../../src/registry/registry';
import { HUB, RESEARCH_NAME } from '../../fixtures/ids';
import { dataset, evidence, licences, model, today } from '../licensing/world';

const file: RegistryFile = {
  version: 1,
  date: '2026-11-01',
  licenses: licences,
  models: [
    model('fam/small', 'MIT', { aliases: { ollama: ['moving:1b'] } }),
    model('fam/large', 'LicenseRef-Research', { aliases: { ollama: ['moving:1b'] } }),
    model('free/one', 'MIT'),
    model('free/two', 'MIT', { aliases: { ollama: ['free:1b'] } }),
    model('shut/one', 'LicenseRef-Research'),
    model('shut/two', 'CC-BY-NC-4.0'),
    model('LLaMA', 'LicenseRef-Research', { sense: 'LLaMA is the first one.', notes: ['A report says otherwise.'] }),
  ],
  datasets: [
    dataset('set/d', 'CC-BY-NC-4.0', {
      earlier: [{ revision: '0123abcd', until: '2024-06-01', license: { license: 'MIT', evidence } }],
    }),
  ],
  families: [
    { id: 'Fam', names: ['Fam'], members: ['fam/small', 'fam/large'] },
    { id: 'Free', names: ['Free'], members: ['free/one', 'free/two'] },
    { id: 'Shut', names: ['Shut'], members: ['shut/one', 'shut/two'] },
  ],
  software: [{ id: 'nanoGPT', names: ['nanoGPT'], license: { license: 'MIT', evidence } }],
  scoreSources: [
    { id: 'C-Eval', names: ['C-Eval'], url: 'https://example.org', license: { license: 'CC-BY-NC-4.0', evidence } },
  ],
};
const registry = buildRegistry(file);
const facts = detectFacts({});
const setting = { registry, facts, policy: {}, today };

describe('explaining a reference', () => {
  it.each<[string, Verdict, boolean, string]>([
    ['free/one', 'allowed', true, 'licence-permits'],
    ['TheBloke/small-GGUF', 'allowed', true, 'reupload'],
    ['llama', 'denied', true, 'name-sense'],
    ['Fam', 'review', false, 'name-ambiguous'],
    ['Free', 'allowed', true, 'name-ambiguous'],
    ['Shut', 'denied', false, 'name-ambiguous'],
    ['moving:1b', 'denied', true, 'tag-mutable'],
    ['free:1b', 'allowed', true, 'licence-permits'],
    ['free:99b', 'review', false, 'name-ambiguous'],
    ['moving:2b', 'review', false, 'name-ambiguous'],
    ['set/d', 'denied', true, 'data-noncommercial'],
    ['datasets/set/d@0123abcd', 'allowed', true, 'revision-changed'],
    [`${HUB}/datasets/set/d/tree/0123abcd`, 'allowed', true, 'revision-changed'],
    ['nanoGPT', 'allowed', true, 'licence-permits'],
    ['C-Eval', 'denied', true, 'data-noncommercial'],
    ['somebody/something', 'review', false, 'identity-unknown'],
  ])('%s: %s', (reference, verdict, known, rule) => {
    const answer = explain(reference, setting);
    expect({ verdict: answer.verdict, assist: answer.uses.assist, known: answer.model.known }).toEqual({
      verdict,
      assist: verdict,
      known,
    });
    expect(answer.reasons.map((reason) => reason.rule)).toContain(rule);
    expect(answer.project).toBe(facts);
    expect(answer.registry).toEqual({ date: '2026-11-01', stale: false });
    expect(answer.disclaimer).toContain('not legal advice');
  });

  it('answers a family with its members and why each gets its verdict', () => {
    const answer = explain('Fam', setting);
    expect(answer.model.candidates).toEqual([
      { id: 'fam/large', verdict: 'denied' },
      { id: 'fam/small', verdict: 'allowed' },
    ]);
    expect(new Set(answer.reasons.map((reason) => reason.subject))).toEqual(new Set(['Fam', 'fam/large', 'fam/small']));
    expect(answer.flips).toContainEqual({ fact: 'model', at: 'fam/small', verdict: 'allowed' });
    expect(answer.licenses.weights).toBeNull();
    expect(explain('Free', setting).licenses.weights).toBe('MIT');
  });

  it('passes the registry’s notes on', () => {
    expect(explain('LLaMA', setting).model.notes).toEqual(['A report says otherwise.']);
  });

  it('judges the use that the facts name', () => {
    const answer = explain('fam/large', {
      ...setting,
      facts: detectFacts({ options: { use: 'ship', kind: 'research' } }),
    });
    expect(answer.verdict).toBe(answer.uses.ship);
    expect(answer.verdict).toBe('conditional');
  });

  it('says when the registry is old', () => {
    const answer = explain('free/one', { ...setting, today: '2027-05-01' });
    expect(answer.registry.stale).toBe(true);
    expect(answer.reasons.map((reason) => reason.rule)).toContain('registry-stale');
    expect(answer.verdict).toBe('allowed');
  });

  it('names what comes from a registry laid over ours', () => {
    const over = buildRegistry(file, {
      name: 'company',
      file: { version: 1, date: '2026-11-02', models: [model('free/one', 'LicenseRef-Research')] },
    });
    const answer = explain('free/one', { ...setting, registry: over });
    expect(answer.verdict).toBe('denied');
    expect(answer.registry.overlay).toBe('company');
    expect(answer.reasons.find((reason) => reason.rule === 'registry-overlay')?.text).toContain('company');
    expect(explain('free/two', { ...setting, registry: over }).reasons.map((reason) => reason.rule)).not.toContain(
      'registry-overlay',
    );
  });

  it('says what the registry notes of it, and how it was made', () => {
    const made = model('org/tuned', 'MIT', { methods: ['SFT', 'RLHF'], notes: ['A report says otherwise.'] });
    const asked = { ...setting, registry: buildRegistry({ ...file, models: [made] }) };
    const answer = explain('org/tuned', asked);
    expect(answer.model).toMatchObject({ methods: ['SFT', 'RLHF'], notes: ['A report says otherwise.'] });
    const text = explanationText(answer);
    expect(text).toContain('It was tuned by SFT, RLHF.');
    expect(text).toContain('A report says otherwise.');
    expect(text).toContain('by the registry of 2026-11-01.');
    const later = explanationText(explain('org/tuned', { ...asked, today: '2027-06-01' }));
    expect(later).toContain('by the registry of 2026-11-01 (more than 180 days ago).');
  });

  it('does not speak of weights where a source of scores is asked about', () => {
    const list = { id: 'Exam', names: ['Exam'], url: 'https://example.org' };
    const scoreSources = [{ ...list, license: { license: 'CC-BY-SA-4.0', evidence } }];
    const asked = { ...setting, registry: buildRegistry({ ...file, scoreSources }) };
    for (const use of ['assist', 'ship', 'derive'] as const) {
      const { reasons } = explain('Exam', { ...asked, facts: detectFacts({ options: { use } }) });
      expect(reasons.filter(({ rule }) => rule === 'copyleft')).toHaveLength(1);
      for (const { text } of reasons) expect(text).not.toMatch(/weights|the model writes/);
    }
  });

  it('gives the same bytes for the same question', () => {
    for (const reference of ['Fam', 'free/one', 'set/d', 'moving:1b']) {
      expect(JSON.stringify(explain(reference, { ...setting, registry: buildRegistry(file) }))).toBe(
        JSON.stringify(explain(reference, setting)),
      );
    }
  });
});

describe('explaining a file', () => {
  const sha256 = 'ab'.repeat(32);
  function identityOf(level: IdentityLevel): Identity {
    return {
      level,
      resolved: null,
      ancestors: [],
      families: [],
      confidence: 0.5,
      signals: [{ signal: 'name', value: 'x', says: 'the name agrees' }],
      claims: { license: null, name: null, baseModels: [], datasets: [] },
      conflicts: [],
    };
  }
  function asked(level: IdentityLevel, more: Partial<Identity> = {}, policy: Policy = {}, name = 'x.gguf') {
    const identity = { ...identityOf(level), ...more };
    return explainFile({ registry, identity, name, sha256, use: 'assist', facts, policy, today });
  }
  const claims = (license: string) => ({ claims: { license, name: null, baseModels: [], datasets: [] } });

  it.each<[string, IdentityLevel, Partial<Identity>, Verdict, string]>([
    ['proven', 'proven', { resolved: 'free/one' }, 'allowed', 'licence-permits'],
    ['proven, forbidden', 'proven', { resolved: 'shut/one' }, 'denied', 'weights-research-only'],
    ['consistent', 'consistent', { resolved: 'free/one' }, 'conditional', 'identity-claimed'],
    ['consistent, forbidden', 'consistent', { resolved: 'shut/one' }, 'denied', 'weights-research-only'],
    [
      'consistent, but claims a stricter licence',
      'consistent',
      { resolved: 'free/one', ...claims('LicenseRef-Research') },
      'denied',
      'identity-claims-licence',
    ],
    [
      'consistent, and claims a milder licence',
      'consistent',
      { resolved: 'shut/one', ...claims('MIT') },
      'denied',
      'weights-research-only',
    ],
    ['related', 'related', { resolved: 'free/one' }, 'review', 'identity-related'],
    ['related to what is forbidden', 'related', { ancestors: ['shut/one'] }, 'denied', 'identity-related'],
    [
      'contradicted',
      'contradicted',
      { ancestors: ['free/one'], conflicts: ['The tokens are another family’s.'] },
      'review',
      'identity-contradicted',
    ],
    [
      'contradicted, nothing known',
      'contradicted',
      { conflicts: ['It says two things.'] },
      'review',
      'identity-contradicted',
    ],
    ['unknown', 'unknown', {}, 'review', 'identity-unknown'],
    ['unknown, claims a free base', 'unknown', { ancestors: ['free/one'] }, 'review', 'identity-unknown'],
    ['unknown, claims a forbidden base', 'unknown', { ancestors: ['shut/one'] }, 'denied', 'weights-research-only'],
    ['unknown, claims to be free', 'unknown', claims('MIT'), 'review', 'identity-claims-licence'],
    ['unknown, claims to be non-commercial', 'unknown', claims('CC-BY-NC-4.0'), 'denied', 'identity-claims-licence'],
  ])('%s', (_name, level, more, verdict, rule) => {
    const answer = asked(level, more);
    expect(answer.verdict).toBe(verdict);
    expect(answer.reasons.map((reason) => reason.rule)).toContain(rule);
    expect(answer.model.known).toBe(level === 'proven' || level === 'consistent');
    if (level !== 'proven')
      for (const use of Object.values(answer.uses))
        expect(compareVerdicts(use, 'conditional')).toBeGreaterThanOrEqual(0);
  });

  it.each<[string, Partial<Identity>]>([
    ['claims to be it', { ancestors: ['LLaMA'] }],
    [
      'claims it as its base',
      { claims: { license: null, name: 'LLaMA', baseModels: [RESEARCH_NAME], datasets: [] }, ancestors: ['LLaMA'] },
    ],
  ])('is not the model by whose id it calls itself, and inherits its terms: %s', (_name, more) => {
    const answer = asked('unknown', more, {}, 'LLaMA');
    expect(answer.verdict).toBe('denied');
    expect(answer.model).toMatchObject({ id: `sha256:${sha256}`, name: 'LLaMA', known: false });
    expect(answer.lineage).toHaveLength(1);
  });

  it.each<[string, readonly string[], Verdict]>([
    ['Shut', ['shut/one', 'shut/two'], 'denied'],
    ['Fam', ['fam/small', 'fam/large'], 'review'],
    ['Free', ['free/one', 'free/two'], 'review'],
  ])('claims to be made from one of %s', (name, members, verdict) => {
    const answer = asked('unknown', { families: [{ name, members }] });
    expect(answer.verdict).toBe(verdict);
    expect(answer.reasons.find((reason) => reason.rule === 'name-ambiguous')?.text).toContain(name);
  });

  it('is judged at the revision that its place has', () => {
    const changed = model('was/shut', 'MIT', {
      earlier: [
        { revision: '0123456789abcdef', until: '2024-01-01', weights: { license: 'LicenseRef-Research', evidence } },
      ],
    });
    const at = (revision: string) =>
      explainFile({
        registry: buildRegistry({ ...file, models: [changed] }),
        identity: { ...identityOf('consistent'), resolved: 'was/shut', revision },
        name: 'x.gguf',
        sha256,
        use: 'assist',
        facts,
        policy: {},
        today,
      });
    expect(at('0123456789abcdef')).toMatchObject({ verdict: 'denied', model: { revision: '0123456789abcdef' } });
    expect(at('fedcba9876543210').verdict).toBe('review');
    expect(at('main').verdict).toBe('conditional');
  });

  it('is denied by a policy that denies what it claims to be', () => {
    const policy = { deny: [{ model: 'evil/*', reason: 'r' }] };
    const claims = { license: null, name: null, baseModels: [['evil', 'base'].join('/')], datasets: [] };
    expect(asked('unknown', { claims }, policy).verdict).toBe('denied');
    expect(asked('unknown', {}, policy, 'evil/model').verdict).toBe('denied');
  });

  it('judges the licence that it claims for each use', () => {
    const { uses } = asked('consistent', { resolved: 'free/one', ...claims('CC-BY-ND-4.0') });
    expect(uses).toMatchObject({ assist: 'conditional', derive: 'denied', ship: 'conditional' });
  });

  it('shows where it descends from', () => {
    const answer = asked('related', { resolved: 'free/one' });
    expect(answer.lineage).toEqual([{ of: 'x.gguf', id: 'free/one', relation: 'finetune', license: 'MIT' }]);
  });

  it('takes an exception by digest, not by the name that the file gives itself', () => {
    const exception = {
      kind: 'accepted-risk',
      reason: 'r',
      by: 'b',
      date: '2026-01-01',
      expires: '2027-01-01',
    } as const;
    expect(asked('unknown', {}, { exceptions: [{ ...exception, model: 'x.gguf' }] }).verdict).toBe('review');
    expect(asked('unknown', {}, { exceptions: [{ ...exception, sha256 }] }).verdict).toBe('conditional');
    expect(asked('unknown', { ancestors: ['shut/one'] }, { exceptions: [{ ...exception, sha256 }] }).verdict).toBe(
      'denied',
    );
  });
});
