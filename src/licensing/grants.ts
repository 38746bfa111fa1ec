import type { ProjectKind, ProjectTerms } from './context';
import { type Outcome, outcomeOf } from './outcome';
import type { RuleId } from './rules';
import type { Grant, LicenseTerms } from './terms';
import { usePhrase } from './uses';
import type { Use, Verdict } from './verdict';

/** How the rules call an artefact in a rule id. */
export type Prefix = 'weights' | 'code' | 'data' | 'package';

/** What a grant means for a kind of project; a limited grant that the project meets stays a condition. */
export function grantEffect(grant: Grant, kind: ProjectKind): Verdict {
  switch (grant) {
    case 'any':
      return 'allowed';
    case 'noncommercial':
      return kind === 'commercial' ? 'denied' : 'conditional';
    case 'research':
      return kind === 'research' ? 'conditional' : 'denied';
    case 'none':
      return 'denied';
    case 'unclear':
      return 'review';
  }
}

/** The grant of one use under one licence (LAW, Effects of terms). */
export function judgeGrant(terms: LicenseTerms, use: Use, facts: ProjectTerms, prefix: Prefix): Outcome {
  const grant = terms.grants[use];
  const effect = grantEffect(grant, facts.kind);
  const common = { effect, license: terms.id, evidence: terms.evidence };
  const doing = usePhrase(use, prefix);
  switch (grant) {
    case 'any':
      return outcomeOf({ ...common, rule: 'licence-permits', text: `${terms.name} permits ${doing}.` });
    case 'unclear':
      return outcomeOf({
        ...common,
        rule: 'terms-unclear',
        text: `${terms.name} does not say clearly whether it permits ${doing}.`,
      });
    case 'none': {
      const rule =
        use === 'derive'
          ? 'no-derivatives'
          : use === 'train' && prefix !== 'data'
            ? 'outputs-no-training'
            : 'use-forbidden';
      return outcomeOf({ ...common, rule, text: `${terms.name} forbids ${doing}.` });
    }
    case 'noncommercial':
    case 'research': {
      const only = grant === 'research' ? 'for research only' : 'for non-commercial purposes only';
      const rule: RuleId = grant === 'research' ? `${prefix}-research-only` : `${prefix}-noncommercial`;
      const met = effect === 'conditional';
      const text = `${terms.name} permits ${doing} ${only}; this project is ${projectPhrase(facts.kind)}.`;
      const other: ProjectKind = met ? 'commercial' : grant === 'research' ? 'research' : 'noncommercial';
      return outcomeOf(
        { ...common, rule, text },
        met ? [{ kind: 'use-restrictions', text: `Use it ${only}.`, license: terms.id }] : [],
        [{ fact: 'kind', at: other, presumed: false, change: { kind: other } }],
      );
    }
  }
}

function projectPhrase(kind: ProjectKind): string {
  return kind === 'noncommercial' ? 'non-commercial' : kind === 'research' ? 'research' : 'commercial';
}
