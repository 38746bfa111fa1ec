import type { DatasetRecord } from './artefacts';
import { conclude, mergedObligations, otherUses, perUse, verdictOf } from './conclude';
import type { JudgeContext } from './context';
import { shareAlikeTerms } from './dataEffect';
import type { Judgement, LineageEdge, Reason } from './explanation';
import { flipsOf } from './flips';
import { judgeNamedGenerators } from './generatorEffect';
import { namesOf } from './names';
import { notVerified } from './notVerified';
import { type Duty, type Outcome, outcomeOf, type Turn, together } from './outcome';
import { merged, reasonsOf, sortedReasons } from './reasons';
import { askedEdition, datasetEditionsOf, editionFlips, editionReason } from './revisions';
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
  const judgeUse = (use: Use, context: JudgeContext) => {
    const judged = judgeSets(sets, use, context);
    const others = editions.others.map((edition) => ({
      edition,
      verdict: verdictOf(judgeSets(inEdition(sets, edition.record), use, context).reasons),
    }));
    const own = verdictOf(judged.reasons);
    const reasons = [
      ...judged.reasons,
      ...others.flatMap(({ edition, verdict }) => editionReason(editions, edition, verdict, own)),
      ...askedEdition(editions),
    ];
    const excepted = { model: dataset.id, ...(context.revision === undefined ? {} : { revision: context.revision }) };
    const final = conclude(verdictOf(reasons), use, excepted, context, [dataset.id]);
    return { ...judged, use, reasons, others, final };
  };
  const byUse = perUse((use) => judgeUse(use, context));
  const uses = perUse((use) => byUse[use].final.verdict);
  const chosen = byUse[context.use];
  return {
    verdict: chosen.final.verdict,
    uses,
    licenses: {
      code: null,
      weights: null,
      data: sets.map(({ id, record }) => ({ name: record?.name ?? id, license: record?.license.license ?? null })),
    },
    lineage: edges,
    reasons: sortedReasons([...chosen.reasons, ...chosen.final.reasons]),
    obligations: mergedObligations(Object.values(byUse)),
    exceptions: chosen.final.used,
    flips: [
      ...flipsOf(
        chosen.turns,
        context.facts,
        chosen.final.verdict,
        (facts) => judgeUse(context.use, { ...context, facts }).final.verdict,
      ),
      ...editionFlips(chosen.others, chosen.final.verdict),
      ...otherUses(uses, context.use),
    ],
  };
}

/** What the terms of the set and of those that it was made from say; the set itself comes first. */
function judgeSets(
  sets: readonly Named[],
  use: Use,
  context: JudgeContext,
): { readonly reasons: readonly Reason[]; readonly duties: readonly Duty[]; readonly turns: readonly Turn[] } {
  const reasons: Reason[] = [...(context.also?.(use) ?? [])];
  const duties: Duty[] = [];
  const turns: Turn[] = [];
  for (const [index, { id, record, path }] of sets.entries()) {
    const own = record === undefined ? [id] : namesOf(record);
    const names = index === 0 ? [...own, ...(context.asked ?? [])] : own;
    reasons.push(...judgeSubject(names, 'model', context.policy, path));
    const outcome = record === undefined ? unknownSource(id) : judgeOwnTerms(record, use, context);
    reasons.push(...reasonsOf(outcome, 'data', id, path, { stated: [], else: record?.evidence }));
    if (outcome.effect !== 'denied') duties.push(...outcome.duties);
    turns.push(...outcome.turns);
  }
  return { reasons: merged(reasons), duties, turns };
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
  for (const other of fact.disagrees ?? []) {
    outcomes.push(
      outcomeOf({
        ...step,
        rule: 'data-disagrees',
        effect: 'review',
        text: `Statements about the licence of ${dataset.name} differ: ${fact.license ?? 'none'}, and ${other.license} (${other.where}).`,
        evidence: [...fact.evidence, ...other.evidence],
      }),
    );
  }
  if (fact.unverified !== undefined || fact.evidence.length === 0) {
    outcomes.push(
      outcomeOf({
        ...step,
        rule: 'evidence-missing',
        effect: 'review',
        text: notVerified(`The licence of ${dataset.name} is`, fact.unverified),
      }),
    );
  }
  if (fact.declared === true) {
    outcomes.push(
      outcomeOf({
        ...step,
        rule: 'data-declared',
        effect: 'allowed',
        text: `The licence of ${dataset.name} is what package manifests declare; licence texts and file headers were not checked.`,
      }),
    );
  }
  return together(outcomes);
}

/** Training on the data; what is done with the result is the use that was asked about. */
function ownLicense(license: string, dataset: DatasetRecord, use: Use, context: JudgeContext): Outcome {
  const judged = judgeTraining(license, use, context);
  const shareAlike = shareAlikeTerms(license, context);
  const bites = use === 'ship' || use === 'derive';
  const steps = judged.steps
    // What is distributed are weights, not the set: whether share-alike reaches them is a question of its own, below.
    .filter((step) => step.rule !== 'licence-permits')
    .map((step) => ({ ...step, evidence: [...dataset.license.evidence, ...step.evidence] }));
  const outcomes: Outcome[] = steps.map((step) => outcomeOf(step));
  if (shareAlike !== undefined) {
    outcomes.push(
      outcomeOf(
        {
          rule: 'data-share-alike',
          effect: bites ? 'conditional' : 'allowed',
          license: shareAlike.terms.id,
          text: `${dataset.name} is under ${shareAlike.terms.name}, which asks for the same terms on adaptations${bites ? ': whether weights trained on it are one is an open question' : '; this use hands on none'}.`,
          evidence: [...dataset.license.evidence, ...shareAlike.terms.evidence],
        },
        bites ? [{ kind: 'share-alike', text: shareAlike.condition.text, license: shareAlike.terms.id }] : [],
      ),
    );
  }
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
