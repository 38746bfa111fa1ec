import { describe, expect, it } from 'vitest';
import type { LicenseFact } from '../../../src/licensing/artefacts';
import type { ProjectTerms } from '../../../src/licensing/context';
import { judge, judgeUses } from '../../../src/licensing/judge';
import type { Condition } from '../../../src/licensing/terms';
import type { Use, Verdict } from '../../../src/licensing/verdict';
import { commercial, context, everyUse, evidence, grants, lookups, model, terms, today } from './world';

function verdictOf(license: string | null, use: Use, facts: Partial<ProjectTerms> = {}): Verdict {
  return judge(model('org/m', license), context(use, {}, { facts: { ...commercial, ...facts } })).verdict;
}

/** Verdicts in the order assist, service, ship, derive, outputs, train. */
function row(license: string | null, facts: Partial<ProjectTerms> = {}): string {
  const uses = judgeUses(model('org/m', license), { facts: { ...commercial, ...facts }, lookups: lookups(), today });
  return everyUse.map((use) => ({ allowed: 'a', conditional: 'c', review: 'r', denied: 'd' })[uses[use]]).join('');
}

describe('what the terms say, for a commercial and proprietary project', () => {
  it.each([
    ['MIT', 'aaaaaa'],
    ['CC-BY-NC-4.0', 'dddddd'],
    ['CC-BY-ND-4.0', 'aaadaa'],
    ['CC-BY-SA-4.0', 'aaccaa'],
    ['GPL-3.0-only', 'aarcaa'],
    ['LGPL-3.0-only', 'aarcaa'],
    ['AGPL-3.0-only', 'acrcaa'],
    ['MPL-2.0', 'aaccaa'],
    ['LicenseRef-Research', 'dddddd'],
    ['LicenseRef-Llama', 'cccccd'],
    ['LicenseRef-Llama-Naming', 'aaccac'],
    ['LicenseRef-Rail', 'cccccc'],
    ['LicenseRef-Gemma', 'cccccc'],
    ['LicenseRef-Freed', 'ddddcd'],
    ['LicenseRef-Unclear', 'rrrrrr'],
    ['LicenseRef-Unread', 'rrrrrr'],
    ['LicenseRef-Nobody-Knows', 'rrrrrr'],
    ['see LICENSE', 'rrrrrr'],
    [null, 'rrrrrr'],
  ])('%s: %s', (license, expected) => {
    expect(row(license)).toBe(expected);
  });
});

describe('expressions', () => {
  it.each([
    ['MIT AND Apache-2.0', 'aaaaaa'],
    ['MIT AND CC-BY-NC-4.0', 'dddddd'],
    ['MIT OR CC-BY-NC-4.0', 'aaaaaa'],
    ['(CC-BY-SA-4.0 OR CC-BY-ND-4.0) AND MIT', 'aaacaa'],
    ['LicenseRef-Nobody-Knows OR MIT', 'aaaaaa'],
    ['LicenseRef-Nobody-Knows OR CC-BY-NC-4.0', 'rrrrrr'],
    ['Apache-2.0 WITH LLVM-exception', 'aaaaaa'],
    ['GPL-3.0', 'aarcaa'],
    ['GPL-3.0+', 'aarcaa'],
    ['mit or apache-2.0', 'rrrrrr'],
  ])('%s: %s', (license, expected) => {
    expect(row(license)).toBe(expected);
  });

  it('names the part of a choice that was taken', () => {
    const { reasons } = judge(model('org/m', 'CC-BY-NC-4.0 OR MIT'), context('assist'));
    expect(reasons.find((reason) => reason.rule === 'licence-choice')?.text).toContain('MIT is the best choice');
    expect(reasons.every((reason) => reason.effect === 'allowed')).toBe(true);
  });

  it('survives what is no expression at all', () => {
    for (const text of ['', '(', '('.repeat(5000), 'MIT OR', 'A'.repeat(100_000), 'MIT\u0000'])
      expect(verdictOf(text, 'assist')).toBe('review');
  });
});

