import { KINDRED, likeness } from '../formats/sketch';
import type { ModelRecord } from '../licensing/artefacts';
import type { FileEvidence } from './evidence';
import type { Signal } from './identity';
import { descends, type Kinship } from './kinship';
import type { Registry } from './registry';

/** Published sizes are rounded (`1.5B` for 1.54), and some leave out the embeddings. */
const SIZE_TOLERANCE = 0.08;

/** Compares everything that both sides know. `complete`: name, size, architecture, vocabulary and base could all be compared. */
export function compare(
  model: ModelRecord,
  evidence: FileEvidence,
  { kin }: Kinship,
  bases: readonly ModelRecord[],
  registry: Registry,
  signals: Signal[],
): { readonly conflicts: readonly string[]; readonly complete: boolean } {
  const conflicts: string[] = [];
  const { architecture, parameters, claims } = evidence;
  let complete = true;
  const check = (known: boolean, agrees: () => boolean, conflict: () => string) => {
    if (!known) complete = false;
    else if (!agrees()) conflicts.push(conflict());
  };
  if (architecture !== null)
    signals.push({ signal: 'architecture', value: architecture, says: agreement(model, architecture) });
  check(
    architecture !== null && model.architecture !== undefined,
    () => architecture === model.architecture,
    () => `${model.id} has the architecture ${model.architecture}, the file has ${architecture}.`,
  );
  if (parameters !== null)
    signals.push({
      signal: 'parameters',
      value: String(parameters),
      says: `${model.id} has ${model.parameters ?? 'an unknown number'}`,
    });
  check(
    parameters !== null && model.parameters !== undefined,
    () => hasSizeOf(model, evidence),
    () => `${model.id} has ${model.parameters} parameters, the file has ${parameters}.`,
  );
  const { vocabulary } = evidence.fingerprint;
  check(
    vocabulary !== null && model.fingerprints?.vocabulary !== undefined,
    () => vocabulary === model.fingerprints?.vocabulary,
    () => `The vocabulary is not that of ${model.id}.`,
  );
  conflicts.push(...normsConflicts(model, evidence, kin, registry));
  // A quantisation often names the model itself as its base.
  for (const base of bases)
    if (base.id !== model.id && !model.bases.some((link) => link.id === base.id))
      conflicts.push(`It claims to be ${model.id}, and to be made from ${base.id}, which ${model.id} is not.`);
  if (claims.license !== null) conflicts.push(...licenseConflict(model, claims.license, registry, signals));
  return { conflicts, complete };
}

/** A model's own norms are the same in each of its files; one that was trained on has others. */
function normsConflicts(
  model: ModelRecord,
  { fingerprint }: FileEvidence,
  kin: readonly ModelRecord[],
  registry: Registry,
): readonly string[] {
  const { norms, sketch } = fingerprint;
  if (norms === null || kin.some((one) => one.id === model.id && one.fingerprints?.norms === norms)) return [];
  const known = model.fingerprints;
  if (known?.norms !== undefined) {
    const isKin = sketch !== null && known.sketch !== undefined && likeness(sketch, known.sketch) >= KINDRED;
    return [
      isKin
        ? `It claims to be ${model.id}, but its normalisation weights differ a little: it was made from it, by training on.`
        : `It claims to be ${model.id}, but its normalisation weights differ.`,
    ];
  }
  if (kin.length === 0 || kin.some((one) => descends(model, one, registry))) return [];
  return [`It claims to be ${model.id}, but its normalisation weights are those of ${kin[0]?.id}.`];
}

/** True where a file holds as many parameters as the model; published sizes count a matrix that is used twice once. */
export function hasSizeOf({ parameters: published }: ModelRecord, evidence: FileEvidence): boolean {
  const { parameters, outputParameters } = evidence;
  return (
    parameters !== null &&
    published !== undefined &&
    [0, outputParameters].some((twice) => isNear(parameters - twice, published))
  );
}

function isNear(parameters: number, published: number): boolean {
  return Math.abs(parameters / published - 1) <= SIZE_TOLERANCE;
}

function agreement(model: ModelRecord, architecture: string): string {
  if (model.architecture === undefined) return `the registry does not know the architecture of ${model.id}`;
  return model.architecture === architecture ? `agrees with ${model.id}` : `${model.id} has ${model.architecture}`;
}

/** The file's own licence label against the registry's fact. */
function licenseConflict(model: ModelRecord, label: string, registry: Registry, signals: Signal[]): readonly string[] {
  const claimed = (registry.licenseOfHubTag(label) ?? registry.license(label))?.id ?? null;
  const known = model.weights.license;
  const says =
    claimed === null
      ? 'this label says too little'
      : claimed === known
        ? `agrees with ${model.id}`
        : `${model.id} is under ${known ?? 'no licence that was found'}`;
  signals.push({ signal: 'license', value: label, says });
  if (claimed === null || claimed === known) return [];
  return [`The file says its licence is ${claimed}; ${model.id} is under ${known ?? 'no licence that was found'}.`];
}
