import { describe, expect, it } from 'vitest';
import { formatCycloneDx } from '../../../src/compliance/formats/cyclonedx';
import { formatHtml } from '../../../src/compliance/formats/html';
import { formatJson } from '../../../src/compliance/formats/json';
import { formatSarif } from '../../../src/compliance/formats/sarif';
import { formatSpdx } from '../../../src/compliance/formats/spdx';
import { formatText } from '../../../src/compliance/formats/text';
import { purlOf } from '../../../src/compliance/packages/packageReference';
import { registryOf } from '../../support/registry';
import { finding, reportOf } from '../../support/report';
import { cycloneDxSchema, sarifSchema, spdxSchema } from '../../support/schemas';

const odd = [
  'quo"te',
  "apo'strophe",
  'back\\slash',
  'new\nline',
  'nul\u0000',
  'right-to-\u202eleft',
  'em😀ji',
  'half\ud800pair',
  '\\ud800',
  '<script>alert(1)</script>',
  '@sco<pe/na%me',
  'a b',
  'per%cent',
  'am&p?q=1#x',
  '../../x',
  '-->',
  '{{x}}',
];
const tool = { name: 'Licit', version: '1.0.0' };
const options = { name: 'half\ud800 "<i>', tool, registry: registryOf(), time: '2026-09-21T14:13:20Z' };
const hostile = reportOf([
  ...odd.map((name) => {
    const resolved = purlOf({ ecosystem: 'npm', name, version: name });
    return finding(name, { kind: 'package', file: `${name}/package-lock.json`, resolved, license: name });
  }),
  ...odd.map((name) => finding(name, { file: name, license: name, message: name, rule: 'model-unknown' })),
  ...odd.map((name) => finding(name, { kind: 'dataset', file: name, range: null, resolved: null, license: null })),
]);

describe('names that are no names', () => {
  it('leave SARIF valid', () => {
    const log: unknown = JSON.parse(formatSarif(hostile, tool));
    expect(sarifSchema()(log)).toBeNull();
  });

  it('leave CycloneDX valid', () => {
    expect(cycloneDxSchema()(JSON.parse(formatCycloneDx(hostile, options)))).toBeNull();
  });

  it('leave SPDX valid', () => {
    expect(spdxSchema()(JSON.parse(formatSpdx(hostile, options)))).toBeNull();
  });

  it.each([
    ['json', () => [...formatJson(hostile)].join('')],
    ['sarif', () => formatSarif(hostile, tool)],
    ['cyclonedx', () => formatCycloneDx(hostile, options)],
    ['spdx', () => formatSpdx(hostile, options)],
  ])('are no halves of UTF-16 pairs in %s, and letters that only look like one stay', (_, write) => {
    const text = write();
    expect(text).not.toMatch(/(?<!\\)\\ud800/);
    expect(text).toContain('\\\\ud800');
    expect(text).toContain('half\ufffdpair');
  });

  it('stand in HTML as text', () => {
    const page = formatHtml(hostile, options);
    for (const text of ['<script', '<i>', '\u202e', '\u0000']) expect(page).not.toContain(text);
  });
});

describe('a report of one thing at many places', () => {
  const again = (file: string) => finding('org/known', { file });

  it('tells in text once what to do and what is said, with every place', () => {
    const text = formatText(reportOf([again('a.py'), again('b.py'), again('c.py')]), { folder: '.', colours: false });
    expect(text).toMatch(/What to do first\n {2}1\. a\.py:2:5 \(and 2 more\) org\/known: .*\n\n/);
    expect(text).toMatch(/ {2}a\.py:2:5 .*\n {6}Also in b\.py:2:5, c\.py:2:5\n/);
  });
});

describe('a report against a baseline', () => {
  const known = finding('org/known', { new: false });
  const fresh = finding('org/fresh', { new: true, verdict: 'review', level: 'warning', file: 'z.py' });

  it('says in text how much is new, and what; that comes first', () => {
    const text = formatText(reportOf([known, fresh]), { folder: '.', colours: false });
    expect(text).toContain('Against the baseline: 1 new, 1 known.');
    expect(text).toMatch(
      /What to do first\n {2}1\. new: z\.py:2:5 org\/fresh: .*\n {2}2\. src\/a\.py:2:5 org\/known: /,
    );
    expect(text).toMatch(/review \(1\)\n {2}new: z\.py/);
    expect(formatText(reportOf([finding('org/a')]), { folder: '.', colours: false })).not.toMatch(/baseline|new:/);
  });

  it('says so in HTML', () => {
    const page = formatHtml(reportOf([known, fresh]), options);
    expect(page).toContain('Against the baseline: 1 new, 1 known.');
    expect(page.match(/<b class="new">new<\/b>/g)).toHaveLength(2);
    expect(page.indexOf('org/fresh')).toBeLessThan(page.indexOf('org/known'));
  });
});
