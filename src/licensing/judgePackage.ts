import { isCompatible, letsOthersLink } from './compatibility';
import { conclude, mergedObligations, verdictOf } from './conclude';
import type { JudgeContext, Lookups, ProjectTerms } from './context';
import type { Decisions, PolicyException } from './decisions';
import type { Obligation, Reason } from './explanation';
import { type Expression, expressionText, type LicenseLeaf, parseExpression } from './expression';
import { best, leafDecisions, termsOf } from './expressionEffect';
import { dutiesOf, type Outcome, outcomeOf, together } from './outcome';
import { merged, reasonsOf, sortedReasons } from './reasons';
import type { RuleId } from './rules';
import { judgeSubject } from './subjectDecisions';
import type { Evidence, LicenseTerms } from './terms';
import { judgeTermsAlone } from './termsEffect';
import type { Use, Verdict } from './verdict';

/**
 * What the project does with a package, vendored code or a file with a licence of its own. `distributed`: part of the product;
 * `network`: runs behind a service that others use; `development`: a tool that no user gets.
 */
export type PackageRole = 'distributed' | 'network' | 'development';

export interface PackageQuestion {
  /** Package URL, or path of a vendored file: the subject of the reasons. */
  readonly id: string;
  /** Names under which a policy may list it; the id is one of them anyway. */
  readonly names?: readonly string[];
  /** SPDX expression; null where none was found. */
  readonly license: string | null;
  readonly role: PackageRole;
  readonly facts: ProjectTerms;
  readonly lookups: Pick<Lookups, 'license'>;
  readonly policy?: Decisions;
  /** ISO date against which exceptions expire. */
  readonly today: string;
  /** Where the licence was read. */
  readonly evidence?: readonly Evidence[];
  /** It is not certain that it becomes part of the product (plug-ins, optional or dynamically loaded parts). */
  readonly linkingInDoubt?: boolean;
  /** Another statement about it that says otherwise; the stricter counts. */
  readonly contradiction?: { readonly license: string /** Who says what. */; readonly text: string };
}

export interface PackageJudgement {
  readonly verdict: Verdict;
  readonly reasons: readonly Reason[];
  readonly obligations: readonly Obligation[];
  readonly exceptions: readonly PolicyException[];
}

const useOfRole: Readonly<Record<PackageRole, Use>> = {
  distributed: 'ship',
  network: 'service',
  development: 'assist',
};

/** Judges a package by its role (LAW, What the project does with it). */
export function judgePackage(question: PackageQuestion): PackageJudgement {
  const use = useOfRole[question.role];
  const path = [question.id];
  const outcome = judgeStatements(question, use);
  const names = [question.id, ...(question.names ?? [])];
  const reasons = merged([
    ...reasonsOf(withEvidence(outcome, question.evidence ?? []), 'code', question.id, path),
    ...judgeSubject(names, 'package', question.policy, path),
  ]);
  const context: Pick<JudgeContext, 'policy' | 'today'> =
    question.policy === undefined ? { today: question.today } : { policy: question.policy, today: question.today };
  // A policy may name it by its package URL or by any of its names; exactly, in either case.
  const excepted = names
    .map((name) => conclude(verdictOf(reasons), use, { package: name }, context, path))
    .find(({ used }) => used.length > 0);
  const final = excepted ?? conclude(verdictOf(reasons), use, { package: question.id }, context, path);
  return {
    verdict: final.verdict,
    reasons: sortedReasons([...reasons, ...final.reasons]),
    obligations: mergedObligations({ [use]: dutiesOf(outcome) }),
    exceptions: final.used,
  };
}

function withEvidence(outcome: Outcome, evidence: readonly Evidence[]): Outcome {
  if (evidence.length === 0) return outcome;
  return { ...outcome, steps: outcome.steps.map((step) => ({ ...step, evidence: [...evidence, ...step.evidence] })) };
}

/** Where two statements differ, what both allow is allowed at most after a look (LAW: the strictest, and say so). */
function judgeStatements(question: PackageQuestion, use: Use): Outcome {
  const { contradiction } = question;
  const outcome = judgeLicense(question, use);
  if (contradiction === undefined) return outcome;
  const { license, text } = contradiction;
  const drift = outcomeOf({ rule: 'licence-drift', effect: 'review', license, text, evidence: [] });
  return together([outcome, judgeLicense({ ...question, license }, use), drift]);
}

