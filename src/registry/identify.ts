import { asResult, type FileProblem, type FileResult, FileSource } from '../formats/bytes';
import { fingerprintGguf, fingerprintSafetensors, type ModelFingerprint } from '../formats/fingerprint';
import { type GgufFile, ggufText, readGgufFrom } from '../formats/gguf';
import { readSafetensorsFrom, type SafetensorsFile } from '../formats/safetensors';
import type { ModelRecord } from '../licensing/artefacts';
import { claimsOfGguf, claimsOfSafetensors, type FileClaims } from './claims';
import type { Identity, Signal } from './identity';
import { type KnownPlaces, knownPlaces, type Place, placeOf } from './places';
import type { Registry } from './registry';
import { VOCABULARY_FAMILIES } from './vocabularies';

export interface IdentifyOptions {
  /** Digest of the whole file, where it was computed; without it nothing is `proven`. */
  readonly sha256?: string;
  /** What the user, or who found the file, takes it for: one more claim. */
  readonly reference?: string;
  /** The header, where it was read from the same source already. */
  readonly header?: GgufFile;
  /** Where hub caches are; the user's own unless told. */
  readonly places?: KnownPlaces;
}

/** A file that could be read, and what it is. */
export interface IdentifiedFile {
  readonly format: 'gguf' | 'safetensors';
  readonly identity: Identity;
  readonly fingerprint: ModelFingerprint;
  /** The header, for whoever goes on to use the file; null for safetensors. */
  readonly gguf: GgufFile | null;
}

/** What a model file is, from what it holds; what it says of itself is a claim (LAW, Which model is it). */
export async function identifyFile(
  path: string,
  registry: Registry,
  options: IdentifyOptions = {},
): Promise<FileResult<IdentifiedFile>> {
  const opened = await asResult(() => FileSource.open(path));
  if (!opened.ok) return opened;
  try {
    return await identifySource(opened.value, path, registry, options);
  } finally {
    await opened.value.close();
  }
}

/** Like `identifyFile`, for a file that is open already. */
export async function identifySource(
  source: FileSource,
  path: string,
  registry: Registry,
  options: IdentifyOptions = {},
): Promise<FileResult<IdentifiedFile>> {
  const place = await placeOf(path, options.places ?? knownPlaces());
  const gguf = options.header === undefined ? await readGgufFrom(source) : { ok: true as const, value: options.header };
  if (gguf.ok) {
    const { value } = gguf;
    return asResult(async () => {
      const fingerprint = await fingerprintGguf(source, value);
      const identity = weigh(evidenceOfGguf(value, fingerprint, place, options), registry);
      return { format: 'gguf', identity, fingerprint, gguf: value };
    });
  }
  if (gguf.problem.kind !== 'not-gguf') return gguf;
  const safetensors = await readSafetensorsFrom(source);
  if (!safetensors.ok)
    return safetensors.problem.kind === 'not-safetensors' ? { ok: false, problem: NEITHER } : safetensors;
  return asResult(async () => {
    const fingerprint = await fingerprintSafetensors(source, safetensors.value);
    const identity = weigh(evidenceOfSafetensors(safetensors.value, fingerprint, place, options), registry);
    return { format: 'safetensors', identity, fingerprint, gguf: null };
  });
}

const NEITHER: FileProblem = {
  kind: 'not-gguf',
  message: 'this is neither a GGUF nor a safetensors file; choose a model file',
};

/** Everything that is looked at. */
interface FileEvidence {
  readonly claims: FileClaims;
  readonly sha256: string | undefined;
  readonly place: Place | null;
  readonly fingerprint: ModelFingerprint;
  /** Family of models whose vocabulary it carries. */
  readonly family: string | null;
  readonly architecture: string | null;
  /** Elements of all tensors; null where the file is one of several, or holds none. */
  readonly parameters: number | null;
}

function evidenceOfGguf(
  gguf: GgufFile,
  fingerprint: ModelFingerprint,
  place: Place | null,
  options: IdentifyOptions,
): FileEvidence {
  const whole = (gguf.metadata.get('split.count') ?? 0) === 0;
  return {
    claims: withReference(claimsOfGguf(gguf), options.reference),
    sha256: options.sha256,
    place,
    fingerprint,
    family: VOCABULARY_FAMILIES.get(gguf.tokenizer?.familyDigest ?? '') ?? null,
    architecture: ggufText(gguf, 'general.architecture'),
    parameters: whole ? elements(gguf.tensors) : null,
  };
}

function evidenceOfSafetensors(
  file: SafetensorsFile,
  fingerprint: ModelFingerprint,
  place: Place | null,
  options: IdentifyOptions,
): FileEvidence {
  // One of several files more often than not: its size says nothing of the model's.
  const claims = withReference(claimsOfSafetensors(file), options.reference);
  return { claims, sha256: options.sha256, place, fingerprint, family: null, architecture: null, parameters: null };
}

function withReference(claims: FileClaims, reference: string | undefined): FileClaims {
  return reference === undefined ? claims : { ...claims, references: [reference, ...claims.references] };
}

