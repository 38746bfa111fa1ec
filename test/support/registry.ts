import type { ModelRecord } from '../../src/licensing/artefacts';
import type { LicenseTerms } from '../../src/licensing/terms';
import { buildRegistry, type Registry } from '../../src/registry/registry';

const EVIDENCE = [{ url: 'https://example.org/', checked: '2026-11-01' }];
const ANYTHING = { assist: 'any', service: 'any', ship: 'any', derive: 'any', outputs: 'any', train: 'any' } as const;

/** A licence that permits everything, or nothing to commercial projects. */
export function license(id: string, grant: 'any' | 'noncommercial' = 'any'): LicenseTerms {
  const grants = grant === 'any' ? ANYTHING : mapGrants(grant);
  return {
    id,
    name: id,
    kind: grant === 'any' ? 'permissive' : 'model',
    hub: [id.toLowerCase()],
    url: 'https://example.org/',
    grants,
    conditions: [],
    evidence: EVIDENCE,
  };
}

function mapGrants(grant: 'noncommercial'): LicenseTerms['grants'] {
  return { assist: grant, service: grant, ship: grant, derive: grant, outputs: grant, train: grant };
}

/** A model under a licence, with what a test adds. */
export function model(id: string, weights: string, more: Partial<ModelRecord> = {}): ModelRecord {
  return {
    id,
    name: id.slice(id.indexOf('/') + 1),
    publisher: id.slice(0, id.indexOf('/')),
    availability: 'open',
    aliases: {},
    tasks: ['completion'],
    code: null,
    weights: { license: weights, evidence: EVIDENCE },
    bases: [],
    data: [],
    disclosure: 'full',
    ...more,
  };
}

/** A registry of these models, under Apache-2.0, MIT and a non-commercial licence. */
export function registryOf(...models: readonly ModelRecord[]): Registry {
  return buildRegistry({
    version: 1,
    date: '2026-11-01',
    licenses: [license('Apache-2.0'), license('MIT'), license('LicenseRef-NonCommercial', 'noncommercial')],
    models,
  });
}
