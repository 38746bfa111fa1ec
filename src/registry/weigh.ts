import type { ModelRecord } from '../licensing/artefacts';
import type { FileClaims } from './claims';
import { compare, hasSizeOf } from './compare';
import type { FileEvidence } from './evidence';
import type { ClaimedFamily, Identity, Signal } from './identity';
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
  const { bases, families } = claimedBases(evidence, registry, signals);
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
  if (subject === null) unclaimedSignals(evidence, models, signals);
  const compared = subject === null ? NOTHING : compare(subject, evidence, kinship, bases, registry, signals);
  conflicts.push(...compared.conflicts, ...baseConflicts(bases, evidence, kinship, registry));
  const ancestors = unique([...(proven ? [proven] : []), ...claims.records, ...kin, ...bases]);
  const answer = {
    ancestors,
    families: [...claims.families, ...families],
    signals,
    claims: plain(evidence.claims),
    conflicts,
  };
  if (proven !== null) return { ...answer, level: 'proven', resolved: proven.id, confidence: 1 };
  if (conflicts.length > 0) return { ...answer, level: 'contradicted', resolved: null, confidence: 0.1 };
  if (claimed !== null && (claimed.byPlace || compared.complete))
    return {
      ...answer,
      level: 'consistent',
      resolved: claimed.record.id,
      ...(claimed.revision === undefined ? {} : { revision: claimed.revision }),
      confidence: 0.9,
    };
  if (kin.length > 0) {
    const [only] = kin;
    const resolved = kin.length === 1 ? (only?.id ?? null) : null;
    return { ...answer, level: 'related', resolved, confidence: kinship.equal ? 0.8 : 0.7 };
  }
  if (bases.length > 0) return { ...answer, level: 'related', resolved: null, confidence: 0.4 };
  return { ...answer, level: 'unknown', resolved: null, confidence: vocabularyOf || claimed !== null ? 0.2 : 0 };
}

/** Models that are named where several are like a file. */
const mostNamed = 5;

/** What is seen of a file that claims to be no known model: its build, which tells what it may be, and its own label. */
function unclaimedSignals(evidence: FileEvidence, models: readonly ModelRecord[], signals: Signal[]): void {
  const { architecture, parameters, claims } = evidence;
  if (architecture !== null) {
    const alike = models.filter((model) => model.architecture === architecture);
    const says = alike.length === 0 ? 'no model of the registry is known to have it' : `${alike.length} models have it`;
    signals.push({ signal: 'architecture', value: architecture, says });
  }
  if (parameters !== null) {
    const alike = models.filter((model) => model.architecture === architecture && hasSizeOf(model, evidence));
    const more = alike.length > mostNamed ? ` and ${alike.length - mostNamed} more` : '';
    const says =
      alike.length === 0
        ? 'no model of the registry is known to have this architecture and size'
        : `like ${names(alike.slice(0, mostNamed))}${more}; that proves nothing`;
    signals.push({ signal: 'parameters', value: String(parameters), says });
  }
  if (claims.license !== null)
    signals.push({ signal: 'license', value: claims.license, says: 'its own label, which grants nothing by itself' });
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
  readonly only: { readonly record: ModelRecord; readonly byPlace: boolean; readonly revision?: string } | null;
  readonly records: readonly ModelRecord[];
  readonly families: readonly ClaimedFamily[];
  readonly conflicts: readonly string[];
}

function claimedModels(evidence: FileEvidence, registry: Registry, signals: Signal[]): ClaimedModels {
  const placed = placedModels(evidence, registry, signals);
  const [claimed, known] = firstKnown(evidence.claims.references, registry);
  const isKnown = known.records.length > 0 || known.family !== undefined;
  const [hint, hinted] = isKnown ? [undefined, NOBODY] : firstKnown(evidence.hints.filter(isTelling), registry);
  const named = isKnown ? known : hinted;
  if (claimed !== undefined) signals.push({ signal: 'name', value: claimed, says: claimSays(known, 'to be') });
  if (hint !== undefined && hinted.records.length > 0)
    signals.push({ signal: 'name', value: hint, says: `its path names ${names(hinted.records, ' or ')}` });
  const records = [...placed.records, ...named.records];
  const [byPlace] = placed.records;
  const [byName] = named.records;
  const conflicts = [...placed.conflicts];
  if (byPlace !== undefined && byName !== undefined && !placed.records.includes(byName))
    conflicts.push(`Its place says that it is ${byPlace.id}, the file says that it is ${byName.id}.`);
  const told = byPlace === undefined ? named : placed;
  const [record, ...others] = told.records;
  const { revision } = told;
  const families = named.family === undefined ? [] : [named.family];
  if (record === undefined || others.length > 0) return { only: null, records, families, conflicts };
  const only = { record, byPlace: byPlace !== undefined, ...(revision === undefined ? {} : { revision }) };
  return { only, records, families, conflicts };
}

