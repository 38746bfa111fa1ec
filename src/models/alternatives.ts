import { type ExplainSetting, explain } from '../gate/explain';
import type { ModelRecord } from '../licensing/artefacts';
import { compareVerdicts, type Verdict } from '../licensing/verdict';

/** A model that may stand in for another. */
export interface Alternative {
  readonly id: string;
  /** For the use that was asked about. */
  readonly verdict: Verdict;
  readonly parameters: number | null;
  /** A file of it is on this machine. */
  readonly installed: boolean;
}

export interface AlternativesOptions {
  /** Ids of models that are on this machine. */
  readonly installed?: ReadonlySet<string>;
  /** Which models can stand where the other stands; all unless told. */
  readonly fits?: (model: ModelRecord) => boolean;
}

/** More than a few are no help to somebody who has to choose. */
const MOST = 3;
/** How many times larger or smaller a model of similar size may be. */
const LARGEST_RATIO = 2;

/**
 * Models for the same tasks and of similar size that the project may use where it may not use this one; those on this machine first,
 * then by the milder verdict, the closer likeness, the nearer size, the id. None for a model that the registry does not know.
 */
export function alternatives(
  id: string,
  setting: ExplainSetting,
  { installed = new Set(), fits = () => true }: AlternativesOptions = {},
): readonly Alternative[] {
  const model = setting.registry.model(id);
  if (model === undefined) return [];
  const candidates = setting.registry.models
    .filter((other) => other !== model && isSimilar(model, other) && fits(other))
    .map((other) => ({ other, installed: installed.has(other.id), order: orderOf(model, other) }))
    .sort(
      (a, b) =>
        Number(b.installed) - Number(a.installed) || compare(a.order, b.order) || (a.other.id < b.other.id ? -1 : 1),
    );
  const found: Alternative[] = [];
  let best = 0;
  for (const { other, installed: isHere } of candidates) {
    const { verdict } = explain(other.id, setting);
    if (compareVerdicts(verdict, 'review') >= 0) continue;
    found.push({ id: other.id, verdict, parameters: other.parameters ?? null, installed: isHere });
    // What comes later is no better than these in anything.
    if (verdict === 'allowed' && ++best === MOST) break;
  }
  return found
    .sort((a, b) => Number(b.installed) - Number(a.installed) || compareVerdicts(a.verdict, b.verdict))
    .slice(0, MOST);
}

/**
 * Names another model where a reference names this one, in the same way: by its id on the hub or its tag at Ollama. null where the
 * reference says more than which model (a revision, a file, whose copy), or where the other has no such name.
 */
export function namedLike(reference: string, model: ModelRecord, other: ModelRecord): string | null {
  const written = reference.toLowerCase();
  if (written === model.id.toLowerCase()) return isHubId(model.id) && isHubId(other.id) ? other.id : null;
  const isTag = model.aliases.ollama?.some((tag) => tag.toLowerCase() === written) === true;
  return isTag ? (other.aliases.ollama?.[0] ?? null) : null;
}

function isHubId(id: string): boolean {
  return /^[\w.-]+\/[\w.-]+$/.test(id);
}

function isSimilar(model: ModelRecord, other: ModelRecord): boolean {
  return isAlike(model, other) && sizeDistance(model, other) <= Math.log(LARGEST_RATIO);
}

/** The smaller, the closer: tasks beyond those of the model, languages that nobody stated, size. */
function orderOf(model: ModelRecord, other: ModelRecord): readonly number[] {
  const isUnstated = model.languages !== undefined && other.languages === undefined;
  return [other.tasks.length - model.tasks.length + Number(isUnstated), sizeDistance(model, other)];
}

function compare(a: readonly number[], b: readonly number[]): number {
  return a.map((one, index) => one - (b[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
}

/** Does all that the other does, in the same way: runs here or is hosted, writes code, fills in the middle. */
function isAlike(model: ModelRecord, other: ModelRecord): boolean {
  return (
    other.availability === model.availability &&
    model.tasks.every((task) => other.tasks.includes(task)) &&
    // `other` is many things (masked words, translation …): only the same architecture does the same.
    (!model.tasks.includes('other') || other.architecture === model.architecture) &&
    (model.fim === undefined || other.fim !== undefined) &&
    (!writesCode(model) || writesCode(other)) &&
    (model.languages ?? []).every((language) => other.languages?.includes(language) ?? true)
  );
}

function writesCode({ fim, languages }: ModelRecord): boolean {
  return fim !== undefined || languages?.includes('code') === true;
}

/** How far apart two sizes are, as a logarithm; hosted models have no known size, and then it says nothing. */
function sizeDistance({ parameters: a, availability }: ModelRecord, { parameters: b }: ModelRecord): number {
  if (availability === 'closed') return 0;
  return a === undefined || b === undefined ? Number.POSITIVE_INFINITY : Math.abs(Math.log(a / b));
}
