import type { ProjectTerms } from './context';
import type { Obligation } from './explanation';
import type { RuleId } from './rules';
import type { Evidence } from './terms';
import { compareVerdicts, handsOn, stricter, strictest, type Use, type Verdict } from './verdict';

/** What a rule says about one licence and one use, before it is put beside the artefact and its path. */
export interface Step {
  readonly rule: RuleId;
  readonly effect: Verdict;
  readonly license: string | null;
  readonly text: string;
  readonly evidence: readonly Evidence[];
}

/** A duty for the use that was judged. */
export type Duty = Pick<Obligation, 'kind' | 'text' | 'license'>;

/** A fact whose change may turn the answer. */
export interface Turn {
  readonly fact: string;
  readonly at: string | number;
  /** Nobody gave the fact: it was presumed to meet the term, and is shown in any case. */
  readonly presumed: boolean;
  /** The project on the other side of `at`. */
  readonly change: Partial<ProjectTerms>;
}

/** What the terms say for one use. */
export interface Outcome {
  /** The strictest of its steps. */
  readonly effect: Verdict;
  readonly steps: readonly Step[];
  readonly duties: readonly Duty[];
  readonly turns: readonly Turn[];
}

export const nothing: Outcome = { effect: 'allowed', steps: [], duties: [], turns: [] };

/** What the rules say of one thing, by use. */
export type Outcomes = (use: Use) => Outcome;

/** What is denied obliges nobody to anything; the duties of the rest stand. */
export function dutiesOf({ effect, duties }: Outcome): readonly Duty[] {
  return effect === 'denied' ? [] : duties;
}

/** Outcomes that are found when they are asked for, each once. */
export function outcomesBy(judgeOne: Outcomes): Outcomes {
  const known: Partial<Record<Use, Outcome>> = {};
  return (use) => {
    known[use] ??= judgeOne(use);
    return known[use];
  };
}

/** An outcome of a single step. */
export function outcomeOf(step: Step, duties: readonly Duty[] = [], turns: readonly Turn[] = []): Outcome {
  return { effect: step.effect, steps: [step], duties, turns };
}

/** The same for what cares only whether the weights are handed on. */
export function outcomesByHandingOn(judgeOne: Outcomes): Outcomes {
  const judged = outcomesBy(judgeOne);
  return (use) => judged(handsOn(use) ? 'ship' : 'assist');
}

/** Several outcomes that all hold: the strictest counts, everything is kept. */
export function together(outcomes: readonly Outcome[]): Outcome {
  if (outcomes.length < 2) return outcomes[0] ?? nothing;
  let effect: Verdict = 'allowed';
  const steps: Step[] = [];
  const duties: Duty[] = [];
  const turns: Turn[] = [];
  for (const outcome of outcomes) {
    if (outcome.effect !== 'allowed') effect = stricter(effect, outcome.effect);
    steps.push(...outcome.steps);
    duties.push(...outcome.duties);
    turns.push(...outcome.turns);
  }
  return { effect, steps, duties, turns };
}

/**
 * The outcome with no effect stricter than `limit`: for terms that bind somebody else than this project. What its own policy says
 * binds this project in any case.
 */
export function atMost(outcome: Outcome, limit: Verdict): Outcome {
  if (compareVerdicts(outcome.effect, limit) <= 0) return outcome;
  const steps = outcome.steps.map((step) =>
    compareVerdicts(step.effect, limit) <= 0 || step.rule.startsWith('policy-') ? step : { ...step, effect: limit },
  );
  return { ...outcome, effect: strictest(steps.map((step) => step.effect)), steps };
}
