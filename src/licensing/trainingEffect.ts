import type { JudgeContext, ProjectTerms } from './context';
import { type LicenseLeaf, parseExpression } from './expression';
import { invalidExpression, judgeChoices, leafDecisions, termsOf, unknownLicense } from './expressionEffect';
import { atMost, type Outcome, outcomesByHandingOn, together } from './outcome';
import { sharedOutcomes } from './sharedOutcomes';
import type { LicenseTerms } from './terms';
import { distinct, judgeTermsAlone } from './termsEffect';
import { handsOn, type Use } from './verdict';

const asData = { prefix: 'data' as const, ancestor: false, tasks: [] };

/**
 * What a data set's licence says of training a model on it, when the model is then put to a use (LAW, What travels). What counts is
 * that the set may be used and trained on, not that the set itself may be put to that use: it is the weights that are. Where they
 * are handed on, a term on derivatives may reach them, which is an open question: `review` at most. Share-alike is left to the caller.
 */
export function judgeTraining(
  license: string,
  use: Use,
  context: Pick<JudgeContext, 'facts' | 'lookups' | 'policy'>,
): Outcome {
  const expression = parseExpression(license);
  if (expression === null) return invalidExpression(license);
  return judgeChoices(expression, (leaf) => {
    const terms = termsOf(leaf, context.lookups);
    const own =
      terms === undefined
        ? unknownLicense(leaf)
        : sharedOutcomes(terms, `training ${leaf.id}`, context, () =>
            outcomesByHandingOn((use) => trainingUnder(terms, leaf, handsOn(use), context.facts)),
          )(use);
    return together([own, ...leafDecisions(leaf, context.policy)]);
  });
}

function trainingUnder(terms: LicenseTerms, leaf: LicenseLeaf, handedOn: boolean, facts: ProjectTerms): Outcome {
  const ask = (use: Use) => judgeTermsAlone(terms, leaf, use, facts, asData);
  const outcomes = [ask('train')];
  // A licence may grant training and nothing else.
  if (terms.grants.assist !== 'none' || terms.grants.train === 'none') outcomes.push(ask('assist'));
  if (handedOn) outcomes.push(atMost(ask('derive'), 'review'));
  return distinct(together(outcomes));
}
