import type { DatasetRecord } from './artefacts';
import type { JudgeSetting } from './context';
import { judgeDataShareAlike } from './dataShareAlike';
import { judgeDataStatements } from './dataStatements';
import { judgeGenerators } from './generatorEffect';
import { liftedBy, sameParty } from './lifting';
import type { TrainedOn } from './lineage';
import {
  atMost,
  nothing,
  type Outcome,
  type Outcomes,
  outcomeOf,
  outcomesBy,
  outcomesByHandingOn,
  type Step,
  together,
} from './outcome';
import { sharedOutcomes } from './sharedOutcomes';
import { judgeTraining } from './trainingEffect';
import type { Use } from './verdict';

/** A data set that a model was trained on, for each use of that model (LAW, What travels). Never stricter than `review`, but by policy. */
export function judgeTrainedOn(
  trained: TrainedOn,
  dataset: DatasetRecord | undefined,
  context: JudgeSetting,
): Outcomes {
  if (dataset === undefined) {
    const unknown = outcomeOf({
      rule: 'data-unknown',
      effect: 'review',
      license: null,
      text: `The model was trained on ${trained.id}, which the registry does not know.`,
      evidence: [],
    });
    return () => unknown;
  }
  const { child, role, grants } = trained;
  const lifted = grants.length > 0;
  // What is replaced by the model's own licence, or lifted for it, is about this very model.
  const replaced = sameParty(child.publisher, dataset.publisher) && child.weights.license !== null;
  const own = () => outcomesByHandingOn((use) => together(judgeOwnLicense(trained, dataset, use, context)));
  const generators = () => outcomesBy((use) => together(judgeGenerators(trained, dataset, use, context)));
  const both = (own: Outcomes, generators: Outcomes) =>
    outcomesBy((use) => {
      const ofGenerators = generators(use);
      return atMost(ofGenerators === nothing ? own(use) : together([own(use), ofGenerators]), 'review');
    });
  if (lifted) return both(own(), generators());
  // Without generators it is the same for whoever trained.
  const by = (dataset.generators ?? []).length === 0 ? '' : ` ${child.publisher}`;
  const sharedGenerators = () => sharedOutcomes(dataset, `generators${by}`, context, generators);
  if (replaced) return both(own(), sharedGenerators());
  return sharedOutcomes(dataset, `${role}${by}`, context, () =>
    both(sharedOutcomes(dataset, `own ${role}`, context, own), sharedGenerators()),
  );
}

function judgeOwnLicense(
  trained: TrainedOn,
  dataset: DatasetRecord,
  use: Use,
  context: JudgeSetting,
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
  return [judgeData(fact.license, dataset, tuned, use, context, evidence), ...judgeDataStatements(dataset)];
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
  context: JudgeSetting,
  evidence: Outcome['steps'][number]['evidence'],
): Outcome {
  const judged = judgeTraining(license, use, context);
  const trained = `The model was ${tuned} ${dataset.name}`;
  const step = { license, evidence };
  const against = judged.steps.filter((part) => part.effect === 'denied' || part.effect === 'review');
  const outcomes: Outcome[] = against.map((part) =>
    outcomeOf({
      rule: part.rule.startsWith('policy-') ? part.rule : forbids(part) ? 'data-forbids' : part.rule,
      effect: part.rule.startsWith('policy-') ? part.effect : 'review',
      license: part.license,
      text: `${trained}: ${part.text}`,
      evidence: [...evidence, ...part.evidence],
    }),
  );
  const shareAlike = judgeDataShareAlike(license, use, context, evidence, (name, open) =>
    open
      ? `${trained} under ${name}: whether weights trained on it are an adaptation that must go out under the same terms is an open question.`
      : `${trained} under ${name}, which asks for the same terms on adaptations of the data; this use hands on none.`,
  );
  if (shareAlike !== undefined && against.length === 0) outcomes.push(shareAlike);
  if (outcomes.length === 0) {
    outcomes.push(
      outcomeOf({
        ...step,
        rule: 'data-permits',
        effect: 'allowed',
        text: `${trained}, whose licence ${license} does not forbid it.`,
      }),
    );
  }
  return { ...together(outcomes), turns: judged.turns.filter((turn) => turn.fact === 'kind') };
}
