import type { ProjectTerms } from './context';
import type { Flip } from './explanation';
import type { Turn } from './outcome';
import type { Verdict } from './verdict';

/**
 * The facts of a project that turn an answer, with the value where it turns and the verdict there; facts that nobody gave are shown
 * in any case. `at` judges anew for a project with other facts.
 */
export function flipsOf(
  turns: readonly Turn[],
  facts: ProjectTerms,
  verdict: Verdict,
  at: (facts: ProjectTerms) => Verdict,
): readonly Flip[] {
  const distinct = new Map(turns.map((turn) => [`${turn.fact}\n${turn.at}`, turn]));
  return [...distinct]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, turn]) => {
      const other = at({ ...facts, ...turn.change });
      return turn.presumed || other !== verdict ? [{ fact: turn.fact, at: turn.at, verdict: other }] : [];
    });
}
