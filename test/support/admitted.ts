import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { AdmittedModel } from '../../src/gate/admitted';
import { acceptedRisk } from '../../src/gate/exception';
import type { Explanation } from '../../src/gate/explanation';
import { type FileQuestion, Gate } from '../../src/gate/gate';
import type { FimFormat } from '../../src/licensing/artefacts';
import type { ProjectFacts } from '../../src/project/facts';
import { model, registryOf } from './registry';

const FACTS: ProjectFacts = {
  kind: { value: 'commercial', from: 'default' },
  use: { value: 'assist', from: 'default' },
  license: { value: 'proprietary', from: 'default' },
};
const TODAY = '2026-11-01';

/** Unknown is `review`; an accepted risk by digest makes that `conditional`. */
function explain({ sha256, name, policy, facts }: FileQuestion): Explanation {
  const exceptions = (policy.exceptions ?? []).filter((exception) => exception.sha256 === sha256);
  const verdict = exceptions.length > 0 ? 'conditional' : 'review';
  return {
    model: { id: name, name, known: false },
    project: facts,
    verdict,
    uses: { assist: verdict, service: verdict, ship: verdict, derive: verdict, outputs: verdict, train: verdict },
    licenses: { code: null, weights: null, data: [] },
    lineage: [],
    reasons: [],
    obligations: [],
    flips: [],
    registry: { date: '2026-11-01', stale: false },
    disclaimer: '',
    exceptions,
  };
}

/**
 * Lets a file in as a user would: by an `accepted-risk` exception that names its digest. With `fim`, a registry entry knows
 * how the model was trained to fill in the middle.
 */
export async function admitted(path: string, fim?: FimFormat): Promise<AdmittedModel> {
  const sha256 = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  const entry = { name: 'model.gguf', sha256 };
  const registry =
    fim === undefined ? registryOf() : registryOf(model('test/model', 'Apache-2.0', { files: [entry], fim }));
  const gate = new Gate({ registry, storageDir: null, today: () => TODAY, explain });
  const exceptions = [acceptedRisk({ sha256, reason: 'made by this test', by: 'test', today: TODAY })];
  const result = await gate.admit({ path }, { facts: FACTS, policy: { exceptions }, trusted: true });
  if (result.ok) return result.model;
  throw new Error(result.kind === 'unusable' ? result.message : `${path}: ${result.kind}`);
}
