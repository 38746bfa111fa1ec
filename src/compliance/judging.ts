import type { DigestStore } from '../gate/digests';
import type { ExplainSetting } from '../gate/explain';
import type { Explanation } from '../gate/explanation';
import type { Reason } from '../licensing/explanation';
import { usePhrase } from '../licensing/uses';
import { compareVerdicts, type Use, type Verdict } from '../licensing/verdict';
import type { IdentifyOptions } from '../registry/identify';
import type { PackageStores } from './packages/packageStores';
import type { Finding } from './report';

/** For whom a check judges, by which registry, and where it keeps the digests of big files. */
export interface JudgeSetting extends ExplainSetting {
  readonly digests: DigestStore;
  readonly places?: IdentifyOptions['places'];
  /** Where this machine's package managers keep packages; where they do unless told otherwise. */
  readonly stores?: PackageStores;
}

/** A finding before the report gives it its level. */
export type UnsortedFinding = Omit<Finding, 'level' | 'new'>;

const verdictPhrases: Readonly<Record<Verdict, string>> = {
  allowed: 'is allowed',
  conditional: 'is allowed under conditions',
  review: 'needs a review',
  denied: 'is denied',
};

/** `X is denied for offering it to others over a network (service): because …`. */
export function verdictSentence(name: string, verdict: Verdict, purpose: string, reason: Reason | undefined): string {
  return `${name} ${verdictPhrases[verdict]} ${purpose}${reason === undefined ? '' : `: ${reason.text}`}`;
}

/** The reason that decides: of those as strict as the verdict the project's own decision, then the licence of the thing itself. */
export function decisiveReason(reasons: readonly Reason[], verdict: Verdict): Reason | undefined {
  const deciding = reasons.filter((reason) => reason.effect === verdict);
  const first = (artefact: Reason['artefact']) => deciding.find((reason) => reason.artefact === artefact);
  return first('policy') ?? first('weights') ?? deciding[0] ?? reasons[0];
}

/** The part of a finding that an explanation for one use gives. */
export function judgedFinding(
  explanation: Explanation,
  use: Use,
  purpose = `for ${usePhrase(use)} (${use})`,
): Pick<UnsortedFinding, 'rule' | 'use' | 'license' | 'verdict' | 'message' | 'reasons' | 'obligations'> {
  const { verdict, reasons, obligations, licenses, model } = explanation;
  const decisive = decisiveReason(reasons, verdict);
  return {
    rule: decisive?.rule ?? 'identity-unknown',
    use,
    license: licenses.weights ?? licenses.data[0]?.license ?? licenses.code,
    verdict,
    message: verdictSentence(model.id, verdict, purpose, decisive),
    reasons,
    obligations: obligations.filter((obligation) => obligation.uses.includes(use)),
  };
}

/** The strictest of several judgements; the first of equals. */
export function strictestOf<T extends { readonly verdict: Verdict }>(judged: readonly T[]): T | undefined {
  return judged.toSorted((a, b) => compareVerdicts(b.verdict, a.verdict))[0];
}
