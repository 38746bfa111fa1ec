import type { JudgeContext } from './context';
import { leaves, parseExpression } from './expression';
import { termsOf } from './expressionEffect';
import { grantEffect } from './grants';
import { liftedBy, sameParty } from './lifting';
import type { Ancestor } from './lineage';
import { atMost, type Outcome, outcomeOf, together } from './outcome';
import type { Evidence, LicenseTerms } from './terms';
import { judgeTerms } from './termsEffect';
import type { Use } from './verdict';

/** A teacher, for one use of the model that was trained on its outputs (LAW, What travels). */
export function judgeTeacher(teacher: Ancestor, use: Use, context: JudgeContext): Outcome {
  const { record, made } = teacher;
  const evidence = [...(made?.link.evidence ?? []), ...(record?.weights.evidence ?? [])];
  const license = record?.weights.license ?? null;
  const name = record?.name ?? teacher.id;
  const step = { license, evidence };
  if (license === null) {
    return outcomeOf({
      ...step,
      rule: 'teacher-unknown',
      effect: 'review',
      text: `The model was trained on outputs of ${name}, for which no licence was found. Silence grants nothing.`,
    });
  }
  if (record !== undefined && made !== undefined && sameParty(record.publisher, made.child.publisher)) {
    return outcomeOf({
      ...step,
      rule: 'licensor-replaced',
      effect: 'allowed',
      text: `${name}, the teacher, is ${record.publisher}'s own.`,
    });
  }
  const expression = parseExpression(license);
  const outcomes = (expression === null ? [] : leaves(expression)).map((leaf) => {
    const terms = termsOf(leaf, context.lookups);
    if (terms === undefined) {
      return outcomeOf({
        ...step,
        rule: 'licence-unknown',
        effect: 'review',
        text: `The model was trained on outputs of ${name} under ${leaf.id}, whose terms are not in the registry.`,
      });
    }
    const lifted = liftedBy(teacher.grants, teacher.id, 'outputs', terms.licensor ?? record?.publisher);
    if (lifted !== undefined) {
      return outcomeOf({
        ...step,
        rule: 'term-lifted',
        effect: 'allowed',
        text: `${lifted.by} lifts its terms on the outputs of ${name}: ${lifted.text}`,
        evidence: lifted.evidence,
      });
    }
    return judgeStudent(terms, `The model was trained on outputs of ${name}`, 'teacher-terms', evidence, use, context);
  });
  if (outcomes.length > 0) return together(outcomes);
  return outcomeOf({
    ...step,
    rule: 'licence-invalid',
    effect: 'review',
    text: `The model was trained on outputs of ${name}, whose licence “${license}” can't be read.`,
  });
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
  context: JudgeContext,
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
    return outcomeOf({
      ...step,
      effect: 'allowed',
      text: `${said}: ${terms.name} asks nothing of a model that was trained on them.`,
    });
  }
  return terms.bindsStudents === 'derivative' ? together(outcomes) : atMost(together(outcomes), 'review');
}
