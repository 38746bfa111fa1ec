import type { LicenseFact, ModelRecord } from './artefacts';
import type { JudgeSetting } from './context';
import { leaves, parseExpression } from './expression';
import { termsOf } from './expressionEffect';
import { judgeFact } from './factEffect';
import { liftedBy, sameParty } from './lifting';
import type { Ancestor } from './lineage';
import { atMost, nothing, type Outcome, type Outcomes, outcomeOf, outcomesBy } from './outcome';
import { sharedOutcomes } from './sharedOutcomes';
import { compareVerdicts } from './verdict';

/** The terms of an ancestor's weights; `counts` is false where its licensor replaced or lifted them for the child. */
export interface JudgedWeights {
  readonly outcomes: Outcomes;
  readonly counts: boolean;
}

/** An ancestor's own licence on its weights (LAW, What travels). */
export function judgeWeights(ancestor: Ancestor, record: ModelRecord, context: JudgeSetting): JudgedWeights {
  const { made } = ancestor;
  if (made !== undefined) {
    const step = { license: record.weights.license, evidence: made.child.weights.evidence };
    const own =
      made.child.weights.license !== null &&
      licensors(record, context).every((party) => sameParty(party, made.child.publisher));
    if (own) {
      const text = `${record.name} is ${made.child.publisher}'s own, which licensed ${made.child.name} as ${made.child.weights.license}.`;
      const replaced = outcomeOf({ ...step, rule: 'licensor-replaced', effect: 'allowed', text });
      return { outcomes: () => replaced, counts: false };
    }
    const lifted = liftedBy(ancestor.grants, record.id, 'license', record.publisher);
    if (lifted !== undefined) {
      const text = `${lifted.by} lifts the licence of ${record.name}: ${lifted.text}`;
      const freed = outcomeOf({ ...step, rule: 'term-lifted', effect: 'allowed', text, evidence: lifted.evidence });
      return { outcomes: () => freed, counts: false };
    }
  }
  return { outcomes: ofWeights(record, made !== undefined, context), counts: true };
}

function ofWeights(record: ModelRecord, ancestor: boolean, context: JudgeSetting): Outcomes {
  return ofRecord(record, ancestor ? 'weights of an ancestor' : 'weights', context, () =>
    judgeFact(record.weights, record.name, context, { prefix: 'weights', ancestor, tasks: record.tasks }),
  );
}

/** Whose licence it is: the licensor that a licence names, else who published the model under it. */
function licensors(record: ModelRecord, context: JudgeSetting): readonly string[] {
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
  inherited: Outcomes,
  context: JudgeSetting,
): Outcomes | undefined {
  const { made } = ancestor;
  const label = made?.child.weights.license ?? null;
  if (made === undefined || label === null || label === record.weights.license) return undefined;
  const said = outcomeOf({
    rule: 'relabelled',
    effect: 'allowed',
    license: label,
    text: `${made.child.name} is labelled ${label}, but was made from ${record.name} under ${record.weights.license ?? 'no licence'}: the label grants nothing that the base does not.`,
    evidence: made.child.weights.evidence,
  });
  if (ancestor.role === 'whole') return () => said;
  const own = ofWeights(made.child, false, context);
  return (use) => (compareVerdicts(own(use).effect, inherited(use).effect) < 0 ? said : nothing);
}

/** The publisher's own code; where a stock engine replaces it, its licence is only mentioned. */
export function judgeCode(record: ModelRecord, code: LicenseFact, context: JudgeSetting): Outcomes {
  return ofRecord(record, 'code', context, () => {
    const licensed = { prefix: 'code' as const, ancestor: false, tasks: record.tasks };
    const outcomes = judgeFact(code, record.name, context, licensed);
    if (record.codeRequired !== false) return outcomes;
    const replaced = outcomeOf({
      rule: 'code-replaced',
      effect: 'allowed',
      license: code.license,
      text: `The publisher's own code (${code.license ?? 'no licence found'}) is not needed: a stock engine runs the weights. Its licence says nothing of them.`,
      evidence: code.evidence,
    });
    return outcomesBy((use) => {
      const outcome = outcomes(use);
      const steps = outcome.steps.filter((step) => step.rule === 'copyleft');
      if (steps.length === 0) return replaced;
      return { ...replaced, steps: [...replaced.steps, ...atMost({ ...outcome, steps }, 'allowed').steps] };
    });
  });
}

/** What the publisher says of the data as a whole (LAW: seen, and `review` only where the policy asks for disclosed data). */
export function judgeDisclosure(record: ModelRecord, context: JudgeSetting): Outcomes | undefined {
  if (record.disclosure === 'full') return undefined;
  return ofRecord(record, 'disclosure', context, () => {
    const said =
      record.disclosure === 'undisclosed'
        ? 'does not disclose what it was trained on'
        : record.disclosure === 'partial'
          ? 'discloses only a part of what it was trained on'
          : 'was trained on a web-scale mixture whose parts have licences of their own';
    const asked = context.policy?.requireDisclosedData === true;
    const undisclosed = outcomeOf({
      rule: 'data-undisclosed',
      effect: asked ? 'review' : 'allowed',
      license: null,
      text: `${record.name} ${said}${asked ? ", and the project's policy asks for disclosed data" : ''}.`,
      evidence: record.evidence ?? record.weights.evidence,
    });
    return () => undisclosed;
  });
}

/** What is said of a record of the registry is kept; a file, or an edition of another time, is a record of its own. */
function ofRecord(record: ModelRecord, question: string, context: JudgeSetting, judge: () => Outcomes): Outcomes {
  return context.lookups.model(record.id) === record ? sharedOutcomes(record, question, context, judge) : judge();
}
