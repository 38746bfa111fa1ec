import type { ProjectTerms } from './context';
import { type Duty, type Outcome, outcomeOf, type Turn } from './outcome';
import type { Condition, LicenseTerms, ThresholdMetric } from './terms';
import type { Verdict } from './verdict';

type Threshold = Extract<Condition, { kind: 'threshold' }>;

const metrics: Readonly<Record<ThresholdMetric, string>> = {
  mau: 'monthly active users',
  dau: 'daily active users',
  revenue: 'US dollars of revenue a year',
  monthlyRevenue: 'US dollars of revenue a month',
};

/** True when a project of this size is above the threshold. */
function isAbove(threshold: Threshold, value: number): boolean {
  return threshold.inclusive === true ? value >= threshold.value : value > threshold.value;
}

/** A threshold of users or revenue: never better than `conditional`, `denied` above it where the licence then grants nothing. */
export function judgeThreshold(terms: LicenseTerms, threshold: Threshold, facts: ProjectTerms): Outcome {
  const stated = facts[threshold.metric];
  const implied = atLeast(threshold.metric, facts);
  const given = stated ?? (implied !== undefined && isAbove(threshold, implied) ? implied : undefined);
  const above = given !== undefined && isAbove(threshold, given);
  const effect: Verdict = above && threshold.above === 'none' ? 'denied' : 'conditional';
  const limit = `${grouped(threshold.value)} ${metrics[threshold.metric]}`;
  const beyond = threshold.above === 'none' ? 'grants nothing' : 'adds a duty';
  const state =
    given === undefined
      ? 'the size of this project was not given, so it is presumed to be below'
      : stated === undefined
        ? `this project has ${grouped(Math.floor(given))} or more, by its other figures`
        : `this project has ${grouped(given)}`;
  const duty: Duty = { kind: 'threshold', text: threshold.text, license: terms.id };
  const turn: Turn = {
    fact: threshold.metric,
    at: threshold.value,
    presumed: stated === undefined,
    change: { [threshold.metric]: otherSide(threshold, above) },
  };
  return outcomeOf(
    {
      rule: 'threshold',
      effect,
      license: terms.id,
      text: `${terms.name} ${beyond} above ${limit} (${threshold.asOf}); ${state}.`,
      evidence: terms.evidence,
    },
    effect === 'denied' ? [] : [duty],
    [turn],
  );
}

/** What other sizes say of one that was not given: who earns that much a year earns a twelfth of it in some month. */
function atLeast(metric: ThresholdMetric, { dau, revenue, monthlyRevenue }: ProjectTerms): number | undefined {
  switch (metric) {
    case 'mau':
      return dau;
    case 'revenue':
      return monthlyRevenue === undefined ? undefined : monthlyRevenue * 12;
    case 'monthlyRevenue':
      return revenue === undefined ? undefined : revenue / 12;
    case 'dau':
      return undefined;
  }
}

/** 700,000,000: the same on every machine. */
function grouped(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

function otherSide(threshold: Threshold, above: boolean): number {
  if (threshold.inclusive === true) return above ? threshold.value - 1 : threshold.value;
  return above ? threshold.value : threshold.value + 1;
}
