import type { ProjectTerms } from './context';
import { judgeShareAlike } from './copyleft';
import type { LicenseLeaf } from './expression';
import { judgeGrant, type Prefix } from './grants';
import { notVerified } from './notVerified';
import { type Outcome, outcomeOf, together } from './outcome';
import type { Condition, LicenseTerms } from './terms';
import { judgeTerritory } from './territory';
import { judgeThreshold } from './thresholds';
import { usePhrase } from './uses';
import type { Use } from './verdict';

/** What is licensed, as far as its terms care. */
export interface Licensed {
  readonly prefix: Prefix;
  /** Something else was made from it: handing that on is handing on a derivative. */
  readonly ancestor: boolean;
  readonly tasks: readonly string[];
}

/** The terms of one licence for one use (LAW, Effects of terms, Copyleft, Outputs). */
export function judgeTerms(
  terms: LicenseTerms,
  leaf: LicenseLeaf,
  use: Use,
  facts: ProjectTerms,
  licensed: Licensed,
): Outcome {
  const outcomes = [...unverified(terms), judgeOne(terms, leaf, use, facts, licensed)];
  if (use === 'assist') outcomes.push(judgeOutputs(terms, leaf, facts, licensed));
  if (use === 'ship' && licensed.ancestor) outcomes.push(judgeDerivative(terms, facts, licensed));
  if (use === 'outputs' || use === 'train') outcomes.push(...judgeRun(terms, leaf, use, facts, licensed));
  return distinct(together(outcomes));
}

/** The terms of one licence for one use, without share-alike: what packages ask of the product is judged by their role. */
export function judgeTermsAlone(
  terms: LicenseTerms,
  leaf: LicenseLeaf,
  use: Use,
  facts: ProjectTerms,
  licensed: Licensed,
): Outcome {
  const plain = { ...terms, conditions: terms.conditions.filter((condition) => condition.kind !== 'share-alike') };
  return together([...unverified(plain), judgeOne(plain, leaf, use, facts, licensed)]);
}

function unverified(terms: LicenseTerms): readonly Outcome[] {
  if (terms.unverified === undefined && terms.evidence.length > 0) return [];
  return [
    outcomeOf({
      rule: 'terms-unverified',
      effect: 'review',
      license: terms.id,
      text: notVerified(`The terms of ${terms.name} are`, terms.unverified),
      evidence: terms.evidence,
    }),
  ];
}

function judgeOne(terms: LicenseTerms, leaf: LicenseLeaf, use: Use, facts: ProjectTerms, licensed: Licensed): Outcome {
  return together([
    judgeGrant(terms, use, facts, licensed.prefix),
    ...terms.conditions.flatMap((condition) => judgeCondition(terms, leaf, condition, use, facts, licensed)),
    ...bindsStudents(terms, use),
  ]);
}

/** Keeping what the model writes is part of `assist`; the copyleft rule speaks of it already. */
function judgeOutputs(terms: LicenseTerms, leaf: LicenseLeaf, facts: ProjectTerms, licensed: Licensed): Outcome {
  const outputs = judgeOne(terms, leaf, 'outputs', facts, licensed);
  return { ...outputs, steps: outputs.steps.filter((step) => step.effect !== 'allowed') };
}

/** Handing on what was made from it is handing on a derivative, whatever the use is called. */
function judgeDerivative(terms: LicenseTerms, facts: ProjectTerms, licensed: Licensed): Outcome {
  const derive = judgeGrant(terms, 'derive', facts, licensed.prefix);
  return { ...derive, steps: derive.steps.filter((step) => step.effect !== 'allowed') };
}

