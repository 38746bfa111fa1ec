import type { ModelRecord } from '../licensing/artefacts';
import type { FileClaims } from './claims';
import { compare } from './compare';
import type { FileEvidence } from './evidence';
import type { Identity, Signal } from './identity';
import { descends, type Kinship, kinshipOf } from './kinship';
import type { Registry } from './registry';

/** What a file is, from everything that was looked at (LAW, Which model is it). */
export function weigh(evidence: FileEvidence, registry: Registry): Identity {
  const signals: Signal[] = [];
  const conflicts: string[] = [];
  const { models } = registry;
  const proven = bySha256(models, evidence, signals);
  const kinship = kinshipOf(evidence.fingerprint, models, signals);
  const { kin } = kinship;
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
  if (proven === null && claimed === null) conflicts.push(...scratchConflicts(evidence, kinship));
  const subject = proven ?? claimed?.record ?? null;
  const compared = subject === null ? NOTHING : compare(subject, evidence, kinship, bases, registry, signals);
  conflicts.push(...compared.conflicts, ...baseConflicts(bases, evidence, kinship, registry));
  const ancestors = unique([...(proven ? [proven] : []), ...claims.records, ...kin, ...bases]);
  const answer = { ancestors, signals, claims: plain(evidence.claims), conflicts };
  if (proven !== null) return { ...answer, level: 'proven', resolved: proven.id, confidence: 1 };
  if (conflicts.length > 0) return { ...answer, level: 'contradicted', resolved: null, confidence: 0.1 };
  if (claimed !== null && (claimed.byPlace || compared.complete))
    return { ...answer, level: 'consistent', resolved: claimed.record.id, confidence: 0.9 };
  if (kin.length > 0) {
    const [only] = kin;
    const resolved = kin.length === 1 ? (only?.id ?? null) : null;
    return { ...answer, level: 'related', resolved, confidence: kinship.equal ? 0.8 : 0.7 };
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

const FROM_SCRATCH =
  /\b(?:from[ -]scratch|from (?:random|zero)[ -]?(?:initiali[sz]ation|weights)?|without (?:a|any) base model|not (?:a fine-?tune|based on (?:a|any)))\b/i;

/** A file that says it owes nothing to others, with what is another's in it: to be reported, no proof. */
function scratchConflicts(evidence: FileEvidence, { kin }: Kinship): readonly string[] {
  if (!evidence.claims.texts.some((text) => FROM_SCRATCH.test(text))) return [];
  return [
    ...(evidence.family === null
      ? []
      : [`It says that it was trained from scratch, but carries the vocabulary of ${evidence.family}.`]),
    ...(kin.length === 0
      ? []
      : [`It says that it was trained from scratch, but has the normalisation weights of ${names(kin)}.`]),
  ];
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
  const [claimed, known] = firstKnown(evidence.claims.references, registry);
  const [hint, hinted] = known.length > 0 ? [undefined, []] : firstKnown(evidence.hints.filter(isTelling), registry);
  const named = known.length > 0 ? known : hinted;
  if (claimed !== undefined)
    signals.push({
      signal: 'name',
      value: claimed,
      says:
        known.length === 0
          ? 'the registry knows no single model of this name'
          : `it claims to be ${names(known, ' or ')}`,
    });
  if (hint !== undefined && hinted.length > 0)
    signals.push({ signal: 'name', value: hint, says: `its path names ${names(hinted, ' or ')}` });
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

/** Folders are called `llama` and `phi` for many reasons; a size or a version is seldom there by chance. */
function isTelling(hint: string): boolean {
  return /\d/.test(hint);
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

/** A base it names and can't have: its architecture is another, or its weights are those of another model. */
function baseConflicts(
  bases: readonly ModelRecord[],
  { architecture }: FileEvidence,
  { kin }: Kinship,
  registry: Registry,
): readonly string[] {
  const others = bases
    .filter((base) => architecture !== null && base.architecture !== undefined && base.architecture !== architecture)
    .map(
      (base) =>
        `It claims to be made from ${base.id}, whose architecture is ${base.architecture}, but its own is ${architecture}.`,
    );
  if (bases.length === 0 || kin.length === 0) return others;
  const isKin = bases.some((base) => kin.some((one) => descends(one, base, registry) || descends(base, one, registry)));
  if (isKin) return others;
  return [
    ...others,
    `It claims to be made from ${names(bases)}, but its normalisation weights are those of ${names(kin)}.`,
  ];
}

function names(records: readonly ModelRecord[], between = ', '): string {
  return records.map((record) => record.id).join(between);
}
