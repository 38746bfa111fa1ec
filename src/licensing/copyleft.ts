import { isCompatible, letsOthersLink } from './compatibility';
import type { ProjectTerms } from './context';
import type { LicenseLeaf } from './expression';
import { type Duty, type Outcome, outcomeOf } from './outcome';
import type { Condition, LicenseTerms, ShareAlikeFamily } from './terms';
import type { Use } from './verdict';

type ShareAlike = Extract<Condition, { kind: 'share-alike' }>;

const gnuFamilies: ReadonlySet<ShareAlikeFamily> = new Set(['gpl', 'lgpl', 'agpl']);

/**
 * Share-alike on weights, on the code that runs them, or on a collection of scores, for one use (LAW, Copyleft). What a model writes is never reached:
 * neither the weights nor the code that runs them are in it.
 */
export function judgeShareAlike(
  terms: LicenseTerms,
  leaf: LicenseLeaf,
  condition: ShareAlike,
  use: Use,
  facts: ProjectTerms,
  artefact: 'weights' | 'code' | 'data',
): Outcome {
  const what = artefact;
  const step = { rule: 'copyleft' as const, license: terms.id, evidence: terms.evidence };
  const shareAlike: Duty = { kind: 'share-alike', text: condition.text, license: terms.id };
  if (condition.family === 'model-share-alike' || condition.family === 'data-share-alike') {
    if (!condition.uses.includes(use))
      return outcomeOf({
        ...step,
        effect: 'allowed',
        text: `${terms.name} is share-alike, which this use does not touch.`,
      });
    return outcomeOf({ ...step, effect: 'conditional', text: `${terms.name} is share-alike: ${condition.text}` }, [
      shareAlike,
    ]);
  }
  switch (use) {
    case 'assist':
    case 'outputs':
    case 'train':
      return outcomeOf({
        ...step,
        effect: 'allowed',
        text:
          artefact === 'data'
            ? `${terms.name} asks for the same terms on adaptations of the data; this use hands on none.`
            : `${terms.name}: running its ${what} as a tool obliges nothing on the text that the model writes; handing the ${what} on does.`,
      });
    case 'service':
      if (condition.family !== 'agpl') {
        return outcomeOf({
          ...step,
          effect: 'allowed',
          text: `${terms.name} asks nothing of those who only offer the ${what} over a network.`,
        });
      }
      return outcomeOf(
        {
          ...step,
          effect: 'conditional',
          text: `${terms.name} asks those who offer changed ${what} over a network to offer their source.`,
        },
        [
          {
            kind: 'source-offer',
            text: `Offer the source of what you changed to those who use the service.`,
            license: terms.id,
          },
        ],
      );
    case 'derive':
      return outcomeOf(
        {
          ...step,
          effect: 'conditional',
          text: `What is derived from ${artefact === 'weights' ? 'these' : 'this'} ${what} goes out under ${terms.name}, too.`,
        },
        [shareAlike],
      );
    case 'ship':
      return ship(terms, leaf, condition, facts, what, shareAlike);
  }
}

function ship(
  terms: LicenseTerms,
  leaf: LicenseLeaf,
  condition: ShareAlike,
  facts: ProjectTerms,
  what: string,
  shareAlike: Duty,
): Outcome {
  const step = { rule: 'copyleft' as const, license: terms.id, evidence: terms.evidence };
  if (!gnuFamilies.has(condition.family)) {
    return outcomeOf(
      {
        ...step,
        effect: 'conditional',
        text: `The unmodified ${what} may go beside a product, and stay under ${terms.name}.`,
      },
      [shareAlike],
    );
  }
  if (letsOthersLink(leaf)) {
    return outcomeOf(
      {
        ...step,
        effect: 'conditional',
        text: `The ${what} stay under ${terms.name}; its exception ${leaf.exception} lets the product around them have a licence of its own.`,
      },
      [shareAlike],
    );
  }
  if (isCompatible(facts.license, leaf)) {
    return outcomeOf(
      {
        ...step,
        effect: 'conditional',
        text: `The ${what} go out under ${terms.name}, with which the project's own licence ${facts.license} can be combined.`,
      },
      [
        shareAlike,
        { kind: 'source-offer', text: `Hand on the complete corresponding source, or offer it.`, license: terms.id },
      ],
    );
  }
  return outcomeOf(
    {
      ...step,
      effect: 'review',
      text: `Shipping ${what} under ${terms.name} with a project under ${facts.license}: whether this is mere aggregation or one combined work is for a person to decide.`,
    },
    [shareAlike],
    [{ fact: 'license', at: leaf.id, presumed: false, change: { license: leaf.id } }],
  );
}
