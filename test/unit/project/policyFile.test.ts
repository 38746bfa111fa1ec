import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { PolicyException } from '../../../src/project/policy';
import {
  makePolicy,
  parsePolicy,
  readPolicy,
  withException,
  writeDecision,
  writeException,
} from '../../../src/project/policyFile';

const folder = mkdtempSync(join(tmpdir(), 'licit-policy-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const exception: PolicyException = {
  kind: 'accepted-risk',
  sha256: 'ab'.repeat(32),
  reason: 'looked at',
  by: 'us',
  date: '2026-11-24',
  expires: '2027-02-22',
};

describe('a policy', () => {
  it.each<[string, unknown]>([
    ['nothing', {}],
    [
      'facts',
      {
        project: {
          kind: 'research',
          license: 'MIT',
          use: 'service',
          mau: 1,
          dau: 0,
          revenue: 1,
          monthlyRevenue: 1,
          territory: ['DE', 'EU'],
        },
      },
    ],
    ['uses', { uses: [{ files: 'server/**', use: 'service' }] }],
    [
      'lists',
      {
        deny: [{ license: 'GPL-*', reason: 'r' }],
        review: [{ package: 'left-pad', reason: 'r' }],
        requireDisclosedData: true,
      },
    ],
    ['an exception', { exceptions: [exception] }],
    [
      'a separate licence',
      { exceptions: [{ ...exception, kind: 'separate-licence', agreement: 'No. 7', uses: ['assist'] }] },
    ],
  ])('may hold %s', (_name, policy) => {
    expect(parsePolicy(JSON.stringify(policy), 'p')).toEqual({ ok: true, policy, file: 'p' });
  });

  it('looks like the one in the docs', () => {
    const page = readFileSync(new URL('../../../docs/policy.md', import.meta.url), 'utf8');
    expect(parsePolicy(/```json\n([\s\S]*?)```/.exec(page)?.[1] ?? '', 'docs')).toMatchObject({ ok: true });
  });

  it('may hold comments, a trailing comma and a byte order mark', () => {
    const path = join(folder, 'commented.json');
    writeFileSync(path, '\uFEFF{\n  // why\n  "requireDisclosedData": true,\n}\n');
    expect(readPolicy(path)).toMatchObject({ ok: true, policy: { requireDisclosedData: true } });
  });

  it.each<[string, string, RegExp]>([
    ['no JSON', '{ "deny": [', /line 1, column \d+: it is not JSON/],
    ['nothing at all', '', /not JSON/],
    ['a list', '[]', /top level/],
    ['a property too many', '{ "denied": [] }', /“denied” is not a property/],
    ['a kind that is none', '{ "project": { "kind": "hobby" } }', /project › kind: must be one of commercial/],
    ['a rule without a reason', '{ "deny": [{ "license": "MIT" }] }', /deny › 0.*reason/],
    ['a rule with two patterns', '{ "deny": [{ "license": "MIT", "model": "x", "reason": "r" }] }', /deny › 0/],
    [
      'an exception that names nothing',
      '{ "exceptions": [{ "kind": "accepted-risk", "reason": "r", "by": "b", "date": "2026-01-01", "expires": "2026-01-01" }] }',
      /exceptions › 0/,
    ],
    [
      'an exception without an end',
      '{ "exceptions": [{ "kind": "accepted-risk", "model": "m", "reason": "r", "by": "b", "date": "2026-01-01" }] }',
      /expires/,
    ],
    [
      'a separate licence without its agreement',
      '{ "exceptions": [{ "kind": "separate-licence", "model": "m", "reason": "r", "by": "b", "date": "2026-01-01", "expires": "2026-01-01" }] }',
      /agreement/,
    ],
    [
      'a date that is none',
      '{ "exceptions": [{ "kind": "accepted-risk", "model": "m", "reason": "r", "by": "b", "date": "soon", "expires": "2026-01-01" }] }',
      /exceptions › 0 › date/,
    ],
  ])('is refused for %s, in one line', (_name, text, expected) => {
    const read = parsePolicy(text, '/project/licit.policy.json');
    if (read.ok) throw new Error('accepted');
    expect(read.kind).toBe('invalid');
    expect(read.message).toMatch(expected);
    expect(read.message).toContain('/project/licit.policy.json');
    expect(read.message).not.toContain('\n');
  });

  it('tells a missing one from one that is wrong', () => {
    expect(readPolicy(join(folder, 'none.json'))).toMatchObject({ ok: false, kind: 'missing' });
    expect(readPolicy(folder)).toMatchObject({
      ok: false,
      kind: 'invalid',
      message: expect.stringContaining('EISDIR'),
    });
  });
});

describe('writing an exception', () => {
  it('makes the file where there is none', () => {
    const path = join(folder, 'new.json');
    expect(writeException(path, exception)).toEqual({ ok: true });
    expect(readPolicy(path)).toMatchObject({ ok: true, policy: { exceptions: [exception] } });
  });

  it.each([
    ['two spaces', '{\n  "deny": [],\n  // keep me\n  "project": { "kind": "commercial" }\n}\n', '\n      "reason"'],
    ['tabs', '{\n\t"deny": [] /* and me */\n}\n', '\n\t\t\t"reason"'],
    ['nothing in it', '{}', '\n      "reason"'],
    ['an empty list', '{\n  "exceptions": [] // me\n}', '\n      "reason"'],
    ['an empty list over two lines', '{\n  "exceptions": [\n    // me\n  ]\n}', '\n      "reason"'],
    ['windows lines', '{\r\n    "deny": []\r\n}\r\n', '\r\n            "reason"'],
  ])('keeps what the owners wrote: %s', (_name, before, indented) => {
    const edited = withException(before, exception, 'p');
    if (!edited.ok) throw new Error(edited.message);
    expect(edited.text).toContain(indented);
    for (const kept of before.match(/\/\/.*|\/\*.*\*\/|"project".*\}/g) ?? []) expect(edited.text).toContain(kept);
    const again = withException(edited.text, { ...exception, reason: 'second' }, 'p');
    if (!again.ok) throw new Error(again.message);
    expect(parsePolicy(again.text, 'p')).toMatchObject({
      ok: true,
      policy: { exceptions: [{ reason: 'looked at' }, { reason: 'second' }] },
    });
  });

  it('adds rules to their own lists, one behind the other', () => {
    const path = join(folder, 'rules.json');
    writeFileSync(path, '{\n  // keep me\n  "review": [{ "license": "GPL-*", "reason": "counsel" }]\n}\n');
    for (const license of ['MIT', 'SSPL-1.0']) {
      expect(writeDecision(path, 'deny', { license, reason: 'no' })).toEqual({ ok: true });
    }
    expect(writeDecision(path, 'review', { model: 'org/*', reason: 'look' })).toEqual({ ok: true });
    expect(readFileSync(path, 'utf8')).toContain('// keep me');
    expect(readPolicy(path)).toMatchObject({
      ok: true,
      policy: {
        deny: [{ license: 'MIT' }, { license: 'SSPL-1.0' }],
        review: [{ license: 'GPL-*' }, { model: 'org/*' }],
      },
    });
  });

  it('makes a policy that decides nothing, and leaves one alone that is there', () => {
    const path = join(folder, 'made.json');
    expect(makePolicy(path)).toEqual({ ok: true });
    expect(readPolicy(path)).toMatchObject({ ok: true, policy: {} });
    writeFileSync(path, '{ "deny": 1 }');
    expect(makePolicy(path)).toEqual({ ok: true });
    expect(readFileSync(path, 'utf8')).toBe('{ "deny": 1 }');
  });

  it('leaves a file alone that is not valid', () => {
    const path = join(folder, 'broken.json');
    writeFileSync(path, '{ "deny": 1 }');
    expect(writeException(path, exception)).toMatchObject({
      ok: false,
      message: expect.stringContaining('broken.json'),
    });
    expect(readFileSync(path, 'utf8')).toBe('{ "deny": 1 }');
  });

  it('says when it cannot be written', () => {
    writeFileSync(join(folder, 'file'), '');
    mkdirSync(join(folder, 'taken.json'));
    for (const [path, message] of [
      [join(folder, 'file', 'licit.policy.json'), /licit\.policy\.json.*ENOTDIR/],
      [join(folder, 'none', 'licit.policy.json'), /licit\.policy\.json.*ENOENT/],
      [join(folder, 'taken.json'), /taken\.json.*EISDIR/],
    ] as const) {
      expect(writeException(path, exception)).toMatchObject({ ok: false, message: expect.stringMatching(message) });
    }
  });
});
