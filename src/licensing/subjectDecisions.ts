import type { Decisions, PolicyRule } from './decisions';
import type { Reason } from './explanation';
import { matchesPattern } from './patterns';

/** What the policy's deny and review lists say of a model, a data set or a package by its names. */
export function judgeSubject(
  names: readonly string[],
  key: 'model' | 'package',
  policy: Decisions | undefined,
  path: readonly string[],
): readonly Reason[] {
  if (policy === undefined) return [];
  const verdicts = [
    ['denied', 'policy-deny', policy.deny],
    ['review', 'policy-review', policy.review],
  ] as const;
  return verdicts.flatMap(([effect, rule, rules]) =>
    (rules ?? []).flatMap((decision: PolicyRule): readonly Reason[] => {
      const pattern = decision[key];
      if (pattern === undefined || !names.some((name) => matchesPattern(name, pattern))) return [];
      return [
        {
          rule,
          effect,
          artefact: 'policy',
          subject: path.at(-1) ?? '',
          license: null,
          path,
          text: `The project's policy ${effect === 'denied' ? 'denies' : 'wants a review of'} ${pattern}: ${decision.reason}`,
          evidence: [],
        },
      ];
    }),
  );
}
