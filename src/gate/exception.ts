import type { PolicyException } from '../licensing/decisions';
import type { Use } from '../licensing/verdict';

/** What a written `accepted-risk` exception would name to let a refused model in. */
export interface Acceptable {
  readonly sha256: string;
  /** For the question that is put to the user. */
  readonly name: string;
  readonly path: string;
}

/** Days after which an accepted risk has to be looked at again, unless the user says otherwise. */
export const ACCEPTED_DAYS = 90;

export interface Acceptance {
  readonly sha256: string;
  readonly reason: string;
  /** Who accepts it. */
  readonly by: string;
  /** ISO date. */
  readonly today: string;
  readonly days?: number;
  /** Only for these uses; for all when absent. */
  readonly uses?: readonly Use[];
}

/** The exception that turns `review` into `conditional` for one file, by its digest (LAW, Policy). */
export function acceptedRisk(acceptance: Acceptance): PolicyException {
  const { sha256, reason, by, today, days = ACCEPTED_DAYS, uses } = acceptance;
  return {
    kind: 'accepted-risk',
    sha256,
    ...(uses === undefined ? {} : { uses }),
    reason,
    by,
    date: today,
    expires: daysAfter(today, days),
  };
}

function daysAfter(date: string, days: number): string {
  const time = new Date(`${date}T00:00:00Z`);
  time.setUTCDate(time.getUTCDate() + days);
  return time.toISOString().slice(0, 10);
}
