import { type CheckOptions, runCheck } from '../../src/compliance/check';
import type { CheckReport } from '../../src/compliance/report';
import { DigestStore } from '../../src/gate/digests';
import { detectFacts } from '../../src/project/detect';
import type { Registry } from '../../src/registry/registry';

/** Judges for a commercial, proprietary project, by these facts alone; nothing on this machine has a say. */
export function checkOptions(registry: Registry, more: Partial<CheckOptions> = {}): CheckOptions {
  const facts = detectFacts({});
  return {
    registry,
    facts: { ...facts, use: { value: 'by-place', from: 'default' } },
    policy: {},
    today: '2026-11-24',
    digests: new DigestStore(null),
    places: { hubCache: '/nowhere/hub', ollama: '/nowhere/ollama' },
    ...more,
  };
}

/** The report of a check with `checkOptions`. */
export async function check(root: string, registry: Registry, more: Partial<CheckOptions> = {}): Promise<CheckReport> {
  const outcome = await runCheck(root, checkOptions(registry, more), new AbortController().signal);
  if (!outcome.ok) throw new Error(outcome.message);
  return outcome.report;
}
