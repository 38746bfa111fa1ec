import { describe, expect, it } from 'vitest';
import { formatCycloneDx } from '../../../src/compliance/formats/cyclonedx';
import { formatHtml } from '../../../src/compliance/formats/html';
import { formatJson } from '../../../src/compliance/formats/json';
import { formatSarif } from '../../../src/compliance/formats/sarif';
import { formatSpdx } from '../../../src/compliance/formats/spdx';
import { formatText } from '../../../src/compliance/formats/text';
import { writeReport } from '../../../src/compliance/formats/write';
import { purlOf } from '../../../src/compliance/packages/packageReference';
import type { Finding } from '../../../src/compliance/report';
import type { Obligation, Reason } from '../../../src/licensing/explanation';
import { model, registryOf } from '../../support/registry';
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
const reason: Reason = {
  rule: 'use-forbidden',
  effect: 'review',
  artefact: 'code',
  subject: 'org/a',
  license: null,
  path: ['org/a'],
  text: 'No licence was found.',
  evidence: [],
};
const duty: Obligation = { kind: 'notice', text: 'Keep it', license: 'MIT', uses: ['ship'] };
const textOf = (findings: readonly Finding[]) => formatText(reportOf(findings), { folder: '.', colours: false });
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

describe('bills of materials', () => {
  const package_ = (name: string, own: Partial<Finding> = {}, ecosystem: 'npm' | 'maven' | 'golang' = 'npm') =>
    finding(name, { kind: 'package', resolved: purlOf({ ecosystem, name, version: '1' }), ...own });
  const unknown = (reference: string) => finding(reference, { resolved: null, license: null });
  const bomOf = (findings: readonly Finding[], registry = registryOf()) => ({
    cycloneDx: JSON.parse(formatCycloneDx(reportOf(findings), { ...options, registry })),
    spdx: JSON.parse(formatSpdx(reportOf(findings), { ...options, registry }))['@graph'],
  });

  it('name packages as their ecosystems do', () => {
    const { components } = bomOf([
      package_('@scope/name'),
      package_('plain'),
      package_('org.x:y', {}, 'maven'),
      package_('github.com/a/b', {}, 'golang'),
    ]).cycloneDx;
    expect(components.map(({ group, name }: { group?: string; name: string }) => [group, name])).toEqual([
      [undefined, 'github.com/a/b'],
      ['org.x', 'y'],
      ['@scope', 'name'],
      [undefined, 'plain'],
    ]);
  });

  it('have a repository of the hub once, however it is written', () => {
    const id = ['org', 'a'].join('/');
    const written = [id, `https://huggingface.co/${id}`, `hf://${id}`, `${id}@main`];
    const { components } = bomOf([...written.map(unknown), finding(id, { range: null })]).cycloneDx;
    expect(components).toMatchObject([{ 'bom-ref': 'model:org/a', evidence: { occurrences: { length: 5 } } }]);
  });

  it('take what comments and prose name for no part of the project, and packages for development for such', () => {
    const { cycloneDx, spdx } = bomOf([
      finding('org/used'),
      finding('org/used', { counts: false }),
      finding('org/named', { counts: false }),
      package_('tool', { counts: false }),
      package_('lib'),
    ]);
    expect(cycloneDx.components.map(({ name, scope }: Record<string, string>) => [name, scope])).toEqual([
      ['org/named', 'excluded'],
      ['org/used', undefined],
      ['lib', 'required'],
      ['tool', 'excluded'],
    ]);
    expect(cycloneDx.dependencies[0].dependsOn).toEqual(['model:org/used', 'pkg:npm/lib@1', 'pkg:npm/tool@1']);
    const needs = spdx
      .filter(({ relationshipType }: Record<string, string>) => relationshipType === 'dependsOn')
      .map(({ type, scope, to }: { type: string; scope?: string; to: string[] }) => [
        type,
        scope,
        ...to.map((one) => decodeURIComponent(one.split('#')[1] ?? '')),
      ]);
    expect(needs).toEqual([
      ['Relationship', undefined, 'model:org/used', 'pkg:npm/lib@1'],
      ['LifecycleScopedRelationship', 'development', 'pkg:npm/tool@1'],
    ]);
    expect(spdxSchema()({ '@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld', '@graph': spdx })).toBeNull();
  });

  it('have a name, also of the root of a disk', async () => {
    const place = { folder: '.', root: '/', colours: false, version: '1.0.0', ...options };
    const bom = JSON.parse([...(await writeReport(reportOf([]), 'cyclonedx', place))].join(''));
    expect(bom.metadata.component.name).toBe('/');
  });

  it('say where the terms of a licence stand that SPDX does not list', () => {
    const { cycloneDx, spdx } = bomOf([
      package_('a', { license: 'MIT OR LicenseRef-ToolOnly' }),
      package_('b', { license: 'see <file>' }),
      package_('c', { license: 'LicenseRef-Own' }),
    ]);
    expect(cycloneDx.components[0].licenses).toEqual([
      {
        expression: 'MIT OR LicenseRef-ToolOnly',
        expressionDetails: [{ licenseIdentifier: 'LicenseRef-ToolOnly', url: 'https://example.org/' }],
        acknowledgement: 'declared',
      },
    ]);
    const element = (id: unknown) => spdx.find(({ spdxId }: { spdxId?: string }) => spdxId === id);
    const texts = spdx
      .flatMap((one: { simplelicensing_customIdToUri?: unknown[] }) => one.simplelicensing_customIdToUri ?? [])
      .map(({ key, value }: Record<string, string>) => [key, element(value).simplelicensing_licenseText]);
    expect(texts).toEqual([
      ['LicenseRef-ToolOnly', 'LicenseRef-ToolOnly: https://example.org/'],
      ['LicenseRef-see-file', '“see <file>”, as it was declared; its text is not known.'],
      ['LicenseRef-Own', 'Its text is not known.'],
    ]);
  });

  it('have what a package declares, also where that is no open licence', () => {
    const { components } = bomOf([package_('a', { license: 'proprietary' })]).cycloneDx;
    expect(components[0].licenses).toEqual([{ license: { name: 'proprietary', acknowledgement: 'declared' } }]);
  });

  it('declare and conclude one licence for each model and data set, as the profiles of SPDX ask', () => {
    const registry = registryOf(model('org/known', 'MIT'));
    const { spdx } = bomOf(
      [finding('org/known'), unknown('org/a'), finding('d', { kind: 'dataset', license: null })],
      registry,
    );
    const stated = spdx
      .filter(({ relationshipType }: Record<string, string>) => /License$/.test(relationshipType ?? ''))
      .map(({ from, relationshipType, to }: { from: string; relationshipType: string; to: string[] }) =>
        [from.split('#')[1], relationshipType, to.map((one) => one.split('#').at(-1))].join(' '),
      );
    expect(stated).toEqual([
      'model%3Aorg%2Fa hasConcludedLicense expandedlicensing_NoAssertionLicense',
      'model%3Aorg%2Fa hasDeclaredLicense expandedlicensing_NoAssertionLicense',
      'model%3Aorg%2Fknown hasConcludedLicense license%3AMIT',
      'model%3Aorg%2Fknown hasDeclaredLicense expandedlicensing_NoAssertionLicense',
      'dataset%3Ad hasConcludedLicense expandedlicensing_NoAssertionLicense',
      'dataset%3Ad hasDeclaredLicense expandedlicensing_NoAssertionLicense',
    ]);
  });

  it('have nothing twice, and nothing that leads nowhere', () => {
    const { findings } = hostile;
    const { cycloneDx, spdx } = bomOf([...findings, finding('org/child')], registryOf(model('org/child', 'MIT')));
    const refs = cycloneDx.components.map((one: Record<string, string>) => one['bom-ref']);
    expect(new Set(refs).size).toBe(refs.length);
    for (const { ref, dependsOn } of cycloneDx.dependencies)
      for (const one of [ref, ...dependsOn]) expect(['project', ...refs]).toContain(one);
    const ids = spdx.map((one: Record<string, string>) => one.spdxId ?? one['@id']);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { from, to = [], element = [], rootElement = [] } of spdx)
      for (const one of [...(from === undefined ? [] : [from]), ...to, ...element, ...rootElement])
        expect([...ids, 'expandedlicensing_NoAssertionLicense']).toContain(one);
  });
});

