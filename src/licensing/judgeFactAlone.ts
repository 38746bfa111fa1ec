import type { LicenseFact } from './artefacts';
import { conclude, mergedObligations, otherUses, perUse, verdictOf } from './conclude';
import type { JudgeContext } from './context';
import type { Artefact, Judgement } from './explanation';
import { judgeFact } from './factEffect';
import type { Prefix } from './grants';
import { merged, reasonsOf, sortedReasons } from './reasons';
import { judgeSubject } from './subjectDecisions';

/** What has one licence and no lineage: software, a source of scores. Judged as what it is, for the six uses. */
export interface Licensed {
  readonly id: string;
  readonly name: string;
  readonly license: LicenseFact;
  readonly prefix: Prefix;
  readonly artefact: Artefact;
}

/** Judges software or a source of scores that a reference names. */
export function judgeFactAlone(thing: Licensed, context: JudgeContext): Judgement {
  const path = [thing.id];
  const byUse = perUse((use) => {
    const outcome = judgeFact(thing.license, thing.name, use, context, {
      prefix: thing.prefix,
      ancestor: false,
      tasks: [],
    });
    const decided = judgeSubject([thing.id, thing.name], 'package', context.policy, path);
    const reasons = merged([
      ...reasonsOf(outcome, thing.artefact, thing.id, path),
      ...decided,
      ...(context.also ?? []),
    ]);
    return {
      use,
      reasons,
      duties: outcome.duties,
      final: conclude(verdictOf(reasons), use, { package: thing.id, model: thing.id }, context, path),
    };
  });
  const uses = perUse((use) => byUse[use].final.verdict);
  const chosen = byUse[context.use];
  return {
    verdict: chosen.final.verdict,
    uses,
    licenses: { code: thing.artefact === 'code' ? thing.license.license : null, weights: null, data: [] },
    lineage: [],
    reasons: sortedReasons([...chosen.reasons, ...chosen.final.reasons]),
    obligations: mergedObligations(Object.values(byUse)),
    exceptions: chosen.final.used,
    flips: otherUses(uses, context.use),
  };
}
