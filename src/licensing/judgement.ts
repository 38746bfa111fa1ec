import { mergedObligations, otherUses, perUse } from './conclude';
import type { JudgeContext } from './context';
import type { ExceptedVerdict } from './exceptions';
import type { Flip, Judgement, Reason } from './explanation';
import { flipsOf } from './flips';
import type { Duty, Turn } from './outcome';
import { sortedReasons } from './reasons';
import type { Use } from './verdict';

/** What was found, by use; the argument is made only where somebody reads it. */
export interface Judged {
  /** After exceptions. */
  readonly final: (use: Use) => ExceptedVerdict;
  readonly reasons: (use: Use) => readonly Reason[];
  readonly duties: (use: Use) => readonly Duty[];
  /** Facts of the project that may turn the answer. */
  readonly turns: (use: Use) => readonly Turn[];
  /** What else turns it. */
  readonly flips?: (use: Use) => readonly Flip[];
}

/** The whole answer about one thing. `judge` is asked again for projects with other facts, to find out where the answer turns. */
export function judgementOf(
  judge: (context: JudgeContext) => Judged,
  context: JudgeContext,
  known: Pick<Judgement, 'licenses' | 'lineage'>,
): Judgement {
  const { use } = context;
  const judged = judge(context);
  const finals = perUse(judged.final);
  const uses = perUse((each) => finals[each].verdict);
  const { verdict, used, reasons } = finals[use];
  return {
    verdict,
    uses,
    licenses: known.licenses,
    lineage: known.lineage,
    reasons: sortedReasons([...judged.reasons(use), ...reasons]),
    obligations: mergedObligations(perUse(judged.duties)),
    exceptions: used,
    flips: [
      ...flipsOf(judged.turns(use), context.facts, verdict, (facts) => judge({ ...context, facts }).final(use).verdict),
      ...(judged.flips?.(use) ?? []),
      ...otherUses(uses, use),
    ],
  };
}