function elements(tensors: readonly { readonly shape: readonly number[] }[]): number | null {
  if (tensors.length === 0) return null;
  return tensors.reduce((sum, { shape }) => sum + shape.reduce((product, length) => product * length, 1), 0);
}

function weigh(evidence: FileEvidence, registry: Registry): Identity {
  const signals: Signal[] = [];
  const conflicts: string[] = [];
  const { models } = registry;
  const proven = bySha256(models, evidence, signals);
  const kin = byNorms(models, evidence, signals);
  const vocabularyOf = byVocabulary(models, evidence, signals);
  const claims = claimedModels(evidence, registry, signals);
  const claimed = claims.only;
  const bases = claimedBases(evidence, registry, signals);
  if (
    evidence.place?.sha256 !== undefined &&
    evidence.sha256 !== undefined &&
    evidence.place.sha256 !== evidence.sha256
  )
    conflicts.push('The file is not the one that its place records: its digest differs.');
  if (proven !== null && claimed !== null && claimed.record.id !== proven.id)
    conflicts.push(`It claims to be ${claimed.record.id}, but its bytes are those of ${proven.id}.`);
  conflicts.push(...claims.conflicts);
  if (proven === null && claimed === null && kin.length === 0) conflicts.push(...scratchConflict(evidence));
  const subject = proven ?? claimed?.record ?? null;
  const compared = subject === null ? NOTHING : compare(subject, evidence, kin, bases, registry, signals);
  conflicts.push(...compared.conflicts, ...baseConflicts(bases, evidence));
  const ancestors = unique([...(proven ? [proven] : []), ...claims.records, ...kin, ...bases]);
  const answer = { ancestors, signals, claims: plain(evidence.claims), conflicts };
  if (proven !== null) return { ...answer, level: 'proven', resolved: proven.id, confidence: 1 };
  if (conflicts.length > 0) return { ...answer, level: 'contradicted', resolved: null, confidence: 0.1 };
  if (claimed !== null && (claimed.byPlace || compared.complete))
    return { ...answer, level: 'consistent', resolved: claimed.record.id, confidence: 0.9 };
  if (kin.length > 0) {
    const [only] = kin;
    return { ...answer, level: 'related', resolved: kin.length === 1 ? (only?.id ?? null) : null, confidence: 0.8 };
  }
  if (bases.length > 0) return { ...answer, level: 'related', resolved: null, confidence: 0.4 };
  return { ...answer, level: 'unknown', resolved: null, confidence: vocabularyOf || claimed !== null ? 0.2 : 0 };
}

const NOTHING = { conflicts: [] as readonly string[], complete: false };

function plain(claims: FileClaims): Identity['claims'] {
  const { license, name, baseModels, datasets } = claims;
  return { license, name, baseModels, datasets };
}

function unique(records: readonly ModelRecord[]): readonly string[] {
  return [...new Set(records.map((record) => record.id))];
}

function bySha256(models: readonly ModelRecord[], evidence: FileEvidence, signals: Signal[]): ModelRecord | null {
  const { sha256 } = evidence;
  if (sha256 === undefined) return null;
  const found = models.find((model) => model.files?.some((file) => file.sha256?.toLowerCase() === sha256)) ?? null;
  const says = found === null ? 'no file of the registry has these bytes' : `these are the bytes of ${found.id}`;
  signals.push({ signal: 'sha256', value: sha256, says });
  return found;
}

function byNorms(models: readonly ModelRecord[], evidence: FileEvidence, signals: Signal[]): readonly ModelRecord[] {
  const { norms } = evidence.fingerprint;
  if (norms === null) return [];
  const found = models.filter((model) => model.fingerprints?.norms === norms);
  const says =
    found.length === 0
      ? 'no model of the registry has these normalisation weights'
      : `the normalisation weights are those of ${found.map((model) => model.id).join(', ')}`;
  signals.push({ signal: 'norms', value: norms, says });
  return found;
}

/** A vocabulary tells the family, never the model: many models of different terms share one. */
function byVocabulary(models: readonly ModelRecord[], evidence: FileEvidence, signals: Signal[]): boolean {
  const { vocabulary } = evidence.fingerprint;
  if (vocabulary === null) return false;
  const found = models.filter((model) => model.fingerprints?.vocabulary === vocabulary).map((model) => model.id);
  const says = [
    ...(evidence.family === null ? [] : [`it begins like that of ${evidence.family}`]),
    ...(found.length === 0 ? [] : [`it is shared with ${found.join(', ')}`]),
  ];
  signals.push({
    signal: 'vocabulary',
    value: vocabulary,
    says:
      says.length === 0
        ? 'no model is known to have this vocabulary'
        : `${says.join('; ')}; that tells the family only`,
  });
  return says.length > 0;
}

const FROM_SCRATCH = /\bfrom[ -]scratch\b/i;

