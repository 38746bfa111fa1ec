import type { ModelRecord } from '../licensing/artefacts';
import { conclude, otherUses, perUse } from '../licensing/conclude';
import type { JudgeContext } from '../licensing/context';
import type { Judgement, LineageEdge, Obligation, Reason } from '../licensing/explanation';
import { judge } from '../licensing/judge';
import { merged, sortedReasons } from '../licensing/reasons';
import { strictest, USES, type Use, type Verdict } from '../licensing/verdict';

/** `tag`: it has meant each of them; `unknown-tag`: the registry knows their other tags, not this one. */
export type SeveralAs = 'name' | 'tag' | 'unknown-tag';

export interface Several {
  readonly judgement: Judgement;
  readonly candidates: readonly { readonly id: string; readonly verdict: Verdict }[];
}

/**
 * A name that may mean any of several models (LAW, Which model is it). Of a mutable tag the strictest counts. A family's name
 * is `review` at least where its members differ, and `denied` where every member is; where they agree, it is what they are.
 */
export function explainSeveral(
  name: string,
  members: readonly ModelRecord[],
  context: JudgeContext,
  as: SeveralAs,
): Several {
  const judged = [...members]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((model) => ({ model, judgement: judge(model, context) }));
  const terms = new Set(
    judged.map(({ model, judgement }) => `${model.weights.license} ${JSON.stringify(judgement.uses)}`),
  );
  const same = terms.size === 1 && as !== 'unknown-tag';
  const own = (use: Use): Verdict => {
    const verdicts = judged.map(({ judgement }) => judgement.uses[use]);
    if (judged.length > 0 && (same || as === 'tag')) return strictest(verdicts);
    return judged.length > 0 && verdicts.every((verdict) => verdict === 'denied') ? 'denied' : 'review';
  };
  const reasons = merged(judged.flatMap(({ judgement }) => judgement.reasons));
  const byUse = perUse((use) => {
    const floorReason = severalReason(
      name,
      judged.map(({ model }) => model),
      own(use),
      same,
      as,
    );
    return { floorReason, final: conclude(floorReason.effect, use, { model: name }, context, [name]) };
  });
  const uses = perUse((use) => byUse[use].final.verdict);
  const { final, floorReason } = byUse[context.use];
  return {
    candidates: judged.map(({ model, judgement }) => ({ id: model.id, verdict: judgement.verdict })),
    judgement: {
      verdict: final.verdict,
      uses,
      licenses: {
        code: common(judged.map(({ judgement }) => judgement.licenses.code)),
        weights: common(judged.map(({ judgement }) => judgement.licenses.weights)),
        data: dataOf(judged.map(({ judgement }) => judgement)),
      },
      lineage: edgesOf(judged.map(({ judgement }) => judgement)),
      reasons: sortedReasons([floorReason, ...reasons, ...final.reasons]),
      obligations: obligationsOf(judged.map(({ judgement }) => judgement)),
      exceptions: final.used,
      flips: [
        ...judged.flatMap(({ model, judgement }) =>
          judgement.verdict === final.verdict ? [] : [{ fact: 'model', at: model.id, verdict: judgement.verdict }],
        ),
        ...otherUses(uses, context.use),
      ],
    },
  };
}

function severalReason(
  name: string,
  members: readonly ModelRecord[],
  effect: Verdict,
  same: boolean,
  as: SeveralAs,
): Reason {
  const ids = members.map((model) => model.id).join(', ') || 'none that the registry knows';
  return {
    rule: as === 'tag' ? 'tag-mutable' : 'name-ambiguous',
    effect,
    artefact: 'identity',
    subject: name,
    license: null,
    path: [name],
    text: severalText(name, ids, same, as),
    evidence: members.flatMap((model) => (model.evidence ?? model.weights.evidence).slice(0, 1)),
  };
}

function severalText(name: string, ids: string, same: boolean, as: SeveralAs): string {
  if (as === 'tag') return `The tag ${name} moves: it has meant ${ids}. Without a digest the strictest of them counts.`;
  if (as === 'unknown-tag') return `The registry knows other tags of that name, but not ${name}: ${ids}.`;
  if (same) return `${name} is the name of several models under the same terms: ${ids}.`;
  return `${name} is the name of several models under different terms: ${ids}. Name the one that is meant.`;
}

function common(licenses: readonly (string | null)[]): string | null {
  const [first = null] = licenses;
  return licenses.every((license) => license === first) ? first : null;
}

function dataOf(judgements: readonly Judgement[]): Judgement['licenses']['data'] {
  const named = new Map(judgements.flatMap(({ licenses }) => licenses.data.map((data) => [data.name, data])));
  return [...named.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function edgesOf(judgements: readonly Judgement[]): readonly LineageEdge[] {
  const key = (edge: LineageEdge) => `${edge.of}\n${edge.id}\n${edge.relation}`;
  const edges = new Map(judgements.flatMap(({ lineage }) => lineage.map((edge) => [key(edge), edge])));
  return [...edges].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, edge]) => edge);
}

function obligationsOf(judgements: readonly Judgement[]): readonly Obligation[] {
  const key = ({ license, kind, text }: Obligation) => `${license}\n${kind}\n${text}`;
  const byKey = new Map<string, Obligation>();
  for (const obligation of judgements.flatMap((judgement) => judgement.obligations)) {
    const known = byKey.get(key(obligation));
    const uses = USES.filter((use) => obligation.uses.includes(use) || known?.uses.includes(use));
    byKey.set(key(obligation), { ...obligation, uses });
  }
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, obligation]) => obligation);
}
