import type { BaseLink, DataLink, LiftingGrant, ModelRecord } from './artefacts';
import type { Lookups } from './context';
import type { LineageEdge } from './explanation';

/**
 * How an ancestor counts for the model that was asked about.
 * `self`; `whole`: quantised, adapted or re-uploaded, everything counts; `base`: fine-tuned or merged, its weights' terms and its
 * data count; `teacher`: trained on its outputs.
 */
export type Role = 'self' | 'whole' | 'base' | 'teacher';

/** A model on the way down, at its shortest path. */
export interface Ancestor {
  readonly id: string;
  /** undefined: the registry does not know it. */
  readonly record: ModelRecord | undefined;
  readonly role: Role;
  /** Ids from the model asked about down to this one. */
  readonly path: readonly string[];
  /** The model that was made from it, and how; undefined for the model itself. */
  readonly made?: { readonly child: ModelRecord; readonly link: BaseLink };
  /** Grants of the models on the path, this one included. */
  readonly grants: readonly LiftingGrant[];
}

/** A data set on the way down. */
export interface TrainedOn {
  readonly id: string;
  readonly role: DataLink['role'];
  /** Id of the model or data set that it went into. */
  readonly path: readonly string[];
  /** The model that was trained on it. */
  readonly child: ModelRecord;
  readonly grants: readonly LiftingGrant[];
  readonly evidence: DataLink['evidence'];
}

export interface Lineage {
  readonly models: readonly Ancestor[];
  readonly data: readonly TrainedOn[];
  /** A row for each step, sorted by child and ancestor. */
  readonly edges: () => readonly LineageEdge[];
}

/**
 * Everything that a model was made from, breadth first, so that each path is a shortest one. An ancestor that several ways lead
 * to counts once for each role that it has; cycles end there. O(size of the lineage).
 */
export function collectLineage(model: ModelRecord, lookups: Lookups): Lineage {
  const models: Ancestor[] = [
    { id: model.id, record: model, role: 'self', path: [model.id], grants: model.grants ?? [] },
  ];
  const data: TrainedOn[] = [];
  const seen = new Set<string>();
  const seenData = new Set<string>();
  for (let next = 0; next < models.length; next++) {
    const node = models[next];
    if (node?.record === undefined) continue;
    const { record } = node;
    for (const link of sorted(record.bases, (link) => link.relation)) {
      const role = inherited(node.role, link.relation);
      const key = keyOf(role, link.id, record, node.grants);
      if (link.id === model.id || seen.has(key)) continue;
      seen.add(key);
      const base = lookups.model(link.id);
      models.push({
        id: link.id,
        record: base,
        role,
        path: [...node.path, link.id],
        made: { child: record, link },
        grants: base?.grants === undefined ? node.grants : [...node.grants, ...base.grants],
      });
    }
    if (node.role === 'teacher') continue;
    for (const link of sorted(record.data, (link) => link.role)) {
      collectData(link, record, node, lookups, data, seenData);
    }
  }
  return { models, data, edges: () => edgesOf(models, data, lookups) };
}

/** A data set, and the sets that it was made from. */
function collectData(
  link: DataLink,
  child: ModelRecord,
  node: Ancestor,
  lookups: Lookups,
  data: TrainedOn[],
  seen: Set<string>,
): void {
  const { role, evidence } = link;
  const { grants } = node;
  const add = (id: string, from: readonly string[]): void => {
    const key = keyOf(role, id, child, grants);
    if (seen.has(key)) return;
    seen.add(key);
    data.push({ id, role, path: [...from, id], child, grants, evidence });
  };
  let next = data.length;
  add(link.id, node.path);
  for (; next < data.length; next++) {
    const item = data[next];
    const sources = item === undefined ? undefined : lookups.dataset(item.id)?.sources;
    if (item === undefined || sources === undefined) continue;
    for (const source of sources.toSorted()) add(source, item.path);
  }
}

/** Under which an ancestor counts once: terms that were replaced or lifted for one child still bind another (see `judgeWeights`). */
function keyOf(role: string, id: string, child: ModelRecord, grants: readonly LiftingGrant[]): string {
  const licensee = child.weights.license === null ? '' : child.publisher;
  const lifted = grants.length === 0 ? '' : grants.map((grant) => `${grant.lifts} ${grant.subject}`).join(',');
  return `${role} ${id} ${licensee} ${lifted}`;
}

function inherited(role: Role, relation: BaseLink['relation']): Role {
  if (role === 'teacher' || relation === 'distilled') return 'teacher';
  if (role === 'base') return 'base';
  return relation === 'quantized' || relation === 'adapter' ? 'whole' : 'base';
}

/** In an order of their own, so that the order in which a record names them never shows. */
function sorted<T extends { readonly id: string }>(links: readonly T[], kind: (link: T) => string): readonly T[] {
  if (links.length < 2) return links;
  const before = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return links.toSorted((a, b) => before(a.id, b.id) || before(kind(a), kind(b)));
}

function edgesOf(models: readonly Ancestor[], data: readonly TrainedOn[], lookups: Lookups): readonly LineageEdge[] {
  const edges = new Map<string, LineageEdge>();
  const add = (of: string, id: string, relation: LineageEdge['relation'], license: string | null | undefined): void => {
    edges.set(`${of}\n${id}\n${relation}`, { id, relation, of, license: license ?? null });
  };
  const trainedOn = (of: string, id: string) => add(of, id, 'trained-on', lookups.dataset(id)?.license.license);
  for (const { record, role } of models) {
    if (record === undefined) continue;
    for (const { id, relation } of record.bases) add(record.id, id, relation, lookups.model(id)?.weights.license);
    if (role !== 'teacher') for (const { id } of record.data) trainedOn(record.id, id);
  }
  for (const { id } of data) for (const source of lookups.dataset(id)?.sources ?? []) trainedOn(id, source);
  return [...edges].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, edge]) => edge);
}