/** A file that says it owes nothing to others, with another's vocabulary in it: to be reported, no proof. */
function scratchConflict(evidence: FileEvidence): readonly string[] {
  if (evidence.family === null || !evidence.claims.texts.some((text) => FROM_SCRATCH.test(text))) return [];
  return [`It says that it was trained from scratch, but carries the vocabulary of ${evidence.family}.`];
}

interface ClaimedModels {
  /** The one model that it claims to be; null when it names none, or a tag that has meant several. */
  readonly only: { readonly record: ModelRecord; readonly byPlace: boolean } | null;
  readonly records: readonly ModelRecord[];
  readonly conflicts: readonly string[];
}

function claimedModels(evidence: FileEvidence, registry: Registry, signals: Signal[]): ClaimedModels {
  const { place } = evidence;
  const placed = place === null ? [] : meant(place.reference, registry);
  if (place !== null) signals.push({ signal: 'place', value: place.reference, says: place.says });
  const [reference, named] = firstKnown(evidence.claims.references, registry);
  if (reference !== undefined)
    signals.push({
      signal: 'name',
      value: reference,
      says:
        named.length === 0
          ? 'the registry knows no single model of this name'
          : `it claims to be ${named.map((record) => record.id).join(' or ')}`,
    });
  const records = [...placed, ...named];
  const [record, ...others] = placed.length > 0 ? placed : named;
  const [byPlace] = placed;
  const [byName] = named;
  const conflicts =
    byPlace !== undefined && byName !== undefined && !placed.includes(byName)
      ? [`Its place says that it is ${byPlace.id}, the file says that it is ${byName.id}.`]
      : [];
  if (record === undefined || others.length > 0) return { only: null, records, conflicts };
  return { only: { record, byPlace: placed.length > 0 }, records, conflicts };
}

/** The model that a reference means; all of them for a tag that was moved from one to another. */
function meant(reference: string, registry: Registry): readonly ModelRecord[] {
  const resolution = registry.resolve(reference);
  if (resolution.kind === 'model') return [resolution.model];
  return resolution.kind === 'tag' ? resolution.models : [];
}

function firstKnown(
  references: readonly string[],
  registry: Registry,
): readonly [reference: string | undefined, records: readonly ModelRecord[]] {
  for (const reference of references) {
    const records = meant(reference, registry);
    if (records.length > 0) return [reference, records];
  }
  return [references[0], []];
}

function claimedBases(evidence: FileEvidence, registry: Registry, signals: Signal[]): readonly ModelRecord[] {
  const bases: ModelRecord[] = [];
  for (const references of evidence.claims.baseReferences) {
    const [reference, records] = firstKnown(references, registry);
    if (reference === undefined) continue;
    signals.push({
      signal: 'base',
      value: reference,
      says:
        records.length === 0
          ? 'the registry knows no single model of this name'
          : `it claims to be made from ${records.map((record) => record.id).join(' or ')}`,
    });
    bases.push(...records);
  }
  return bases;
}

/** A base it names whose architecture is another: nothing made from that base has this one. */
function baseConflicts(bases: readonly ModelRecord[], evidence: FileEvidence): readonly string[] {
  const { architecture } = evidence;
  if (architecture === null) return [];
  return bases
    .filter((base) => base.architecture !== undefined && base.architecture !== architecture)
    .map(
      (base) =>
        `It claims to be made from ${base.id}, whose architecture is ${base.architecture}, but its own is ${architecture}.`,
    );
}

/** Published sizes are rounded (`1.5B` for 1.54), and some leave out the embeddings. */
const SIZE_TOLERANCE = 0.08;

/** Compares everything that both sides know. `complete`: name, size, architecture, vocabulary and base could all be compared. */
function compare(
  model: ModelRecord,
  evidence: FileEvidence,
  kin: readonly ModelRecord[],
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
    () => Math.abs((parameters ?? 0) / (model.parameters ?? 1) - 1) <= SIZE_TOLERANCE,
    () => `${model.id} has ${model.parameters} parameters, the file has ${parameters}.`,
  );
  const { vocabulary, norms } = evidence.fingerprint;
  check(
    vocabulary !== null && model.fingerprints?.vocabulary !== undefined,
    () => vocabulary === model.fingerprints?.vocabulary,
    () => `The vocabulary is not that of ${model.id}.`,
  );
  if (norms !== null && model.fingerprints?.norms !== undefined && norms !== model.fingerprints.norms)
    conflicts.push(`It claims to be ${model.id}, but its normalisation weights differ.`);
  else if (kin.length > 0 && !kin.includes(model))
    conflicts.push(`It claims to be ${model.id}, but its normalisation weights are those of ${kin[0]?.id}.`);
  // A quantisation often names the model itself as its base.
  for (const base of bases)
    if (base.id !== model.id && !model.bases.some((link) => link.id === base.id))
      conflicts.push(`It claims to be ${model.id}, and to be made from ${base.id}, which ${model.id} is not.`);
  if (claims.license !== null) conflicts.push(...licenseConflict(model, claims.license, registry, signals));
  return { conflicts, complete };
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