/** Weights that the project may not run give it no outputs; a licence may free those that somebody else made. */
function judgeRun(
  terms: LicenseTerms,
  leaf: LicenseLeaf,
  use: 'outputs' | 'train',
  facts: ProjectTerms,
  licensed: Licensed,
): readonly Outcome[] {
  const run = judgeOne(terms, leaf, 'assist', facts, licensed);
  if (run.effect !== 'denied') return [];
  const step = { license: terms.id, evidence: terms.evidence };
  if (use === 'outputs' && terms.freesOutputs === true) {
    return [
      outcomeOf(
        {
          ...step,
          rule: 'outputs-freed',
          effect: 'conditional',
          text: `${terms.name} does not let this project run the model, but frees what it generates: outputs are lawful when somebody made them who may run it.`,
        },
        [],
        run.turns,
      ),
    ];
  }
  return [
    outcomeOf(
      {
        ...step,
        rule: 'outputs-follow-run',
        effect: 'denied',
        text: `${terms.name} does not let this project run the model, so there is nothing that it could lawfully generate: no ${usePhrase(use)}.`,
      },
      [],
      run.turns,
    ),
  ];
}

function bindsStudents(terms: LicenseTerms, use: Use): readonly Outcome[] {
  if (use !== 'train' || (terms.bindsStudents !== 'derivative' && terms.bindsStudents !== 'naming')) return [];
  const derivative = terms.bindsStudents === 'derivative';
  const text = derivative
    ? `${terms.name} makes a model that was trained on the outputs a derivative: it goes out under the same terms.`
    : `${terms.name} asks that a model that was trained on the outputs bears its name.`;
  return [
    outcomeOf({ rule: 'students-bound', effect: 'conditional', license: terms.id, text, evidence: terms.evidence }, [
      { kind: derivative ? 'share-alike' : 'naming', text, license: terms.id },
    ]),
  ];
}

function judgeCondition(
  terms: LicenseTerms,
  leaf: LicenseLeaf,
  condition: Condition,
  use: Use,
  facts: ProjectTerms,
  licensed: Licensed,
): readonly Outcome[] {
  if (condition.tasks !== undefined && !condition.tasks.some((task) => licensed.tasks.includes(task))) return [];
  if (condition.kind === 'share-alike') {
    return [
      judgeShareAlike(terms, leaf, condition, use, facts, licensed.prefix === 'package' ? 'code' : licensed.prefix),
    ];
  }
  if (!condition.uses.includes(use)) return [];
  const step = { license: terms.id, evidence: terms.evidence };
  switch (condition.kind) {
    case 'threshold':
      return [judgeThreshold(terms, condition, facts)];
    case 'territory':
      return [judgeTerritory(terms, condition, facts)];
    case 'notice':
    case 'attribution':
    case 'license-copy':
      return [
        {
          effect: 'allowed',
          steps: [],
          turns: [],
          duties: [{ kind: condition.kind, text: condition.text, license: terms.id }],
        },
      ];
    case 'source-offer':
    case 'naming':
    case 'registration':
      return [
        outcomeOf(
          {
            ...step,
            rule: `${condition.kind}-duty`,
            effect: 'conditional',
            text: sentence(`${terms.name}: ${condition.text}`),
          },
          [{ kind: condition.kind, text: condition.text, license: terms.id }],
        ),
      ];
    case 'use-restrictions': {
      const document =
        condition.separateDocument === true
          ? `, a document of its own${condition.url === undefined ? '' : ` (${condition.url})`}`
          : '';
      const change = condition.mayChange === true ? ' The publisher may change it without notice.' : '';
      return [
        outcomeOf(
          {
            ...step,
            rule: 'use-restrictions',
            effect: 'conditional',
            text: `${sentence(`${terms.name} restricts what it may be used for${document}: ${condition.text}`)}${change}`,
          },
          [{ kind: 'use-restrictions', text: condition.text, license: terms.id }],
        ),
      ];
    }
    case 'revocable':
      return [
        outcomeOf({
          ...step,
          rule: 'revocable',
          effect: 'conditional',
          text: sentence(`${terms.name}: ${condition.text}`),
        }),
      ];
  }
}

/** A step that two rules came to is one step. */
export function distinct(outcome: Outcome): Outcome {
  const seen = new Set<string>();
  const steps = outcome.steps.filter((step) => {
    const key = `${step.rule}\n${step.text}`;
    return seen.has(key) ? false : seen.add(key) !== undefined;
  });
  return { ...outcome, steps };
}

function sentence(text: string): string {
  return /[.!?…”"]$/.test(text) ? text : `${text}.`;
}
