import type { Use } from './verdict';

/** A deny or review rule; exactly one of the patterns is set. `*` stands for any characters, case does not matter. */
export interface PolicyRule {
  readonly license?: string;
  readonly model?: string;
  readonly package?: string;
  readonly reason: string;
}

/** A written decision on one thing, matched by exact id or digest, never by pattern (LAW, Policy). */
export interface PolicyException {
  readonly kind: 'accepted-risk' | 'separate-licence';
  readonly model?: string;
  readonly sha256?: string;
  readonly package?: string;
  readonly revision?: string;
  readonly uses?: readonly Use[];
  readonly reason: string;
  readonly by: string;
  /** ISO date. */
  readonly date: string;
  /** ISO date; past it the exception is none. */
  readonly expires: string;
  /** Names the agreement; a `separate-licence` without one is invalid. */
  readonly agreement?: string;
}

/** The part of a policy that bears on verdicts. */
export interface Decisions {
  readonly deny?: readonly PolicyRule[];
  readonly review?: readonly PolicyRule[];
  readonly requireDisclosedData?: boolean;
  readonly exceptions?: readonly PolicyException[];
}