/** What the names that its place has for it mean. A name that the registry does not know is the user's own, and says nothing. */
function placedModels(
  { place }: FileEvidence,
  registry: Registry,
  signals: Signal[],
): Meant & { readonly conflicts: readonly string[] } {
  if (place === null) return { ...NOBODY, conflicts: [] };
  signals.push({ signal: 'place', value: place.reference, says: place.says });
  const known = [place.reference, ...(place.others ?? [])]
    .map((reference) => meant(reference, registry))
    .filter(({ records }) => records.length > 0);
  const records = [...new Set(known.flatMap((each) => each.records))];
  const [first] = known;
  const differ = known.find(({ records }) => !records.some((record) => first?.records.includes(record)));
  const conflicts =
    first === undefined || differ === undefined
      ? []
      : [`Its place has it as ${names(first.records, ' or ')} and as ${names(differ.records, ' or ')}.`];
  const revision = known.find((each) => each.revision !== undefined)?.revision;
  return { records, ...(revision === undefined ? {} : { revision }), conflicts };
}

/** Folders are called `llama` and `phi` for many reasons; a size or a version is seldom there by chance. */
function isTelling(hint: string): boolean {
  return /\d/.test(hint);
}

/** What a claimed name means. */
interface Meant {
  /** The model; all of them for a tag that was moved from one to another. */
  readonly records: readonly ModelRecord[];
  readonly revision?: string;
  /** Set for a name of several models, of which none is meant more than another. */
  readonly family?: ClaimedFamily;
}

const NOBODY: Meant = { records: [] };

function meant(reference: string, registry: Registry): Meant {
  const resolution = registry.resolve(reference);
  const group = (members: readonly ModelRecord[]): Meant => ({
    records: [],
    family: { name: reference, members: members.map((member) => member.id) },
  });
  switch (resolution.kind) {
    case 'model': {
      const { model, revision } = resolution;
      return { records: [model], ...(revision === undefined ? {} : { revision }) };
    }
    case 'tag':
      return { records: resolution.models };
    case 'family':
      return group(resolution.members);
    case 'ambiguous':
      return group(resolution.candidates);
    default:
      return NOBODY;
  }
}

/** The first reference that means a model, else the first that is a name of several. */
function firstKnown(
  references: readonly string[],
  registry: Registry,
): readonly [reference: string | undefined, meant: Meant] {
  const all = references.map((reference) => [reference, meant(reference, registry)] as const);
  return (
    all.find(([, { records }]) => records.length > 0) ??
    all.find(([, { family }]) => family !== undefined) ?? [references[0], NOBODY]
  );
}

function claimSays({ records, family }: Meant, claims: string): string {
  if (records.length > 0) return `it claims ${claims} ${names(records, ' or ')}`;
  if (family !== undefined)
    return `it claims ${claims} ${family.name}, the name of several models: ${family.members.join(', ')}`;
  return 'the registry knows no model of this name';
}

function claimedBases(
  evidence: FileEvidence,
  registry: Registry,
  signals: Signal[],
): { readonly bases: readonly ModelRecord[]; readonly families: readonly ClaimedFamily[] } {
  const bases: ModelRecord[] = [];
  const families: ClaimedFamily[] = [];
  for (const references of evidence.claims.baseReferences) {
    const [reference, known] = firstKnown(references, registry);
    if (reference === undefined) continue;
    signals.push({ signal: 'base', value: reference, says: claimSays(known, 'to be made from') });
    bases.push(...known.records);
    if (known.family !== undefined) families.push(known.family);
  }
  return { bases, families };
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
