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
  const edges = new Map<string, LineageEdge>();
  const seen = new Set([`self ${model.id}`]);
  const seenData = new Set<string>();
  for (let next = 0; next < models.length; next++) {
    const node = models[next];
    if (node?.record === undefined) continue;
    const { record } = node;
    for (const link of sorted(record.bases, (link) => link.relation)) {
      const base = lookups.model(link.id);
      const edge = { id: link.id, relation: link.relation, of: record.id, license: base?.weights.license ?? null };
      edges.set(`${edge.of}\n${edge.id}\n${edge.relation}`, edge);
      const role = inherited(node.role, link.relation);
      // Terms that were replaced or lifted for one child still bind another.
      const key = `${role} ${link.id} ${licensee(record)} ${grantsKey(node.grants)}`;
      if (link.id === model.id || seen.has(key)) continue;
      seen.add(key);
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
      collectData(link, record, node, lookups, data, edges, seenData);
    }
  }
  return { models, data, edges: () => [...edges.values()].sort(byChildThenId) };
}

/** A data set, and the sets that it was made from. */
function collectData(
  link: DataLink,
  child: ModelRecord,
  node: Ancestor,
  lookups: Lookups,
  data: TrainedOn[],
  edges: Map<string, LineageEdge>,
  seen: Set<string>,
): void {
  const queue = [{ id: link.id, of: child.id, path: [...node.path, link.id] }];
  for (let next = 0; next < queue.length; next++) {
    const item = queue[next];
    if (item === undefined) continue;
    const dataset = lookups.dataset(item.id);
    const edge = {
      id: item.id,
      relation: 'trained-on' as const,
      of: item.of,
      license: dataset?.license.license ?? null,
    };
    edges.set(`${edge.of}\n${edge.id}\ntrained-on`, edge);
    const key = `${item.id} ${link.role} ${licensee(child)} ${grantsKey(node.grants)}`;
    if (seen.has(key)) continue;
    seen.add(key);
    data.push({ id: item.id, role: link.role, path: item.path, child, grants: node.grants, evidence: link.evidence });
    for (const source of [...(dataset?.sources ?? [])].sort())
      queue.push({ id: source, of: item.id, path: [...item.path, source] });
  }
}

/** What decides whether the licensor's terms were replaced for a child (see `judgeWeights`). */
function licensee(child: ModelRecord): string {
  return child.weights.license === null ? '' : child.publisher;
}

function grantsKey(grants: readonly LiftingGrant[]): string {
  return grants.map((grant) => `${grant.lifts} ${grant.subject}`).join(',');
}

function inherited(role: Role, relation: BaseLink['relation']): Role {
  if (role === 'teacher' || relation === 'distilled') return 'teacher';
  if (role === 'base') return 'base';
  return relation === 'quantized' || relation === 'adapter' ? 'whole' : 'base';
}

/** In an order of their own, so that the order in which a record names them never shows. */
function sorted<T extends { readonly id: string }>(links: readonly T[], kind: (link: T) => string): readonly T[] {
  if (links.length < 2) return links;
  const key = (link: T) => `${link.id}\n${kind(link)}`;
  return links.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

function byChildThenId(a: LineageEdge, b: LineageEdge): number {
  const left = `${a.of}\n${a.id}\n${a.relation}`;
  const right = `${b.of}\n${b.id}\n${b.relation}`;
  return left < right ? -1 : left > right ? 1 : 0;
}
