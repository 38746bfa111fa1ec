import type { ModelRecord } from '../../src/licensing/artefacts';
import type { LicenseTerms } from '../../src/licensing/terms';
import { buildRegistry, type Registry } from '../../src/registry/registry';

const EVIDENCE = [{ url: 'https://example.org/', checked: '2026-11-01' }];
const ANYTHING = { assist: 'any', service: 'any', ship: 'any', derive: 'any', outputs: 'any', train: 'any' } as const;

/** A licence with these grants; everything is permitted unless told. */
export function license(
  id: string,
  grants: Partial<LicenseTerms['grants']> = {},
  kind: LicenseTerms['kind'] = 'permissive',
): LicenseTerms {
  return {
    id,
    name: id,
    kind,
    hub: [id.toLowerCase()],
    url: 'https://example.org/',
    grants: { ...ANYTHING, ...grants },
    conditions: [],
    evidence: EVIDENCE,
  };
}

const NOTHING_COMMERCIAL = {
  assist: 'noncommercial',
  service: 'noncommercial',
  ship: 'noncommercial',
  derive: 'noncommercial',
  outputs: 'noncommercial',
  train: 'noncommercial',
} as const;

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

/** A registry of these models, under Apache-2.0, MIT, a non-commercial licence, or one for tools only. */
export function registryOf(...models: readonly ModelRecord[]): Registry {
  return buildRegistry({
    version: 1,
    date: '2026-11-01',
    licenses: [
      license('Apache-2.0'),
      license('MIT'),
      license('LicenseRef-NonCommercial', NOTHING_COMMERCIAL, 'model'),
      license('LicenseRef-ToolOnly', { ship: 'none', derive: 'none' }),
    ],
    models,
  });
}
