import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BaseLink, DataLink, DatasetRecord, ModelRecord } from '../../../src/licensing/artefacts';
import type { ProjectTerms } from '../../../src/licensing/context';
import { judge } from '../../../src/licensing/judge';
import { judgeUnknown } from '../../../src/licensing/judgeUnknown';
import { RULES } from '../../../src/licensing/rules';
import { compareVerdicts, type Use } from '../../../src/licensing/verdict';
import { context, dataset, everyUse, evidence, licences, model, named, restricted, users } from './world';

const [a, b, c, d, e] = ['p/a', 'p/b', 'q/c', 'q/d', 'r/e'] as const;
const ids = [a, b, c, d, e];
const setIds = ['s/x', 's/y', 's/z'];
const leaf = fc.constantFrom(...licences.map((license) => license.id), 'LicenseRef-Nobody-Knows');
const expression = fc.oneof(
  { weight: 4, arbitrary: leaf },
  fc.tuple(leaf, fc.constantFrom(' AND ', ' OR '), leaf).map(([a, operator, b]) => a + operator + b),
);
const license = fc.option(expression, { freq: 6 });
const link: fc.Arbitrary<BaseLink> = fc.record({
  id: fc.constantFrom(...ids, 'gone/z'),
  relation: fc.constantFrom('finetune', 'merge', 'quantized', 'adapter', 'distilled'),
});
const dataLink: fc.Arbitrary<DataLink> = fc.record({
  id: fc.constantFrom(...setIds, 's/gone'),
  role: fc.constantFrom('pretraining', 'tuning'),
});
const statement = fc.record({
  license: expression,
  where: fc.constantFrom('file', 'page', 'paper'),
  later: fc.boolean(),
  evidence: fc.constant(evidence),
});

function record(id: string): fc.Arbitrary<ModelRecord> {
  return fc
    .record({
      license,
      bases: fc.array(link, { maxLength: 3 }),
      data: fc.array(dataLink, { maxLength: 2 }),
      code: fc.option(license, { freq: 2 }),
      codeRequired: fc.boolean(),
      disclosure: fc.constantFrom('full', 'partial', 'web-scale', 'undisclosed'),
      disagrees: fc.array(statement, { maxLength: 1 }),
    })
    .map(({ license, disagrees, code, ...rest }) =>
      model(id, license, {
        ...rest,
        code: code === null ? null : { license: code, evidence },
        weights: license === null ? { license, evidence } : { license, evidence, disagrees },
      }),
    );
}

function set(id: string): fc.Arbitrary<DatasetRecord> {
  return fc
    .record({
      license,
      single: fc.boolean(),
      synthetic: fc.boolean(),
      sources: fc.subarray(setIds),
      terms: fc.option(leaf),
    })
    .map(({ license, terms, ...rest }) =>
      dataset(id, license, { ...rest, generators: terms === null ? [] : [{ name: 'g', terms }] }),
    );
}

const world = fc.record({
  models: fc.tuple(record(a), record(b), record(c), record(d), record(e)),
  datasets: fc.tuple(...setIds.map(set)),
});
const facts: fc.Arbitrary<ProjectTerms> = fc
  .record({
    kind: fc.constantFrom('commercial', 'noncommercial', 'research'),
    license: fc.constantFrom('proprietary', 'MIT', 'GPL-3.0-only', 'Apache-2.0'),
    mau: fc.option(fc.constantFrom(10, 800_000_000), { nil: undefined }),
  })
  .map(({ mau, ...rest }) => ({ ...rest, ...(mau === undefined ? {} : { mau }) }));
const use: fc.Arbitrary<Use> = fc.constantFrom(...everyUse);
const setting = fc.record({ world, facts, use });
const runs = { numRuns: 200 };

