/** How suggestions fared, added up on this machine. */
export interface Counters {
  /** Shown for long enough to be read. */
  readonly offered: number;
  readonly accepted: number;
  /** A word or a line of it was. */
  readonly partly: number;
  readonly dismissed: number;
  readonly ignored: number;
  /** Accepted texts that were looked for again, and those that were still there. */
  readonly checked30s: number;
  readonly kept30s: number;
  readonly checked5min: number;
  readonly kept5min: number;
  /** ISO date on which counting began. */
  readonly since: string;
}

export type Count = Exclude<keyof Counters, 'since'>;

/** Nothing counted yet. */
export function noCounters(since: string): Counters {
  return withCounts(since, () => 0);
}

/** One more of a kind. */
export function counted(counters: Counters, name: Count): Counters {
  return { ...counters, [name]: counters[name] + 1 };
}

/** What was kept, as it was stored; what cannot be read counts as nothing. */
export function readCounters(stored: unknown, since: string): Counters {
  if (typeof stored !== 'object' || stored === null) return noCounters(since);
  const values: Readonly<Record<string, unknown>> = { ...stored };
  return withCounts(typeof values.since === 'string' ? values.since : since, (name) => {
    const value = values[name];
    return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0;
  });
}

function withCounts(since: string, count: (name: Count) => number): Counters {
  return {
    offered: count('offered'),
    accepted: count('accepted'),
    partly: count('partly'),
    dismissed: count('dismissed'),
    ignored: count('ignored'),
    checked30s: count('checked30s'),
    kept30s: count('kept30s'),
    checked5min: count('checked5min'),
    kept5min: count('kept5min'),
    since,
  };
}
