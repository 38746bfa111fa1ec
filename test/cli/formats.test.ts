import { cpSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import Ajv from 'ajv';
import Ajv2020 from 'ajv/dist/2020';
import { expect, it } from 'vitest';
import type { CheckReport } from '../../src/compliance/report';
import { NONCOMMERCIAL_MODEL } from '../fixtures/ids';
import { clone, folder, licit } from './licit';

const require = createRequire(import.meta.url);
const env = { SOURCE_DATE_EPOCH: '1790000000' };

function schema(file: string): object {
  return JSON.parse(readFileSync(file, 'utf8')) as object;
}

async function report(format: string, folder = 'examples/storefront'): Promise<unknown> {
  const args = ['check', folder, '--format', format, '--fail-on', 'never'];
  const run = await licit(args, { env });
  expect(run).toMatchObject({ code: 0, stderr: '' });
  expect((await licit(args, { env })).stdout).toBe(run.stdout);
  return JSON.parse(run.stdout);
}

it('SARIF keeps to its schema', async () => {
  const log = await report('sarif');
  const file = join(dirname(require.resolve('@microsoft/jest-sarif')), 'schemas/sarif-2.1.0-rtm.5.json');
  // Ajv reads draft 7; the schema is of draft 4, which says `id` for `$id` and is the same in all else that it uses.
  const text = readFileSync(file, 'utf8')
    .replace(/"id": "http/, '"$id": "http')
    .replace(/"\$schema": "[^"]*",/, '');
  const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(
    JSON.parse(text) as object,
  );
  validate(log);
  expect(validate.errors).toBeNull();
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
  const folder = join(dirname(require.resolve('@cyclonedx/cyclonedx-library/package.json')), 'res/schema');
  const ajv = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false });
  for (const part of ['spdx', 'jsf-0.82', 'cryptography-defs'])
    ajv.addSchema(
      schema(join(folder, `${part}.SNAPSHOT.schema.json`)),
      `http://cyclonedx.org/schema/${part}.SNAPSHOT.schema.json`,
    );
  const validate = ajv.compile(schema(join(folder, 'bom-1.7.SNAPSHOT.schema.json')));
  for (const place of ['examples/storefront', 'test/fixtures/shop', clone]) {
    const bom = await report('cyclonedx', place);
    validate(bom);
    expect(validate.errors).toBeNull();
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
  const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(
    schema(join(clone, 'test/fixtures/schemas/spdx-3.0.1.schema.json')),
  );
  for (const place of ['examples/storefront', 'test/fixtures/shop', clone]) {
    const document = await report('spdx', place);
    validate(document);
    expect(validate.errors).toBeNull();
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
