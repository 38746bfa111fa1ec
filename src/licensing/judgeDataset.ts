import type { DatasetRecord } from './artefacts';
import { verdictOf } from './conclude';
import type { JudgeContext } from './context';
import { judgeDataShareAlike } from './dataShareAlike';
import { judgeDataStatements } from './dataStatements';
import type { Judgement, LineageEdge } from './explanation';
import { judgeNamedGenerators } from './generatorEffect';
import { type JudgedTerms, judgeEditions } from './judgeEditions';
import { judgementOf } from './judgement';
import { namesOf } from './names';
import { dutiesOf, nothing, type Outcome, outcomeOf, outcomesBy, together } from './outcome';
import { merged, reasonsOf } from './reasons';
import { datasetEditionsOf } from './revisions';
import { judgeSubject } from './subjectDecisions';
import { judgeTraining } from './trainingEffect';
import type { Use } from './verdict';

/**
 * A data set that the project itself names, judged by its own terms for training (LAW): non-commercial `denied`; a vendor's
 * outputs, a licence per file, no single licence or none `review`; registration `conditional`; share-alike `conditional` where
 * the weights are handed on. The sets that it was made from count as well.
 */
export function judgeDataset(dataset: DatasetRecord, context: JudgeContext): Judgement {
  const editions = datasetEditionsOf(dataset, context.revision);
  const { sets, edges } = collect(editions.record, context);
  const judgeFor = (asked: JudgeContext) =>
    judgeEditions(editions, (edition) => judgeSets(inEdition(sets, edition), asked), asked);
  return judgementOf(judgeFor, context, {
    licenses: {
      code: null,
      weights: null,
      data: sets.map(({ id, record }) => ({ name: record?.name ?? id, license: record?.license.license ?? null })),
    },
    lineage: edges,
  });
}

/** What the terms of the set and of those that it was made from say; the set itself comes first. */
function judgeSets(sets: readonly Named[], context: JudgeContext): JudgedTerms {
  const decided = sets.flatMap(({ id, record, path }, index) => {
    const own = record === undefined ? [id] : namesOf(record);
    return judgeSubject(index === 0 ? [...own, ...(context.asked ?? [])] : own, 'model', context.policy, path);
  });
  const outcomes = sets.map(({ id, record }) => {
    if (record !== undefined) return outcomesBy((use) => judgeOwnTerms(record, use, context));
    const unknown = unknownSource(id);
    return () => unknown;
  });
  const reasons = (use: Use) =>
    merged([
      ...(context.also?.(use) ?? []),
      ...decided,
      ...sets.flatMap(({ id, record, path }, index) =>
        reasonsOf(outcomes[index]?.(use) ?? nothing, 'data', id, path, { stated: [], else: record?.evidence }),
      ),
    ]);
  return {
    verdict: (use) => verdictOf(reasons(use)),
    reasons,
    duties: (use) => outcomes.flatMap((of) => dutiesOf(of(use))),
    turns: (use) => outcomes.flatMap((of) => of(use).turns),
  };
}

function inEdition(sets: readonly Named[], edition: DatasetRecord): readonly Named[] {
  return sets.map((set, index) => (index === 0 ? { ...set, record: edition } : set));
}

interface Named {
  readonly id: string;
  readonly record: DatasetRecord | undefined;
  readonly path: readonly string[];
}

function collect(
  dataset: DatasetRecord,
  context: JudgeContext,
): { readonly sets: readonly Named[]; readonly edges: readonly LineageEdge[] } {
  const sets: Named[] = [{ id: dataset.id, record: dataset, path: [dataset.id] }];
  const seen = new Set([dataset.id]);
  const edges: LineageEdge[] = [];
  for (let next = 0; next < sets.length; next++) {
    const set = sets[next];
    for (const id of [...(set?.record?.sources ?? [])].sort()) {
      const record = context.lookups.dataset(id);
      if (set !== undefined)
        edges.push({ id, relation: 'trained-on', of: set.id, license: record?.license.license ?? null });
      if (set === undefined || seen.has(id)) continue;
      seen.add(id);
      sets.push({ id, record, path: [...set.path, id] });
    }
  }
  const key = (edge: LineageEdge) => `${edge.of}\n${edge.id}`;
  return { sets, edges: edges.toSorted((a, b) => (key(a) < key(b) ? -1 : 1)) };
}

function unknownSource(id: string): Outcome {
  return outcomeOf({
    rule: 'data-unknown',
    effect: 'review',
    license: null,
    text: `It was made from ${id}, which the registry does not know.`,
    evidence: [],
  });
}

function judgeOwnTerms(dataset: DatasetRecord, use: Use, context: JudgeContext): Outcome {
  const fact = dataset.license;
  const step = { license: fact.license, evidence: fact.evidence };
  const outcomes: Outcome[] = [...judgeNamedGenerators(dataset, use, context)];
  if (!dataset.single) {
    outcomes.push(
      outcomeOf({
        ...step,
        rule: 'dataset-no-single-licence',
        effect: 'review',
        text: `${dataset.name} has no single licence: its parts have licences of their own, or none.`,
      }),
    );
  }
  if (fact.license === null) {
    if (dataset.single)
      outcomes.push(
        outcomeOf({
          ...step,
          rule: 'licence-missing',
          effect: 'review',
          text: `No licence was found for ${dataset.name}. Silence grants nothing.`,
        }),
      );
  } else {
    outcomes.push(ownLicense(fact.license, dataset, use, context));
  }
  outcomes.push(...judgeDataStatements(dataset));
  return together(outcomes);
}

/** Training on the data; what is done with the result is the use that was asked about. */
function ownLicense(license: string, dataset: DatasetRecord, use: Use, context: JudgeContext): Outcome {
  const judged = judgeTraining(license, use, context);
  const steps = judged.steps
    // What is distributed are weights, not the set: whether share-alike reaches them is a question of its own, below.
    .filter((step) => step.rule !== 'licence-permits')
    .map((step) => ({ ...step, evidence: [...dataset.license.evidence, ...step.evidence] }));
  const outcomes: Outcome[] = steps.map((step) => outcomeOf(step));
  const shareAlike = judgeDataShareAlike(
    license,
    use,
    context,
    dataset.license.evidence,
    (name, open) =>
      `${dataset.name} is under ${name}, which asks for the same terms on adaptations${open ? ': whether weights trained on it are one is an open question' : '; this use hands on none'}.`,
  );
  if (shareAlike !== undefined) outcomes.push(shareAlike);
  if (outcomes.every((outcome) => outcome.effect === 'allowed')) {
    outcomes.push(
      outcomeOf({
        rule: 'data-permits',
        effect: 'allowed',
        license,
        text: `${dataset.name} is under ${license}, which permits training.`,
        evidence: dataset.license.evidence,
      }),
    );
  }
  return {
    ...together(outcomes),
    duties: [...judged.duties, ...outcomes.flatMap((outcome) => outcome.duties)],
    turns: judged.turns,
  };
}
