import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/compliance/report';
import { policyTargets } from '../../../src/editor/policyTargets';
import { UNKNOWN_MODEL } from '../../fixtures/ids';

const finding = (own: Partial<Finding>): Finding => ({
  rule: 'use-not-granted',
  level: 'warning',
  kind: 'model',
  file: 'a.py',
  range: null,
  reference: UNKNOWN_MODEL,
  resolved: UNKNOWN_MODEL,
  use: 'assist',
  license: null,
  verdict: 'review',
  counts: true,
  message: 'm',
  reasons: [],
  obligations: [],
  ...own,
});

describe('what a finding lets its owners decide', () => {
  it.each<[string, Partial<Finding>, readonly object[]]>([
    [
      'a model that nobody knows well enough',
      {},
      [
        { decision: 'accept', subject: { model: UNKNOWN_MODEL } },
        { decision: 'deny', rule: { model: UNKNOWN_MODEL } },
      ],
    ],
    [
      'a conditional model and its licence',
      { verdict: 'conditional', license: 'LicenseRef-Acme' },
      [
        { decision: 'deny', rule: { model: UNKNOWN_MODEL } },
        { decision: 'deny', rule: { license: 'LicenseRef-Acme' } },
      ],
    ],
    [
      'a package, whatever its version',
      { kind: 'package', resolved: 'pkg:npm/%40acme/tool@1.2.3', verdict: 'conditional', license: 'MPL-2.0' },
      [
        { decision: 'deny', name: 'pkg:npm/%40acme/tool', rule: { package: 'pkg:npm/%40acme/tool@*' } },
        { decision: 'deny', rule: { license: 'MPL-2.0' } },
      ],
    ],
    [
      'an unversioned package',
      { kind: 'package', resolved: 'pkg:pypi/tool', verdict: 'allowed' },
      [{ decision: 'deny', rule: { package: 'pkg:pypi/tool' } }],
    ],
    [
      'what is denied',
      { verdict: 'denied', license: 'MIT' },
      [{ decision: 'license', subject: { model: UNKNOWN_MODEL } }],
    ],
    [
      'a denied package',
      { kind: 'package', resolved: 'pkg:npm/tool@1.2.3', verdict: 'denied', license: 'GPL-3.0-only' },
      [{ decision: 'license', subject: { package: 'pkg:npm/tool@1.2.3' } }],
    ],
    [
      'what a model writes, for what it is used',
      { kind: 'output-use', use: 'train', verdict: 'denied' },
      [{ decision: 'license', subject: { model: UNKNOWN_MODEL, uses: ['train'] } }],
    ],
    [
      'a model that is not known',
      { resolved: null },
      [
        { decision: 'accept', subject: { model: UNKNOWN_MODEL } },
        { decision: 'deny', rule: { model: UNKNOWN_MODEL } },
      ],
    ],
    ['a choice of licences', { kind: 'license', resolved: null, license: 'MIT OR Apache-2.0' }, []],
    ['what could not be resolved', { resolved: null, reference: 'name' }, []],
    ['a package that could not be resolved', { kind: 'package', resolved: null }, []],
  ])('%s', (_, own, targets) => {
    const found = policyTargets(finding(own));
    expect(found).toHaveLength(targets.length);
    expect(found).toMatchObject(targets);
  });
});
