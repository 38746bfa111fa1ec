import type { LicenseFact } from './artefacts';
import { conclude, mergedObligations, otherUses, perUse, verdictOf } from './conclude';
import type { JudgeContext } from './context';
import type { Artefact, Judgement } from './explanation';
import { judgeFact } from './factEffect';
import { flipsOf } from './flips';
import type { Prefix } from './grants';
import { merged, reasonsOf, sortedReasons } from './reasons';
import { judgeSubject } from './subjectDecisions';
import type { Use } from './verdict';

/** What has one licence and no lineage: software, a source of scores. Judged as what it is, for the six uses. */
export interface Licensed {
  readonly id: string;
  readonly name: string;
  /** All its names, for the policy. */
  readonly names: readonly string[];
  readonly license: LicenseFact;
  readonly prefix: Prefix;
  readonly artefact: Artefact;
}

/** Judges software or a source of scores that a reference names. */
export function judgeFactAlone(thing: Licensed, context: JudgeContext): Judgement {
  const path = [thing.id];
  const judgeUse = (use: Use, context: JudgeContext) => {
    const outcome = judgeFact(thing.license, thing.name, use, context, {
      prefix: thing.prefix,
      ancestor: false,
      tasks: [],
    });
    // Policies know models (data with them) and packages.
    const key = thing.artefact === 'data' ? 'model' : 'package';
    const decided = judgeSubject([thing.id, ...thing.names, ...(context.asked ?? [])], key, context.policy, path);
    const reasons = merged([
      ...reasonsOf(outcome, thing.artefact, thing.id, path, { stated: thing.license.evidence }),
      ...decided,
      ...(context.also?.(use) ?? []),
    ]);
    return {
      use,
      reasons,
      duties: outcome.duties,
      turns: outcome.turns,
      final: conclude(verdictOf(reasons), use, { package: thing.id, model: thing.id }, context, path),
    };
  };
  const byUse = perUse((use) => judgeUse(use, context));
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
    flips: [
      ...flipsOf(
        chosen.turns,
        context.facts,
        chosen.final.verdict,
        (facts) => judgeUse(context.use, { ...context, facts }).final.verdict,
      ),
      ...otherUses(uses, context.use),
    ],
  };
}
