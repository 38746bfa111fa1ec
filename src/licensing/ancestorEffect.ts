import type { LicenseFact, ModelRecord } from './artefacts';
import type { JudgeContext } from './context';
import { leaves, parseExpression } from './expression';
import { termsOf } from './expressionEffect';
import { judgeFact } from './factEffect';
import { liftedBy, sameParty } from './lifting';
import type { Ancestor } from './lineage';
import { atMost, type Outcome, outcomeOf } from './outcome';
import { sharedOutcome } from './sharedOutcomes';
import { compareVerdicts, type Use, type Verdict } from './verdict';

/** The terms of an ancestor's weights; `counts` is false where its licensor replaced or lifted them for the child. */
export interface JudgedWeights {
  readonly outcome: Outcome;
  readonly counts: boolean;
}

/** An ancestor's own licence on its weights (LAW, What travels). */
export function judgeWeights(ancestor: Ancestor, record: ModelRecord, use: Use, context: JudgeContext): JudgedWeights {
  const { made } = ancestor;
  if (made !== undefined) {
    const step = { license: record.weights.license, evidence: made.child.weights.evidence };
    const own =
      made.child.weights.license !== null &&
      licensors(record, context).every((party) => sameParty(party, made.child.publisher));
    if (own) {
      const text = `${record.name} is ${made.child.publisher}'s own, which licensed ${made.child.name} as ${made.child.weights.license}.`;
      return { outcome: outcomeOf({ ...step, rule: 'licensor-replaced', effect: 'allowed', text }), counts: false };
    }
    const lifted = liftedBy(ancestor.grants, record.id, 'license', record.publisher);
    if (lifted !== undefined) {
      const text = `${lifted.by} lifts the licence of ${record.name}: ${lifted.text}`;
      return {
        outcome: outcomeOf({ ...step, rule: 'term-lifted', effect: 'allowed', text, evidence: lifted.evidence }),
        counts: false,
      };
    }
  }
  const licensed = { prefix: 'weights' as const, ancestor: made !== undefined, tasks: record.tasks };
  return { outcome: judgeFact(record.weights, record.name, use, context, licensed), counts: true };
}

/** Whose licence it is: the licensor that a licence names, else who published the model under it. */
function licensors(record: ModelRecord, context: JudgeContext): readonly string[] {
  const expression = record.weights.license === null ? null : parseExpression(record.weights.license);
  if (expression === null) return [record.publisher];
  return leaves(expression).map((leaf) => termsOf(leaf, context.lookups)?.licensor ?? record.publisher);
}

/** A base that the registry does not know grants nothing that could be seen. */
export function unknownBase(ancestor: Ancestor): Outcome {
  const made = ancestor.made;
  return outcomeOf({
    rule: 'base-unknown',
    effect: 'review',
    license: null,
    text: `${made?.child.name ?? 'The model'} was made from ${ancestor.id}, which the registry does not know.`,
    evidence: made?.link.evidence ?? [],
  });
}

/** A label on the child that says other than what it inherits grants nothing, and is said. */
export function judgeLabel(
  ancestor: Ancestor,
  record: ModelRecord,
  inherited: Verdict,
  use: Use,
  context: JudgeContext,
): Outcome | undefined {
  const { made } = ancestor;
  const label = made?.child.weights.license ?? null;
  if (made === undefined || label === null || label === record.weights.license) return undefined;
  const licensed = { prefix: 'weights' as const, ancestor: false, tasks: record.tasks };
  const own = judgeFact(made.child.weights, made.child.name, use, context, licensed).effect;
  if (ancestor.role !== 'whole' && compareVerdicts(own, inherited) >= 0) return undefined;
  return outcomeOf({
    rule: 'relabelled',
    effect: 'allowed',
    license: label,
    text: `${made.child.name} is labelled ${label}, but was made from ${record.name} under ${record.weights.license ?? 'no licence'}: the label grants nothing that the base does not.`,
    evidence: made.child.weights.evidence,
  });
}

/** The publisher's own code; where a stock engine replaces it, its licence is only mentioned. */
export function judgeCode(record: ModelRecord, code: LicenseFact, use: Use, context: JudgeContext): Outcome {
  const licensed = { prefix: 'code' as const, ancestor: false, tasks: record.tasks };
  const outcome = judgeFact(code, record.name, use, context, licensed);
  if (record.codeRequired !== false) return outcome;
  const copyleft = atMost({ ...outcome, steps: outcome.steps.filter((step) => step.rule === 'copyleft') }, 'allowed');
  const replaced = outcomeOf({
    rule: 'code-replaced',
    effect: 'allowed',
    license: code.license,
    text: `The publisher's own code (${code.license ?? 'no licence found'}) is not needed: a stock engine runs the weights. Its licence says nothing of them.`,
    evidence: code.evidence,
  });
  return { ...replaced, steps: [...replaced.steps, ...copyleft.steps] };
}

/** What the publisher says of the data as a whole (LAW: seen, and `review` only where the policy asks for disclosed data). */
export function judgeDisclosure(record: ModelRecord, context: JudgeContext): Outcome | undefined {
  if (record.disclosure === 'full') return undefined;
  return sharedOutcome(record, 'disclosure', context, () => {
    const said =
      record.disclosure === 'undisclosed'
        ? 'does not disclose what it was trained on'
        : record.disclosure === 'partial'
          ? 'discloses only a part of what it was trained on'
          : 'was trained on a web-scale mixture whose parts have licences of their own';
    const asked = context.policy?.requireDisclosedData === true;
    return outcomeOf({
      rule: 'data-undisclosed',
      effect: asked ? 'review' : 'allowed',
      license: null,
      text: `${record.name} ${said}${asked ? ", and the project's policy asks for disclosed data" : ''}.`,
      evidence: record.evidence ?? record.weights.evidence,
    });
  });
}
