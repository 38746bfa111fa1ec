import type { CheckReport, Finding } from './report';

/** How often each known finding stands in an earlier report, by what makes two findings the same. */
export type Baseline = ReadonlyMap<string, number>;

export type ReadBaseline =
  | { readonly ok: true; readonly baseline: Baseline }
  | { readonly ok: false; readonly problem: string };

/** Reads an earlier JSON report. */
export function readBaseline(text: string): ReadBaseline {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, problem: 'is not valid JSON' };
  }
  if (typeof value !== 'object' || value === null || !('findings' in value) || !Array.isArray(value.findings)) {
    return { ok: false, problem: 'is not a report of `licit check --json`: it has no "findings"' };
  }
  const counts = new Map<string, number>();
  for (const [index, finding] of value.findings.entries()) {
    const key = keyOf(finding);
    if (key === null)
      return {
        ok: false,
        problem: `is not a report of \`licit check --json\`: finding ${index + 1} lacks rule, file, reference or verdict`,
      };
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return { ok: true, baseline: counts };
}

/** The report with each finding marked as new or known; lines do not matter, how many there are does. */
export function compareWith(report: CheckReport, baseline: Baseline): CheckReport {
  const left = new Map(baseline);
  const findings = report.findings.map((finding): Finding => {
    const key = keyOf(finding) ?? '';
    const count = left.get(key) ?? 0;
    left.set(key, count - 1);
    return { ...finding, new: count <= 0 };
  });
  return { ...report, findings };
}

/** How many findings are new and how many known; null without a baseline. */
export function newness(findings: readonly Finding[]): { readonly fresh: number; readonly known: number } | null {
  const compared = findings.filter((finding) => finding.new !== undefined);
  if (compared.length === 0) return null;
  const fresh = compared.filter((finding) => finding.new === true).length;
  return { fresh, known: compared.length - fresh };
}

/** Rule, file, resolved (else reference) and verdict; null when one is missing. */
function keyOf(finding: unknown): string | null {
  if (typeof finding !== 'object' || finding === null) return null;
  const read = (name: string): unknown => (Object.hasOwn(finding, name) ? Reflect.get(finding, name) : undefined);
  const parts = [read('rule'), read('file'), read('resolved') ?? read('reference'), read('verdict')];
  return parts.every((part) => typeof part === 'string') ? JSON.stringify(parts) : null;
}
