import type { CheckReport, Finding } from '../../src/compliance/report';
import { detectFacts } from '../../src/project/detect';

/** A denied model in `src/a.py`, with what a test says differently. */
export function finding(reference: string, own: Partial<Finding> = {}): Finding {
  return {
    rule: 'use-forbidden',
    level: 'error',
    kind: 'model',
    file: 'src/a.py',
    range: { startLine: 2, startColumn: 5, endLine: 2, endColumn: 9 },
    reference,
    resolved: reference,
    use: 'service',
    license: 'MIT',
    verdict: 'denied',
    counts: true,
    message: `${reference} is denied`,
    reasons: [],
    obligations: [],
    ...own,
  };
}

/** A report of these findings. */
export function reportOf(findings: readonly Finding[], skipped: CheckReport['coverage']['skipped'] = []): CheckReport {
  return {
    verdict: 'denied',
    project: detectFacts({}),
    coverage: { files: 1, bytes: 2, references: findings.length, resolved: 0, skipped },
    findings,
    registry: { date: '2026-11-01', stale: false },
    disclaimer: 'No legal advice',
  };
}
