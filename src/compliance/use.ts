import ignore from 'ignore';
import type { Use } from '../licensing/verdict';
import type { ProjectFacts } from '../project/facts';
import type { Policy } from '../project/policy';

/** Uses that a policy gives to files by glob, compiled once. Globs are written as in `.gitignore`. */
export class PolicyUses {
  private readonly rules: readonly { readonly use: Use; matches(file: string): boolean }[];

  constructor(policy: Policy) {
    this.rules = (policy.uses ?? []).map(({ files, use }) => {
      const glob = ignore({ ignorecase: false }).add(files);
      return { use, matches: (file) => glob.ignores(file) };
    });
  }

  /** All uses that the policy names for a file. */
  of(file: string): readonly Use[] {
    return [...new Set(this.rules.filter((rule) => rule.matches(file)).map((rule) => rule.use))];
  }
}

/**
 * The uses for which a model reference is judged, of which the strictest verdict counts: `--use`, else the policy's for the
 * file, else its use for the whole project, else by place (LAW, What the project does with it).
 */
export function usesOf(file: string, byPlace: Use, facts: ProjectFacts, policy: PolicyUses): readonly Use[] {
  const { value, from } = facts.use;
  if (from === 'option' && value !== 'by-place') return [value];
  const named = policy.of(file);
  if (named.length > 0) return named;
  return [value === 'by-place' ? byPlace : value];
}
