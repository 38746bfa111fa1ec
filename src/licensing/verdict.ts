/** The answer to "may this project do this with that?", from the mildest to the strictest. */
export type Verdict = 'allowed' | 'conditional' | 'review' | 'denied';

const STRICTNESS: Readonly<Record<Verdict, number>> = { allowed: 0, conditional: 1, review: 2, denied: 3 };

/** Positive when `a` is stricter than `b`, negative when milder, 0 when equal. */
export function compareVerdicts(a: Verdict, b: Verdict): number {
  return STRICTNESS[a] - STRICTNESS[b];
}

/** The stricter of two verdicts. */
export function stricter(a: Verdict, b: Verdict): Verdict {
  return STRICTNESS[b] > STRICTNESS[a] ? b : a;
}

/** The strictest of several verdicts; `allowed` when there are none. */
export function strictest(verdicts: Iterable<Verdict>): Verdict {
  let result: Verdict = 'allowed';
  for (const verdict of verdicts) if (compareVerdicts(verdict, result) > 0) result = verdict;
  return result;
}

/** What the project does with a model. CONTRACT of the command line: the six uses. */
export const USES = ['assist', 'service', 'ship', 'derive', 'outputs', 'train'] as const;
export type Use = (typeof USES)[number];

/** Uses that hand the weights on, as they are or changed. */
export function handsOn(use: Use): boolean {
  return use === 'ship' || use === 'derive';
}
