import type { JudgeSetting } from './context';
import { type LicenseLeaf, parseExpression } from './expression';
import { judgeChoices, leafDecisions, termsOf } from './expressionEffect';
import { grantEffect, judgeGrant } from './grants';
import { liftedBy, sameParty } from './lifting';
import type { Ancestor } from './lineage';
import { notVerified } from './notVerified';
import { atMost, type Outcome, type Outcomes, outcomeOf, outcomesBy, together } from './outcome';
import { sharedOutcomes } from './sharedOutcomes';
import type { Evidence, LicenseTerms } from './terms';
import { judgeTerms } from './termsEffect';
import type { Use } from './verdict';

/** A teacher, for each use of the model that was trained on its outputs (LAW, What travels), beside the evidence that it was. */
export function judgeTeacher(teacher: Ancestor, context: JudgeSetting): Outcomes {
  const { record, made, grants } = teacher;
  const judgeAnew = () => outcomesBy((use) => judgeTeacherAnew(teacher, use, context));
  const own = record !== undefined && made !== undefined && sameParty(record.publisher, made.child.publisher);
  if (record === undefined || own || grants.length > 0) return judgeAnew();
  return sharedOutcomes(record, 'teacher', context, judgeAnew);
}

function judgeTeacherAnew(teacher: Ancestor, use: Use, context: JudgeSetting): Outcome {
  const { record, made } = teacher;
  const evidence = record?.weights.evidence ?? [];
  const license = record?.weights.license ?? null;
  const name = record?.name ?? teacher.id;
  if (license === null) {
    return outcomeOf({
      license,
      evidence,
      rule: 'teacher-unknown',
      effect: 'review',
      text: `The model was trained on outputs of ${name}, for which no licence was found. Silence grants nothing.`,
    });
  }
  const step = { license, evidence };
  if (record !== undefined && made !== undefined && sameParty(record.publisher, made.child.publisher)) {
    return outcomeOf({
      ...step,
      rule: 'licensor-replaced',
      effect: 'allowed',
      text: `${name}, the teacher, is ${record.publisher}'s own.`,
    });
  }
  const expression = parseExpression(license);
  if (expression === null) {
    return outcomeOf({
      ...step,
      rule: 'licence-invalid',
      effect: 'review',
      text: `The model was trained on outputs of ${name}, whose licence “${license}” can't be read.`,
    });
  }
  const unverified = record?.weights.unverified;
  return together([
    ...(unverified === undefined
      ? []
      : [
          outcomeOf({
            ...step,
            rule: 'evidence-missing',
            effect: 'review',
            text: notVerified(`The model was trained on outputs of ${name}, whose licence is`, unverified),
          }),
        ]),
    judgeChoices(expression, (leaf) =>
      together([judgeTeacherUnder(leaf, teacher, name, step, use, context), ...leafDecisions(leaf, context.policy)]),
    ),
  ]);
}

/** The same under one licence of the teacher's. */
function judgeTeacherUnder(
  leaf: LicenseLeaf,
  teacher: Ancestor,
  name: string,
  step: { readonly license: string; readonly evidence: readonly Evidence[] },
  use: Use,
  context: JudgeSetting,
): Outcome {
  const terms = termsOf(leaf, context.lookups);
  if (terms === undefined) {
    return outcomeOf({
      ...step,
      rule: 'licence-unknown',
      effect: 'review',
      text: `The model was trained on outputs of ${name} under ${leaf.id}, whose terms are not in the registry.`,
    });
  }
  const lifted = liftedBy(teacher.grants, teacher.id, 'outputs', terms.licensor ?? teacher.record?.publisher);
  if (lifted !== undefined) {
    return outcomeOf({
      ...step,
      rule: 'term-lifted',
      effect: 'allowed',
      text: `${lifted.by} lifts its terms on the outputs of ${name}: ${lifted.text}`,
      evidence: lifted.evidence,
    });
  }
  return judgeStudent(
    terms,
    `The model was trained on outputs of ${name}`,
    'teacher-terms',
    step.evidence,
    use,
    context,
  );
}

/**
 * What terms on outputs mean for a model that was trained on them: terms that make it a derivative or ask for a name travel; a
 * no-compete term binds whoever trained, and is `review` downstream, never `denied`.
 */
export function judgeStudent(
  terms: LicenseTerms,
  said: string,
  rule: 'teacher-terms' | 'data-outputs-terms',
  evidence: readonly Evidence[],
  use: Use,
  context: JudgeSetting,
): Outcome {
  const step = { rule, license: terms.id, evidence: [...evidence, ...terms.evidence] };
  const outcomes: Outcome[] = [];
  if (terms.bindsStudents === 'derivative') {
    const inherited = judgeTerms(terms, { kind: 'license', id: terms.id }, use, context.facts, {
      prefix: 'weights',
      ancestor: true,
      tasks: [],
    });
    outcomes.push(
      outcomeOf({
        ...step,
        effect: inherited.effect === 'denied' ? 'denied' : 'conditional',
        text: `${said}: ${terms.name} makes it a derivative, under the same terms.`,
      }),
    );
    outcomes.push(inherited);
  }
  if (terms.bindsStudents === 'naming') {
    const duties = terms.conditions.filter((condition) => condition.kind === 'naming' && condition.uses.includes(use));
    const text = duties.map((duty) => duty.text).join(' ');
    outcomes.push(
      outcomeOf(
        {
          ...step,
          effect: duties.length > 0 ? 'conditional' : 'allowed',
          text: `${said}: ${terms.name} asks that it bears its name where it is handed on.`,
        },
        duties.length > 0 ? [{ kind: 'naming', text, license: terms.id }] : [],
      ),
    );
  }
  const train = grantEffect(terms.grants.train, context.facts.kind);
  const { turns } = judgeGrant(terms, 'train', context.facts, 'weights');
  if (terms.bindsStudents === 'no-compete' || train === 'denied') {
    outcomes.push(
      outcomeOf({
        ...step,
        effect: 'review',
        text: `${said}: ${terms.name} does not let outputs train ${terms.grants.train === 'noncommercial' ? 'models for commercial use' : 'other models'}. That binds whoever trained; what it means for those who use the result is for a person to decide.`,
      }),
    );
  } else if (train === 'review' || terms.unverified !== undefined || terms.evidence.length === 0) {
    outcomes.push(
      outcomeOf({
        ...step,
        effect: 'review',
        text: `${said}: whether ${terms.name} lets outputs train other models is not clear or not verified.`,
      }),
    );
  }
  if (outcomes.length === 0) {
    outcomes.push(
      outcomeOf({
        ...step,
        effect: 'allowed',
        text: `${said}: ${terms.name} asks nothing of a model that was trained on them.`,
      }),
    );
  }
  const outcome = together(outcomes);
  return {
    ...(terms.bindsStudents === 'derivative' ? outcome : atMost(outcome, 'review')),
    turns: [...outcome.turns, ...turns],
  };
}
