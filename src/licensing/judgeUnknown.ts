import { conclude, otherUses, perUse, verdictOf } from './conclude';
import type { JudgeContext } from './context';
import type { Judgement, Reason } from './explanation';
import { sortedReasons } from './reasons';
import { judgeSubject } from './subjectDecisions';

/** Something of which nothing is known: `review`, unless the policy denies its name or an exception names it. */
export function judgeUnknown(name: string, reasons: readonly Reason[], context: JudgeContext): Judgement {
  const unknown: Reason = {
    rule: 'identity-unknown',
    effect: 'review',
    artefact: 'identity',
    subject: name,
    license: null,
    path: [name],
    text: `The registry does not know ${name}. What is unknown is not allowed: a person has to find out what it is and under which licence.`,
    evidence: [],
  };
  const all = [unknown, ...reasons, ...judgeSubject([name], 'model', context.policy, [name])];
  const excepted = context.excepted ?? { model: name };
  const byUse = perUse((use) => conclude(verdictOf(all), use, excepted, context, [name]));
  const uses = perUse((use) => byUse[use].verdict);
  const final = byUse[context.use];
  return {
    verdict: final.verdict,
    uses,
    licenses: { code: null, weights: null, data: [] },
    lineage: [],
    reasons: sortedReasons([...all, ...final.reasons]),
    obligations: [],
    exceptions: final.used,
    flips: otherUses(uses, context.use),
  };
}
