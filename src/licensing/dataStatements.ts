import type { DatasetRecord } from './artefacts';
import { notVerified } from './notVerified';
import { type Outcome, outcomeOf } from './outcome';

/** What is to be said of a data set's licence beside its terms: statements that differ, a missing source, a mere declaration. */
export function judgeDataStatements({ name, license: fact }: DatasetRecord): readonly Outcome[] {
  const { evidence, license } = fact;
  const outcomes = (fact.disagrees ?? []).map((other) =>
    outcomeOf({
      rule: 'data-disagrees',
      effect: 'review',
      license,
      text: `Statements about the licence of ${name} differ: ${license ?? 'none'}, and ${other.license} (${other.where}).`,
      evidence: [...evidence, ...other.evidence],
    }),
  );
  if (fact.unverified !== undefined || evidence.length === 0) {
    const text = notVerified(`The licence of ${name} is`, fact.unverified);
    outcomes.push(outcomeOf({ rule: 'evidence-missing', effect: 'review', license, text, evidence }));
  }
  if (fact.declared === true) {
    const text = `The licence of ${name} is what package manifests declare; licence texts and file headers were not checked.`;
    outcomes.push(outcomeOf({ rule: 'data-declared', effect: 'allowed', license, text, evidence }));
  }
  return outcomes;
}
