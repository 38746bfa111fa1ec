import { join } from 'node:path';
import type { ModelRecord } from '../licensing/artefacts';
import type { Reason } from '../licensing/explanation';
import { leaves, parseExpression } from '../licensing/expression';
import { identifyLicense } from '../licensing/texts/identify';
import type { Registry } from '../registry/registry';
import type { IdentifiedWeights } from './judgeWeights';
import type { UnsortedFinding } from './judging';
import { modelCard } from './modelCard';
import type { LicenseStatement, NeighbourReader } from './neighbours';
import { ollamaManifest, storeOf } from './ollamaStore';
import { readText, TextFile } from './text/textFile';

/** A file that states licences of models and is no weights: a model card, a manifest of Ollama's. */
export interface LabelSighting {
  readonly file: string;
  readonly absolute: string;
}

/** Whom statements are held against. */
interface Subject {
  /** What the statements speak of, where the registry knows it. */
  readonly same: readonly ModelRecord[];
  /** What it was made from. */
  readonly bases: readonly ModelRecord[];
  readonly statements: readonly LicenseStatement[];
}

const labelLimit = 1024 * 1024;

/**
 * Licence statements about a model that contradict one another, the registry, or a base whose terms no label can lift. A label
 * changes nothing; who reads it may believe it.
 */
export async function findLicenseDrift(
  root: string,
  weights: readonly IdentifiedWeights[],
  labels: readonly LabelSighting[],
  { registry, neighbours }: { readonly registry: Registry; readonly neighbours: NeighbourReader },
): Promise<readonly UnsortedFinding[]> {
  const subjects: Subject[] = [];
  const judged = new Set<string>();
  for (const { sighting, identity } of weights) {
    const folder = sighting.file.slice(0, sighting.file.lastIndexOf('/') + 1);
    judged.add(folder);
    const { statements } = await neighbours.of(join(root, folder), folder);
    const own =
      identity.claims.license === null || identity.claims.license === ''
        ? []
        : [neighbours.statement(sighting.file, null, identity.claims.license, 'the file itself')];
    const isKnown = identity.level === 'proven' || identity.level === 'consistent';
    const same = isKnown && identity.resolved !== null ? records([identity.resolved], registry) : [];
    subjects.push({
      same,
      bases: same.length > 0 ? [] : records(identity.ancestors, registry),
      statements: [...own, ...statements],
    });
  }
  for (const label of labels) {
    const subject = await subjectOf(label, judged, root, registry, neighbours);
    if (subject !== null) subjects.push(subject);
  }
  const findings = subjects.flatMap((subject) => driftOf(subject, registry));
  // Two models in a folder share its card: once is enough.
  return [...new Map(findings.map((finding) => [placeOf(finding), finding])).values()];
}

function placeOf({ file, range, message }: UnsortedFinding): string {
  return JSON.stringify([file, range, message]);
}

async function subjectOf(
  { file, absolute }: LabelSighting,
  judged: ReadonlySet<string>,
  root: string,
  registry: Registry,
  neighbours: NeighbourReader,
): Promise<Subject | null> {
  const read = await readText(absolute, labelLimit);
  if (read.kind !== 'text') return null; // the walk has said so
  const text = new TextFile(file, read.text);
  const manifest = ollamaManifest(file, read.text);
  if (manifest !== null) {
    const statements: LicenseStatement[] = [];
    for (const { digest } of manifest.layers.filter(({ kind }) => kind === 'license')) {
      const blob = await readText(join(root, storeOf(file), 'blobs', digest.replace(':', '-')), labelLimit);
      const license = blob.kind === 'text' ? identifyLicense(blob.text, { fileName: 'LICENSE' }).license : null;
      const start = read.text.indexOf(digest);
      const range = text.range(start, start + digest.length);
      if (license !== null)
        statements.push({ file, range, label: license, license, where: 'the licence in Ollama’s store' });
    }
    return { same: meant([manifest.name], registry), bases: [], statements };
  }
  const folder = file.slice(0, file.lastIndexOf('/') + 1);
  const card = judged.has(folder) ? null : modelCard(text);
  if (card === null || card.isDataset) return null;
  const { bases, statements } = await neighbours.of(join(root, folder), folder);
  return { same: [], bases: meant(bases, registry), statements };
}

