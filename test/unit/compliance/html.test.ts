import { describe, expect, it } from 'vitest';
import { billOf } from '../../../src/compliance/bill';
import { formatHtml } from '../../../src/compliance/formats/html';
import { lineageSvg } from '../../../src/compliance/formats/lineageSvg';
import type { Finding } from '../../../src/compliance/report';
import type { ModelRecord } from '../../../src/licensing/artefacts';
import { model, registryOf } from '../../support/registry';
import { finding, reportOf } from '../../support/report';

function html(findings: readonly Finding[], models: readonly ModelRecord[] = []): string {
  return formatHtml(reportOf(findings), { name: 'shop', registry: registryOf(...models), time: null });
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

  it('says once what is the same at several places, and lists them all', () => {
    const places = Array.from({ length: 7 }, (_, index) => finding('org/a', { file: `${index}.py` }));
    const [, blocks = ''] = html([...places, finding('org/b', { use: 'ship' })]).split('</span> 8</h2>');
    expect(blocks.match(/<details/g)).toHaveLength(2);
    expect(blocks).toContain('4.py:2:5</code> and 2 more org/a is denied');
    expect(blocks).toMatch(/<p>Also in <code[^>]*>5\.py:2:5<\/code>, <code[^>]*>6\.py:2:5<\/code><\/p>/);
  });

  it('begins with no more than a person can take in', () => {
    const page = html(Array.from({ length: 40 }, (_, index) => finding(`org/m${index}`)));
    expect(tasksOf(page)).toHaveLength(30);
    expect(page).toContain('… and 10 more below');
  });

  it('says why files were not seen, each reason once', () => {
    const skipped = ['a', 'b'].map((file) => ({ file, reason: 'binary file' }));
    const page = formatHtml(reportOf([], skipped), { name: 'shop', registry: registryOf(), time: null });
    expect(page).toContain('Not seen: 2</summary><ul><li>binary file (2): <code>a</code>, <code>b</code></li></ul>');
  });

  it('names a file as a whole once', () => {
    const page = html([finding('a.bin', { file: 'a.bin', range: null, message: 'a.bin could not be read' })]);
    expect(page).toContain('<summary><code data-file="a.bin">a.bin</code> could not be read</summary>');
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
    return lineageSvg(billOf(reportOf(findings), registryOf(...models)));
  }
  /** `id@x,y` of each box. */
  function boxes(drawing: ReturnType<typeof draw>): string[] {
    const svg = drawing?.kind === 'drawn' ? drawing.svgs.join('') : '';
    return [...svg.matchAll(/<title>([^,<]*), [^<]*<\/title><rect[^>]* x="(\d+)" y="(\d+)"/g)].map(
      ([, id, x, y]) => `${id}@${Number(x) / 160},${Number(y) / 54}`,
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
    expect(drawing).toMatchObject({ svgs: [expect.stringContaining('denied: MIT')] });
  });

  it('draws what is not related apart, and together what something else relates', () => {
    const [a, b, c] = [made('o/a', 'o/base1'), made('o/b', 'o/base2'), made('o/c', 'o/base1', 'o/base2')];
    const bases = [made('o/base1'), made('o/base2')];
    const labels = (drawing: ReturnType<typeof draw>) =>
      drawing?.kind === 'drawn' ? drawing.svgs.map((svg) => /aria-label="([^"]*)"/.exec(svg)?.[1]) : [];
    const apart = ['Lineage of o/a', 'Lineage of o/b'];
    expect(labels(draw([finding('o/a'), finding('o/b')], a, b, ...bases))).toEqual(apart);
    const all = draw([finding('o/a'), finding('o/b'), finding('o/c')], a, b, c, ...bases);
    expect(labels(all)).toEqual(['Lineage of o/a, o/b, o/c']);
  });

  it('makes a column as wide as its texts', () => {
    const long = 'organisation/a-model-of-42-letters-as-this';
    const drawing = draw([finding('o/a')], made('o/a', long), made(long, 'o/b'), made('o/b'));
    expect(drawing).toMatchObject({ svgs: [expect.stringContaining(`>${long}</text>`)] });
    expect(boxes(drawing).map((box) => Number(/@(.*),/.exec(box)?.[1]) * 160)).toEqual([
      0,
      160,
      160 + 42 * 7 + 20 + 40,
    ]);
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
