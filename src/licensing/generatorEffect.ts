import type { DatasetRecord } from './artefacts';
import type { JudgeContext } from './context';
import { parseExpression } from './expression';
import { termsOf } from './expressionEffect';
import { liftedBy, sameParty } from './lifting';
import type { TrainedOn } from './lineage';
import { type Outcome, outcomeOf } from './outcome';
import { judgeStudent } from './teacherEffect';
import type { LicenseTerms } from './terms';
import type { Use } from './verdict';

/** The terms on the outputs that a data set consists of (LAW, What travels). */
export function judgeGenerators(
  trained: TrainedOn,
  dataset: DatasetRecord,
  use: Use,
  context: JudgeContext,
): readonly Outcome[] {
  const generators = dataset.generators ?? [];
  if (generators.length === 0) {
    if (!dataset.synthetic) return [];
    return [unnamed(dataset, `${dataset.name} is synthetic; who or what generated it is not said.`)];
  }
  return generators.map((generator) => {
    const evidence = generator.evidence ?? dataset.license.evidence;
    if (generator.terms === null) {
      return unnamed(dataset, `${dataset.name} holds outputs of ${generator.name}; under which terms is not known.`);
    }
    const step = { license: generator.terms, evidence };
    const terms = generatorTerms(generator.terms, context);
    if (terms === undefined) {
      return outcomeOf({
        ...step,
        rule: 'licence-unknown',
        effect: 'review',
        text: `${dataset.name} holds outputs of ${generator.name} under ${generator.terms}, whose terms are not in the registry.`,
      });
    }
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
    if (terms.licensor !== undefined && sameParty(terms.licensor, trained.child.publisher)) {
      return outcomeOf({
        ...step,
        rule: 'licensor-replaced',
        effect: 'allowed',
        text: `${dataset.name} holds outputs of ${generator.name}, whose terms are those of the model's own publisher.`,
      });
    }
    return judgeStudent(
      terms,
      `${dataset.name} holds outputs of ${generator.name}`,
      'data-outputs-terms',
      evidence,
      use,
      context,
    );
  });
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

function generatorTerms(license: string, context: JudgeContext): LicenseTerms | undefined {
  const expression = parseExpression(license);
  if (expression === null) return context.lookups.license(license);
  return expression.kind === 'license' ? termsOf(expression, context.lookups) : undefined;
}
