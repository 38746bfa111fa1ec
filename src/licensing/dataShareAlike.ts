import type { JudgeContext } from './context';
import { parseExpression, unavoidableLeaves } from './expression';
import { termsOf } from './expressionEffect';
import { type Outcome, outcomeOf } from './outcome';
import type { Condition, Evidence, LicenseTerms } from './terms';
import { handsOn, type Use } from './verdict';

type ShareAlike = Extract<Condition, { kind: 'share-alike' }>;

/**
 * Share-alike data, for one use of what was trained on it: whether the weights are an adaptation is an open question where they are
 * handed on (LAW, What travels). `say` makes the text of the licence's name and of whether the question is open; undefined where the
 * licence can be had without share-alike.
 */
export function judgeDataShareAlike(
  license: string,
  use: Use,
  context: Pick<JudgeContext, 'lookups'>,
  evidence: readonly Evidence[],
  say: (license: string, open: boolean) => string,
): Outcome | undefined {
  const found = shareAlikeTerms(license, context);
  if (found === undefined) return undefined;
  const { terms, condition } = found;
  const open = handsOn(use);
  return outcomeOf(
    {
      rule: 'data-share-alike',
      effect: open ? 'conditional' : 'allowed',
      license: terms.id,
      text: say(terms.name, open),
      evidence: [...evidence, ...terms.evidence],
    },
    open ? [{ kind: 'share-alike', text: condition.text, license: terms.id }] : [],
  );
}

/** The share-alike licence that an expression cannot do without, if there is one. */
function shareAlikeTerms(
  license: string,
  context: Pick<JudgeContext, 'lookups'>,
): { readonly terms: LicenseTerms; readonly condition: ShareAlike } | undefined {
  const expression = parseExpression(license);
  for (const leaf of expression === null ? [] : unavoidableLeaves(expression)) {
    const terms = termsOf(leaf, context.lookups);
    const condition = terms?.conditions.find((item) => item.kind === 'share-alike');
    if (terms !== undefined && condition !== undefined) return { terms, condition };
  }
  return undefined;
}
