import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AdmittedModel } from '../../src/gate/admitted';
import { acceptedRisk } from '../../src/gate/exception';
import { Gate } from '../../src/gate/gate';
import type { ProjectFacts } from '../../src/project/facts';
import { loadRegistry } from '../../src/registry/load';

const REGISTRY = join(import.meta.dirname, '../../model-registry.json');
const TODAY = '2026-12-01';
const FACTS: ProjectFacts = {
  kind: { value: 'commercial', from: 'default' },
  use: { value: 'assist', from: 'default' },
  license: { value: 'proprietary', from: 'default' },
};

/**
 * Lets a file in as it would be for a commercial project that has accepted, by an `accepted-risk` exception that names its
 * digest, a model that nobody knows.
 */
export async function admitted(path: string): Promise<AdmittedModel> {
  const loaded = loadRegistry(REGISTRY);
  if (!loaded.ok) throw new Error(loaded.message);
  const gate = new Gate({ registry: loaded.registry, storageDir: null, today: () => TODAY });
  const sha256 = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  const exceptions = [acceptedRisk({ sha256, reason: 'made by this test', by: 'test', today: TODAY })];
  const result = await gate.admit({ path }, { facts: FACTS, policy: { exceptions }, trusted: true });
  if (result.ok) return result.model;
  throw new Error(result.kind === 'unusable' ? result.message : `${path}: ${result.kind}`);
}
