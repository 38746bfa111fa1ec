import type { ModelRecord } from './artefacts';
import { conclude, mergedObligations, otherUses, perUse } from './conclude';
import type { JudgeContext } from './context';
import type { Excepted, ExceptedVerdict } from './exceptions';
import type { Judgement, Reason } from './explanation';
import { flipsOf } from './flips';
import { judgeLineage, type LineageVerdict } from './judgeLineage';
import { collectLineage, type Lineage } from './lineage';
import type { Turn } from './outcome';
import { sortedReasons } from './reasons';
import { askedEdition, type Edition, type Editions, editionFlips, editionReason, editionsOf } from './revisions';
import { strictest, type Use, type Verdict } from './verdict';

/** What a model may be used for by a project: all six uses, and the argument for the chosen one. Pure; O(size of the lineage). */
export function judge(model: ModelRecord, context: JudgeContext): Judgement {
  const editions = editionsOf(model, context.revision);
  const { record } = editions;
  const lineage = collectLineage(record, context.lookups);
  const judged = perUse((use) => judgeUse(editions, lineage, use, context));
  const chosen = judged[context.use];
  const uses = perUse((use) => judged[use].final.verdict);
  return {
    verdict: chosen.final.verdict,
    uses,
    licenses: {
      code: record.code?.license ?? null,
      weights: record.weights.license,
      data: namedData(lineage, context),
    },
    lineage: lineage.edges(),
    reasons: sortedReasons([...chosen.reasons(), ...chosen.ofEditions, ...chosen.final.reasons]),
    obligations: mergedObligations(Object.values(judged).map(({ use, duties }) => ({ use, duties: duties() }))),
    exceptions: chosen.final.used,
    flips: [
      ...flipsOf(chosen.turns(), context.facts, chosen.final.verdict, (facts) => {
        const changed = { ...context, facts };
        return judgeUse(editions, lineage, context.use, changed).final.verdict;
      }),
      ...editionFlips(chosen.others, chosen.final.verdict),
      ...otherUses(uses, context.use),
    ],
  };
}

/** The facts that may turn what a model's terms say of the chosen use. */
export function turnsOf(model: ModelRecord, context: JudgeContext): readonly Turn[] {
  const lineage = collectLineage(editionsOf(model, context.revision).record, context.lookups);
  return judgeLineage(lineage, context.use, context).turns();
}

/** The six verdicts alone. */
export function judgeUses(model: ModelRecord, context: Omit<JudgeContext, 'use'>): Record<Use, Verdict> {
  const editions = editionsOf(model, context.revision);
  const lineage = collectLineage(editions.record, context.lookups);
  return perUse((use) => judgeUse(editions, lineage, use, { ...context, use }).final.verdict);
}

interface JudgedUse extends LineageVerdict {
  readonly use: Use;
  /** What editions under other licences would get. */
  readonly others: readonly { readonly edition: Edition<ModelRecord>; readonly verdict: Verdict }[];
  readonly ofEditions: readonly Reason[];
  /** After exceptions. */
  readonly final: ExceptedVerdict;
}

function judgeUse(editions: Editions<ModelRecord>, lineage: Lineage, use: Use, context: JudgeContext): JudgedUse {
  const judged = judgeLineage(lineage, use, context);
  const others = editions.others.map((edition) => ({
    edition,
    verdict: judgeLineage(editionLineage(lineage, edition), use, context).verdict,
  }));
  const ofEditions = [
    ...others.flatMap(({ edition, verdict }) => editionReason(editions, edition, verdict, judged.verdict)),
    ...askedEdition(editions),
  ];
  const { id } = editions.record;
  const verdict = strictest([judged.verdict, ...ofEditions.map((reason) => reason.effect)]);
  return { ...judged, use, others, ofEditions, final: conclude(verdict, use, exceptedBy(id, context), context, [id]) };
}

/** What an exception has to name: the model, and its revision where one was asked for. */
function exceptedBy(model: string, { excepted, revision }: JudgeContext): Excepted {
  return excepted ?? (revision === undefined ? { model } : { model, revision });
}

function editionLineage(lineage: Lineage, edition: Edition<ModelRecord>): Lineage {
  const models = lineage.models.map((node) => (node.role === 'self' ? { ...node, record: edition.record } : node));
  return { ...lineage, models };
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