it('licences are SPDX expressions in JSON and SARIF, whatever a package says of itself', () => {
  const written = ['MIT OR ISC', 'see <file>', '木兰', 'a '.repeat(100)];
  const findings = written.map((license) =>
    finding(license, { license, reasons: [{ ...reason, license }], obligations: [{ ...duty, license }] }),
  );
  const names = [
    'MIT OR ISC',
    'LicenseRef-see-file',
    expect.stringMatching(/^LicenseRef-[0-9a-f]{8}$/),
    expect.stringMatching(/^LicenseRef-(?:a-){32}-[0-9a-f]{8}$/),
  ];
  const json = JSON.parse([...formatJson(reportOf(findings))].join(''));
  expect(json.findings.map((one: Finding) => one.license)).toEqual(names);
  expect(json.findings.map((one: Finding) => one.reasons[0]?.license)).toEqual(names);
  expect(json.findings.map((one: Finding) => one.obligations[0]?.license)).toEqual(names);
  const sarif = JSON.parse(formatSarif(reportOf(findings), tool));
  expect(sarif.runs[0].results.map((one: { properties: Finding }) => one.properties.license)).toEqual(names);
});

it('SARIF makes no links of names', () => {
  const text = '[click](https://example.org/) is denied';
  const { results, invocations } = JSON.parse(
    formatSarif(reportOf([finding('a', { message: text })], [{ file: 'a', reason: text }]), tool),
  ).runs[0];
  expect(results[0].message.text).toBe('[click] (https://example.org/) is denied');
  expect(invocations[0].toolExecutionNotifications[0].message.text).not.toContain('](');
});

