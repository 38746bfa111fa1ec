import type { ModelRecord } from '../licensing/artefacts';
import { conclude, otherUses, perUse, verdictOf } from '../licensing/conclude';
import type { JudgeContext, ProjectTerms } from '../licensing/context';
import type { ExceptedVerdict } from '../licensing/exceptions';
import type { Judgement, LineageEdge, Obligation, Reason } from '../licensing/explanation';
import { flipsOf } from '../licensing/flips';
import { judge, judgeUses, turnsOf } from '../licensing/judge';
import { judgeUnknown } from '../licensing/judgeUnknown';
import { merged, sortedReasons } from '../licensing/reasons';
import { judgeSubject } from '../licensing/subjectDecisions';
import { strictest, USES, type Use, type Verdict } from '../licensing/verdict';

/** Something that may mean any of several models. */
export interface Several {
  readonly id: string;
  /** Its names, and those by which it was asked for: for the policy. */
  readonly names: readonly string[];
  readonly members: readonly ModelRecord[];
  /** Members that the registry names and does not know. */
  readonly missing?: readonly string[];
  /** `tag`: it has meant each of them; `unknown-tag`: the registry knows their other tags, not this one. */
  readonly as: 'name' | 'tag' | 'unknown-tag';
}

export interface JudgedSeveral {
  readonly judgement: Judgement;
  /** Whichever is meant, the answer is the same. A name of models under different terms is not known (LAW, Which model is it). */
  readonly sameTerms: boolean;
  readonly candidates: readonly { readonly id: string; readonly verdict: Verdict }[];
}

/**
 * A name that may mean any of several models (LAW, Which model is it). Of a mutable tag the strictest counts. A family's name
 * is `review` at least where its members differ, and `denied` where every member is; where they agree, it is what they are.
 */
export function explainSeveral(several: Several, asked: JudgeContext): JudgedSeveral {
  const { id, names, as, missing = [] } = several;
  const members = [...several.members].sort((a, b) => (a.id < b.id ? -1 : 1));
  // The name that was asked for is the group's, not a member's.
  const { asked: _asked, ...context } = asked;
  const judged = [
    ...members.map((model) => ({ id: model.id, weights: model.weights.license, judgement: judge(model, context) })),
    ...missing.map((gone) => ({ id: gone, weights: null, judgement: unknownMember(gone, context) })),
  ];
  const judgements = judged.map(({ judgement }) => judgement);
  const decided = judgeSubject([id, ...names], 'model', context.policy, [id]);
  const concluded = (use: Use, of: readonly MemberVerdicts[]): { floor: Reason; final: ExceptedVerdict } => {
    const floor = severalReason(several, members, missing, floorOf(of, use, as), haveSameTerms(of));
    return { floor, final: conclude(verdictOf([floor, ...decided]), use, { model: id }, context, [id]) };
  };
  const now = judged.map(({ weights, judgement }) => ({ weights, uses: judgement.uses }));
  const byUse = perUse((use) => concluded(use, now));
  const uses = perUse((use) => byUse[use].final.verdict);
  const { final, floor } = byUse[context.use];
  const verdictFor = (facts: ProjectTerms): Verdict => {
    const changed = { ...context, facts };
    const then = [
      ...members.map((model) => ({ weights: model.weights.license, uses: judgeUses(model, changed) })),
      ...missing.map((gone) => ({ weights: null, uses: unknownMember(gone, changed).uses })),
    ];
    return concluded(context.use, then).final.verdict;
  };
  const turns = members.flatMap((model) => turnsOf(model, context));
  return {
    candidates: judged.map(({ id, judgement }) => ({ id, verdict: judgement.verdict })),
    sameTerms: haveSameTerms(now),
    judgement: {
      verdict: final.verdict,
      uses,
      licenses: {
        code: common(judgements.map(({ licenses }) => licenses.code)),
        weights: common(judgements.map(({ licenses }) => licenses.weights)),
        data: dataOf(judgements),
      },
      lineage: edgesOf(judgements),
      reasons: sortedReasons([
        floor,
        ...decided,
        ...merged(judgements.flatMap(({ reasons }) => reasons)),
        ...final.reasons,
      ]),
      obligations: obligationsOf(judgements),
      exceptions: final.used,
      flips: [
        ...judged.flatMap(({ id, judgement }) =>
          judgement.verdict === final.verdict ? [] : [{ fact: 'model', at: id, verdict: judgement.verdict }],
        ),
        ...flipsOf(turns, context.facts, final.verdict, verdictFor),
        ...otherUses(uses, context.use),
      ],
    },
  };
}

interface MemberVerdicts {
  readonly weights: string | null;
  readonly uses: Readonly<Record<Use, Verdict>>;
}

function unknownMember(id: string, context: JudgeContext): Judgement {
  return judgeUnknown({ id, name: id }, { ...context, excepted: { model: id } });
}

function haveSameTerms(members: readonly MemberVerdicts[]): boolean {
  return new Set(members.map(({ weights, uses }) => `${weights} ${JSON.stringify(uses)}`)).size === 1;
}

/** The verdict that the members make together. */
function floorOf(members: readonly MemberVerdicts[], use: Use, as: Several['as']): Verdict {
  const verdicts = members.map(({ uses }) => uses[use]);
  if (members.length > 0 && (as === 'tag' || (as === 'name' && haveSameTerms(members)))) return strictest(verdicts);
  return members.length > 0 && verdicts.every((verdict) => verdict === 'denied') ? 'denied' : 'review';
}

function severalReason(
  { id, as }: Several,
  members: readonly ModelRecord[],
  missing: readonly string[],
  effect: Verdict,
  same: boolean,
): Reason {
  const ids = [...members.map((model) => model.id), ...missing].join(', ') || 'none that the registry knows';
  return {
    rule: as === 'tag' ? 'tag-mutable' : 'name-ambiguous',
    effect,
    artefact: 'identity',
    subject: id,
    license: null,
    path: [id],
    text: severalText(id, ids, same, as),
    evidence: members.flatMap((model) => (model.evidence ?? model.weights.evidence).slice(0, 1)),
  };
}

function severalText(name: string, ids: string, same: boolean, as: Several['as']): string {
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
