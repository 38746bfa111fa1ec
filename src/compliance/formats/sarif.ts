import { createHash } from 'node:crypto';
import { percentEncode } from '../percentEncode';
import type { CheckReport, Finding } from '../report';
import { wellFormedJson } from './wellFormedJson';

/** What a report says of the program that made it. */
export interface ToolInfo {
  readonly name: string;
  readonly version: string;
}

/** The report as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), which code hosts and editors show at its places. */
export function formatSarif(report: CheckReport, tool: ToolInfo): string {
  const rules = [...new Set(report.findings.map((finding) => finding.rule))].sort();
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: tool.name,
            semanticVersion: tool.version,
            rules: rules.map((id) => ({
              id,
              shortDescription: { text: id.replaceAll('-', ' ') },
              help: { text: `${report.disclaimer} docs/rules/${id}.md in Licit's package explains the rule.` },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: report.coverage.skipped.map(({ file, reason }) => ({
              level: 'note',
              message: { text: `Not seen: ${reason}` },
              locations: [{ physicalLocation: { artifactLocation: locationOf(file) } }],
            })),
          },
        ],
        results: results(report.findings, rules),
        properties: { verdict: report.verdict, project: report.project, registry: report.registry },
      },
    ],
  };
  return `${wellFormedJson(log)}\n`;
}

function results(findings: readonly Finding[], rules: readonly string[]) {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const key = [finding.rule, finding.file, finding.resolved ?? finding.reference, finding.verdict].join('\n');
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return {
      ruleId: finding.rule,
      ruleIndex: rules.indexOf(finding.rule),
      level: finding.level,
      message: { text: finding.message },
      locations: [
        {
          physicalLocation: {
            artifactLocation: locationOf(finding.file),
            ...(finding.range === null ? {} : { region: finding.range }),
          },
        },
      ],
      // As in a baseline: the line may move, what is found and how often may not.
      partialFingerprints: { 'licitFinding/v1': createHash('sha256').update(`${key}\n${count}`).digest('hex') },
      ...(finding.new === undefined ? {} : { baselineState: finding.new ? 'new' : 'unchanged' }),
      properties: {
        kind: finding.kind,
        reference: finding.reference,
        resolved: finding.resolved,
        use: finding.use,
        license: finding.license,
        verdict: finding.verdict,
        counts: finding.counts,
      },
    };
  });
}

/** A path as a URI reference; relative to the checked folder, whose place on this machine is nobody's business. */
function locationOf(file: string): { uri: string; uriBaseId: string } {
  return { uri: file.split('/').map(percentEncode).join('/'), uriBaseId: '%SRCROOT%' };
}
