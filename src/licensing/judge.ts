import type { ModelRecord } from './artefacts';
import { perUse } from './conclude';
import type { JudgeContext, JudgeSetting } from './context';
import type { Judgement } from './explanation';
import { judgeEditions } from './judgeEditions';
import { judgeLineage } from './judgeLineage';
import { type Judged, judgementOf } from './judgement';
import { collectLineage, type Lineage } from './lineage';
import type { Turn } from './outcome';
import { type Editions, editionsOf } from './revisions';
import type { Use, Verdict } from './verdict';

/** What a model may be used for by a project: all six uses, and the argument for the chosen one. Pure; O(size of the lineage). */
export function judge(model: ModelRecord, context: JudgeContext): Judgement {
  const editions = editionsOf(model, context.revision);
  const { record } = editions;
  const lineage = collectLineage(record, context.lookups);
  return judgementOf((asked) => judgeLicensed(editions, lineage, asked), context, {
    licenses: {
      code: record.code?.license ?? null,
      weights: record.weights.license,
      data: namedData(lineage, context),
    },
    lineage: lineage.edges(),
  });
}

/** The facts that may turn what a model's terms say of the chosen use. */
export function turnsOf(model: ModelRecord, context: JudgeContext): readonly Turn[] {
  const lineage = collectLineage(editionsOf(model, context.revision).record, context.lookups);
  return judgeLineage(lineage, context).turns(context.use);
}

/** The six verdicts alone. */
export function judgeUses(model: ModelRecord, context: JudgeSetting): Record<Use, Verdict> {
  const editions = editionsOf(model, context.revision);
  const judged = judgeLicensed(editions, collectLineage(editions.record, context.lookups), context);
  return perUse((use) => judged.final(use).verdict);
}

function judgeLicensed(editions: Editions<ModelRecord>, lineage: Lineage, context: JudgeSetting): Judged {
  const judgeOne = (record: ModelRecord) =>
    judgeLineage(record === editions.record ? lineage : withEdition(lineage, record), context);
  return judgeEditions(editions, judgeOne, context);
}

function withEdition(lineage: Lineage, record: ModelRecord): Lineage {
  return { ...lineage, models: lineage.models.map((node) => (node.role === 'self' ? { ...node, record } : node)) };
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
