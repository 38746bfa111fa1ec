import type { ProjectTerms } from './context';
import { type Outcome, outcomeOf, type Turn } from './outcome';
import type { Condition, LicenseTerms } from './terms';
import type { Verdict } from './verdict';

type Territory = Extract<Condition, { kind: 'territory' }>;

/** Member states of the European Union, ISO 3166-1 alpha-2, and parts of them with codes of their own (TFEU, article 355). */
const europeanUnion = new Set(
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK AX GF GP MF MQ RE YT'.split(' '),
);

/** True when a place that the project is in lies in a territory that a licence names. */
function liesIn(place: string, excluded: string): boolean {
  const here = place.toUpperCase() === 'UK' ? 'GB' : place.toUpperCase();
  const there = excluded.toUpperCase() === 'UK' ? 'GB' : excluded.toUpperCase();
  return here === there || (there === 'EU' && europeanUnion.has(here)) || (here === 'EU' && europeanUnion.has(there));
}

/** A licence that grants nothing in some territories: `conditional` elsewhere, `denied` there. */
export function judgeTerritory(terms: LicenseTerms, condition: Territory, facts: ProjectTerms): Outcome {
  const given = facts.territory;
  const hit = condition.excludes.filter((excluded) => given?.some((place) => liesIn(place, excluded)));
  const effect: Verdict = hit.length > 0 ? 'denied' : 'conditional';
  const where = condition.clause === 'licence' ? terms.name : `the use policy of ${terms.name}`;
  const state =
    given === undefined
      ? 'the territory of this project was not given, so it is presumed to lie elsewhere'
      : hit.length > 0
        ? `this project is in ${given.join(', ')}`
        : `this project is in ${given.join(', ')}, which is elsewhere`;
  const turns = condition.excludes.map(
    (excluded): Turn =>
      hit.includes(excluded)
        ? {
            fact: 'territory',
            at: `outside ${excluded}`,
            presumed: false,
            change: {
              territory: given?.filter((place) => !condition.excludes.some((other) => liesIn(place, other))) ?? [],
            },
          }
        : {
            fact: 'territory',
            at: excluded,
            presumed: given === undefined,
            change: { territory: [...(given ?? []), excluded] },
          },
  );
  return outcomeOf(
    {
      rule: 'territory',
      effect,
      license: terms.id,
      text: `${where} grants nothing in ${condition.excludes.join(', ')}; ${state}.`,
      evidence: terms.evidence,
    },
    effect === 'denied' ? [] : [{ kind: 'territory', text: condition.text, license: terms.id }],
    turns,
  );
}
