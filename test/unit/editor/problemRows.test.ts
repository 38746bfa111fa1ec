import { expect, it } from 'vitest';
import { problemRows } from '../../../src/editor/problemRows';
import { finding } from '../../support/report';

const unlicensed = (name: string, why: string) =>
  finding(name, { kind: 'package', rule: 'package-licence-missing', verdict: 'review', message: `${name}: ${why}` });

it('packages of which no licence was found are one row of their file, where the same is said of them', () => {
  const first = unlicensed('pkg:npm/a', 'no licence');
  const rows = problemRows([
    finding('org/model'),
    first,
    unlicensed('pkg:npm/b', 'no licence'),
    finding('org/model'),
    unlicensed('pkg:npm/c', 'installed, and says nothing'),
    unlicensed('pkg:npm/a', 'no licence'),
  ]);
  expect(rows.map(({ finding: { message }, others }) => [message, others])).toEqual([
    ['org/model is denied', 0],
    ['pkg:npm/a: no licence', 2],
    ['org/model is denied', 0],
    ['pkg:npm/c: installed, and says nothing', 0],
  ]);
  expect(rows[1]?.finding).toBe(first);
});
