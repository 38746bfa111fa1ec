import { judgeCode, judgeDisclosure, judgeLabel, judgeWeights, unknownBase } from './ancestorEffect';
import type { ModelRecord } from './artefacts';
import { judgeAvailability } from './availability';
import { type Counted, judgeConflicts } from './conflicts';
import type { JudgeContext } from './context';
import { judgeTrainedOn } from './dataEffect';
import { applyExceptions, type ExceptedVerdict } from './exceptions';
import type { Artefact, Flip, Judgement, Obligation, Reason } from './explanation';
import { collectLineage, type Lineage } from './lineage';
import { type Outcome, outcomeOf, type Turn } from './outcome';
import { merged, reasonsOf, sortedReasons } from './reasons';
import { judgeSubject } from './subjectDecisions';
import { judgeTeacher } from './teacherEffect';
import { strictest, USES, type Use, type Verdict } from './verdict';

/** What a model may be used for by a project: all six uses, and the argument for the chosen one. Pure; O(size of the lineage). */
export function judge(model: ModelRecord, context: JudgeContext): Judgement {
  const lineage = collectLineage(model, context.lookups);
  const all = USES.map((use) => judgeUse(model, lineage, use, context));
  const byUse = Object.fromEntries(USES.map((use, index) => [use, all[index]])) as Record<Use, JudgedUse>;
  const chosen = byUse[context.use];
  const uses = Object.fromEntries(USES.map((use) => [use, byUse[use].final.verdict])) as Record<Use, Verdict>;
  return {
    verdict: chosen.final.verdict,
    uses,
    licenses: {
      code: model.code?.license ?? null,
      weights: model.weights.license,
      data: namedData(lineage, context),
    },
    lineage: lineage.edges,
    reasons: sortedReasons([...chosen.reasons, ...chosen.final.reasons]),
    obligations: mergedObligations(all),
    exceptions: chosen.final.used,
    flips: [...flips(model, lineage, chosen, context), ...otherUses(uses, context.use)],
  };
}

/** The six verdicts alone. */
export function judgeUses(model: ModelRecord, context: Omit<JudgeContext, 'use'>): Record<Use, Verdict> {
  const lineage = collectLineage(model, context.lookups);
  const verdicts = USES.map((use) => [use, judgeUse(model, lineage, use, { ...context, use }).final.verdict]);
  return Object.fromEntries(verdicts) as Record<Use, Verdict>;
}

interface JudgedUse {
  readonly use: Use;
  readonly reasons: readonly Reason[];
  readonly duties: Outcome['duties'];
  readonly turns: readonly Turn[];
  /** After exceptions. */
  readonly final: ExceptedVerdict;
}

