import type { Finding } from '../compliance/report';
import type { PolicyException, PolicyRule } from '../licensing/decisions';
import { compareVerdicts } from '../licensing/verdict';

/** What a finding lets its project's owners decide in the policy. */
export type PolicyTarget =
  | { readonly decision: 'deny'; readonly name: string; readonly rule: Omit<PolicyRule, 'reason'> }
  /** An exception names one thing exactly (LAW, Policy). */
  | {
      readonly decision: 'accept';
      readonly name: string;
      readonly subject: Pick<PolicyException, 'model' | 'package'>;
    };

/** A single licence; of a choice or a sum it would not be clear what is denied. */
const ONE_LICENSE = /^[A-Za-z0-9.+-]+$/;
/** What stands between a package URL and its version; that of a namespace is encoded. */
const VERSION = /@[^@/]*$/;

/** The decisions that make sense for a finding: what is refused already needs no denial, and only what is open can be accepted. */
export function policyTargets(finding: Finding): readonly PolicyTarget[] {
  const { kind, resolved, license, verdict } = finding;
  const isModel = kind === 'model' || kind === 'dataset';
  const isPackage = kind === 'package';
  const targets: PolicyTarget[] = [];
  if (resolved !== null && verdict === 'review' && (isModel || isPackage)) {
    const subject = isModel ? { model: resolved } : { package: resolved };
    targets.push({ decision: 'accept', name: resolved, subject });
  }
  if (compareVerdicts(verdict, 'denied') >= 0) return targets;
  if (resolved !== null && isModel) targets.push({ decision: 'deny', name: resolved, rule: { model: resolved } });
  if (resolved !== null && isPackage) {
    // Whatever its version.
    const name = resolved.replace(VERSION, '');
    targets.push({ decision: 'deny', name, rule: { package: name === resolved ? name : `${name}@*` } });
  }
  if (license !== null && ONE_LICENSE.test(license)) {
    targets.push({ decision: 'deny', name: license, rule: { license } });
  }
  return targets;
}
