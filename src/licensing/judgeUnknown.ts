import { conclude, otherUses, perUse, verdictOf } from './conclude';
import type { JudgeContext } from './context';
import type { Judgement, Reason } from './explanation';
import { sortedReasons } from './reasons';
import { judgeSubject } from './subjectDecisions';

/** Something of which nothing is known: `review`, unless the policy denies one of its names or an exception names it. */
export function judgeUnknown(
  { id, name }: { readonly id: string; readonly name: string },
  context: JudgeContext,
): Judgement {
  const path = [id];
  const unknown: Reason = {
    rule: 'identity-unknown',
    effect: 'review',
    artefact: 'identity',
    subject: id,
    license: null,
    path,
    text: `The registry does not know ${name}. What is unknown is not allowed: a person has to find out what it is and under which licence.`,
    evidence: [],
  };
  const decided = judgeSubject([id, name, ...(context.asked ?? [])], 'model', context.policy, path);
  const all = perUse((use) => [unknown, ...(context.also?.(use) ?? []), ...decided]);
  const excepted = context.excepted ?? { model: id };
  const byUse = perUse((use) => conclude(verdictOf(all[use]), use, excepted, context, path));
  const uses = perUse((use) => byUse[use].verdict);
  const final = byUse[context.use];
  return {
    verdict: final.verdict,
    uses,
    licenses: { code: null, weights: null, data: [] },
    lineage: [],
    reasons: sortedReasons([...all[context.use], ...final.reasons]),
    obligations: [],
    exceptions: final.used,
    flips: otherUses(uses, context.use),
  };
}
