import type { JudgeContext } from './context';
import type { Decisions } from './decisions';
import type { Outcomes } from './outcome';

type Question = Pick<JudgeContext, 'lookups' | 'facts' | 'policy'>;
type OfRecord = Map<object, Map<string, Outcomes>>;

const byLookups = new WeakMap<JudgeContext['lookups'], WeakMap<JudgeContext['facts'], WeakMap<Decisions, OfRecord>>>();
const noPolicy: Decisions = {};
/** Questions come in rows for the same project. */
let last: { readonly asked: Question; readonly outcomes: OfRecord } | undefined;

/**
 * What was found of a record (terms, a data set, a model) for this registry, project and policy, by question: most models share
 * licences, data and bases, and none is judged twice. Only what depends on nothing else may be kept here.
 */
export function sharedOutcomes(record: object, question: string, asked: Question, judge: () => Outcomes): Outcomes {
  const outcomes = outcomesFor(asked);
  let known = outcomes.get(record);
  if (known === undefined) {
    known = new Map();
    outcomes.set(record, known);
  }
  const found = known.get(question);
  if (found !== undefined) return found;
  const judged = judge();
  known.set(question, judged);
  return judged;
}

function outcomesFor(asked: Question): OfRecord {
  const { lookups, facts, policy } = asked;
  if (last?.asked.lookups === lookups && last.asked.facts === facts && last.asked.policy === policy)
    return last.outcomes;
  const byFacts = within(byLookups, lookups, () => new WeakMap());
  const byPolicy = within(byFacts, facts, () => new WeakMap());
  // Below, strong keys: the collector is slow with many weak ones, and these live as long as the three above.
  const outcomes: OfRecord = within(byPolicy, policy ?? noPolicy, () => new Map());
  last = { asked: policy === undefined ? { lookups, facts } : { lookups, facts, policy }, outcomes };
  return outcomes;
}

function within<K extends object, V>(map: WeakMap<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
