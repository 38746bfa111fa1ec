import { createHash } from 'node:crypto';
import { leaves, parseExpression } from '../../licensing/expression';
import type { Registry } from '../../registry/registry';
import { type BillDataset, type BillModel, type BillPackage, billOf, isPart, type Occurrence } from '../bill';
import { percentEncode } from '../percentEncode';
import type { CheckReport } from '../report';
import type { ToolInfo } from './sarif';
import { wellFormedJson } from './wellFormedJson';

export interface BomOptions {
  /** What was checked, as its component is called. */
  readonly name: string;
  readonly tool: ToolInfo;
  readonly registry: Registry;
  /** ISO time; null leaves it out, so that the same input gives the same bytes. */
  readonly time: string | null;
}

const unknown = 'not in the registry';

/** The report as a CycloneDX 1.7 bill of materials (https://cyclonedx.org/docs/1.7/json/) with models and data sets as components. */
export function formatCycloneDx(report: CheckReport, options: BomOptions): string {
  const bill = billOf(report, options.registry);
  const components = [
    ...bill.models.map((model) => modelComponent(model, options.registry)),
    ...bill.datasets.map((dataset) => datasetComponent(dataset, options.registry)),
    ...bill.packages.map((item) => packageComponent(item, options.registry)),
  ];
  const license = report.project.license.value;
  const own = {
    type: 'application',
    'bom-ref': 'project',
    name: options.name,
    licenses: licenses(license === 'proprietary' ? null : license, 'declared', options.registry),
  };
  const bom = {
    $schema: 'http://cyclonedx.org/schema/bom-1.7.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.7',
    serialNumber: `urn:uuid:${uuidOf(JSON.stringify([own, components, options.time]))}`,
    version: 1,
    metadata: {
      ...(options.time === null ? {} : { timestamp: options.time }),
      tools: { components: [{ type: 'application', name: options.tool.name, version: options.tool.version }] },
      component: own,
      properties: [
        { name: 'licit:verdict', value: report.verdict },
        { name: 'licit:registry', value: report.registry.date },
        { name: 'licit:disclaimer', value: report.disclaimer },
      ],
    },
    components,
    dependencies: [
      {
        ref: 'project',
        dependsOn: [...bill.models, ...bill.datasets, ...bill.packages].filter(isPart).map((item) => item.key),
      },
      ...bill.models.map((model) => ({
        ref: model.key,
        dependsOn: [...new Set([...model.bases, ...model.data].map((part) => part.key))].sort(),
      })),
    ],
  };
  return `${wellFormedJson(bom)}\n`;
}

function modelComponent(model: BillModel, registry: Registry) {
  const { record } = model;
  const [publisher, name] = model.key.slice('model:'.length).split('/');
  const isOnHub = record?.availability === 'open' && name !== undefined;
  return {
    type: 'machine-learning-model',
    'bom-ref': model.key,
    ...(record === null || record.publisher === '' ? {} : { publisher: record.publisher }),
    ...(isOnHub ? { group: publisher } : {}),
    name: isOnHub ? name : model.key.slice('model:'.length),
    ...mentioned(model),
    licenses: licenses(model.license, 'concluded', registry),
    ...(isOnHub ? { purl: `pkg:huggingface/${percentEncode(publisher ?? '')}/${percentEncode(name)}` } : {}),
    ...(model.bases.length === 0
      ? {}
      : {
          pedigree: {
            ancestors: model.bases.map((base) => ({
              type: 'machine-learning-model',
              name: base.key.slice('model:'.length),
            })),
            notes: model.bases.map((base) => `${base.relation} of ${base.key.slice('model:'.length)}`).join('; '),
          },
        }),
    ...evidence(model.occurrences),
    modelCard: {
      modelParameters: {
        ...(record === null || record.tasks.length === 0 ? {} : { task: record.tasks.join(', ') }),
        ...(record?.architecture === undefined ? {} : { architectureFamily: record.architecture }),
        datasets: [...new Set(model.data.map((link) => link.key))].map((ref) => ({ ref })),
      },
    },
    properties: properties(model.verdict, record !== null ? null : model.isFamily ? 'the name of a family' : unknown),
  };
}

function datasetComponent(dataset: BillDataset, registry: Registry) {
  const { record } = dataset;
  return {
    type: 'data',
    'bom-ref': dataset.key,
    ...(record === null || record.publisher === '' ? {} : { publisher: record.publisher }),
    name: dataset.key.slice('dataset:'.length),
    ...mentioned(dataset),
    licenses: licenses(dataset.license, 'concluded', registry),
    ...evidence(dataset.occurrences),
    data: [{ type: 'dataset', name: dataset.name }],
    properties: properties(dataset.verdict, record === null ? unknown : null),
  };
}

function packageComponent(item: BillPackage, registry: Registry) {
  const { group, name } = groupAndName(item);
  return {
    type: 'library',
    'bom-ref': item.key,
    ...(group === undefined ? {} : { group }),
    name,
    ...(item.version === '' ? {} : { version: item.version }),
    scope: item.counts ? 'required' : 'excluded',
    licenses: licenses(item.license, 'declared', registry),
    purl: item.purl,
    ...evidence(item.occurrences),
    properties: properties(item.verdict, null),
  };
}

/** npm's scopes, Maven's groups and Composer's vendors; a module of Go has one name. */
function groupAndName({ name: whole, purl }: BillPackage): { readonly group?: string; readonly name: string } {
  const [, group, name] = /^pkg:(?:npm|maven|composer)\//.test(purl) ? (/^([^/:]+)[/:](.+)$/.exec(whole) ?? []) : [];
  return group === undefined || name === undefined ? { name: whole } : { group, name };
}

/** An SPDX expression, or the name that stood in its place; nothing where there is no licence. */
function licenses(license: string | null, acknowledgement: 'declared' | 'concluded', registry: Registry) {
  if (license === null) return [];
  const expression = parseExpression(license);
  if (expression === null) return [{ license: { name: license, acknowledgement } }];
  // What a `LicenseRef-` means stands nowhere else in the document.
  const ids = new Set(leaves(expression).map(({ id }) => id));
  const expressionDetails = [...ids].flatMap((id) => {
    const url = id.startsWith('LicenseRef-') ? registry.license(id)?.url : undefined;
    return url === undefined ? [] : [{ licenseIdentifier: id, url }];
  });
  return [{ expression: license, ...(expressionDetails.length === 0 ? {} : { expressionDetails }), acknowledgement }];
}

/** What comments and prose name is listed, and no part of the project. */
function mentioned({ counts, occurrences }: BillModel | BillDataset): { readonly scope?: 'excluded' } {
  return counts || occurrences.length === 0 ? {} : { scope: 'excluded' };
}

function evidence(occurrences: readonly Occurrence[]) {
  if (occurrences.length === 0) return {};
  return {
    evidence: {
      occurrences: occurrences.map(({ file, line }) => ({ location: file, ...(line === null ? {} : { line }) })),
    },
  };
}

function properties(verdict: string | null, note: string | null) {
  return [
    ...(verdict === null
      ? [{ name: 'licit:role', value: 'lineage only' }]
      : [{ name: 'licit:verdict', value: verdict }]),
    ...(note === null ? [] : [{ name: 'licit:note', value: note }]),
  ];
}

/** A UUID that depends on nothing but the text (RFC 9562, version 8). */
export function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