function judgeLicense(question: PackageQuestion, use: Use): Outcome {
  if (question.license === null) {
    return outcomeOf({
      rule: 'package-licence-missing',
      effect: 'review',
      license: null,
      text: 'No licence was found. Silence grants nothing.',
      evidence: [],
    });
  }
  const expression = parseExpression(question.license);
  if (expression === null) {
    return outcomeOf({
      rule: 'licence-invalid',
      effect: 'review',
      license: question.license,
      text: `“${question.license}” is not a licence expression that can be read.`,
      evidence: [],
    });
  }
  return judgeTree(expression, question, use);
}

function judgeTree(expression: Expression, question: PackageQuestion, use: Use): Outcome {
  if (expression.kind === 'license')
    return together([judgeLeaf(expression, question, use), ...leafDecisions(expression, question.policy)]);
  const parts = expression.parts.map((part) => ({ part, outcome: judgeTree(part, question, use) }));
  return expression.kind === 'and' ? together(parts.map(({ outcome }) => outcome)) : best(expression, parts);
}

function judgeLeaf(leaf: LicenseLeaf, question: PackageQuestion, use: Use): Outcome {
  const terms = termsOf(leaf, question.lookups);
  if (terms === undefined) {
    return outcomeOf({
      rule: 'licence-unknown',
      effect: 'review',
      license: expressionText(leaf),
      text: `The terms of ${expressionText(leaf)} are not in the registry.`,
      evidence: [],
    });
  }
  const plain = judgeTermsAlone(terms, leaf, use, question.facts, { prefix: 'package', ancestor: false, tasks: [] });
  const shareAlike = terms.conditions.find((condition) => condition.kind === 'share-alike');
  if (shareAlike === undefined) return plain;
  const weak = shareAlike.family !== 'gpl' && shareAlike.family !== 'agpl';
  const linkable = letsOthersLink(leaf);
  return together([
    plain,
    judgeCopyleft(terms, leaf, question, weak || linkable, shareAlike.family === 'agpl', shareAlike.text),
  ]);
}

/** Copyleft that reaches the product. */
function judgeCopyleft(
  terms: LicenseTerms,
  leaf: LicenseLeaf,
  question: PackageQuestion,
  weak: boolean,
  network: boolean,
  duty: string,
): Outcome {
  const license = expressionText(leaf);
  const rule: RuleId = weak ? 'package-weak-copyleft' : 'package-copyleft';
  const step = { rule, license, evidence: terms.evidence };
  const shareAlike = [{ kind: 'share-alike' as const, text: duty, license: terms.id }];
  const own = question.facts.license;
  if (question.role === 'development') {
    return outcomeOf({
      ...step,
      effect: 'allowed',
      text: `${terms.name}: a tool that is not handed on obliges nothing.`,
    });
  }
  if (question.role === 'network') {
    if (!network)
      return outcomeOf({
        ...step,
        effect: 'allowed',
        text: `${terms.name} asks nothing of those who only run it behind a service.`,
      });
    const effect: Verdict = isCompatible(own, leaf) ? 'conditional' : 'review';
    const text = `${terms.name} asks those who run changed code behind a service to offer its users the source; this project is under ${own}.`;
    return outcomeOf({ ...step, effect, text }, [{ kind: 'source-offer', text: duty, license: terms.id }]);
  }
  if (weak) {
    const text = `${terms.name}: the package and changes to it stay under its licence, the product around it need not.`;
    return outcomeOf({ ...step, effect: 'conditional', text }, shareAlike);
  }
  if (isCompatible(own, leaf)) {
    return outcomeOf(
      {
        ...step,
        effect: 'conditional',
        text: `The product as a whole goes out under ${terms.name}, with which ${own} can be combined.`,
      },
      shareAlike,
    );
  }
  const effect: Verdict = question.linkingInDoubt === true ? 'review' : 'denied';
  const doubt =
    question.linkingInDoubt === true ? '; whether it becomes part of the product is for a person to decide' : '';
  return outcomeOf({
    ...step,
    effect,
    text: `${terms.name} asks that the product that it is part of goes out under the same licence; this project is under ${own}${doubt}.`,
  });
}
