import { judgeCode, judgeDisclosure, judgeLabel, judgeWeights, unknownBase } from './ancestorEffect';
import type { ModelRecord } from './artefacts';
import { judgeAvailability } from './availability';
import { conclude, mergedObligations, otherUses, perUse } from './conclude';
import { type Counted, judgeConflicts } from './conflicts';
import type { JudgeContext } from './context';
import { judgeTrainedOn } from './dataEffect';
import type { Excepted, ExceptedVerdict } from './exceptions';
import type { Artefact, Flip, Judgement, Reason } from './explanation';
import { collectLineage, type Lineage } from './lineage';
import { type Outcome, outcomeOf, type Turn } from './outcome';
import { merged, reasonsOf, sortedReasons } from './reasons';
import { type Edition, type Editions, editionsOf } from './revisions';
import { judgeSubject } from './subjectDecisions';
import { judgeTeacher } from './teacherEffect';
import { compareVerdicts, strictest, type Use, type Verdict } from './verdict';

/** What a model may be used for by a project: all six uses, and the argument for the chosen one. Pure; O(size of the lineage). */
export function judge(model: ModelRecord, context: JudgeContext): Judgement {
  const editions = editionsOf(model, context.revision);
  const lineage = collectLineage(editions.record, context.lookups);
  const judged = judgeAll(editions, lineage, context);
  const chosen = judged[context.use];
  const uses = verdictsOf(judged);
  return {
    verdict: chosen.final.verdict,
    uses,
    licenses: {
      code: editions.record.code?.license ?? null,
      weights: editions.record.weights.license,
      data: namedData(lineage, context),
    },
    lineage: lineage.edges,
    reasons: sortedReasons([...chosen.reasons, ...chosen.final.reasons]),
    obligations: mergedObligations(Object.values(judged)),
    exceptions: chosen.final.used,
    flips: [
      ...flips(lineage, chosen, context),
      ...chosen.older
        .filter((older) => older.verdict !== chosen.final.verdict)
        .map(({ label, verdict }) => ({ fact: 'revision', at: label, verdict })),
      ...otherUses(uses, context.use),
    ],
  };
}

/** The six verdicts alone. */
export function judgeUses(model: ModelRecord, context: Omit<JudgeContext, 'use'>): Record<Use, Verdict> {
  const editions = editionsOf(model, context.revision);
  const lineage = collectLineage(editions.record, context.lookups);
  return verdictsOf(judgeAll(editions, lineage, { ...context, use: 'assist' }));
}

function verdictsOf(judged: Readonly<Record<Use, JudgedUse>>): Record<Use, Verdict> {
  return perUse((use) => judged[use].final.verdict);
}

interface JudgedUse {
  readonly use: Use;
  readonly reasons: readonly Reason[];
  readonly duties: Outcome['duties'];
  readonly turns: readonly Turn[];
  /** What editions under other licences would get. */
  readonly older: readonly { readonly label: string; readonly verdict: Verdict }[];
  /** After exceptions. */
  readonly final: ExceptedVerdict;
}

function judgeAll(editions: Editions, lineage: Lineage, context: JudgeContext): Record<Use, JudgedUse> {
  return perUse((use) => {
    const { reasons, ...rest } = judgeUse(lineage, use, context);
    const own = strictest(reasons.map((reason) => reason.effect));
    const older = editions.others.map((edition) => ({
      edition,
      verdict: verdictOf(editionLineage(lineage, edition), use, context),
    }));
    const all = [
      ...reasons,
      ...older.flatMap(({ edition, verdict }) => editionReason(editions, edition, verdict, own)),
      ...askedEdition(editions),
    ];
    const final = conclude(all, use, exceptedBy(editions.record, context), context, [editions.record.id]);
    const labels = older.map(({ edition, verdict }) => ({ label: edition.label, verdict }));
    return { ...rest, use, reasons: all, older: labels, final };
  });
}

/** What an exception has to name: the model, and its revision where one was asked for. */
function exceptedBy(model: ModelRecord, context: JudgeContext): Excepted {
  return (
    context.excepted ?? { model: model.id, ...(context.revision === undefined ? {} : { revision: context.revision }) }
  );
}

function verdictOf(lineage: Lineage, use: Use, context: JudgeContext): Verdict {
  return strictest(judgeUse(lineage, use, context).reasons.map((reason) => reason.effect));
}

function editionLineage(lineage: Lineage, edition: Edition): Lineage {
  return {
    ...lineage,
    models: lineage.models.map((node) => (node.role === 'self' ? { ...node, record: edition.record } : node)),
  };
}

/** Another edition is said where it is stricter; it counts where it may be the one that is meant (LAW, Which model is it). */
function editionReason(editions: Editions, edition: Edition, verdict: Verdict, own: Verdict): readonly Reason[] {
  if (compareVerdicts(verdict, own) <= 0) return [];
  const { record } = edition;
  const { unsure } = editions;
  const text = unsure
    ? `The licence of ${record.name} has changed, and the registry does not know which one the revision has: ${edition.label} was under ${record.weights.license ?? 'no licence'} (${verdict}).`
    : `The licence of ${record.name} has changed: ${edition.label} is under ${record.weights.license ?? 'no licence'}, which is stricter (${verdict}).`;
  return [
    {
      rule: unsure ? 'revision-unknown' : 'revision-changed',
      effect: unsure ? verdict : 'allowed',
      artefact: 'weights',
      subject: record.id,
      license: record.weights.license,
      path: [record.id],
      text,
      evidence: record.weights.evidence,
    },
  ];
}

function askedEdition({ earlier }: Editions): readonly Reason[] {
  if (earlier === undefined) return [];
  const { record, label } = earlier;
  return [
    {
      rule: 'revision-changed',
      effect: 'allowed',
      artefact: 'weights',
      subject: record.id,
      license: record.weights.license,
      path: [record.id],
      text: `Asked for at ${label}, when ${record.name} was under ${record.weights.license ?? 'no licence'}.`,
      evidence: record.weights.evidence,
    },
  ];
}

/** What the licences say of one use, before exceptions. */
function judgeUse(lineage: Lineage, use: Use, context: JudgeContext): Pick<JudgedUse, 'reasons' | 'duties' | 'turns'> {
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
    const path = [...lineage.models, ...lineage.data].find((node) => node.id === conflict.subject)?.path ?? [
      conflict.subject,
    ];
    add(
      conflict.outcome,
      lineage.data.some((node) => node.id === conflict.subject) ? 'data' : 'weights',
      conflict.subject,
      path,
    );
  }
  reasons.push(...(context.also ?? []));
  return { reasons: merged(reasons), duties, turns };
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

/** Facts whose change turns the answer, and those that were presumed. */
function flips(lineage: Lineage, chosen: JudgedUse, context: JudgeContext): readonly Flip[] {
  const turns = new Map(chosen.turns.map((turn) => [`${turn.fact}\n${turn.at}`, turn]));
  const before = strictest(chosen.reasons.map((reason) => reason.effect));
  return [...turns]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, turn]) => {
      const verdict = verdictOf(lineage, chosen.use, { ...context, facts: { ...context.facts, ...turn.change } });
      return turn.presumed || verdict !== before ? [{ fact: turn.fact, at: turn.at, verdict }] : [];
    });
}
