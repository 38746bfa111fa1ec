import type { DatasetRecord, LicenseFact, ModelRecord } from './artefacts';
import type { Flip, Reason } from './explanation';
import { compareVerdicts, type Verdict } from './verdict';

/** What may have been under another licence at another time. */
export type Licensed = ModelRecord | DatasetRecord;

/** A model or a data set as it was licensed at another time. */
export interface Edition<T extends Licensed> {
  readonly record: T;
  /** `revision abc1234` or `before 2024-06-01`. */
  readonly label: string;
  /** A revision by which it can be asked for. */
  readonly at: string;
}

/** Which edition of a model or a data set a revision means. */
export interface Editions<T extends Licensed> {
  readonly record: T;
  /** Set where an earlier edition was asked for. */
  readonly earlier?: Edition<T>;
  /** Editions under other licences than `record`'s, newest first. */
  readonly others: readonly Edition<T>[];
  /** A revision was asked for that no edition names, of something whose licence changed: any of them may be meant. */
  readonly unsure: boolean;
}

/** The edition of a model that a revision (a commit, or a date) means; without a revision, or for a branch, the current one. */
export function editionsOf(model: ModelRecord, revision: string | undefined): Editions<ModelRecord> {
  const earlier = (model.earlier ?? []).map(({ weights, code, ...at }) => ({
    ...at,
    record: { ...model, weights, ...(code === undefined ? {} : { code }) },
  }));
  return meantBy(revision, model, earlier);
}

/** The same for a data set. */
export function datasetEditionsOf(dataset: DatasetRecord, revision: string | undefined): Editions<DatasetRecord> {
  const earlier = (dataset.earlier ?? []).map(({ license, ...at }) => ({ ...at, record: { ...dataset, license } }));
  return meantBy(revision, dataset, earlier);
}

function meantBy<T extends Licensed>(
  revision: string | undefined,
  record: T,
  earlier: readonly { readonly record: T; readonly revision?: string; readonly until: string }[],
): Editions<T> {
  const editions = earlier.map((edition) => ({
    ...edition,
    label: edition.revision === undefined ? `before ${edition.until}` : `revision ${edition.revision}`,
    at: edition.revision ?? dayBefore(edition.until),
  }));
  const named = revision === undefined || /^(?:main|master|latest)$/i.test(revision) ? undefined : revision;
  if (named === undefined || editions.length === 0) return { record, others: editions, unsure: false };
  const date = /^\d{4}-\d{2}-\d{2}/.exec(named)?.[0];
  // The licence changed some time on that day.
  if (date !== undefined && editions.some(({ until }) => until === date))
    return { record, others: editions, unsure: true };
  if (date !== undefined && editions.every(({ until }) => until < date))
    return { record, others: editions, unsure: false };
  const meant =
    date === undefined
      ? editions.find((edition) => edition.revision !== undefined && sameRevision(edition.revision, named))
      : editions.filter(({ until }) => date < until).reduce((first, next) => (next.until < first.until ? next : first));
  if (meant === undefined) return { record, others: editions, unsure: true };
  const current = { record, label: 'the current revision', at: 'main' };
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
export function editionReason<T extends Licensed>(
  editions: Editions<T>,
  edition: Edition<T>,
  verdict: Verdict,
  own: Verdict,
): readonly Reason[] {
  const { record, label } = edition;
  const { unsure } = editions;
  const stricter = compareVerdicts(verdict, own) > 0;
  if (!stricter && !unsure) return [];
  const license = factOf(record).license ?? 'no licence';
  const current = factOf(editions.record).license ?? 'no licence';
  const text = unsure
    ? `The licence of ${record.name} has changed, and the registry does not know which one this revision has: ${label} it was ${license} (${verdict}), now it is ${current} (${own}).`
    : `The licence of ${record.name} has changed: ${label} is under ${license}, which is stricter (${verdict}).`;
  return [
    {
      rule: unsure ? 'revision-unknown' : 'revision-changed',
      effect: unsure && stricter ? (verdict === 'denied' ? 'review' : verdict) : 'allowed',
      ...aboutLicense(record),
      text,
    },
  ];
}

/** Says which edition was asked for. */
export function askedEdition({ earlier }: Editions<Licensed>): readonly Reason[] {
  if (earlier === undefined) return [];
  const { record, label } = earlier;
  return [
    {
      rule: 'revision-changed',
      effect: 'allowed',
      ...aboutLicense(record),
      text: `Asked for at ${label}, when ${record.name} was under ${factOf(record).license ?? 'no licence'}.`,
    },
  ];
}

/** At which other revisions the answer turns. */
export function editionFlips(
  others: readonly { readonly edition: Edition<Licensed>; readonly verdict: Verdict }[],
  final: Verdict,
): readonly Flip[] {
  return others
    .filter(({ verdict }) => verdict !== final)
    .map(({ edition, verdict }) => ({ fact: 'revision', at: edition.at, verdict }));
}

function factOf(record: Licensed): LicenseFact {
  return 'weights' in record ? record.weights : record.license;
}

function aboutLicense(record: Licensed): Omit<Reason, 'rule' | 'effect' | 'text'> {
  const { license, evidence } = factOf(record);
  const artefact = 'weights' in record ? 'weights' : 'data';
  return { artefact, subject: record.id, license, path: [record.id], evidence };
}