describe('a report of one thing at many places', () => {
  const again = (file: string) => finding('org/known', { file });

  it('tells in text once what to do and what is said, with its first places', () => {
    const text = textOf([again('a.py'), again('b.py'), again('c.py')]);
    expect(text).toMatch(/What to do first\n {2}1\. a\.py:2:5 \(and 2 more\) org\/known: .*\n\n/);
    expect(text).toMatch(/ {2}a\.py:2:5 .*\n {6}Also in b\.py:2:5, c\.py:2:5\n/);
    expect(textOf([...'abcdefgh'].map(again))).toMatch(/Also in b:2:5, .*, f:2:5 and 2 more\n/);
  });
});

it('SARIF has no results of what is allowed, which code hosts would show as alerts, and says so', () => {
  const findings = [finding('org/fine', { verdict: 'allowed' }), finding('org/bad')];
  const [{ results, invocations }] = JSON.parse(formatSarif(reportOf(findings), tool)).runs;
  expect(results.map((one: { properties: Finding }) => one.properties.reference)).toEqual(['org/bad']);
  expect(invocations[0].toolExecutionNotifications).toMatchObject([
    { level: 'note', message: { text: expect.stringMatching(/^1 finding that is allowed/) } },
  ]);
});

it('SARIF has no more results than code hosts take, those that count most, and says so', () => {
  const notes = Array.from({ length: 25_000 }, (_, index) => finding(`org/${index}`, { verdict: 'conditional' }));
  const log = JSON.parse(formatSarif(reportOf([...notes, finding('org/last'), finding('org/more')]), tool));
  const [{ results, invocations }] = log.runs;
  expect(results).toHaveLength(25_000);
  expect(results.at(-1).properties.reference).toBe('org/more');
  expect(invocations[0].toolExecutionNotifications).toMatchObject([
    { level: 'warning', message: { text: expect.stringMatching(/^2 findings that count least are left out/) } },
  ]);
});