describe('whatever the registry holds', () => {
  it('a base, a data set or an unknown more never loosens a verdict', () => {
    const more = fc.oneof(
      link.map((base) => ({ base })),
      dataLink.map((data) => ({ data })),
    );
    fc.assert(
      fc.property(setting, more, ({ world, facts, use }, added) => {
        const [first] = world.models;
        const before = judge(first, context(use, world, { facts }));
        const grown =
          'base' in added
            ? { ...first, bases: [...first.bases, added.base] }
            : { ...first, data: [...first.data, added.data] };
        const models = world.models.map((other) => (other.id === grown.id ? grown : other));
        const after = judge(grown, context(use, { ...world, models }, { facts }));
        for (const each of everyUse)
          expect(compareVerdicts(after.uses[each], before.uses[each])).toBeGreaterThanOrEqual(0);
      }),
      runs,
    );
  });

  it('a restriction more in a licence never loosens a verdict', () => {
    const restriction = fc.constantFrom(
      restricted,
      users,
      { kind: 'revocable', uses: everyUse, text: 'Any time' } as const,
      'grant' as const,
    );
    fc.assert(
      fc.property(
        setting,
        restriction,
        fc.constantFrom(...licences),
        use,
        ({ world, facts, use }, added, changed, forbidden) => {
          const [first] = world.models;
          const before = judge(first, context(use, world, { facts }));
          const stricter =
            added === 'grant'
              ? { ...changed, grants: { ...changed.grants, [forbidden]: 'none' as const } }
              : { ...changed, conditions: [...changed.conditions, added] };
          const after = judge(first, context(use, { ...world, licences: [stricter] }, { facts }));
          for (const each of everyUse)
            expect(compareVerdicts(after.uses[each], before.uses[each])).toBeGreaterThanOrEqual(0);
        },
      ),
      runs,
    );
  });

  it('a deny or review rule more never loosens a verdict', () => {
    fc.assert(
      fc.property(
        setting,
        fc.constantFrom('deny', 'review'),
        fc.constantFrom('MIT', 'GPL-*', 'LicenseRef-*'),
        ({ world, facts, use }, list, pattern) => {
          const [first] = world.models;
          const before = judge(first, context(use, world, { facts })).verdict;
          const policy = { [list]: [{ license: pattern, reason: 'r' }] };
          expect(
            compareVerdicts(judge(first, context(use, world, { facts, policy })).verdict, before),
          ).toBeGreaterThanOrEqual(0);
        },
      ),
      runs,
    );
  });

  it('the order of records and links does not matter, and the same input gives the same bytes', () => {
    fc.assert(
      fc.property(setting, ({ world, facts, use }) => {
        const turned = {
          models: world.models
            .map((each) => ({ ...each, bases: each.bases.toReversed(), data: each.data.toReversed() }))
            .toReversed(),
          datasets: world.datasets
            .map((each) => ({ ...each, sources: (each.sources ?? []).toReversed() }))
            .toReversed(),
        };
        const [first] = world.models;
        const again = turned.models.find((each) => each.id === first.id) ?? first;
        const answer = JSON.stringify(judge(first, context(use, world, { facts })));
        expect(JSON.stringify(judge(first, context(use, world, { facts })))).toBe(answer);
        expect(JSON.stringify(judge(again, context(use, turned, { facts })))).toBe(answer);
      }),
      runs,
    );
  });

  it('every verdict is that of its strictest reason, with a path from the model to its subject', () => {
    fc.assert(
      fc.property(setting, ({ world, facts, use }) => {
        const [first] = world.models;
        const { verdict, uses, reasons, obligations } = judge(first, context(use, world, { facts }));
        expect(uses[use]).toBe(verdict);
        expect(reasons[0]?.effect).toBe(verdict);
        for (const reason of reasons) {
          expect(RULES).toContain(reason.rule);
          expect(reason.path[0]).toBe(first.id);
          expect(reason.path.at(-1)).toBe(reason.subject);
          expect(reason.text).not.toBe('');
        }
        for (const obligation of obligations) {
          expect(obligation.license).not.toBe('');
          expect(obligation.uses.length).toBeGreaterThan(0);
        }
      }),
      runs,
    );
  });

  it('the unknown is never allowed', () => {
    fc.assert(
      fc.property(fc.string(), use, facts, (name, use, facts) => {
        expect(
          compareVerdicts(judgeUnknown(named(name), context(use, {}, { facts })).verdict, 'review'),
        ).toBeGreaterThanOrEqual(0);
      }),
      runs,
    );
  });
});
