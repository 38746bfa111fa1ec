import { expect, it } from 'vitest';
import { formatHtml } from '../../../src/compliance/formats/html';
import { formatJson } from '../../../src/compliance/formats/json';
import { formatNotice } from '../../../src/compliance/formats/notice';
import { formatText } from '../../../src/compliance/formats/text';
import { reportKind } from '../../../src/compliance/reportFile';
import { registryOf } from '../../support/registry';
import { finding, reportOf } from '../../support/report';

const report = reportOf([finding('org/a')]);

it.each([
  ['licit.json', async () => [...formatJson(report)].join(''), 'report of an earlier check'],
  ['licit.txt', async () => formatText(report, { folder: '.', colours: false }), 'report of an earlier check'],
  [
    'licit.html',
    async () => formatHtml(report, { name: 'x', registry: registryOf(), time: null }),
    'report of an earlier check',
  ],
  ['NOTICE.md', async () => formatNotice(report, '.', registryOf()), 'notices of an earlier check'],
  ['other.spdx.json', async () => '{\n  "spdxVersion": "SPDX-2.3",\n  "name": "x"\n}', 'bill of materials'],
  ['bom.json', async () => '{"$schema": "x", "bomFormat": "CycloneDX"}', 'bill of materials'],
  ['lint.sarif', async () => '{"$schema": "https://json.schemastore.org/sarif-2.1.0.json"}', 'report of an analysis'],
])('%s tells of uses elsewhere', async (path, text, kind) => {
  expect(reportKind(path, await text())).toBe(kind);
});

it.each([
  ['config.json', '{"name": "x", "bomFormat": "none"}'],
  ['app.py', 'SBOM = {"bomFormat": "CycloneDX"}\nprint(SBOM)\n'],
  ['README.md', '# Third-party notices\n\nWe use org/a.\n'],
  ['page.html', '<!doctype html>\n<html><title>Shop</title>'],
  ['notes.md', 'Licit check of the models: to do\n'],
])('%s does not', (path, text) => {
  expect(reportKind(path, text)).toBeNull();
});
