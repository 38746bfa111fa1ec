import type { JudgeContext, ProjectTerms } from '../licensing/context';
import type { Judgement, Reason } from '../licensing/explanation';
import { sortedReasons } from '../licensing/reasons';
import type { Use } from '../licensing/verdict';
import { projectTerms } from '../project/detect';
import type { ProjectFacts } from '../project/facts';
import type { Policy } from '../project/policy';
import type { Registry } from '../registry/registry';
import type { Explanation } from './explanation';

/** For whom something is explained, and by which registry. */
export interface ExplainSetting {
  readonly registry: Registry;
  readonly facts: ProjectFacts;
  readonly policy: Policy;
  /** Today's ISO date: exceptions expire and registries grow old by it. */
  readonly today: string;
}

export const DISCLAIMER =
  'A verdict says what published terms say, as far as the registry knows them. It is not legal advice.';

/** Days after which a registry says of itself that it is old. */
const staleAfter = 180;

/** What the rules need of a setting. In a check by place the caller says which use is meant; else it is `assist`. */
export function judgeContext(setting: ExplainSetting): JudgeContext {
  const { facts, registry, policy, today } = setting;
  const use: Use = facts.use.value === 'by-place' ? 'assist' : facts.use.value;
  return { use, facts: termsOf(facts), lookups: registry, policy, today };
}

const terms = new WeakMap<ProjectFacts, ProjectTerms>();

/** The same object for the same facts: what was found for it once is known then (`sharedOutcomes`). */
function termsOf(facts: ProjectFacts): ProjectTerms {
  const known = terms.get(facts) ?? projectTerms(facts);
  terms.set(facts, known);
  return known;
}

/** Which registry answers, and whether it is old. */
export function registryStatus(registry: Registry, today: string): Explanation['registry'] {
  const stale = (Date.parse(today) - Date.parse(registry.date)) / 86_400_000 > staleAfter;
  return {
    date: registry.date,
    stale,
    ...(registry.overlay === undefined ? {} : { overlay: registry.overlay.name }),
  };
}

/** The whole answer: with the project, the registry's age, and which records are somebody's correction of ours. */
export function frame(model: Explanation['model'], judgement: Judgement, setting: ExplainSetting): Explanation {
  const { registry, today, facts } = setting;
  const status = registryStatus(registry, today);
  const added = [
    ...overlayReasons(model.id, judgement, registry),
    ...(status.stale ? [staleReason(model.id, registry)] : []),
  ];
  return {
    model,
    project: facts,
    ...judgement,
    ...(added.length === 0 ? {} : { reasons: sortedReasons([...judgement.reasons, ...added]) }),
    registry: status,
    disclaimer: DISCLAIMER,
  };
}

function staleReason(id: string, registry: Registry): Reason {
  return {
    rule: 'registry-stale',
    effect: 'allowed',
    artefact: 'identity',
    subject: id,
    license: null,
    path: [id],
    text: `The registry is of ${registry.date}, more than ${staleAfter} days ago: licences may have changed since.`,
    evidence: [],
  };
}

function overlayReasons(id: string, judgement: Judgement, registry: Registry): readonly Reason[] {
  const { overlay } = registry;
  if (overlay === undefined) return [];
  const used = new Set([
    id,
    ...judgement.lineage.map((edge) => edge.id),
    ...judgement.reasons.flatMap(({ subject, license }) => [subject, ...(license === null ? [] : [license])]),
  ]);
  return [...used]
    .filter((name) => registry.overlaid(name))
    .sort()
    .map((name) => ({
      rule: 'registry-overlay',
      effect: 'allowed',
      artefact: 'identity',
      subject: name,
      license: null,
      path: [id],
      text: `What is said of ${name} comes from the registry “${overlay.name}” (${overlay.date}), which is laid over ours.`,
      evidence: [],
    }));
}
