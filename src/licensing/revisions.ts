import type { ModelRecord } from './artefacts';

/** A model as it was licensed at another time. */
export interface Edition {
  readonly record: ModelRecord;
  /** `revision abc1234` or `before 2024-06-01`. */
  readonly label: string;
}

/** Which edition of a model a revision means. */
export interface Editions {
  readonly record: ModelRecord;
  /** Set where an earlier edition was asked for. */
  readonly earlier?: Edition;
  /** Editions under other licences than `record`'s, newest first. */
  readonly others: readonly Edition[];
  /** A revision was asked for that no edition names, of a model whose licence changed: any of them may be meant. */
  readonly unsure: boolean;
}

/** The edition of a model that a revision means; without a revision, or for a branch, the current one. */
export function editionsOf(model: ModelRecord, revision: string | undefined): Editions {
  const editions = (model.earlier ?? []).map((earlier) => ({
    record: { ...model, weights: earlier.weights, ...(earlier.code === undefined ? {} : { code: earlier.code }) },
    label: earlier.revision === undefined ? `before ${earlier.until}` : `revision ${earlier.revision}`,
    revision: earlier.revision,
  }));
  const named = revision === undefined || /^(?:main|master|latest)$/i.test(revision) ? undefined : revision;
  if (named === undefined || editions.length === 0) return { record: model, others: editions, unsure: false };
  const meant = editions.find((edition) => edition.revision !== undefined && sameRevision(edition.revision, named));
  if (meant === undefined) return { record: model, others: editions, unsure: true };
  const current = { record: model, label: 'the current revision' };
  return { record: meant.record, earlier: meant, others: [current], unsure: false };
}

/** Commits are often given by their first characters. */
function sameRevision(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return short.length >= 7
    ? long.toLowerCase().startsWith(short.toLowerCase())
    : short.toLowerCase() === long.toLowerCase();
}
