import type { LicenseFact } from './artefacts';
import { conclude, verdictOf } from './conclude';
import type { JudgeContext } from './context';
import type { Artefact, Judgement } from './explanation';
import { judgeFact } from './factEffect';
import type { Prefix } from './grants';
import { type Judged, judgementOf } from './judgement';
import { merged, reasonsOf } from './reasons';
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
  return judgementOf((asked) => judgeUses(thing, asked), context, {
    licenses: { code: thing.artefact === 'code' ? thing.license.license : null, weights: null, data: [] },
    lineage: [],
  });
}

function judgeUses(thing: Licensed, context: JudgeContext): Judged {
  const path = [thing.id];
  const licensed = { prefix: thing.prefix, ancestor: false, tasks: [] };
  const outcomes = judgeFact(thing.license, thing.name, context, licensed);
  // Policies know models (data with them) and packages.
  const key = thing.artefact === 'data' ? 'model' : 'package';
  const decided = judgeSubject([thing.id, ...thing.names, ...(context.asked ?? [])], key, context.policy, path);
  const reasons = (use: Use) =>
    merged([
      ...reasonsOf(outcomes(use), thing.artefact, thing.id, path, { stated: thing.license.evidence }),
      ...decided,
      ...(context.also?.(use) ?? []),
    ]);
  return {
    final: (use) => conclude(verdictOf(reasons(use)), use, { package: thing.id, model: thing.id }, context, path),
    reasons,
    duties: (use) => outcomes(use).duties,
    turns: (use) => outcomes(use).turns,
  };
}
