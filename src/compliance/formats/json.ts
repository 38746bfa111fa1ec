import type { CheckReport } from '../report';

/** The report as CONTRACT has it: one JSON document. */
export function formatJson(report: CheckReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
