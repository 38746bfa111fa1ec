import { compareVerdicts, type Verdict } from '../../licensing/verdict';
import { adviceFor } from '../advice';
import { newness } from '../baseline';
import type { CheckReport, Finding } from '../report';
import { subjectOf } from '../subject';
import { type Alike, alikeSaid, isNew, othersText, placesInLine, type Same, subjectsOf, tasksOf } from './sameFindings';

export interface TextOptions {
  /** The checked folder, as the person named it. */
  readonly folder: string;
  /** Escape sequences; on a terminal only. */
  readonly colours: boolean;
}

const strictestFirst: readonly Verdict[] = ['denied', 'review', 'conditional', 'allowed'];
/** More would be no beginning; the findings follow. */
const mostTasks = 10;

const colourOf: Readonly<Record<Verdict, number>> = { denied: 31, review: 33, conditional: 36, allowed: 32 };

/** The report for a person in a terminal: what to do first, then what was found by verdict, then what was not seen. */
export function formatText(raw: CheckReport, options: TextOptions): string {
  const report = printableReport(raw);
  const paint = (code: number, text: string) => (options.colours ? `\u001b[${code}m${text}\u001b[0m` : text);
  const lines: string[] = [];
  lines.push(...heading(report, options, paint), '');
  const tasks = tasksOf(report.findings);
  if (tasks.length > 0) {
    lines.push(paint(1, 'What to do first'));
    for (const [index, same] of tasks.slice(0, mostTasks).entries()) {
      const [finding, ...more] = same;
      const also = more.length === 0 ? '' : ` (and ${more.length} more)`;
      lines.push(`  ${index + 1}. ${mark(same)}${placeOf(finding)}${also}${names(same, paint)}: ${adviceFor(finding)}`);
    }
    if (tasks.length > mostTasks) lines.push(`  … and ${tasks.length - mostTasks} more below`);
    lines.push('');
  }
  for (const verdict of strictestFirst) {
    const findings = report.findings.filter((finding) => finding.verdict === verdict);
    if (findings.length === 0) continue;
    lines.push(paint(colourOf[verdict], `${verdict} (${findings.length})`));
    lines.push(...(verdict === 'allowed' ? briefly(findings) : fully(findings)), '');
  }
  lines.push(...coverage(report), '', report.disclaimer);
  return `${lines.join('\n')}\n`;
}

/** What a task is about, where the place does not say it. */
function names(same: Same, paint: Paint): string {
  const [finding] = same;
  const { named, others } = subjectsOf(same);
  if (named.length === 1 && named[0] === placeOf(finding)) return '';
  return ` ${named.map((name) => paint(colourOf[finding.verdict], name)).join(', ')}${others > 0 ? ` and ${othersText(others)}` : ''}`;
}

/** Names of files and what stands in them may hold anything, also sequences that a terminal obeys. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, '\ufffd');
}

function printableReport(report: CheckReport): CheckReport {
  const findings = report.findings.map((finding) => ({
    ...finding,
    file: printable(finding.file),
    reference: printable(finding.reference),
    resolved: finding.resolved === null ? null : printable(finding.resolved),
    license: finding.license === null ? null : printable(finding.license),
    message: printable(finding.message),
    reasons: finding.reasons.map((reason) => ({ ...reason, text: printable(reason.text) })),
  }));
  const skipped = report.coverage.skipped.map(({ file, reason }) => ({
    file: printable(file),
    reason: printable(reason),
  }));
  return { ...report, findings, coverage: { ...report.coverage, skipped } };
}

/** Only against a baseline something is new. */
function mark(same: Same): string {
  return isNew(same) ? 'new: ' : '';
}

/** How the findings compare with the baseline; null without one. */
export function comparedLine(report: CheckReport): string | null {
  const counts = newness(report.findings);
  return counts === null ? null : `Against the baseline: ${counts.fresh} new, ${counts.known} known.`;
}

type Paint = (code: number, text: string) => string;

function heading(report: CheckReport, options: TextOptions, paint: Paint): string[] {
  const { project } = report;
  const use = project.use.value === 'by-place' ? 'use by place' : `use ${project.use.value}`;
  const compared = comparedLine(report);
  const from = (fact: { readonly from: string; readonly file?: string }) => fact.file ?? fact.from;
  return [
    `${paint(1, `Licit check of ${printable(options.folder)}`)}: ${paint(colourOf[report.verdict], report.verdict)}`,
    `Judged for a ${project.kind.value} project (${from(project.kind)}) under ${printable(project.license.value)} (${from(project.license)}), ${use}.`,
    found(report.findings),
    ...(compared === null ? [] : [compared]),
  ];
}

function found(findings: readonly Finding[]): string {
  const counts = strictestFirst.flatMap((verdict) => {
    const all = findings.filter((finding) => finding.verdict === verdict);
    return all.length === 0 ? [] : [`${all.length} ${verdict}`];
  });
  const notes = findings.filter((finding) => !finding.counts).length;
  if (counts.length === 0) return 'No model, data set or package was found.';
  return `Found: ${counts.join(', ')}${notes === 0 ? '' : ` (${notes} of all do not count: prose, comments, development only)`}.`;
}

