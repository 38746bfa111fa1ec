import type { DatasetRecord } from './artefacts';
import type { JudgeSetting } from './context';
import { expressionText, parseExpression } from './expression';
import { invalidExpression, judgeChoices, leafDecisions, termsOf } from './expressionEffect';
import { liftedBy, sameParty } from './lifting';
import type { TrainedOn } from './lineage';
import { atMost, type Outcome, outcomeOf, together } from './outcome';
import { judgeStudent } from './teacherEffect';
import type { Evidence, LicenseTerms } from './terms';
import type { Use } from './verdict';

type Generator = NonNullable<DatasetRecord['generators']>[number];

/** The terms on the outputs that a data set consists of, for a model that was trained on it (LAW, What travels). */
export function judgeGenerators(
  trained: TrainedOn,
  dataset: DatasetRecord,
  use: Use,
  context: JudgeSetting,
): readonly Outcome[] {
  const parties = [dataset.publisher, trained.child.publisher];
  return eachGenerator(dataset, use, context, parties, (terms, step, generator) => {
    const lifted = liftedBy(trained.grants, dataset.id, 'outputs', terms.licensor);
    if (lifted !== undefined) {
      return outcomeOf({
        ...step,
        rule: 'term-lifted',
        effect: 'allowed',
        text: `${lifted.by} lifts its terms on the outputs in ${dataset.name}: ${lifted.text}`,
        evidence: lifted.evidence,
      });
    }
    if (terms.licensor === undefined || !sameParty(terms.licensor, trained.child.publisher)) return undefined;
    return outcomeOf({
      ...step,
      rule: 'licensor-replaced',
      effect: 'allowed',
      text: `${dataset.name} holds outputs of ${generator.name}, whose terms are those of the model's own publisher.`,
    });
  });
}

/** The same for a data set that the project names: never stricter than `review`. */
export function judgeNamedGenerators(dataset: DatasetRecord, use: Use, context: JudgeSetting): readonly Outcome[] {
  return eachGenerator(dataset, use, context, [dataset.publisher], () => undefined).map((outcome) =>
    atMost(outcome, 'review'),
  );
}

interface GeneratorStep {
  readonly license: string;
  readonly evidence: readonly Evidence[];
}

function eachGenerator(
  dataset: DatasetRecord,
  use: Use,
  context: JudgeSetting,
  parties: readonly string[],
  freed: (terms: LicenseTerms, step: GeneratorStep, generator: Generator) => Outcome | undefined,
): readonly Outcome[] {
  const generators = dataset.generators ?? [];
  if (generators.length === 0) {
    if (!dataset.synthetic) return [];
    return [unnamed(dataset, `${dataset.name} is synthetic; who or what generated it is not said.`)];
  }
  return generators.map((generator) => {
    if (generator.terms === null) return underUnknownTerms(dataset, generator, parties);
    const expression = parseExpression(generator.terms);
    if (expression === null) return invalidExpression(generator.terms);
    const evidence = generator.evidence ?? dataset.license.evidence;
    return judgeChoices(expression, (leaf) => {
      const step = { license: expressionText(leaf), evidence };
      const terms = termsOf(leaf, context.lookups);
      const said = `${dataset.name} holds outputs of ${generator.name}`;
      if (terms === undefined) {
        const text = `${said} under ${step.license}, whose terms are not in the registry.`;
        return outcomeOf({ ...step, rule: 'licence-unknown', effect: 'review', text });
      }
      const own =
        freed(terms, step, generator) ?? judgeStudent(terms, said, 'data-outputs-terms', evidence, use, context);
      return together([own, ...leafDecisions(leaf, context.policy)]);
    });
  });
}

/** Somebody's outputs: its own, or under terms that nobody looked up. */
function underUnknownTerms(dataset: DatasetRecord, generator: Generator, parties: readonly string[]): Outcome {
  const { name, vendor } = generator;
  const step = { license: null, evidence: generator.evidence ?? dataset.license.evidence };
  const party = parties.find((one) => vendor !== undefined && sameParty(vendor, one));
  if (party !== undefined) {
    const text = `${dataset.name} holds outputs of ${name}, which is ${party}'s own.`;
    return outcomeOf({ ...step, rule: 'licensor-replaced', effect: 'allowed', text });
  }
  const text = `${dataset.name} holds outputs of ${name}; under which terms is not known.`;
  return outcomeOf({ ...step, rule: 'data-outputs-terms', effect: 'review', text });
}

function unnamed(dataset: DatasetRecord, text: string): Outcome {
  return outcomeOf({
    rule: 'generator-unnamed',
    effect: 'allowed',
    license: dataset.license.license,
    text,
    evidence: dataset.license.evidence,
  });
}