describe('the kind of project', () => {
  it.each<[string, ProjectTerms['kind'], Verdict]>([
    ['CC-BY-NC-4.0', 'commercial', 'denied'],
    ['CC-BY-NC-4.0', 'noncommercial', 'conditional'],
    ['CC-BY-NC-4.0', 'research', 'conditional'],
    ['LicenseRef-Research', 'commercial', 'denied'],
    ['LicenseRef-Research', 'noncommercial', 'denied'],
    ['LicenseRef-Research', 'research', 'conditional'],
  ])('%s for a %s project: %s', (license, kind, expected) => {
    expect(verdictOf(license, 'assist', { kind })).toBe(expected);
  });

  it('says which kind would turn the answer', () => {
    const { flips } = judge(model('org/m', 'CC-BY-NC-4.0'), context('assist'));
    expect(flips).toContainEqual({ fact: 'kind', at: 'noncommercial', verdict: 'conditional' });
  });
});

describe('thresholds', () => {
  const threshold = {
    kind: 'threshold',
    metric: 'mau',
    value: 1000,
    asOf: 'release',
    uses: everyUse,
    text: 'Ask',
  } as const;
  const world = {
    licences: [
      terms('LicenseRef-None', { conditions: [{ ...threshold, above: 'none' }] }),
      terms('LicenseRef-Duty', { conditions: [{ ...threshold, above: 'duty' }] }),
      terms('LicenseRef-Inclusive', { conditions: [{ ...threshold, above: 'none', inclusive: true }] }),
      terms('LicenseRef-Revenue', { conditions: [{ ...threshold, metric: 'monthlyRevenue', above: 'none' }] }),
    ],
  };
  it.each<[string, Partial<ProjectTerms>, Verdict]>([
    ['LicenseRef-None', {}, 'conditional'],
    ['LicenseRef-None', { mau: 0 }, 'conditional'],
    ['LicenseRef-None', { mau: 1000 }, 'conditional'],
    ['LicenseRef-None', { mau: 1001 }, 'denied'],
    ['LicenseRef-None', { revenue: 5000 }, 'conditional'],
    // Daily users are monthly users, and a year's revenue is in its months.
    ['LicenseRef-None', { dau: 5000 }, 'denied'],
    ['LicenseRef-None', { dau: 5000, mau: 900 }, 'conditional'],
    ['LicenseRef-Duty', { mau: 1001 }, 'conditional'],
    ['LicenseRef-Inclusive', { mau: 999 }, 'conditional'],
    ['LicenseRef-Inclusive', { mau: 1000 }, 'denied'],
    ['LicenseRef-Revenue', { monthlyRevenue: 1001 }, 'denied'],
    ['LicenseRef-Revenue', { revenue: 1001 }, 'conditional'],
    ['LicenseRef-Revenue', { revenue: 13_000 }, 'denied'],
  ])('%s with %o: %s', (license, facts, expected) => {
    const all = { ...commercial, ...facts };
    expect(judge(model('org/m', license), context('service', world, { facts: all })).verdict).toBe(expected);
  });

  it.each<[string, Partial<ProjectTerms>, unknown]>([
    ['LicenseRef-None', {}, { fact: 'mau', at: 1000, verdict: 'denied' }],
    ['LicenseRef-None', { mau: 5 }, { fact: 'mau', at: 1000, verdict: 'denied' }],
    ['LicenseRef-None', { mau: 2000 }, { fact: 'mau', at: 1000, verdict: 'conditional' }],
    ['LicenseRef-Duty', {}, { fact: 'mau', at: 1000, verdict: 'conditional' }],
  ])('%s with %o turns at %o', (license, facts, flip) => {
    const all = { ...commercial, ...facts };
    expect(judge(model('org/m', license), context('service', world, { facts: all })).flips).toContainEqual(flip);
  });

  it('keeps the threshold as an obligation while it is met, for every use that it bites on', () => {
    const { obligations } = judge(model('org/m', 'LicenseRef-None'), context('service', world));
    expect(obligations).toEqual([{ kind: 'threshold', text: 'Ask', license: 'LicenseRef-None', uses: [...everyUse] }]);
  });
});

