import { conclude } from './conclude';
import type { JudgeSetting } from './context';
import type { Reason } from './explanation';
import type { Judged } from './judgement';
import type { Duty, Turn } from './outcome';
import { askedEdition, type Editions, editionFlips, editionReason, type Licensed } from './revisions';
import { strictest, type Use, type Verdict } from './verdict';

/** What the terms of one edition say of each use, before exceptions; found when it is asked for. */
export interface JudgedTerms {
  readonly verdict: (use: Use) => Verdict;
  readonly reasons: (use: Use) => readonly Reason[];
  readonly duties: (use: Use) => readonly Duty[];
  readonly turns: (use: Use) => readonly Turn[];
}

/** The edition that is meant, with what the others say of it (LAW, Which model is it). */
export function judgeEditions<T extends Licensed>(
  editions: Editions<T>,
  judgeOne: (record: T) => JudgedTerms,
  context: JudgeSetting,
): Judged {
  const { id } = editions.record;
  const judged = judgeOne(editions.record);
  const others = editions.others.map((edition) => ({ edition, judged: judgeOne(edition.record) }));
  const asked = askedEdition(editions);
  const { excepted = { model: id, ...(context.revision === undefined ? {} : { revision: context.revision }) } } =
    context;
  const path = [id];
  const found = (use: Use) => others.map(({ edition, judged }) => ({ edition, verdict: judged.verdict(use) }));
  const said = (use: Use) => [
    ...found(use).flatMap(({ edition, verdict }) => editionReason(editions, edition, verdict, judged.verdict(use))),
    ...asked,
  ];
  const final = (use: Use) => {
    const own = judged.verdict(use);
    const verdict = others.length === 0 ? own : strictest([own, ...said(use).map((reason) => reason.effect)]);
    return conclude(verdict, use, excepted, context, path);
  };
  return {
    final,
    reasons: (use) => [...judged.reasons(use), ...said(use)],
    duties: judged.duties,
    turns: judged.turns,
    flips: (use) => editionFlips(found(use), final(use).verdict),
  };
}
