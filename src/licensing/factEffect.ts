import type { LicenseFact } from './artefacts';
import type { JudgeContext } from './context';
import { judgeExpression } from './expressionEffect';
import { notVerified } from './notVerified';
import { atMost, type Outcome, type Outcomes, outcomeOf, outcomesBy, together } from './outcome';
import type { Licensed } from './termsEffect';
import type { Use, Verdict } from './verdict';

type Terms = Pick<JudgeContext, 'facts' | 'lookups' | 'policy'>;

/** What the statements about one artefact's licence say of each use, beside the fact's own evidence. `name` stands in the texts. */
export function judgeFact(fact: LicenseFact, name: string, context: Terms, licensed: Licensed): Outcomes {
  const plain = fact.disagrees === undefined && fact.unverified === undefined && fact.declared !== true;
  if (fact.license !== null && plain && fact.evidence.length > 0)
    return judgeExpression(fact.license, context, licensed);
  return outcomesBy((use) => judgeStatements(fact, name, use, context, licensed));
}

function judgeStatements(fact: LicenseFact, name: string, use: Use, context: Terms, licensed: Licensed): Outcome {
  const outcomes: Outcome[] = [];
  if (fact.license === null) {
    outcomes.push(
      outcomeOf({
        rule: 'licence-missing',
        effect: 'review',
        license: null,
        text: `No licence was found for ${subjectPhrase(name, licensed)}. Silence grants nothing.`,
        evidence: fact.evidence,
      }),
    );
  } else {
    const own = judgeExpression(fact.license, context, licensed)(use);
    outcomes.push(
      (fact.disagrees ?? []).length === 0 ? own : judgeDisagreement(fact, own, name, use, context, licensed),
    );
  }
  if (fact.unverified !== undefined || fact.evidence.length === 0) {
    outcomes.push(
      outcomeOf({
        rule: 'evidence-missing',
        effect: 'review',
        license: fact.license,
        text: notVerified(`The licence of ${subjectPhrase(name, licensed)} is`, fact.unverified),
        evidence: fact.evidence,
      }),
    );
  }
  if (fact.declared === true) {
    outcomes.push(
      outcomeOf({
        rule: 'licence-declared',
        effect: 'allowed',
        license: fact.license,
        text: `The licence of ${subjectPhrase(name, licensed)} is what package manifests declare; licence texts and file headers were not checked.`,
        evidence: fact.evidence,
      }),
    );
  }
  return together(outcomes);
}

function subjectPhrase(name: string, licensed: Licensed): string {
  return licensed.prefix === 'code'
    ? `the code of ${name}`
    : licensed.prefix === 'data'
      ? `the data set ${name}`
      : `the weights of ${name}`;
}

/**
 * Two statements of the publisher that differ: `review`, both named, the duties of both kept; `denied` only if the file in force
 * forbids the use and no later statement permits it, or if they differ in words alone and all forbid it.
 */
function judgeDisagreement(
  fact: LicenseFact,
  own: Outcome,
  name: string,
  use: Use,
  context: Terms,
  licensed: Licensed,
): Outcome {
  const others = (fact.disagrees ?? []).map((statement) => ({
    ...statement,
    outcome: judgeExpression(statement.license, context, licensed)(use),
  }));
  const inForce =
    others.find((statement) => statement.inForce === true || statement.where === 'file')?.outcome ??
    (fact.where === 'file' ? own : undefined);
  const laterPermits = others.some((statement) => statement.later === true && statement.outcome.effect !== 'denied');
  const allForbid = [own, ...others.map((other) => other.outcome)].every((outcome) => outcome.effect === 'denied');
  const forbidden = allForbid || (inForce?.effect === 'denied' && !laterPermits);
  const effect: Verdict = forbidden ? 'denied' : 'review';
  const said = [
    `${fact.license} (${fact.where ?? 'page'})`,
    ...others.map((other) => `${other.license} (${other.where})`).sort(),
  ];
  const difference = outcomeOf({
    rule: 'statements-disagree',
    effect,
    license: fact.license,
    text: `The publisher's statements about ${subjectPhrase(name, licensed)} differ: ${said.join(', ')}.`,
    evidence: [...fact.evidence, ...others.flatMap((other) => other.evidence)],
  });
  return together([
    difference,
    ...[own, ...others.map((other) => other.outcome)].map((outcome) => atMost(outcome, effect)),
  ]);
}
