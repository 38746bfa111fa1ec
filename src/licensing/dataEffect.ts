import type { DatasetRecord } from './artefacts';
import type { JudgeContext } from './context';
import { parseExpression, unavoidableLeaves } from './expression';
import { termsOf } from './expressionEffect';
import { judgeGenerators } from './generatorEffect';
import { liftedBy, sameParty } from './lifting';
import type { TrainedOn } from './lineage';
import { notVerified } from './notVerified';
import { atMost, type Outcome, outcomeOf, type Step, together } from './outcome';
import { sharedOutcome } from './sharedOutcomes';
import type { Condition, LicenseTerms } from './terms';
import { judgeTraining } from './trainingEffect';
import type { Use } from './verdict';

/** A data set that a model was trained on, for one use of that model (LAW, What travels). Never stricter than `review`, but by policy. */
export function judgeTrainedOn(
  trained: TrainedOn,
  dataset: DatasetRecord | undefined,
  use: Use,
  context: JudgeContext,
): Outcome {
  if (dataset === undefined) {
    return outcomeOf({
      rule: 'data-unknown',
      effect: 'review',
      license: null,
      text: `The model was trained on ${trained.id}, which the registry does not know.`,
      evidence: [],
    });
  }
  const { child, role, grants } = trained;
  const lifted = grants.length > 0;
  // What is replaced by the model's own licence, or lifted for it, is about this very model.
  const replaced = sameParty(child.publisher, dataset.publisher) && child.weights.license !== null;
  const own = () => together(judgeOwnLicense(trained, dataset, use, context));
  const generators = () => together(judgeGenerators(trained, dataset, use, context));
  const outcome = together([
    lifted || replaced ? own() : sharedOutcome(dataset, `own ${role} ${use}`, context, own),
    lifted ? generators() : sharedOutcome(dataset, `generators ${use} ${child.publisher}`, context, generators),
  ]);
  return atMost(outcome, 'review');
}

function judgeOwnLicense(
  trained: TrainedOn,
  dataset: DatasetRecord,
  use: Use,
  context: JudgeContext,
): readonly Outcome[] {
  const fact = dataset.license;
  const { evidence } = fact;
  const step = { license: fact.license, evidence };
  const tuned = trained.role === 'tuning' ? 'tuned on' : 'trained on';
  const lifted = liftedBy(trained.grants, dataset.id, 'license', dataset.publisher);
  if (lifted !== undefined) {
    return [
      outcomeOf({
        ...step,
        rule: 'term-lifted',
        effect: 'allowed',
        text: `${lifted.by} lifts the licence of ${dataset.name}: ${lifted.text}`,
        evidence: lifted.evidence,
      }),
    ];
  }
  // What is not verified, or has no single licence, may be other people's content that its publisher only collected.
  const itsOwn = dataset.single && fact.unverified === undefined && fact.evidence.length > 0;
  if (itsOwn && trained.child.weights.license !== null && sameParty(trained.child.publisher, dataset.publisher)) {
    return [
      outcomeOf({
        ...step,
        rule: 'licensor-replaced',
        effect: 'allowed',
        text: `${dataset.name} is ${dataset.publisher}'s own, which licensed ${trained.child.name} as ${trained.child.weights.license}.`,
      }),
    ];
  }
  if (fact.license === null) {
    if (trained.role === 'pretraining' && !dataset.single) {
      const effect = context.policy?.requireDisclosedData === true ? 'review' : 'allowed';
      return [
        outcomeOf({
          ...step,
          rule: 'data-mixture',
          effect,
          text: `The model was trained on ${dataset.name}, which has no licence of its own for the whole.`,
        }),
      ];
    }
    const text = dataset.single
      ? `The model was ${tuned} ${dataset.name}, for which no licence was found. Silence grants nothing.`
      : `The model was ${tuned} ${dataset.name}, which has no single licence.`;
    return [outcomeOf({ ...step, rule: 'data-licence-missing', effect: 'review', text })];
  }
  const outcomes = [judgeData(fact.license, dataset, tuned, use, context, evidence)];
  for (const other of fact.disagrees ?? []) {
    outcomes.push(
      outcomeOf({
        ...step,
        rule: 'data-disagrees',
        effect: 'review',
        text: `Statements about the licence of ${dataset.name} differ: ${fact.license}, and ${other.license} (${other.where}).`,
        evidence: [...evidence, ...other.evidence],
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
        text: `The sources of ${dataset.name} are licensed as their package manifests declare; licence texts and file headers were not checked.`,
      }),
    );
  }
  return outcomes;
}

/** A term against training, or against what is made from the set. */
function forbids({ effect, rule }: Step): boolean {
  return effect === 'denied' || rule === 'no-derivatives';
}

/** What the set's own licence says; only its grants, share-alike and the policy's licence rules reach the model. */
function judgeData(
  license: string,
  dataset: DatasetRecord,
  tuned: string,
  use: Use,
  context: JudgeContext,
  evidence: Outcome['steps'][number]['evidence'],
): Outcome {
  const judged = judgeTraining(license, use, context);
  const step = { license, evidence };
  const against = judged.steps.filter((part) => part.effect === 'denied' || part.effect === 'review');
  const outcomes: Outcome[] = against.map((part) =>
    outcomeOf({
      rule: part.rule.startsWith('policy-') ? part.rule : forbids(part) ? 'data-forbids' : part.rule,
      effect: part.rule.startsWith('policy-') ? part.effect : 'review',
      license: part.license,
      text: `The model was ${tuned} ${dataset.name}: ${part.text}`,
      evidence: [...evidence, ...part.evidence],
    }),
  );
  const shareAlike = shareAlikeTerms(license, context);
  if (shareAlike !== undefined && against.length === 0) {
    const bites = use === 'ship' || use === 'derive';
    outcomes.push(
      outcomeOf(
        {
          ...step,
          rule: 'data-share-alike',
          effect: bites ? 'conditional' : 'allowed',
          text: bites
            ? `The model was ${tuned} ${dataset.name} under ${shareAlike.terms.name}: whether weights trained on it are an adaptation that must go out under the same terms is an open question.`
            : `The model was ${tuned} ${dataset.name} under ${shareAlike.terms.name}, which asks for the same terms on adaptations of the data; this use hands on none.`,
          evidence: [...evidence, ...shareAlike.terms.evidence],
        },
        bites ? [{ kind: 'share-alike', text: shareAlike.condition.text, license: shareAlike.terms.id }] : [],
      ),
    );
  }
  if (outcomes.length === 0) {
    outcomes.push(
      outcomeOf({
        ...step,
        rule: 'data-permits',
        effect: 'allowed',
        text: `The model was ${tuned} ${dataset.name}, whose licence ${license} does not forbid it.`,
      }),
    );
  }
  return { ...together(outcomes), turns: judged.turns.filter((turn) => turn.fact === 'kind') };
}

/** The share-alike licence that an expression cannot do without, if there is one. */
export function shareAlikeTerms(
  license: string,
  context: Pick<JudgeContext, 'lookups'>,
): { readonly terms: LicenseTerms; readonly condition: Extract<Condition, { kind: 'share-alike' }> } | undefined {
  const expression = parseExpression(license);
  for (const leaf of expression === null ? [] : unavoidableLeaves(expression)) {
    const terms = termsOf(leaf, context.lookups);
    const condition = terms?.conditions.find((item) => item.kind === 'share-alike');
    if (terms !== undefined && condition !== undefined) return { terms, condition };
  }
  return undefined;
}
