import type { Artefact, Reason } from './explanation';
import type { Outcome } from './outcome';
import type { Evidence } from './terms';
import { compareVerdicts } from './verdict';

/** Where it was stated that the subject is under a licence, and what else is known of it where that is nothing. */
export interface Sources {
  readonly stated: readonly Evidence[];
  readonly else?: readonly Evidence[] | undefined;
}

/** An outcome's steps, placed at their subject. Each rests on where the licence was stated as well as on the licence's text. */
export function reasonsOf(
  outcome: Outcome,
  artefact: Artefact,
  subject: string,
  path: readonly string[],
  sources: Sources = { stated: [] },
): readonly Reason[] {
  return outcome.steps.map((step) => ({
    rule: step.rule,
    effect: step.effect,
    // A licence rule of the policy is the policy's word, whatever it is about.
    artefact: step.rule.startsWith('policy-') ? 'policy' : artefact,
    subject,
    license: step.license,
    path,
    text: step.text,
    evidence: evidenceOf(step.evidence, sources),
  }));
}

function evidenceOf(own: readonly Evidence[], sources: Sources): readonly Evidence[] {
  const evidence = distinctEvidence(sources.stated.length === 0 ? own : [...sources.stated, ...own]);
  return evidence.length > 0 ? evidence : (sources.else ?? []);
}

function distinctEvidence(evidence: readonly Evidence[]): readonly Evidence[] {
  if (evidence.length < 2) return evidence;
  const seen = new Set<string>();
  return evidence.filter(({ url, says }) => {
    const key = `${url}\n${says ?? ''}`;
    return seen.has(key) ? false : seen.add(key) !== undefined;
  });
}

/** Reasons without repetitions: what several ways lead to is said once, at the shortest path. */
export function merged(reasons: readonly Reason[]): readonly Reason[] {
  const seen = new Map<string, Reason>();
  for (const reason of reasons) {
    const key = `${reason.rule}\n${reason.effect}\n${reason.artefact}\n${reason.subject}\n${reason.license ?? ''}\n${reason.text}`;
    const known = seen.get(key);
    if (known === undefined || reason.path.length < known.path.length) seen.set(key, reason);
  }
  return [...seen.values()];
}

/** The strictest first, then the nearest; the order never depends on the order of the records. */
export function sortedReasons(reasons: readonly Reason[]): readonly Reason[] {
  const keyed = reasons.map((reason) => ({
    reason,
    key: `${reason.path.join('\n')}\n${reason.artefact}\n${reason.rule}\n${reason.text}`,
  }));
  keyed.sort(
    (a, b) =>
      compareVerdicts(b.reason.effect, a.reason.effect) ||
      a.reason.path.length - b.reason.path.length ||
      (a.key < b.key ? -1 : a.key > b.key ? 1 : 0),
  );
  return keyed.map(({ reason }) => reason);
}