function records(ids: readonly string[], registry: Registry): readonly ModelRecord[] {
  return ids.flatMap((id) => registry.model(id) ?? []);
}

function meant(references: readonly string[], registry: Registry): readonly ModelRecord[] {
  return references.flatMap((reference) => {
    const resolution = registry.resolve(reference);
    if (resolution.kind === 'model') return [resolution.model];
    return resolution.kind === 'tag' ? resolution.models : [];
  });
}

function driftOf({ same, bases, statements }: Subject, registry: Registry): readonly UnsortedFinding[] {
  const clear = statements.filter((statement) => statement.license !== null);
  const known = same.filter((record) => record.weights.license !== null);
  const findings: UnsortedFinding[] = [];
  for (const statement of clear) {
    // A tag may have meant several models: one of them is enough.
    if (known.length > 0 && !known.some((record) => agree(statement.license, record.weights.license)))
      findings.push(drift(statement, known[0], `the registry says ${licensesOf(known)} of ${namesOf(known)}`));
    const binding = bases.filter((base) => binds(base, registry) && !covers(statement.license, base.weights.license));
    if (binding.length > 0)
      findings.push(
        drift(
          statement,
          binding[0],
          `it was made from ${namesOf(binding)}, under ${licensesOf(binding)}, and keeps those terms`,
        ),
      );
  }
  const [first, ...others] = clear;
  const other = others.find(({ license }) => first !== undefined && !agree(license, first.license));
  if (findings.length === 0 && first !== undefined && other !== undefined)
    findings.push(drift(first, undefined, `${other.where} (${other.file}) says ${other.license}`));
  return findings;
}

/** Terms that whoever makes something of the model can't take away by a label of their own. */
function binds(base: ModelRecord, registry: Registry): boolean {
  const expression = base.weights.license === null ? null : parseExpression(base.weights.license);
  return (
    expression !== null &&
    leaves(expression).some(({ id }) => {
      const kind = registry.license(id)?.kind;
      return kind !== 'permissive' && kind !== 'public-domain';
    })
  );
}

function ids(expression: string | null): readonly string[] {
  const parsed = expression === null ? null : parseExpression(expression);
  return parsed === null ? [] : leaves(parsed).map(({ id }) => id.toLowerCase());
}

function agree(a: string | null, b: string | null): boolean {
  return covers(a, b) && covers(b, a);
}

/** True when the statement names all that the licence consists of. */
function covers(statement: string | null, license: string | null): boolean {
  const stated = ids(statement);
  return ids(license).every((id) => stated.includes(id));
}

function drift(
  { file, range, label, license, where }: LicenseStatement,
  record: ModelRecord | undefined,
  otherwise: string,
): UnsortedFinding {
  const text = `Here ${where} says ${license}; ${otherwise}.`;
  const reason: Reason = {
    rule: 'licence-drift',
    effect: 'review',
    artefact: 'weights',
    subject: record?.id ?? file,
    license: record?.weights.license ?? license,
    path: [record?.id ?? file],
    text,
    evidence: record?.weights.evidence ?? [],
  };
  return {
    rule: 'licence-drift',
    kind: 'license',
    file,
    range,
    reference: label,
    resolved: record?.id ?? null,
    use: null,
    license,
    verdict: 'review',
    counts: true,
    message: text,
    reasons: [reason],
    obligations: [],
  };
}

function namesOf(models: readonly ModelRecord[]): string {
  return models.map((record) => record.id).join(', ');
}

function licensesOf(models: readonly ModelRecord[]): string {
  return [...new Set(models.map((record) => record.weights.license))].join(' or ');
}
