import { describe, expect, it } from 'vitest';
import { judgePackage, type PackageQuestion, type PackageRole } from '../../../src/licensing/judgePackage';
import type { Verdict } from '../../../src/licensing/verdict';
import { commercial, lookups, today } from './world';

function judged(license: string | null, role: PackageRole, own = 'proprietary', more: Partial<PackageQuestion> = {}) {
  return judgePackage({
    id: 'pkg:npm/thing@1.0.0',
    license,
    role,
    facts: { ...commercial, license: own },
    lookups: lookups(),
    today,
    ...more,
  });
}

describe('packages, by what the project does with them', () => {
  it.each<[string | null, string, Verdict, Verdict, Verdict]>([
    // licence, the project’s own, distributed, network, development
    ['MIT', 'proprietary', 'allowed', 'allowed', 'allowed'],
    ['GPL-3.0-only', 'proprietary', 'denied', 'allowed', 'allowed'],
    ['GPL-3.0-or-later', 'proprietary', 'denied', 'allowed', 'allowed'],
    ['GPL-3.0-only', 'MIT', 'conditional', 'allowed', 'allowed'],
    ['GPL-3.0-only', 'GPL-3.0-only', 'conditional', 'allowed', 'allowed'],
    ['GPL-2.0-only', 'Apache-2.0', 'denied', 'allowed', 'allowed'],
    ['AGPL-3.0-only', 'proprietary', 'denied', 'review', 'allowed'],
    ['AGPL-3.0-only', 'AGPL-3.0-only', 'conditional', 'conditional', 'allowed'],
    ['LGPL-3.0-only', 'proprietary', 'conditional', 'allowed', 'allowed'],
    ['MPL-2.0', 'proprietary', 'conditional', 'allowed', 'allowed'],
    ['GPL-2.0-only WITH Classpath-exception-2.0', 'proprietary', 'conditional', 'allowed', 'allowed'],
    ['GPL-2.0-only WITH cryptsetup-OpenSSL-exception', 'proprietary', 'denied', 'allowed', 'allowed'],
    ['MIT OR GPL-3.0-only', 'proprietary', 'allowed', 'allowed', 'allowed'],
    ['MIT AND GPL-3.0-only', 'proprietary', 'denied', 'allowed', 'allowed'],
    ['CC-BY-NC-4.0', 'proprietary', 'denied', 'denied', 'denied'],
    ['LicenseRef-Nobody-Knows', 'proprietary', 'review', 'review', 'review'],
    ['Custom: see file', 'proprietary', 'review', 'review', 'review'],
    [null, 'proprietary', 'review', 'review', 'review'],
  ])('%s in a project under %s', (license, own, distributed, network, development) => {
    expect(judged(license, 'distributed', own).verdict).toBe(distributed);
    expect(judged(license, 'network', own).verdict).toBe(network);
    expect(judged(license, 'development', own).verdict).toBe(development);
  });

  it('leaves linking in doubt to a person', () => {
    expect(judged('GPL-3.0-only', 'distributed', 'proprietary', { linkingInDoubt: true }).verdict).toBe('review');
  });

  it('says what to do with it', () => {
    const { obligations, reasons } = judged('MPL-2.0', 'distributed');
    expect(obligations).toEqual([
      { kind: 'share-alike', text: 'Hand it on under the same terms', license: 'MPL-2.0', uses: ['ship'] },
    ]);
    expect(reasons[0]).toMatchObject({
      rule: 'package-weak-copyleft',
      artefact: 'code',
      path: ['pkg:npm/thing@1.0.0'],
    });
  });

  it('follows the policy: lists, and exceptions by exact name', () => {
    const names = ['thing', 'thing@1.0.0'];
    const exception = { reason: 'r', by: 'us', date: '2026-01-01', expires: '2027-01-01' };
    const separate = { ...exception, kind: 'separate-licence', agreement: 'No. 7' } as const;
    expect(
      judged('MIT', 'distributed', 'proprietary', { names, policy: { deny: [{ package: 'thing', reason: 'r' }] } })
        .verdict,
    ).toBe('denied');
    expect(
      judged('MIT', 'distributed', 'proprietary', { names, policy: { review: [{ license: 'MIT', reason: 'r' }] } })
        .verdict,
    ).toBe('review');
    const excepted = judged('GPL-3.0-only', 'distributed', 'proprietary', {
      names,
      policy: { exceptions: [{ ...separate, package: 'thing' }] },
    });
    expect(excepted.verdict).toBe('conditional');
    expect(excepted.exceptions).toHaveLength(1);
    expect(
      judged('GPL-3.0-only', 'distributed', 'proprietary', {
        names,
        policy: { exceptions: [{ ...separate, package: 'thin*' }] },
      }).verdict,
    ).toBe('denied');
  });
});
