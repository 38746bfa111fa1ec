import type { Finding } from '../compliance/report';
import type { PolicyException, PolicyRule } from '../licensing/decisions';
import { compareVerdicts } from '../licensing/verdict';

/** What a finding lets its project's owners decide in the policy. */
export type PolicyTarget =
  | { readonly decision: 'deny'; readonly name: string; readonly rule: Omit<PolicyRule, 'reason'> }
  /** An exception names one thing exactly (LAW, Policy): `accept` for what is open, `license` for what is refused. */
  | {
      readonly decision: 'accept' | 'license';
      readonly name: string;
      readonly subject: Pick<PolicyException, 'model' | 'package' | 'uses'>;
    };

/** A single licence; of a choice or a sum it would not be clear what is denied. */
const ONE_LICENSE = /^[A-Za-z0-9.+-]+$/;
/** What stands between a package URL and its version; that of a namespace is encoded. */
const VERSION = /@[^@/]*$/;

/** Written so that it means one model or data set wherever it stands, known or not. */
const HUB_ID = /^[\w.-]+\/[\w.-]+$/;

/**
 * The decisions that make sense for a finding: what is refused needs no denial and takes an agreement to be used, and only
 * what is open can be accepted.
 */
export function policyTargets(finding: Finding): readonly PolicyTarget[] {
  const { kind, reference, license, verdict, use } = finding;
  const isModel = kind === 'model' || kind === 'dataset' || kind === 'output-use';
  const isPackage = kind === 'package';
  const id = finding.resolved ?? (isModel && HUB_ID.test(reference) ? reference : null);
  const targets: PolicyTarget[] = [];
  if (id !== null && compareVerdicts(verdict, 'review') >= 0 && (isModel || isPackage)) {
    // What a model may write is one thing, whether it may be used another.
    const uses = kind === 'output-use' && use !== null ? { uses: [use] } : {};
    const subject = isModel ? { model: id, ...uses } : { package: id };
    targets.push({ decision: verdict === 'denied' ? 'license' : 'accept', name: id, subject });
  }
  if (compareVerdicts(verdict, 'denied') >= 0) return targets;
  if (id !== null && isModel) targets.push({ decision: 'deny', name: id, rule: { model: id } });
  if (id !== null && isPackage) {
    // Whatever its version.
    const name = id.replace(VERSION, '');
    targets.push({ decision: 'deny', name, rule: { package: name === id ? name : `${name}@*` } });
  }
  if (license !== null && ONE_LICENSE.test(license)) {
    targets.push({ decision: 'deny', name: license, rule: { license } });
  }
  return targets;
}