describe('territories', () => {
  const territory: Condition = {
    kind: 'territory',
    excludes: ['EU', 'GB'],
    clause: 'licence',
    uses: everyUse,
    text: 'Not there',
  };
  const world = {
    licences: [
      terms('LicenseRef-Elsewhere', { conditions: [territory] }),
      terms('LicenseRef-Vision', { conditions: [{ ...territory, clause: 'use-policy', tasks: ['vision'] }] }),
    ],
  };
  it.each<[string[] | undefined, Verdict]>([
    [undefined, 'conditional'],
    [['US'], 'conditional'],
    [['DE'], 'denied'],
    [['us', 'fr'], 'denied'],
    [['GB'], 'denied'],
    [['UK'], 'denied'],
    [['EU'], 'denied'],
    [['CH', 'NO'], 'conditional'],
    [['RE'], 'denied'],
    [['AX'], 'denied'],
  ])('%o: %s', (place, expected) => {
    const facts = { ...commercial, ...(place === undefined ? {} : { territory: place }) };
    expect(judge(model('org/m', 'LicenseRef-Elsewhere'), context('assist', world, { facts })).verdict).toBe(expected);
  });

  it('shows a territory that was not given', () => {
    const { flips } = judge(model('org/m', 'LicenseRef-Elsewhere'), context('assist', world));
    expect(flips).toContainEqual({ fact: 'territory', at: 'EU', verdict: 'denied' });
    expect(flips).toContainEqual({ fact: 'territory', at: 'GB', verdict: 'denied' });
  });

  it('counts only for models with the tasks that it names', () => {
    const facts = { ...commercial, territory: ['DE'] };
    const of = (tasks: readonly ('vision' | 'chat')[]) =>
      judge(model('org/m', 'LicenseRef-Vision', { tasks }), context('assist', world, { facts })).verdict;
    expect(of(['chat'])).toBe('allowed');
    expect(of(['chat', 'vision'])).toBe('denied');
  });
});

describe('copyleft meets the project’s own licence when weights are shipped', () => {
  it.each<[string, string, Verdict]>([
    ['GPL-3.0-only', 'proprietary', 'review'],
    ['GPL-3.0-only', 'GPL-3.0-or-later', 'conditional'],
    ['GPL-3.0-only', 'GPL-2.0-only', 'review'],
    ['GPL-3.0-only', 'GPL-2.0-or-later', 'conditional'],
    ['GPL-3.0-only', 'Apache-2.0', 'conditional'],
    ['GPL-2.0-only WITH Classpath-exception-2.0', 'proprietary', 'conditional'],
    ['GPL-2.0-only', 'Apache-2.0', 'review'],
    ['GPL-2.0-only', 'MIT', 'conditional'],
    ['GPL-2.0-only', 'MIT OR Apache-2.0', 'conditional'],
    ['GPL-2.0-only', 'MIT AND Apache-2.0', 'review'],
    ['AGPL-3.0-only', 'GPL-3.0-only', 'conditional'],
    ['AGPL-3.0-only', 'nonsense', 'review'],
    ['CC-BY-SA-4.0', 'proprietary', 'conditional'],
  ])('%s in a project under %s: %s', (weights, license, expected) => {
    expect(verdictOf(weights, 'ship', { license })).toBe(expected);
  });

  it('says that running it obliges nothing on what it writes', () => {
    const { reasons } = judge(model('org/m', 'GPL-3.0-only'), context('assist'));
    expect(reasons.find((reason) => reason.rule === 'copyleft')?.text).toContain(
      'obliges nothing on the text that the model writes',
    );
  });
});

describe('outputs', () => {
  it.each<[string, Use, Verdict, string]>([
    ['LicenseRef-Research', 'outputs', 'denied', 'outputs-follow-run'],
    ['LicenseRef-Freed', 'outputs', 'conditional', 'outputs-freed'],
    ['LicenseRef-Freed', 'train', 'denied', 'outputs-follow-run'],
    ['LicenseRef-Llama', 'train', 'denied', 'outputs-no-training'],
    ['LicenseRef-Gemma', 'train', 'conditional', 'students-bound'],
  ])('%s for %s: %s by %s', (license, use, verdict, rule) => {
    const judged = judge(model('org/m', license), context(use));
    expect(judged.verdict).toBe(verdict);
    expect(judged.reasons.map((reason) => reason.rule)).toContain(rule);
  });

  it('are a part of assist', () => {
    const world = { licences: [terms('LicenseRef-Kept', { grants: grants('any', { outputs: 'noncommercial' }) })] };
    expect(judge(model('org/m', 'LicenseRef-Kept'), context('assist', world)).verdict).toBe('denied');
    expect(judge(model('org/m', 'LicenseRef-Kept'), context('service', world)).verdict).toBe('allowed');
  });
});

