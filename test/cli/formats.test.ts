import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { CheckReport } from '../../src/compliance/report';
import { NONCOMMERCIAL_MODEL } from '../fixtures/ids';
import { cycloneDxSchema, sarifSchema, spdxSchema } from '../support/schemas';
import { clone, folder, licit } from './licit';

const env = { SOURCE_DATE_EPOCH: '1790000000' };

async function report(format: string, folder = 'examples/storefront'): Promise<unknown> {
  const args = ['check', folder, '--format', format, '--fail-on', 'never'];
  const run = await licit(args, { env });
  expect(run).toMatchObject({ code: 0, stderr: '' });
  expect((await licit(args, { env })).stdout).toBe(run.stdout);
  return JSON.parse(run.stdout);
}

it('SARIF keeps to its schema', async () => {
  const log = await report('sarif');
  expect(sarifSchema()(log)).toBeNull();
  expect(log).toMatchObject({
    version: '2.1.0',
    runs: [
      {
        columnKind: 'utf16CodeUnits',
        results: expect.arrayContaining([
          expect.objectContaining({
            level: 'error',
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: 'src/themes/suggest.ts', uriBaseId: '%SRCROOT%' },
                  region: { startLine: 4, startColumn: 27, endLine: 4, endColumn: 55 },
                },
              },
            ],
          }),
        ]),
      },
    ],
  });
});

it('CycloneDX keeps to its schema, with models, what they were made from, and packages', async () => {
  const check = cycloneDxSchema();
  for (const place of ['examples/storefront', 'test/fixtures/shop', clone]) {
    expect(check(await report('cyclonedx', place))).toBeNull();
  }
  expect(await report('cyclonedx')).toMatchObject({
    metadata: { timestamp: '2026-09-21T14:13:20Z', component: { name: 'storefront' } },
    components: expect.arrayContaining([
      expect.objectContaining({
        type: 'machine-learning-model',
        name: 'Qwen2.5-Coder-1.5B',
        licenses: [{ expression: 'Apache-2.0', acknowledgement: 'concluded' }],
      }),
      expect.objectContaining({
        type: 'library',
        purl: 'pkg:npm/tinymce@7.9.1',
        licenses: [{ expression: 'GPL-2.0-or-later', acknowledgement: 'declared' }],
      }),
    ]),
  });
});

it('SPDX keeps to its schema, with the AI and Dataset profiles', async () => {
  const check = spdxSchema();
  for (const place of ['examples/storefront', 'test/fixtures/shop', clone]) {
    expect(check(await report('spdx', place))).toBeNull();
  }
  expect(await report('spdx')).toMatchObject({
    '@graph': expect.arrayContaining([
      expect.objectContaining({ type: 'SpdxDocument', profileConformance: expect.arrayContaining(['ai', 'software']) }),
      expect.objectContaining({ type: 'ai_AIPackage', name: 'Qwen/Qwen2.5-Coder-1.5B' }),
      expect.objectContaining({ simplelicensing_licenseExpression: 'GPL-2.0-or-later' }),
    ]),
  });
});

it('what it wrote into the folder is no part of the next check', async () => {
  const place = folder();
  cpSync(join(clone, 'examples/storefront'), place.path, { recursive: true });
  const first = await licit(['check', '--json', '--fail-on', 'never'], { cwd: place.path });
  const outputs = {
    json: 'json',
    sarif: 'sarif.json',
    cyclonedx: 'cdx.json',
    spdx: 'spdx.json',
    html: 'html',
    text: 'md',
  };
  for (const [format, ending] of Object.entries(outputs)) {
    const output = `licit-${format}.${ending}`;
    await licit(['check', '--format', format, '--fail-on', 'never', '--output', output], { cwd: place.path });
  }
  const second = await licit(['check', '--json', '--fail-on', 'never'], { cwd: place.path });
  place.remove();
  const { findings, coverage } = JSON.parse(second.stdout) as CheckReport;
  expect(findings).toEqual((JSON.parse(first.stdout) as CheckReport).findings);
  expect(coverage.skipped.map(({ file, reason }) => `${file}: ${reason}`)).toEqual([
    'licit-cyclonedx.cdx.json: bill of materials',
    'licit-html.html: report of an earlier check',
    'licit-json.json: report of an earlier check',
    'licit-sarif.sarif.json: report of an analysis',
    'licit-spdx.spdx.json: bill of materials',
    'licit-text.md: report of an earlier check',
  ]);
});

it('HTML shows what stands in files as text, and asks for nothing from elsewhere', async () => {
  const odd = folder({ '<img src=x onerror=alert(1)>.py': readFileSync(join(clone, 'test/fixtures/shop/src/a.py')) });
  const { stdout } = await licit(['check', odd.path, '--format', 'html', '--fail-on', 'never'], { env });
  odd.remove();
  expect(stdout).toContain('&lt;img src=x onerror=alert(1)&gt;.py:2:32');
  expect(stdout).not.toMatch(/<img|<script|<link|@import|url\(/);
  expect(stdout).toContain(NONCOMMERCIAL_MODEL);
});
