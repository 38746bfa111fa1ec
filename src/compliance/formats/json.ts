import type { CheckReport, Finding } from '../report';
import { spdxName } from './spdxName';
import { wellFormedJson } from './wellFormedJson';

/** The report as CONTRACT has it: one JSON document, in pieces, because a large one does not fit one string. */
export function* formatJson(report: CheckReport): Generator<string, void, undefined> {
  const { findings, registry, disclaimer, ...head } = report;
  yield `{\n${withoutBraces(head)},\n  "findings": [`;
  let separator = '\n';
  for (const finding of findings) {
    yield `${separator}${wellFormedJson(withLicenseNames(finding)).replace(/^/gm, '    ')}`;
    separator = ',\n';
  }
  yield `${findings.length === 0 ? ']' : '\n  ]'},\n${withoutBraces({ registry, disclaimer })}\n}\n`;
}

/** Whoever reads these reads SPDX expressions; how a licence was written stands in the message. */
function withLicenseNames(finding: Finding): Finding {
  const name = (license: string | null) => (license === null ? null : spdxName(license));
  return {
    ...finding,
    license: name(finding.license),
    reasons: finding.reasons.map((reason) => ({ ...reason, license: name(reason.license) })),
    obligations: finding.obligations.map((duty) => ({ ...duty, license: spdxName(duty.license) })),
  };
}

/** The members of an object as they stand in its JSON. */
function withoutBraces(value: object): string {
  return wellFormedJson(value).slice('{\n'.length, -'\n}'.length);
}
