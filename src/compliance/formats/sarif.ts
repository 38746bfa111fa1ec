import { createHash } from 'node:crypto';
import { compareVerdicts } from '../../licensing/verdict';
import { percentEncode } from '../percentEncode';
import type { CheckReport, Finding } from '../report';
import { spdxName } from './spdxName';
import { wellFormedJson } from './wellFormedJson';

/** What a report says of the program that made it. */
export interface ToolInfo {
  readonly name: string;
  readonly version: string;
}

/** Code hosts refuse a run of more (GitHub: https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning). */
const mostResults = 25_000;

/** The report as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), which code hosts and editors show at its places. */
export function formatSarif(report: CheckReport, tool: ToolInfo): string {
  const problems = report.findings.filter(({ verdict }) => verdict !== 'allowed');
  const allowed = report.findings.length - problems.length;
  const findings = mostUrgent(problems);
  const left = problems.length - findings.length;
  const rules = [...new Set(findings.map((finding) => finding.rule))].sort();
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
              fullDescription: { text: `Rule ${id} of Licit's check; docs/rules/${id}.md in its package explains it.` },
              help: { text: `${report.disclaimer} docs/rules/${id}.md in Licit's package explains the rule.` },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: [
              ...(left === 0 ? [] : [{ level: 'warning', message: { text: leftOut(left) } }]),
              ...(allowed === 0 ? [] : [{ level: 'note', message: { text: leftOutAllowed(allowed) } }]),
              ...report.coverage.skipped.map(({ file, reason }) => ({
                level: 'note',
                message: { text: plain(`Not seen: ${reason}`) },
                locations: [{ physicalLocation: { artifactLocation: locationOf(file) } }],
              })),
            ],
          },
        ],
        results: results(findings, rules),
        properties: { verdict: report.verdict, project: report.project, registry: report.registry },
      },
    ],
  };
  return `${wellFormedJson(log)}\n`;
}

/** As many as code hosts take, in their order; what is left out is what counts least. */
function mostUrgent(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length <= mostResults) return findings;
  const sorted = findings.toSorted(
    (a, b) => Number(b.counts) - Number(a.counts) || compareVerdicts(b.verdict, a.verdict),
  );
  const kept = new Set(sorted.slice(0, mostResults));
  return findings.filter((finding) => kept.has(finding));
}

function leftOut(count: number): string {
  return `${count} findings that count least are left out, because code hosts take no more than ${mostResults}; the JSON report has all.`;
}

/** They show each result as an alert, one of kind `pass` with level `none`, too. */
function leftOutAllowed(count: number): string {
  const what = count === 1 ? '1 finding that is allowed is' : `${count} findings that are allowed are`;
  return `${what} left out, because code hosts show every result as an alert; the JSON report has all.`;
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
      message: { text: plain(finding.message) },
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
        license: finding.license === null ? null : spdxName(finding.license),
        verdict: finding.verdict,
        counts: finding.counts,
      },
    };
  });
}

/** SARIF reads `[text](address)` in a message as a link; names of files and models are none. */
function plain(message: string): string {
  return message.replaceAll('](', '] (');
}

/** A path as a URI reference; relative to the checked folder, whose place on this machine is nobody's business. */
function locationOf(file: string): { uri: string; uriBaseId: string } {
  return { uri: file.split('/').map(percentEncode).join('/'), uriBaseId: '%SRCROOT%' };
}
