import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseSeen, writeSeen } from '../../../src/compliance/cachedSeen';
import { formatCycloneDx } from '../../../src/compliance/formats/cyclonedx';
import { seenText } from '../../../src/compliance/seenText';
import { check } from '../../support/check';
import { model, registryOf } from '../../support/registry';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'licit-later-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const shut = ['org', 'Shut-7B'].join('/');
const registry = registryOf(model(shut, 'LicenseRef-NonCommercial'));

function put(path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

describe('a model that is named only at run time', () => {
  const load = 'model = AutoModel.from_pretrained(args.model)\n';

  it('is a note at its place, counted as not resolved, and decides nothing', async () => {
    put('a.py', load);
    const report = await check(root, registry);
    expect(report).toMatchObject({
      verdict: 'allowed',
      coverage: { references: 1, resolved: 0 },
      findings: [
        {
          rule: 'reference-unresolved',
          level: 'note',
          kind: 'model',
          file: 'a.py',
          range: { startLine: 1, startColumn: 35, endLine: 1, endColumn: 45 },
          reference: 'args.model',
          resolved: null,
          license: null,
          verdict: 'review',
          counts: false,
          message: expect.stringContaining('`args.model` names a model at run time only'),
        },
      ],
    });
  });

  it('is no part of a bill of materials', async () => {
    put('a.py', load);
    const bill = formatCycloneDx(await check(root, registry), {
      name: 'x',
      registry,
      time: null,
      tool: { name: 'Licit', version: '1' },
    });
    expect(bill).not.toContain('args.model');
  });

  it('is the one that stands there by default', async () => {
    put('a.py', `parser.add_argument("--name", default="${shut}")\nAutoModel.from_pretrained(args.name)\n`);
    const { findings } = await check(root, registry);
    expect(findings.map(({ resolved, verdict, counts }) => [resolved, verdict, counts])).toEqual([
      [shut, 'denied', true],
    ]);
  });

  it('counts, though the registry does not know the one that is handed in', async () => {
    put('a.py', 'def load(name):\n    return AutoModel.from_pretrained(name)\n\nload("nobody/knows")\n');
    const { findings } = await check(root, registry);
    expect(findings.map(({ reference, verdict, counts }) => [reference, verdict, counts])).toEqual([
      ['nobody/knows', 'review', true],
    ]);
  });

  it('names its cell in a notebook, and stays in the cache of a scan', async () => {
    const notebook = JSON.stringify({ cells: [{ cell_type: 'code', source: [load], outputs: [] }] });
    put('n.ipynb', notebook);
    const { findings } = await check(root, registry);
    expect(findings).toMatchObject([
      { rule: 'reference-unresolved', cell: 1, message: expect.stringMatching(/^Cell 1: /) },
    ]);
    const seen = seenText('n.ipynb', Buffer.from(notebook), notebook.length);
    expect(seen.hub).toHaveLength(1);
    expect(parseSeen(writeSeen(seen))).toEqual(seen);
  });
});
