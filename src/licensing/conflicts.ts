import { isCompatible } from './compatibility';
import type { JudgeSetting } from './context';
import { type LicenseLeaf, parseExpression, unavoidableLeaves } from './expression';
import { termsOf } from './expressionEffect';
import { type Outcome, outcomeOf } from './outcome';
import type { LicenseTerms } from './terms';

/** A licence that counts for the distributed weights, or of data in them. */
export interface Counted {
  readonly id: string;
  readonly name: string;
  readonly license: string;
  readonly artefact: 'weights' | 'data';
  readonly path: readonly string[];
}

interface CountedLeaf extends Counted {
  readonly leaf: LicenseLeaf;
  readonly terms: LicenseTerms;
}

/**
 * Licences that can't both be kept when the weights are handed on: share-alike beside a licence that adds restrictions or is
 * share-alike itself (`review`), share-alike data in weights under another licence (`conditional`: an open question).
 * The other uses hand nothing on, so this is about `ship` and `derive` alone.
 */
export function judgeConflicts(
  counted: readonly Counted[],
  context: JudgeSetting,
): readonly { readonly subject: Counted; readonly outcome: Outcome }[] {
  const all = counted.flatMap((item) => leavesOf(item, context));
  const copyleft = all.filter((item) => isShareAlike(item.terms));
  if (copyleft.length === 0) return [];
  const weights = all.filter((item) => item.artefact === 'weights');
  const ofModel = groupedBy(weights, (item) => item.id);
  // Of several under one licence the nearest speaks for all.
  const nearest = [...groupedBy(weights, (item) => item.leaf.id).values()].flatMap(([first]) => first ?? []);
  const conflicts = new Map<string, { readonly subject: Counted; readonly outcome: Outcome }>();
  for (const one of copyleft) {
    // Data is in the weights that were trained on it, and in what was made from those: the models on its path.
    const others = one.artefact === 'data' ? one.path.flatMap((id) => ofModel.get(id) ?? []) : nearest;
    for (const other of others) {
      if (other.terms.id === one.terms.id || isCompatible(other.leaf.id, one.leaf)) continue;
      const key = [one.terms.id, other.terms.id].sort().join('\n');
      if (conflicts.has(key)) continue;
      const outcome = one.artefact === 'data' ? dataConflict(one, other) : weightsConflict(one, other);
      if (outcome !== undefined) conflicts.set(key, { subject: one, outcome });
    }
  }
  return [...conflicts.values()];
}

function groupedBy(items: readonly CountedLeaf[], keyOf: (item: CountedLeaf) => string): Map<string, CountedLeaf[]> {
  const groups = new Map<string, CountedLeaf[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

function leavesOf(item: Counted, context: JudgeSetting): readonly CountedLeaf[] {
  const expression = parseExpression(item.license);
  // A choice is no conflict: one of its parts can be taken.
  return (expression === null ? [] : unavoidableLeaves(expression)).flatMap((leaf) => {
    const terms = termsOf(leaf, context.lookups);
    return terms === undefined ? [] : [{ ...item, leaf, terms }];
  });
}

function isShareAlike({ conditions }: LicenseTerms): boolean {
  return conditions.some((condition) => condition.kind === 'share-alike');
}

function weightsConflict(one: CountedLeaf, other: CountedLeaf): Outcome | undefined {
  const restricts =
    other.terms.grants.derive !== 'any' ||
    other.terms.grants.ship !== 'any' ||
    other.terms.conditions.some(
      (condition) =>
        condition.kind === 'use-restrictions' || condition.kind === 'threshold' || condition.kind === 'territory',
    );
  const alike = isShareAlike(other.terms);
  if (!restricts && !alike) return undefined;
  const why = restricts ? 'adds restrictions that it does not let anybody add' : 'asks for its own terms instead';
  return outcomeOf({
    rule: 'licence-conflict',
    effect: 'review',
    license: one.terms.id,
    text: `${one.name} must be handed on under ${one.terms.name}, but ${other.terms.name}${other.id === one.id ? '' : ` of ${other.name}`} ${why}.`,
    evidence: [...one.terms.evidence, ...other.terms.evidence],
  });
}

function dataConflict(one: CountedLeaf, other: CountedLeaf): Outcome {
  return outcomeOf({
    rule: 'licence-conflict',
    effect: 'conditional',
    license: one.terms.id,
    text: `${one.name} is under ${one.terms.name}, which asks for the same terms on adaptations; ${other.name}, trained on it, is under ${other.terms.name}. Whether weights are an adaptation of their data is an open question.`,
    evidence: [...one.terms.evidence, ...other.terms.evidence],
  });
}
