import type { Reason } from '../../licensing/explanation';
import { compareVerdicts, type Verdict } from '../../licensing/verdict';
import type { Registry } from '../../registry/registry';
import { adviceFor } from '../advice';
import { billOf } from '../bill';
import type { CheckReport, Finding } from '../report';
import { subjectOf } from '../subject';
import { escapeHtml } from './escapeHtml';
import { htmlStyle } from './htmlStyle';
import { lineageSvg } from './lineageSvg';
import { type Alike, alikeSaid, isNew, othersText, placesInLine, type Same, subjectsOf, tasksOf } from './sameFindings';
import { comparedLine, filesByReason, messageBeside, placeOf, sizeText } from './text';

export interface HtmlOptions {
  /** What was checked. */
  readonly name: string;
  readonly registry: Registry;
  /** ISO time; null leaves it out. */
  readonly time: string | null;
}

const strictestFirst: readonly Verdict[] = ['denied', 'review', 'conditional', 'allowed'];

/** The report as one HTML page that needs nothing else: no scripts, no fonts, no network. Prints well. */
export function formatHtml(report: CheckReport, options: HtmlOptions): string {
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>Licit check of ${escapeHtml(options.name)}</title><style>${htmlStyle}</style></head><body>`,
    htmlBody(report, options),
    '</body></html>\n',
  ].join('\n');
}

/**
 * What stands in the page: summary, what to do first, lineage, every finding, coverage. A place in a file is an element with
 * `data-file`, `data-line` and `data-column`, of which a host that can open files makes a link.
 */
export function htmlBody(report: CheckReport, { name, registry, time }: HtmlOptions): string {
  return [
    `<h1>Licit check of ${escapeHtml(name)}: ${badge(report.verdict)}</h1>`,
    `<p>${escapeHtml(judgedFor(report))}${time === null ? '' : ` ${escapeHtml(time)}`}</p>`,
    summary(report),
    ...baseline(report),
    ...tasks(report.findings),
    ...lineage(report, registry),
    ...strictestFirst.flatMap((verdict) => section(verdict, report.findings)),
    coverage(report),
    `<footer><p>${escapeHtml(report.disclaimer)}</p></footer>`,
  ].join('\n');
}

function judgedFor({ project, registry }: CheckReport): string {
  const use = project.use.value === 'by-place' ? 'use by place' : `use ${project.use.value}`;
  return `Judged for a ${project.kind.value} project under ${project.license.value}, ${use}, by the registry of ${registry.date}.`;
}

function badge(verdict: Verdict): string {
  return `<span class="badge ${verdict}">${verdict}</span>`;
}

function placeHtml(finding: Finding): string {
  const { file, range } = finding;
  const where = range === null ? '' : ` data-line="${range.startLine}" data-column="${range.startColumn}"`;
  return `<code data-file="${escapeHtml(file)}"${where}>${escapeHtml(placeOf(finding))}</code>`;
}

function summary({ findings }: CheckReport): string {
  const rows = strictestFirst.map((verdict) => {
    const all = findings.filter((finding) => finding.verdict === verdict);
    const counted = all.filter((finding) => finding.counts).length;
    return `<tr><th scope="row">${badge(verdict)}</th><td>${counted}</td><td>${all.length - counted}</td></tr>`;
  });
  return `<table><thead><tr><th></th><th scope="col">count</th><th scope="col">notes only</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function baseline(report: CheckReport): string[] {
  const line = comparedLine(report);
  return line === null ? [] : [`<p>${line}</p>`];
}

/** More would be no beginning; the findings follow. */
const mostTasks = 30;

/** What a person has to do, the strictest first; once for each thing, however often it is named. */
function tasks(findings: readonly Finding[]): string[] {
  const sorted = tasksOf(findings);
  if (sorted.length === 0) return [];
  const more = sorted.length - mostTasks;
  return [
    '<h2>What to do first</h2>',
    `<ol>${sorted.slice(0, mostTasks).map(task).join('')}</ol>`,
    ...(more > 0 ? [`<p>… and ${more} more below</p>`] : []),
  ];
}

function task(same: Same): string {
  const [first] = same;
  const { named, others } = subjectsOf(same);
  const names = `${named.map((name) => `<b>${escapeHtml(name)}</b>`).join(', ')}${others > 0 ? ` and ${othersText(others)}` : ''}`;
  return `<li>${badge(first.verdict)} ${mark(same)}${names} in ${placesHtml(same)}: ${withCode(adviceFor(first))}.</li>`;
}

/** The first places of what is the same elsewhere. */
function placesHtml(same: Same): string {
  const more = same.length - placesInLine;
  const places = same.slice(0, placesInLine).map(placeHtml).join(', ');
  return more > 0 ? `${places} and ${more} more` : places;
}

/** Only against a baseline something is new. */
function mark(same: Same): string {
  return isNew(same) ? '<b class="new">new</b> ' : '';
}

/** Advice has commands between backticks. */
function withCode(text: string): string {
  return escapeHtml(text).replace(/`([^`]*)`/g, '<code>$1</code>');
}

function lineage(report: CheckReport, registry: Registry): string[] {
  const drawn = lineageSvg(billOf(report, registry));
  if (drawn === null) return [];
  const heading = '<h2>Where the models come from</h2>';
  if (drawn.kind === 'too-many')
    return [
      heading,
      `<p>${drawn.nodes} models and data sets are too many to draw; each finding below has its path.</p>`,
    ];
  const caption =
    'From left to right: what the project names, with its verdict, and what that was made from. A solid line leads to a model, a dashed one to data.';
  return [heading, `<figure>${drawn.svgs.join('')}<figcaption>${caption}</figcaption></figure>`];
}

function section(verdict: Verdict, all: readonly Finding[]): string[] {
  const findings = all.filter((finding) => finding.verdict === verdict);
  if (findings.length === 0) return [];
  return [`<h2>${badge(verdict)} ${findings.length}</h2>`, ...alikeSaid(findings).map(findingHtml)];
}

function findingHtml([same, ...others]: Alike): string {
  const [finding] = same;
  const duties = finding.verdict === 'denied' ? [] : finding.obligations;
  const facts = [finding.kind, finding.use, finding.license, finding.rule, finding.counts ? null : 'does not count'];
  return [
    compareVerdicts(finding.verdict, 'review') >= 0 && finding.counts
      ? '<details open><summary>'
      : '<details><summary>',
    `${mark(same)}${placesHtml(same)} ${escapeHtml(messageBeside(finding))}`,
    `</summary><p class="facts">${facts
      .filter((fact) => fact !== null)
      .map((fact) => escapeHtml(fact))
      .join(' · ')}</p>`,
    same.length <= placesInLine ? '' : `<p>Also in ${same.slice(placesInLine).map(placeHtml).join(', ')}</p>`,
    finding.reasons.length === 0 ? '' : `<ul>${finding.reasons.map(reasonHtml).join('')}</ul>`,
    duties.length === 0
      ? ''
      : `<p>Duties</p><ul>${duties.map(({ text, license }) => `<li>${escapeHtml(text)} (${escapeHtml(license)})</li>`).join('')}</ul>`,
    othersHtml(others),
    '</details>',
  ].join('');
}

function othersHtml(others: readonly Same[]): string {
  if (others.length === 0) return '';
  const items = others.map(
    (same) => `<li>${mark(same)}<b>${escapeHtml(subjectOf(same[0]))}</b> in ${same.map(placeHtml).join(', ')}</li>`,
  );
  return `<p>The same holds for ${othersText(others.length)}:</p><ul>${items.join('')}</ul>`;
}

function reasonHtml(reason: Reason): string {
  const path = reason.path.length > 1 ? ` <span class="path">${reason.path.map(escapeHtml).join(' → ')}</span>` : '';
  const sources = reason.evidence.map(({ url, checked }) => {
    // Only addresses of the web become links; a path in the package stays text.
    const shown = /^https?:\/\//.test(url) ? `<a href="${escapeHtml(url)}">${escapeHtml(url)}</a>` : escapeHtml(url);
    return `<li>${shown} <span class="read">(read ${escapeHtml(checked)})</span></li>`;
  });
  return `<li>${badge(reason.effect)} ${escapeHtml(reason.text)}${path}${sources.length === 0 ? '' : `<ul class="sources">${sources.join('')}</ul>`}</li>`;
}

function coverage({ coverage: { files, bytes, references, resolved, skipped }, registry }: CheckReport): string {
  const list = [...filesByReason(skipped)].map(
    ([reason, names]) =>
      `<li>${escapeHtml(reason)} (${names.length}): ${names.map((name) => `<code>${escapeHtml(name)}</code>`).join(', ')}</li>`,
  );
  return [
    '<h2>What was seen</h2>',
    `<p>${files} files, ${sizeText(bytes)}; ${references} references, ${resolved} of them identified.</p>`,
    registry.stale
      ? `<p>The registry is of ${escapeHtml(registry.date)}: older than 180 days, terms may have changed.</p>`
      : '',
    registry.overlay === undefined ? '' : `<p>Laid over our registry: ${escapeHtml(registry.overlay)}</p>`,
    list.length === 0
      ? ''
      : `<details open><summary>Not seen: ${skipped.length}</summary><ul>${list.join('')}</ul></details>`,
  ].join('');
}
