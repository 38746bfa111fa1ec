import type { JudgeContext } from './context';
import { type Expression, expressionText, type LicenseLeaf, parseExpression } from './expression';
import { type Outcome, type Outcomes, outcomeOf, outcomesBy, together } from './outcome';
import { licenseMatches } from './patterns';
import { sharedOutcomes } from './sharedOutcomes';
import type { LicenseTerms } from './terms';
import { judgeTerms, type Licensed } from './termsEffect';
import { compareVerdicts, type Use } from './verdict';

type Terms = Pick<JudgeContext, 'facts' | 'lookups' | 'policy'>;

/**
 * What a licence expression says of each use: `AND` the strictest part, `OR` the part that is best for this use, named in the
 * answer; an unknown licence is `review` (LAW, Expressions). A policy's licence rules count for each part.
 */
export function judgeExpression(text: string, context: Terms, licensed: Licensed): Outcomes {
  const { prefix, ancestor, tasks } = licensed;
  return sharedOutcomes(context.lookups, `${prefix} ${ancestor} ${tasks.join()} ${text}`, context, () => {
    const expression = parseExpression(text);
    if (expression === null) return () => invalidExpression(text);
    return outcomesBy((use) => judgeChoices(expression, (leaf) => judgeLeaf(leaf, use, context, licensed)));
  });
}

/** An expression, by what is said of each licence in it: `AND` the strictest part, `OR` the best, named. */
export function judgeChoices(expression: Expression, judgeOne: (leaf: LicenseLeaf) => Outcome): Outcome {
  if (expression.kind === 'license') return judgeOne(expression);
  const parts = expression.parts.map((part) => ({ part, outcome: judgeChoices(part, judgeOne) }));
  if (expression.kind === 'and') return together(parts.map(({ outcome }) => outcome));
  return best(expression, parts);
}

/** A text that is no licence expression. */
export function invalidExpression(text: string): Outcome {
  return outcomeOf({
    rule: 'licence-invalid',
    effect: 'review',
    license: text,
    text: `“${text}” is not a licence expression that can be read, so nobody can tell what it permits.`,
    evidence: [],
  });
}

/** A licence without a record. */
export function unknownLicense(leaf: LicenseLeaf): Outcome {
  return outcomeOf({
    rule: 'licence-unknown',
    effect: 'review',
    license: expressionText(leaf),
    text: `The terms of ${expressionText(leaf)} are not in the registry.`,
    evidence: [],
  });
}

/** The part of a choice that is best for the use, named in the answer. */
export function best(
  expression: Expression,
  parts: readonly { readonly part: Expression; readonly outcome: Outcome }[],
): Outcome {
  const chosen = parts.toSorted(
    (a, b) =>
      compareVerdicts(a.outcome.effect, b.outcome.effect) ||
      a.outcome.duties.length - b.outcome.duties.length ||
      (expressionText(a.part) < expressionText(b.part) ? -1 : 1),
  )[0];
  if (chosen === undefined) return together([]);
  const text = `Of ${expressionText(expression)}, ${expressionText(chosen.part)} is the best choice for this use.`;
  return together([
    outcomeOf({ rule: 'licence-choice', effect: 'allowed', license: expressionText(expression), text, evidence: [] }),
    chosen.outcome,
  ]);
}

function judgeLeaf(leaf: LicenseLeaf, use: Use, context: Terms, licensed: Licensed): Outcome {
  const terms = termsOf(leaf, context.lookups);
  const own =
    terms === undefined
      ? unknownLicense(leaf)
      : sharedOutcomes(terms, termsQuestion(terms, leaf, licensed), context, () =>
          outcomesBy((use) => judgeTerms(terms, leaf, use, context.facts, licensed)),
        )(use);
  const decided = leafDecisions(leaf, context.policy);
  return decided.length === 0 ? own : together([own, ...decided]);
}

/** Few licences ask what a model is for. */
function termsQuestion(terms: LicenseTerms, leaf: LicenseLeaf, { prefix, ancestor, tasks }: Licensed): string {
  const asks = terms.conditions.some((condition) => condition.tasks !== undefined);
  return `${prefix} ${ancestor} ${leaf.id} ${asks ? tasks.join() : ''}`;
}

/** The policy's deny and review rules on one licence. */
export function leafDecisions(leaf: LicenseLeaf, policy: JudgeContext['policy']): readonly Outcome[] {
  if (policy?.deny === undefined && policy?.review === undefined) return [];
  const outcomes: Outcome[] = [];
  for (const [effect, rules] of [
    ['denied', policy.deny],
    ['review', policy.review],
  ] as const) {
    for (const rule of rules ?? []) {
      if (rule.license === undefined || !licenseMatches(leaf, rule.license)) continue;
      const id = effect === 'denied' ? 'policy-deny' : 'policy-review';
      outcomes.push(
        outcomeOf({
          rule: id,
          effect,
          license: expressionText(leaf),
          text: `The project's policy ${effect === 'denied' ? 'denies' : 'wants a review of'} ${rule.license}: ${rule.reason}`,
          evidence: [],
        }),
      );
    }
  }
  return outcomes;
}

/**
 * The terms of one licence. Versions "only" and "or later" of a GNU licence have the same terms, and so has `+`; an exception
 * adds permissions only, so a licence is judged without an exception that has no record of its own.
 */
export function termsOf(
  leaf: LicenseLeaf,
  lookups: Pick<JudgeContext['lookups'], 'license'>,
): LicenseTerms | undefined {
  const exact =
    (leaf.exception === undefined ? undefined : lookups.license(expressionText(leaf))) ?? lookups.license(leaf.id);
  if (exact !== undefined) return exact;
  const plain = leaf.id.replace(/\+$/, '');
  const family = plain.replace(/-(?:only|or-later)$/, '');
  return (
    lookups.license(plain) ??
    lookups.license(`${family}-only`) ??
    lookups.license(`${family}-or-later`) ??
    lookups.license(family)
  );
}
