import type { Reason } from '../../licensing/explanation';
import { compareVerdicts, type Verdict } from '../../licensing/verdict';
import type { Registry } from '../../registry/registry';
import { adviceFor } from '../advice';
import { billOf } from '../bill';
import type { CheckReport, Finding } from '../report';
import { subjectOf } from '../subject';
import { escapeHtml } from './escapeHtml';
import { lineageSvg } from './lineageSvg';
import { placeOf } from './text';

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
  const { name, registry, time } = options;
  const urgent = report.findings
    .filter((finding) => finding.counts && compareVerdicts(finding.verdict, 'review') >= 0)
    .toSorted((a, b) => compareVerdicts(b.verdict, a.verdict));
  const lineage = lineageSvg(billOf(report, registry));
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>Licit check of ${escapeHtml(name)}</title><style>${style}</style></head><body>`,
    `<h1>Licit check of ${escapeHtml(name)}: ${badge(report.verdict)}</h1>`,
    `<p>${escapeHtml(judgedFor(report))}${time === null ? '' : ` ${escapeHtml(time)}`}</p>`,
    summary(report),
    ...(urgent.length === 0 ? [] : ['<h2>What to do first</h2>', `<ol>${urgent.map(task).join('')}</ol>`]),
    ...(lineage === null ? [] : ['<h2>Where the models come from</h2>', `<figure>${lineage}</figure>`]),
    ...strictestFirst.flatMap((verdict) => section(verdict, report.findings)),
    coverage(report),
    `<footer><p>${escapeHtml(report.disclaimer)}</p></footer>`,
    '</body></html>\n',
  ].join('\n');
}

function judgedFor({ project, registry }: CheckReport): string {
  const use = project.use.value === 'by-place' ? 'use by place' : `use ${project.use.value}`;
  return `Judged for a ${project.kind.value} project under ${project.license.value}, ${use}, by the registry of ${registry.date}.`;
}

function badge(verdict: Verdict): string {
  return `<span class="badge ${verdict}">${verdict}</span>`;
}

function summary({ findings }: CheckReport): string {
  const rows = strictestFirst.map((verdict) => {
    const all = findings.filter((finding) => finding.verdict === verdict);
    const counted = all.filter((finding) => finding.counts).length;
    return `<tr><th scope="row">${badge(verdict)}</th><td>${counted}</td><td>${all.length - counted}</td></tr>`;
  });
  return `<table><thead><tr><th></th><th scope="col">count</th><th scope="col">notes only</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function task(finding: Finding): string {
  return `<li>${badge(finding.verdict)} <b>${escapeHtml(subjectOf(finding))}</b> in <code>${escapeHtml(placeOf(finding))}</code>: ${escapeHtml(adviceFor(finding))}.</li>`;
}

function section(verdict: Verdict, all: readonly Finding[]): string[] {
  const findings = all.filter((finding) => finding.verdict === verdict);
  if (findings.length === 0) return [];
  return [`<h2>${badge(verdict)} ${findings.length}</h2>`, ...findings.map(findingHtml)];
}

function findingHtml(finding: Finding): string {
  const duties = finding.verdict === 'denied' ? [] : finding.obligations;
  const facts = [finding.kind, finding.use, finding.license, finding.rule, finding.counts ? null : 'does not count'];
  return [
    compareVerdicts(finding.verdict, 'review') >= 0 ? '<details open><summary>' : '<details><summary>',
    `<code>${escapeHtml(placeOf(finding))}</code> ${escapeHtml(finding.message)}`,
    `</summary><p class="facts">${facts
      .filter((fact) => fact !== null)
      .map((fact) => escapeHtml(fact))
      .join(' · ')}</p>`,
    finding.reasons.length === 0 ? '' : `<ul>${finding.reasons.map(reasonHtml).join('')}</ul>`,
    duties.length === 0
      ? ''
      : `<p>Duties</p><ul>${duties.map(({ text, license }) => `<li>${escapeHtml(text)} (${escapeHtml(license)})</li>`).join('')}</ul>`,
    '</details>',
  ].join('');
}

function reasonHtml(reason: Reason): string {
  const path = reason.path.length > 1 ? ` <span class="path">${reason.path.map(escapeHtml).join(' → ')}</span>` : '';
  const sources = reason.evidence.map(({ url, checked }) => {
    // Only addresses of the web become links; a path in the package stays text.
    const shown = /^https?:\/\//.test(url) ? `<a href="${escapeHtml(url)}">${escapeHtml(url)}</a>` : escapeHtml(url);
    return `<li>${shown} (read ${escapeHtml(checked)})</li>`;
  });
  return `<li>${badge(reason.effect)} ${escapeHtml(reason.text)}${path}${sources.length === 0 ? '' : `<ul class="sources">${sources.join('')}</ul>`}</li>`;
}

function coverage({ coverage: { files, bytes, references, resolved, skipped }, registry }: CheckReport): string {
  const list = skipped.map(({ file, reason }) => `<li><code>${escapeHtml(file)}</code>: ${escapeHtml(reason)}</li>`);
  return [
    '<h2>What was seen</h2>',
    `<p>${files} files, ${bytes} bytes; ${references} references, ${resolved} of them known.</p>`,
    registry.stale
      ? `<p>The registry is of ${escapeHtml(registry.date)}: older than 180 days, terms may have changed.</p>`
      : '',
    list.length === 0
      ? ''
      : `<details open><summary>Not seen: ${list.length}</summary><ul>${list.join('')}</ul></details>`,
  ].join('');
}

const style = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
code { font-size: .92em; overflow-wrap: anywhere; }
table { border-collapse: collapse; } th, td { padding: .2rem .8rem; text-align: left; border-bottom: 1px solid #8886; }
details { margin: .4rem 0; } summary { cursor: pointer; } .facts, .path, .sources { color: GrayText; font-size: .92em; }
.badge { padding: 0 .5em; border-radius: .6em; color: #fff; font-size: .85em; font-weight: 600; }
.denied { background: #b3261e; } .review { background: #8a5a00; } .conditional { background: #0b6a75; } .allowed { background: #2d6a30; }
figure { margin: 0; overflow-x: auto; } svg text { font: 12px system-ui, sans-serif; fill: currentColor; }
svg .node { fill: none; stroke: currentColor; } svg .edge { stroke: currentColor; fill: none; }
@media print { body { max-width: none; margin: 0; } details::details-content { content-visibility: visible; } a { color: inherit; } }
`.replace(/\n/g, '');
