import type { ModelRecord } from './artefacts';
import type { Reason } from './explanation';
import { compareVerdicts, type Verdict } from './verdict';

/** A model as it was licensed at another time. */
export interface Edition {
  readonly record: ModelRecord;
  /** `revision abc1234` or `before 2024-06-01`. */
  readonly label: string;
  /** A revision by which it can be asked for. */
  readonly at: string;
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

/** The edition of a model that a revision (a commit, or a date) means; without a revision, or for a branch, the current one. */
export function editionsOf(model: ModelRecord, revision: string | undefined): Editions {
  const editions = (model.earlier ?? []).map((earlier) => ({
    record: { ...model, weights: earlier.weights, ...(earlier.code === undefined ? {} : { code: earlier.code }) },
    label: earlier.revision === undefined ? `before ${earlier.until}` : `revision ${earlier.revision}`,
    at: earlier.revision ?? dayBefore(earlier.until),
    revision: earlier.revision,
    until: earlier.until,
  }));
  const named = revision === undefined || /^(?:main|master|latest)$/i.test(revision) ? undefined : revision;
  if (named === undefined || editions.length === 0) return { record: model, others: editions, unsure: false };
  const date = /^\d{4}-\d{2}-\d{2}/.exec(named)?.[0];
  // The licence changed some time on that day.
  if (date !== undefined && editions.some(({ until }) => until === date))
    return { record: model, others: editions, unsure: true };
  if (date !== undefined && editions.every(({ until }) => until < date))
    return { record: model, others: editions, unsure: false };
  const meant =
    date === undefined
      ? editions.find((edition) => edition.revision !== undefined && sameRevision(edition.revision, named))
      : editions.filter(({ until }) => date < until).reduce((first, next) => (next.until < first.until ? next : first));
  if (meant === undefined) return { record: model, others: editions, unsure: true };
  const current = { record: model, label: 'the current revision', at: 'main' };
  return { record: meant.record, earlier: meant, others: [current], unsure: false };
}

function dayBefore(date: string): string {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() - 1);
  return day.toISOString().slice(0, 10);
}

/** Commits are often given by their first characters. */
function sameRevision(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return short.length >= 7
    ? long.toLowerCase().startsWith(short.toLowerCase())
    : short.toLowerCase() === long.toLowerCase();
}

/**
 * Another edition is said where it is stricter (LAW, Which model is it). Where it may be the one that is meant, it is unclear which
 * licence the revision has: that is for a person to look up, so a stricter edition makes it `review` at most.
 */
export function editionReason(editions: Editions, edition: Edition, verdict: Verdict, own: Verdict): readonly Reason[] {
  const { record, label } = edition;
  const { unsure } = editions;
  const stricter = compareVerdicts(verdict, own) > 0;
  if (!stricter && !unsure) return [];
  const license = record.weights.license ?? 'no licence';
  const current = editions.record.weights.license ?? 'no licence';
  const text = unsure
    ? `The licence of ${record.name} has changed, and the registry does not know which one this revision has: ${label} it was ${license} (${verdict}), now it is ${current} (${own}).`
    : `The licence of ${record.name} has changed: ${label} is under ${license}, which is stricter (${verdict}).`;
  return [
    {
      rule: unsure ? 'revision-unknown' : 'revision-changed',
      effect: unsure && stricter ? (verdict === 'denied' ? 'review' : verdict) : 'allowed',
      artefact: 'weights',
      subject: record.id,
      license: record.weights.license,
      path: [record.id],
      text,
      evidence: record.weights.evidence,
    },
  ];
}

/** Says which edition was asked for. */
export function askedEdition({ earlier }: Editions): readonly Reason[] {
  if (earlier === undefined) return [];
  const { record, label } = earlier;
  return [
    {
      rule: 'revision-changed',
      effect: 'allowed',
      artefact: 'weights',
      subject: record.id,
      license: record.weights.license,
      path: [record.id],
      text: `Asked for at ${label}, when ${record.name} was under ${record.weights.license ?? 'no licence'}.`,
      evidence: record.weights.evidence,
    },
  ];
}