describe('statements about the weights', () => {
  const disagreeing = (license: string, more: Partial<LicenseFact>, other: string, said: object): LicenseFact => ({
    license,
    evidence,
    ...more,
    disagrees: [{ license: other, where: 'page', evidence, ...said }],
  });
  it.each<[string, LicenseFact, Verdict]>([
    ['page beside file, both permit', disagreeing('MIT', { where: 'file' }, 'Apache-2.0', {}), 'review'],
    ['the file forbids', disagreeing('CC-BY-NC-4.0', { where: 'file' }, 'MIT', {}), 'denied'],
    [
      'the file forbids, a later statement permits',
      disagreeing('CC-BY-NC-4.0', { where: 'file' }, 'MIT', { later: true }),
      'review',
    ],
    [
      'the file forbids, a later statement forbids too',
      disagreeing('CC-BY-NC-4.0', { where: 'file' }, 'LicenseRef-Research', { later: true }),
      'denied',
    ],
    [
      'the other statement is the file, and forbids',
      disagreeing('MIT', { where: 'page' }, 'CC-BY-NC-4.0', { inForce: true }),
      'denied',
    ],
    ['the page forbids, the file permits', disagreeing('MIT', { where: 'file' }, 'CC-BY-NC-4.0', {}), 'review'],
    ['the page forbids, the paper permits', disagreeing('CC-BY-NC-4.0', {}, 'MIT', { where: 'paper' }), 'review'],
    ['page and paper forbid', disagreeing('CC-BY-NC-4.0', {}, 'LicenseRef-Research', { where: 'paper' }), 'denied'],
    ['no evidence', { license: 'MIT', evidence: [] }, 'review'],
    ['not verified', { license: 'MIT', evidence, unverified: 'a mirror' }, 'review'],
    ['declared by manifests', { license: 'MIT', evidence, declared: true }, 'allowed'],
  ])('%s', (_name, weights, expected) => {
    expect(judge(model('org/m', 'MIT', { weights }), context('assist')).verdict).toBe(expected);
  });

  it('keeps the duties of both', () => {
    const weights = disagreeing('MIT', { where: 'file' }, 'LicenseRef-Rail', {});
    const { obligations, reasons } = judge(model('org/m', null, { weights }), context('ship'));
    expect(obligations.map(({ license }) => license)).toEqual(expect.arrayContaining(['MIT', 'LicenseRef-Rail']));
    const text = reasons.find((reason) => reason.rule === 'statements-disagree')?.text;
    expect(text).toContain('MIT (file)');
    expect(text).toContain('LicenseRef-Rail (page)');
  });

  it('shows a sentence of intent, which forbids nothing', () => {
    const judged = judge(model('org/m', 'MIT', { statements: [{ text: 'for research', evidence }] }), context('ship'));
    expect(judged.verdict).toBe('allowed');
    expect(judged.reasons.map((reason) => reason.rule)).toContain('publisher-intent');
  });
});

describe('models that nobody can have', () => {
  it.each<['closed' | 'unreleased', string | null, string]>([
    ['closed', 'LicenseRef-Service', 'ccddcd'],
    ['closed', 'LicenseRef-Unclear', 'rrddrr'],
    ['closed', null, 'rrddrr'],
    ['unreleased', null, 'rrddrr'],
  ])('%s under %s: %s', (availability, license, expected) => {
    const uses = judgeUses(model('Closed', license, { availability }), {
      facts: commercial,
      lookups: lookups(),
      today,
    });
    expect(everyUse.map((use) => uses[use][0]).join('')).toBe(expected);
  });
});

describe('the code that runs a model', () => {
  const code = (license: string | null): LicenseFact => ({ license, evidence });
  it.each<[string | null, boolean | undefined, Use, Verdict]>([
    ['GPL-3.0-only', undefined, 'assist', 'allowed'],
    ['GPL-3.0-only', undefined, 'ship', 'review'],
    ['GPL-3.0-only', false, 'ship', 'allowed'],
    ['CC-BY-NC-4.0', undefined, 'assist', 'denied'],
    ['CC-BY-NC-4.0', false, 'assist', 'allowed'],
    [null, undefined, 'assist', 'review'],
    ['MIT', undefined, 'ship', 'allowed'],
  ])('%s (needed: %s) for %s: %s', (license, codeRequired, use, expected) => {
    const record = model('org/m', 'MIT', {
      code: code(license),
      ...(codeRequired === undefined ? {} : { codeRequired }),
    });
    expect(judge(record, context(use)).verdict).toBe(expected);
  });

  it('never takes the code’s licence for the weights’', () => {
    const record = model('org/m', null, { code: code('MIT') });
    const { verdict, licenses } = judge(record, context('assist'));
    expect({ verdict, weights: licenses.weights, code: licenses.code }).toEqual({
      verdict: 'review',
      weights: null,
      code: 'MIT',
    });
  });
});
