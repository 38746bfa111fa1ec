import type { DatasetRecord, ModelRecord } from '../../../src/licensing/artefacts';
import type { JudgeContext, Lookups, ProjectTerms } from '../../../src/licensing/context';
import type { Condition, Evidence, Grant, LicenseTerms } from '../../../src/licensing/terms';
import { USES, type Use } from '../../../src/licensing/verdict';

/** Terms, models and data sets made for tests: small, and of the shapes that real ones have. */

export const evidence: readonly Evidence[] = [{ url: 'https://example.org/licence', checked: '2026-11-01' }];

export const everyUse: readonly Use[] = USES;
const handingOn: readonly Use[] = ['ship', 'derive'];

export function grants(all: Grant, some: Partial<Record<Use, Grant>> = {}): LicenseTerms['grants'] {
  return { assist: all, service: all, ship: all, derive: all, outputs: all, train: all, ...some };
}

export function terms(id: string, more: Partial<LicenseTerms> = {}): LicenseTerms {
  return {
    id,
    name: id,
    kind: 'model',
    hub: [],
    url: 'https://example.org/',
    grants: grants('any'),
    conditions: [],
    evidence,
    ...more,
  };
}

export function shareAlike(family: Extract<Condition, { kind: 'share-alike' }>['family'], uses = handingOn): Condition {
  return { kind: 'share-alike', family, reach: 'weights', uses, text: 'Hand it on under the same terms' };
}

export const notice: Condition = { kind: 'notice', uses: handingOn, text: 'Keep the notices' };
export const restricted: Condition = { kind: 'use-restrictions', uses: everyUse, text: 'No weapons' };
export const users: Condition = {
  kind: 'threshold',
  metric: 'mau',
  value: 700_000_000,
  asOf: 'release',
  above: 'none',
  uses: everyUse,
  text: 'Ask above 700 million',
};

export const licences: readonly LicenseTerms[] = [
  terms('MIT', { kind: 'permissive', conditions: [notice] }),
  terms('Apache-2.0', { kind: 'permissive', conditions: [notice] }),
  terms('CC-BY-NC-4.0', { grants: grants('noncommercial') }),
  terms('CC-BY-ND-4.0', { grants: grants('any', { derive: 'none' }) }),
  terms('CC-BY-SA-4.0', { conditions: [shareAlike('cc-by-sa')] }),
  terms('GPL-2.0-only', { kind: 'copyleft', conditions: [shareAlike('gpl')] }),
  terms('GPL-3.0-only', { kind: 'copyleft', conditions: [shareAlike('gpl')] }),
  terms('LGPL-3.0-only', { kind: 'copyleft', conditions: [shareAlike('lgpl')] }),
  terms('AGPL-3.0-only', { kind: 'copyleft', conditions: [shareAlike('agpl', ['service', 'ship', 'derive'])] }),
  terms('MPL-2.0', { kind: 'copyleft', conditions: [shareAlike('mpl')] }),
  terms('LicenseRef-Research', { grants: grants('research') }),
  terms('LicenseRef-Llama', {
    licensor: 'Meta',
    grants: grants('any', { train: 'none' }),
    conditions: [users, restricted],
  }),
  terms('LicenseRef-Llama-Naming', {
    licensor: 'Meta',
    bindsStudents: 'naming',
    conditions: [{ kind: 'naming', uses: ['ship', 'derive', 'train'], text: 'Begin its name with “Llama”' }],
  }),
  terms('LicenseRef-Rail', { conditions: [restricted] }),
  terms('LicenseRef-Gemma', { licensor: 'Google', bindsStudents: 'derivative', conditions: [restricted] }),
  terms('LicenseRef-Freed', { grants: grants('noncommercial', { outputs: 'any' }), freesOutputs: true }),
  terms('LicenseRef-Unclear', { grants: grants('unclear') }),
  terms('LicenseRef-Unread', { evidence: [], unverified: 'the page is gone' }),
  terms('LicenseRef-Service', {
    kind: 'service-terms',
    licensor: 'Vendor',
    bindsStudents: 'no-compete',
    grants: grants('any', { ship: 'none', derive: 'none', train: 'none' }),
  }),
];

export function model(id: string, license: string | null, more: Partial<ModelRecord> = {}): ModelRecord {
  return {
    id,
    name: id,
    publisher: id.split('/')[0] ?? id,
    availability: 'open',
    aliases: {},
    tasks: ['completion'],
    code: null,
    weights: { license, evidence },
    bases: [],
    data: [],
    disclosure: 'full',
    ...more,
  };
}

export function dataset(id: string, license: string | null, more: Partial<DatasetRecord> = {}): DatasetRecord {
  return {
    id,
    name: id,
    publisher: id.split('/')[0] ?? id,
    aliases: {},
    license: { license, evidence },
    single: true,
    synthetic: false,
    ...more,
  };
}

/** Something that goes by its id alone. */
export const named = (id: string) => ({ id, name: id });

export interface World {
  readonly models?: readonly ModelRecord[];
  readonly datasets?: readonly DatasetRecord[];
  readonly licences?: readonly LicenseTerms[];
}

export function lookups({ models = [], datasets = [], licences: more = [] }: World = {}): Lookups {
  const byId = <T extends { readonly id: string }>(records: readonly T[]) =>
    new Map(records.map((record) => [record.id, record]));
  const [licenseOf, modelOf, datasetOf] = [byId([...licences, ...more]), byId(models), byId(datasets)];
  return { license: (id) => licenseOf.get(id), model: (id) => modelOf.get(id), dataset: (id) => datasetOf.get(id) };
}

export const commercial: ProjectTerms = { kind: 'commercial', license: 'proprietary' };
export const today = '2026-11-24';

export function context(use: Use, world: World = {}, more: Partial<JudgeContext> = {}): JudgeContext {
  return { use, facts: commercial, lookups: lookups(world), today, ...more };
}
