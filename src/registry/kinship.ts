import type { ModelFingerprint } from '../formats/fingerprint';
import { KINDRED, likeness } from '../formats/sketch';
import type { ModelRecord } from '../licensing/artefacts';
import type { Signal } from './identity';
import type { Registry } from './registry';

/** Models of the registry whose normalisation weights a file has, or has with small changes. */
export interface Kinship {
  readonly kin: readonly ModelRecord[];
  /** The very same weights: another quantisation, an adapter merged in. Otherwise it was trained on. */
  readonly equal: boolean;
}

/** Sketches tell distances within about a tenth: models this much further away than the nearest are not as near. */
const AS_NEAR = 1.25;

export function kinshipOf(
  { norms, sketch }: ModelFingerprint,
  models: readonly ModelRecord[],
  signals: Signal[],
): Kinship {
  if (norms === null) return { kin: [], equal: false };
  const equal = models.filter((model) => model.fingerprints?.norms === norms);
  if (equal.length > 0) {
    signals.push({ signal: 'norms', value: norms, says: `the normalisation weights are those of ${names(equal)}` });
    return { kin: equal, equal: true };
  }
  signals.push({ signal: 'norms', value: norms, says: 'no model of the registry has these normalisation weights' });
  const [nearest, ...others] = sketch === null ? [] : kindred(sketch, models);
  if (sketch === null || nearest === undefined) return { kin: [], equal: false };
  const kin = [nearest, ...others.filter((other) => other.distance <= nearest.distance * AS_NEAR)];
  const records = kin.map(({ model }) => model);
  signals.push({
    signal: 'norms-likeness',
    value: nearest.likeness.toFixed(3),
    says: `the normalisation weights are those of ${names(records)} with small changes, as training on leaves them (1 is the same, 0 has nothing in common)`,
  });
  return { kin: records, equal: false };
}

/** Models that share their origin with the sketched one, the nearest first. */
function kindred(sketch: string, models: readonly ModelRecord[]) {
  return models
    .flatMap((model) => {
      const known = model.fingerprints?.sketch;
      const alike = known === undefined ? 0 : likeness(sketch, known);
      // Of two unit vectors.
      return alike < KINDRED ? [] : [{ model, likeness: alike, distance: Math.sqrt(2 - 2 * alike) }];
    })
    .sort((a, b) => a.distance - b.distance);
}

/** True when `model` is `ancestor`, or was made from it by however many steps. */
export function descends(model: ModelRecord, ancestor: ModelRecord, registry: Registry): boolean {
  const seen = new Set<string>();
  const open = [model.id];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === ancestor.id) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...(registry.model(id)?.bases ?? []).map((base) => base.id));
  }
  return false;
}

function names(records: readonly ModelRecord[]): string {
  return records.map((record) => record.id).join(', ');
}