function judgeUse(model: ModelRecord, lineage: Lineage, use: Use, context: JudgeContext): JudgedUse {
  const reasons: Reason[] = [];
  const duties: Outcome['duties'][number][] = [];
  const turns: Turn[] = [];
  const add = (outcome: Outcome, artefact: Artefact, subject: string, path: readonly string[]): void => {
    reasons.push(...reasonsOf(outcome, artefact, subject, path));
    // What is denied or unclear obliges nobody to anything yet; the duties of the rest stand.
    if (outcome.effect !== 'denied') duties.push(...outcome.duties);
    turns.push(...outcome.turns);
  };
  const counted: Counted[] = [];
  for (const ancestor of lineage.models) {
    const { record, role, path } = ancestor;
    const names = record === undefined ? [ancestor.id] : [record.id, record.name, ...(record.aliases.hub ?? [])];
    reasons.push(...judgeSubject(names, 'model', context.policy, path));
    if (record === undefined) {
      add(unknownBase(ancestor), role === 'teacher' ? 'teacher' : 'base', ancestor.id, path);
      continue;
    }
    if (role === 'teacher') {
      add(judgeTeacher(ancestor, use, context), 'teacher', ancestor.id, path);
      continue;
    }
    const weights = judgeWeights(ancestor, record, use, context);
    add(weights.outcome, role === 'self' ? 'weights' : 'base', record.id, path);
    if (weights.counts && record.weights.license !== null) {
      counted.push({ id: record.id, name: record.name, license: record.weights.license, artefact: 'weights' });
    }
    if (ancestor.made !== undefined && weights.counts) {
      const relabelled = judgeLabel(ancestor, record, weights.outcome.effect, use, context);
      if (relabelled !== undefined) add(relabelled, 'weights', ancestor.made.child.id, path.slice(0, -1));
    }
    if (role !== 'base' && record.code !== null)
      add(judgeCode(record, record.code, use, context), 'code', record.id, path);
    const disclosure = judgeDisclosure(record, context);
    if (disclosure !== undefined) add(disclosure, 'data', record.id, path);
    if (role === 'self') {
      const availability = judgeAvailability(record, use);
      if (availability !== undefined) add(availability, 'weights', record.id, path);
      for (const statement of record.statements ?? []) {
        add(intent(record, statement), 'weights', record.id, path);
      }
    }
  }
  for (const trained of lineage.data) {
    const dataset = context.lookups.dataset(trained.id);
    const names = dataset === undefined ? [trained.id] : [dataset.id, dataset.name];
    reasons.push(...judgeSubject(names, 'model', context.policy, trained.path));
    const outcome = judgeTrainedOn(trained, dataset, use, context);
    add(outcome, 'data', trained.id, trained.path);
    if (dataset?.license.license != null && outcome.steps.some((step) => step.rule === 'data-share-alike')) {
      counted.push({ id: dataset.id, name: dataset.name, license: dataset.license.license, artefact: 'data' });
    }
  }
  for (const conflict of judgeConflicts(counted, use, context)) {
    const path = [...lineage.models, ...lineage.data].find((node) => node.id === conflict.subject)?.path ?? [model.id];
    add(
      conflict.outcome,
      lineage.data.some((node) => node.id === conflict.subject) ? 'data' : 'weights',
      conflict.subject,
      path,
    );
  }
  reasons.push(...(context.also ?? []));
  const distinct = merged(reasons);
  const verdict = strictest(distinct.map((reason) => reason.effect));
  const subject = {
    model: model.id,
    ...(context.sha256 === undefined ? {} : { sha256: context.sha256 }),
    ...(context.revision === undefined ? {} : { revision: context.revision }),
  };
  const final = applyExceptions(verdict, use, subject, context.policy?.exceptions, context.today, [model.id]);
  return { use, reasons: distinct, duties, turns, final };
}

/** A sentence of intent outside the licence forbids nothing; it is said. */
function intent(model: ModelRecord, statement: NonNullable<ModelRecord['statements']>[number]): Outcome {
  return outcomeOf({
    rule: 'publisher-intent',
    effect: 'allowed',
    license: null,
    text: `${model.publisher} says, outside the licence: ${statement.text}`,
    evidence: statement.evidence,
  });
}

/** The named data sets with their licences, each once, sorted. */
function namedData(lineage: Lineage, context: JudgeContext): Judgement['licenses']['data'] {
  const named = new Map<string, { readonly name: string; readonly license: string | null }>();
  for (const { id } of lineage.data) {
    const dataset = context.lookups.dataset(id);
    named.set(id, { name: dataset?.name ?? id, license: dataset?.license.license ?? null });
  }
  return [...named].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, data]) => data);
}

/** The duties of all six uses: the same duty is one obligation that names the uses it bites on. */
function mergedObligations(all: readonly JudgedUse[]): readonly Obligation[] {
  const byKey = new Map<string, { readonly duty: JudgedUse['duties'][number]; readonly uses: Use[] }>();
  for (const { use, duties } of all) {
    for (const duty of duties) {
      const key = `${duty.license}\n${duty.kind}\n${duty.text}`;
      const known = byKey.get(key);
      if (known === undefined) byKey.set(key, { duty, uses: [use] });
      else if (!known.uses.includes(use)) known.uses.push(use);
    }
  }
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { duty, uses }]) => ({ ...duty, uses }));
}

/** Facts whose change turns the answer, and those that were presumed. */
function flips(model: ModelRecord, lineage: Lineage, chosen: JudgedUse, context: JudgeContext): readonly Flip[] {
  const turns = new Map(chosen.turns.map((turn) => [`${turn.fact}\n${turn.at}`, turn]));
  return [...turns]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, turn]) => {
      const changed = { ...context, facts: { ...context.facts, ...turn.change } };
      const { verdict } = judgeUse(model, lineage, chosen.use, changed).final;
      return turn.presumed || verdict !== chosen.final.verdict ? [{ fact: turn.fact, at: turn.at, verdict }] : [];
    });
}

/** Uses that get another verdict than the chosen one. */
function otherUses(uses: Readonly<Record<Use, Verdict>>, chosen: Use): readonly Flip[] {
  return USES.filter((use) => uses[use] !== uses[chosen]).map((use) => ({ fact: 'use', at: use, verdict: uses[use] }));
}