/** `file:line:column`, which terminals and editors make a link of. */
export function placeOf(finding: Finding): string {
  return finding.range === null
    ? finding.file
    : `${finding.file}:${finding.range.startLine}:${finding.range.startColumn}`;
}

/** The message as it stands behind the place: of a file as a whole it begins with the file. */
export function messageBeside({ file, range, message }: Finding): string {
  return range === null && message.startsWith(`${file} `) ? message.slice(file.length + 1) : message;
}

/** What is a number where there is much of it: developers' tools without a licence, licence texts that are missing. */
function fully(findings: readonly Finding[]): string[] {
  const tools = findings.filter(({ rule, counts }) => rule === 'package-licence-missing' && !counts);
  const untold = findings.filter(({ rule, resolved }) => rule === 'licence-text-missing' && resolved === null);
  const apart = new Set([...tools, ...(untold.length > 1 ? untold : [])]);
  return [
    ...alikeSaid(findings.filter((finding) => !apart.has(finding))).flatMap(inFull),
    ...(tools.length === 0
      ? []
      : [`  ${packages(subjectCount(tools))} for development only, of which no licence was found (do not count)`]),
    ...(untold.length < 2
      ? []
      : [
          `  Licence texts that are not here to be handed on: of packages that are not installed, in ${places(untold)}`,
        ]),
  ];
}

function subjectCount(findings: readonly Finding[]): number {
  return new Set(findings.map(subjectOf)).size;
}

function packages(count: number): string {
  return `${count} ${count === 1 ? 'package' : 'packages'}`;
}

function inFull(alike: Alike): string[] {
  const [[finding]] = alike;
  const why: string[] = [];
  for (const reason of finding.reasons) {
    if (compareVerdicts(reason.effect, finding.verdict) < 0) continue;
    const source = reason.evidence[0];
    if (!finding.message.includes(reason.text)) why.push(`      Also: ${reason.text}`);
    if (source !== undefined) why.push(`      Source: ${source.url} (read ${source.checked})`);
  }
  for (const { license, text } of finding.verdict === 'denied' ? [] : finding.obligations)
    why.push(`      Duty (${license}): ${text}`);
  return inShort(alike, why);
}

/** `why`: what else is said of each. */
function inShort([same, ...others]: Alike, why: readonly string[]): string[] {
  const [finding, ...more] = same;
  return [
    `  ${mark(same)}${placeOf(finding)} ${messageBeside(finding)}${finding.counts ? '' : ' (does not count)'}`,
    ...(more.length === 0 ? [] : [`      Also in ${places(more)}`]),
    ...new Set(why),
    ...(others.length === 0 ? [] : [`      The same holds for ${othersText(others.length)}:`]),
    ...others.map((other) => `        ${mark(other)}${subjectOf(other[0])} in ${places(other, 1)}`),
  ];
}

/** The first places; `--json` and `--format html` have them all. */
function places(findings: readonly Finding[], most = placesInLine): string {
  const more = findings.length - most;
  const first = findings.slice(0, most).map(placeOf).join(', ');
  return more > 0 ? `${first} and ${more} more` : first;
}

/** What is allowed fills pages in most projects: models without their reasons, packages as a count per licence. */
function briefly(findings: readonly Finding[]): string[] {
  const byLicense = new Map<string, Set<string>>();
  const named = new Set<string>();
  for (const finding of findings) {
    if (finding.kind !== 'package') continue;
    const license = finding.license ?? 'no licence';
    const subject = finding.resolved ?? finding.reference;
    named.add(subject);
    byLicense.set(license, (byLicense.get(license) ?? new Set()).add(subject));
  }
  const counts = [...byLicense]
    .sort(([a, { size: m }], [b, { size: n }]) => n - m || (a < b ? -1 : 1))
    .map(([license, { size }]) => `${size} ${license}`);
  const others = findings
    .filter(({ kind }) => kind !== 'package')
    .map((finding): Finding => ({ ...finding, reasons: [], obligations: [] }));
  return [
    ...alikeSaid(others).flatMap((alike) => inShort(alike, [])),
    ...(named.size === 0 ? [] : [`  ${packages(named.size)}: ${counts.join(', ')}`]),
  ];
}

/** What was not seen, by why. */
export function filesByReason(skipped: CheckReport['coverage']['skipped']): ReadonlyMap<string, readonly string[]> {
  const byReason = new Map<string, string[]>();
  for (const { file, reason } of skipped) {
    const files = byReason.get(reason);
    if (files === undefined) byReason.set(reason, [file]);
    else files.push(file);
  }
  return byReason;
}

/** A number of bytes as a person reads it. */
export function sizeText(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

function coverage(report: CheckReport): string[] {
  const { files, bytes, references, resolved, skipped } = report.coverage;
  const lines = [`Seen: ${files} files, ${sizeText(bytes)}; ${references} references, ${resolved} of them identified.`];
  for (const [reason, list] of filesByReason(skipped)) {
    const shown = list.slice(0, 3).join(', ');
    lines.push(`Not seen (${reason}): ${list.length > 3 ? `${shown} and ${list.length - 3} more` : shown}`);
  }
  if (report.registry.stale)
    lines.push(`The registry is of ${report.registry.date}: older than 180 days, terms may have changed.`);
  if (report.registry.overlay !== undefined) lines.push(`Laid over our registry: ${report.registry.overlay}`);
  return lines;
}
