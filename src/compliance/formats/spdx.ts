import { leaves, parseExpression } from '../../licensing/expression';
import type { Registry } from '../../registry/registry';
import { type Bill, type BillDataset, type BillModel, type BillPackage, billOf, isPart } from '../bill';
import { percentEncode } from '../percentEncode';
import type { CheckReport } from '../report';
import { type BomOptions, uuidOf } from './cyclonedx';
import { spdxName } from './spdxName';
import { wellFormedJson } from './wellFormedJson';

const context = 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld';
const creationInfo = '_:creation';
const noAssertion = 'expandedlicensing_NoAssertionLicense';

type Element = { readonly type: string; readonly spdxId: string } & Readonly<Record<string, unknown>>;

/**
 * The report as an SPDX 3.0.1 document in JSON-LD (https://spdx.github.io/spdx-spec/v3.0.1/), models and data sets by its AI and
 * Dataset profiles. SPDX wants a time: without `SOURCE_DATE_EPOCH` it is the day of the registry, whose facts these are.
 */
export function formatSpdx(report: CheckReport, options: BomOptions): string {
  const bill = billOf(report, options.registry);
  const uuid = uuidOf(JSON.stringify([options.name, options.time, report.registry, bill]));
  const maker = new DocumentMaker(uuid, options.registry);
  const elements = maker.elements(report, bill, options);
  const created = options.time ?? `${report.registry.date}T00:00:00Z`;
  const creation = {
    '@id': creationInfo,
    type: 'CreationInfo',
    created,
    createdBy: [maker.id('licit')],
    createdUsing: [maker.id('tool')],
    specVersion: '3.0.1',
  };
  return `${wellFormedJson({ '@context': context, '@graph': [creation, ...elements] })}\n`;
}

class DocumentMaker {
  private readonly licenses = new Map<string, Element>();
  private readonly agents = new Map<string, Element>();
  private readonly relationships: Element[] = [];

  constructor(
    private readonly uuid: string,
    private readonly registry: Registry,
  ) {}

  /** An IRI that is unique to this document and the same in each run. */
  id(key: string): string {
    return `urn:uuid:${this.uuid}#${percentEncode(key)}`;
  }

  elements(report: CheckReport, bill: Bill, options: BomOptions): readonly Element[] {
    const project = this.element('software_Package', 'project', {
      name: options.name,
      software_primaryPurpose: 'application',
    });
    const own = report.project.license.value;
    if (own !== 'proprietary') this.license('project', own, 'hasDeclaredLicense');
    const parts = [
      ...bill.models.map((model) => this.model(model)),
      ...bill.datasets.map((dataset) => this.dataset(dataset)),
      ...bill.packages.map((item) => this.package(item)),
    ];
    const needed = [...bill.models, ...bill.datasets, ...bill.packages].filter(isPart);
    this.dependsOn(needed.filter((item) => item.counts));
    this.dependsOn(
      needed.filter((item) => !item.counts),
      'development',
    );
    const all = [
      this.element('SoftwareAgent', 'licit', { name: options.tool.name }),
      this.element('Tool', 'tool', { name: `${options.tool.name} ${options.tool.version}` }),
      project,
      ...parts,
      ...this.agents.values(),
      ...this.licenses.values(),
      ...this.relationships,
    ];
    const document = this.element('SpdxDocument', 'document', {
      name: options.name,
      comment: `${report.disclaimer} Verdict of the check: ${report.verdict}.`,
      profileConformance: [
        ...(bill.models.length > 0 ? ['ai'] : []),
        'core',
        ...(bill.datasets.length > 0 ? ['dataset'] : []),
        'simpleLicensing',
        'software',
      ],
      rootElement: [this.id('project')],
      element: all.map((element) => element.spdxId),
    });
    return [document, ...all];
  }

  private model(model: BillModel): Element {
    const { key, record, license } = model;
    const id = key.slice('model:'.length);
    this.concluded(key, license);
    for (const base of model.bases) this.relate(key, 'descendantOf', [base.key], { comment: base.relation });
    const data = [...new Set(model.data.map((link) => link.key))];
    if (data.length > 0) this.relate(key, 'trainedOn', data);
    return this.element('ai_AIPackage', key, {
      name: id,
      software_primaryPurpose: 'model',
      software_packageVersion: 'NOASSERTION',
      suppliedBy: this.agent(record?.publisher ?? ''),
      ...(record?.availability === 'open' && id.includes('/')
        ? { software_downloadLocation: `https://huggingface.co/${id}` }
        : {}),
      ...(record?.released !== undefined && /^\d{4}-\d\d-\d\d$/.test(record.released)
        ? { releaseTime: `${record.released}T00:00:00Z` }
        : {}),
      ...(record?.architecture === undefined ? {} : { ai_typeOfModel: [record.architecture] }),
      ...(record === null ? {} : { ai_domain: [...record.tasks] }),
      comment: found(model),
    });
  }