describe('a report of many things of which the same is said', () => {
  const unlicensed = (name: string, file: string, own: Partial<Finding> = {}) =>
    finding(`node_modules/${name}`, {
      rule: 'package-licence-missing',
      kind: 'package',
      file,
      resolved: `pkg:npm/${name}@1.0.0`,
      license: null,
      verdict: 'review',
      message: `${name}@1.0.0 needs a review: No licence was found.`,
      reasons: [
        {
          ...reason,
          rule: 'package-licence-missing',
          subject: `pkg:npm/${name}@1.0.0`,
          path: [`pkg:npm/${name}@1.0.0`],
        },
      ],
      ...own,
    });
  const many = ['a', 'b', 'c', 'ms'].map((name) => unlicensed(name, 'x/lock'));

  it('has one task for all that the same has to be done about', () => {
    const text = textOf([...many, unlicensed('a', 'y/lock')]);
    expect(text).toMatch(
      /What to do first\n {2}1\. x\/lock:2:5 \(and 4 more\) a@1\.0\.0, b@1\.0\.0, c@1\.0\.0 and one other: install the packages \(`npm ci`.*\n\n/,
    );
    expect(formatHtml(reportOf(many), options)).toMatch(
      /<ol><li>.*<b>a@1\.0\.0<\/b>, <b>b@1\.0\.0<\/b>, <b>c@1\.0\.0<\/b> and one other in .*<\/li><\/ol>/,
    );
  });

  it('says it once, and names the others with their places', () => {
    const findings = [...many, unlicensed('a', 'y/lock'), unlicensed('b', 'y/lock'), unlicensed('b', 'z/lock')];
    expect(textOf(findings)).toContain(
      [
        'review (7)',
        '  x/lock:2:5 a@1.0.0 needs a review: No licence was found.',
        '      Also in y/lock:2:5',
        '      The same holds for 3 others:',
        '        b@1.0.0 in x/lock:2:5 and 2 more',
        '        c@1.0.0 in x/lock:2:5',
        '        ms@1.0.0 in x/lock:2:5',
        '\n',
      ]
        .join('\n')
        .slice(0, -1),
    );
    const page = formatHtml(reportOf(findings), options);
    expect(page.match(/<details/g)).toHaveLength(1);
    expect(page).toMatch(
      /<p>The same holds for 3 others:<\/p><ul><li><b>b@1\.0\.0<\/b> in <code.*z\/lock:2:5<\/code><\/li>/,
    );
  });

  it('keeps apart what differs in more than the name', () => {
    const other = unlicensed('b', 'x/lock', { use: 'ship' });
    expect(textOf([unlicensed('a', 'x/lock'), other])).not.toContain('The same holds');
  });

  it('counts the development tools of which no licence was found', () => {
    const tools = ['a', 'b', 'a'].map((name) => unlicensed(name, 'x/lock', { counts: false, level: 'note' }));
    const text = textOf(tools);
    expect(text).toContain('Found: 3 review (3 of all do not count: prose, comments, development only).');
    expect(text).toMatch(/review \(3\)\n {2}2 packages for development only, of which no licence was found/);
  });

  it('has one line for the lockfiles whose packages are not here with their licence texts', () => {
    const untold = (file: string) =>
      finding(file, {
        rule: 'licence-text-missing',
        kind: 'package',
        file,
        range: null,
        resolved: null,
        verdict: 'conditional',
        message: `The licence texts of ${file} are not here`,
      });
    expect(textOf([untold('a'), untold('b')])).toMatch(/conditional \(2\)\n {2}Licence texts that are .* in a, b\n\n/);
    expect(textOf([untold('a')])).toContain('The licence texts of a are not here');
  });

  it('says of what is allowed only what it is', () => {
    const allowed = (id: string) =>
      finding(id, {
        verdict: 'allowed',
        reasons: [{ ...reason, evidence: [{ url: `https://x/${id}`, checked: '' }] }],
      });
    const text = textOf([allowed('org/a'), allowed('org/b'), allowed('org/b')]);
    expect(text).toMatch(
      /allowed \(3\)\n {2}src\/a\.py:2:5 org\/a is denied\n {6}The same holds for one other:\n {8}org\/b in src\/a\.py:2:5 and 1 more\n\n/,
    );
  });

  it('has what counts before what does not', () => {
    const text = textOf([finding('org/note', { counts: false }), finding('org/counts')]);
    expect(text.indexOf('org/counts is')).toBeLessThan(text.indexOf('org/note is'));
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
