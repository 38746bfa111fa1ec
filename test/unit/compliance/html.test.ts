import { describe, expect, it } from 'vitest';
import { billOf } from '../../../src/compliance/bill';
import { formatHtml } from '../../../src/compliance/formats/html';
import { lineageSvg } from '../../../src/compliance/formats/lineageSvg';
import type { CheckReport, Finding } from '../../../src/compliance/report';
import type { ModelRecord } from '../../../src/licensing/artefacts';
import { detectFacts } from '../../../src/project/detect';
import { model, registryOf } from '../../support/registry';

const finding = (reference: string, own: Partial<Finding> = {}): Finding => ({
  rule: 'use-forbidden',
  level: 'error',
  kind: 'model',
  file: 'src/a.py',
  range: { startLine: 2, startColumn: 5, endLine: 2, endColumn: 9 },
  reference,
  resolved: reference,
  use: 'service',
  license: 'MIT',
  verdict: 'denied',
  counts: true,
  message: `${reference} is denied`,
  reasons: [],
  obligations: [],
  ...own,
});

const report = (findings: readonly Finding[]): CheckReport => ({
  verdict: 'denied',
  project: detectFacts({}),
  coverage: { files: 1, bytes: 2, references: findings.length, resolved: 0, skipped: [] },
  findings,
  registry: { date: '2026-11-01', stale: false },
  disclaimer: 'No legal advice',
});

function html(findings: readonly Finding[], models: readonly ModelRecord[] = []): string {
  return formatHtml(report(findings), { name: 'shop', registry: registryOf(...models), time: null });
}

/** The sentences of the list that begins the page. */
function tasksOf(page: string): string[] {
  const list = /<h2>What to do first<\/h2>\n<ol>(.*?)<\/ol>/s.exec(page)?.[1] ?? '';
  return list
    .split('</li>')
    .slice(0, -1)
    .map((item) => item.replace(/<[^>]*>/g, ''));
}

describe('the HTML report', () => {
  it('says where each finding is, for a host that can open it', () => {
    const page = html([finding('org/a'), finding('org/b', { file: 'b "x".gguf', range: null })]);
    expect(page).toContain('<code data-file="src/a.py" data-line="2" data-column="5">src/a.py:2:5</code>');
    expect(page).toContain('<code data-file="b &quot;x&quot;.gguf">b &quot;x&quot;.gguf</code>');
  });

  it('asks for each thing once, the strictest first, and for nothing that does not count', () => {
    const places = Array.from({ length: 7 }, (_, index) => finding('org/a', { file: `${index}.py` }));
    const tasks = tasksOf(
      html([
        finding('org/open', { verdict: 'review' }),
        ...places,
        finding('org/note', { counts: false }),
        finding('org/fine', { verdict: 'conditional' }),
      ]),
    );
    expect(tasks).toHaveLength(2);
    expect(tasks[0]).toMatch(/^denied org\/a in 0\.py:2:5, 1\.py.*4\.py:2:5 and 2 more: use a model/);
    expect(tasks[1]).toMatch(/^review org\/open in src\/a\.py:2:5: decide/);
  });

  it('shows what stands in files and registries as text', () => {
    const odd = '<img src=x onerror=alert(1)>"\'`code`';
    const evidence = [{ url: `javascript:${odd}`, checked: odd }];
    const reason = {
      rule: odd,
      effect: 'denied',
      artefact: 'weights',
      subject: odd,
      license: odd,
      path: [odd, odd],
      text: odd,
      evidence,
    } as const;
    const page = html(
      [finding(odd, { file: odd, message: odd, license: odd, rule: odd, reasons: [reason] })],
      [model(odd, odd, { bases: [{ id: `${odd}2`, relation: 'finetune' }] }), model(`${odd}2`, odd)],
    );
    expect(page).not.toMatch(/<img|<script|href="javascript/);
    expect(page.match(/&lt;img/g)?.length).toBeGreaterThan(10);
  });
});

describe('the drawing of the lineage', () => {
  const made = (id: string, ...bases: readonly string[]) =>
    model(id, 'MIT', { bases: bases.map((base) => ({ id: base, relation: 'finetune' })) });
  function draw(findings: readonly Finding[], ...models: readonly ModelRecord[]) {
    return lineageSvg(billOf(report(findings), registryOf(...models)));
  }
  /** `id@x,y` of each box. */
  function boxes(drawing: ReturnType<typeof draw>): string[] {
    const svg = drawing?.kind === 'drawn' ? drawing.svg : '';
    return [...svg.matchAll(/<title>([^,<]*), [^<]*<\/title><rect[^>]* x="(\d+)" y="(\d+)"/g)].map(
      ([, id, x, y]) => `${id}@${Number(x) / 290},${Number(y) / 54}`,
    );
  }

  it('has what the project names on the left, and what it was made from to the right of it', () => {
    const drawing = draw(
      [finding('o/a'), finding('o/x')],
      made('o/a', 'o/b'),
      made('o/b', 'o/c'),
      made('o/c'),
      made('o/x', 'o/c', 'o/y'),
      made('o/y'),
    );
    expect(boxes(drawing).sort()).toEqual(['o/a@0,0', 'o/b@1,0', 'o/c@2,0', 'o/x@0,1', 'o/y@1,1']);
    expect(drawing).toMatchObject({ svg: expect.stringContaining('denied: MIT') });
  });

  it('ends where a lineage goes round in a circle', () => {
    const drawing = draw([finding('o/a')], made('o/a', 'o/b'), made('o/b', 'o/c'), made('o/c', 'o/b'));
    expect(boxes(drawing)).toHaveLength(3);
  });

  it('is none where nothing was made from anything', () => {
    expect(draw([finding('o/a')], made('o/a'))).toBeNull();
    expect(draw([])).toBeNull();
  });

  it('says that it is none where it would be too large', () => {
    const bases = Array.from({ length: 200 }, (_, index) => made(`o/b${index}`));
    expect(draw([finding('o/a')], made('o/a', ...bases.map(({ id }) => id)), ...bases)).toEqual({
      kind: 'too-many',
      nodes: 201,
    });
    expect(html([finding('o/a')], [made('o/a', ...bases.map(({ id }) => id)), ...bases])).toContain(
      '201 models and data sets are too many to draw',
    );
  });
});
