import type { JudgeContext } from './context';
import { applyExceptions, type Excepted, type ExceptedVerdict } from './exceptions';
import type { Flip, Obligation, Reason } from './explanation';
import type { Duty } from './outcome';
import { strictest, USES, type Use, type Verdict } from './verdict';

/** A value for each of the six uses. */
export function perUse<T>(of: (use: Use) => T): Record<Use, T> {
  return {
    assist: of('assist'),
    service: of('service'),
    ship: of('ship'),
    derive: of('derive'),
    outputs: of('outputs'),
    train: of('train'),
  };
}

/** What the project's exceptions make of a verdict: they have the last word. */
export function conclude(
  verdict: Verdict,
  use: Use,
  excepted: Excepted,
  context: Pick<JudgeContext, 'policy' | 'today'>,
  path: readonly string[],
): ExceptedVerdict {
  return applyExceptions(verdict, use, excepted, context.policy?.exceptions, context.today, path);
}

/** The strictest effect of several reasons. */
export function verdictOf(reasons: readonly Reason[]): Verdict {
  return strictest(reasons.map((reason) => reason.effect));
}

/** The same duty for several uses is one obligation that names them. */
export function mergedObligations(all: Readonly<Partial<Record<Use, readonly Duty[]>>>): readonly Obligation[] {
  const byKey = new Map<string, { readonly duty: Duty; readonly uses: Use[] }>();
  for (const use of USES) {
    for (const duty of all[use] ?? []) {
      const key = `${duty.license}\n${duty.kind}\n${duty.text}`;
      const known = byKey.get(key);
      if (known === undefined) byKey.set(key, { duty, uses: [use] });
      else if (!known.uses.includes(use)) known.uses.push(use);
    }
  }
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { duty, uses }]) => ({ ...duty, uses }));
}

/** Uses that get another verdict than the chosen one. */
export function otherUses(uses: Readonly<Record<Use, Verdict>>, chosen: Use): readonly Flip[] {
  return USES.filter((use) => uses[use] !== uses[chosen]).map((use) => ({ fact: 'use', at: use, verdict: uses[use] }));
}