  private dataset(dataset: BillDataset): Element {
    const { key, record, license } = dataset;
    const id = key.slice('dataset:'.length);
    this.concluded(key, license);
    return this.element('dataset_DatasetPackage', key, {
      name: id,
      software_primaryPurpose: 'data',
      suppliedBy: this.agent(record?.publisher ?? ''),
      dataset_datasetType: ['noAssertion'],
      comment: found(dataset),
    });
  }

  private package(item: BillPackage): Element {
    if (item.license !== null) this.license(item.key, item.license, 'hasDeclaredLicense');
    return this.element('software_Package', item.key, {
      name: item.name,
      software_primaryPurpose: 'library',
      ...(item.version === '' ? {} : { software_packageVersion: item.version }),
      software_packageUrl: item.purl,
      comment: `${found(item)}${item.counts ? '' : ' For development only.'}`,
    });
  }

  private agent(publisher: string): string {
    const name = publisher === '' ? 'NOASSERTION' : publisher;
    const key = `agent:${name}`;
    if (!this.agents.has(key)) this.agents.set(key, this.element('Organization', key, { name }));
    return this.id(key);
  }

  /** The AI and Dataset profiles want to be told both what was declared and what was concluded, also where nobody knows. */
  private concluded(of: string, license: string | null): void {
    if (license === null) this.relate(of, 'hasConcludedLicense', [noAssertion]);
    else this.license(of, license, 'hasConcludedLicense');
    this.relate(of, 'hasDeclaredLicense', [noAssertion]);
  }

  private license(of: string, written: string, relation: 'hasDeclaredLicense' | 'hasConcludedLicense'): void {
    const expression = spdxName(written);
    const key = `license:${expression}`;
    if (!this.licenses.has(key)) {
      const texts = this.licenseTexts(expression, written);
      this.licenses.set(
        key,
        this.element('simplelicensing_LicenseExpression', key, {
          simplelicensing_licenseExpression: expression,
          ...(texts.length === 0 ? {} : { simplelicensing_customIdToUri: texts }),
        }),
      );
    }
    this.relate(of, relation, [key]);
  }

  /** What is known of the licences in an expression that SPDX does not list. */
  private licenseTexts(expression: string, written: string): readonly unknown[] {
    const parsed = parseExpression(expression);
    const ids = parsed === null ? [] : leaves(parsed).map(({ id }) => id);
    return [...new Set(ids.filter((id) => id.startsWith('LicenseRef-')))].map((id) => {
      const terms = this.registry.license(id);
      const key = `license-text:${id}`;
      const text =
        terms !== undefined
          ? `${terms.name}: ${terms.url}`
          : written === expression
            ? 'Its text is not known.'
            : `“${written}”, as it was declared; its text is not known.`;
      this.licenses.set(
        key,
        this.element('simplelicensing_SimpleLicensingText', key, {
          ...(terms === undefined ? {} : { name: terms.name }),
          simplelicensing_licenseText: text,
        }),
      );
      return { type: 'DictionaryEntry', key: id, value: this.id(key) };
    });
  }

  private dependsOn(items: readonly { readonly key: string }[], scope?: 'development'): void {
    if (items.length === 0) return;
    const to = items.map(({ key }) => key);
    this.relate('project', 'dependsOn', to, scope === undefined ? {} : { type: 'LifecycleScopedRelationship', scope });
  }

  private relate(
    from: string,
    relationshipType: string,
    to: readonly string[],
    { type = 'Relationship', ...more }: { readonly type?: string } & Readonly<Record<string, string>> = {},
  ): void {
    const key = `relationship:${from} ${relationshipType} ${to.join(' ')}`;
    this.relationships.push(
      this.element(type, key.length > 500 ? `relationship:${uuidOf(key)}` : key, {
        from: this.id(from),
        relationshipType,
        to: to.map((one) => (one === noAssertion ? one : this.id(one))),
        ...more,
      }),
    );
  }

  private element(type: string, key: string, properties: Readonly<Record<string, unknown>>): Element {
    return { type, spdxId: this.id(key), creationInfo, ...properties };
  }
}

function found(item: BillModel | BillDataset | BillPackage): string {
  const { verdict, occurrences } = item;
  if (verdict === null) return 'Part of the lineage of a model that the project names.';
  const places = occurrences.map(({ file, line }) => (line === null ? file : `${file}:${line}`));
  return `Verdict: ${verdict}. ${isPart(item) ? 'Found in' : 'Named in comments and prose only:'} ${places.join(', ')}.`;
}
