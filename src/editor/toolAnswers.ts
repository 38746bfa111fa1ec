import { adviceFor } from '../compliance/advice';
import { othersText } from '../compliance/formats/sameFindings';
import type { CheckReport } from '../compliance/report';
import { subjectOf } from '../compliance/subject';
import type { Explanation } from '../gate/explanation';
import { compareVerdicts, strictest, USES, type Use, type Verdict } from '../licensing/verdict';
import type { Alternative } from '../models/alternatives';
import { type ProblemRow, problemRows } from './problemRows';

/** What a tool gives to the model that asked: a text to read, and the same as data. */
export interface ToolAnswer {
  readonly text: string;
  readonly data: object;
}

const VERDICTS: readonly Verdict[] = ['allowed', 'conditional', 'review', 'denied'];

/** Findings that one answer lists, the strictest first; a model that needs more asks for one folder or a stricter verdict. */
const MOST_FINDINGS = 50;

export interface CheckQuestion {
  /** Name of a workspace folder; all unless told. */
  readonly folder?: string;
  /** The mildest verdict that is listed. */
  readonly from: Verdict;
}

export interface ExplainQuestion {
  readonly reference: string;
  readonly use?: Use;
}

/** What a model asked for, or one line that says what is wrong with it: models write what they like, whatever the schema says. */
export type Parsed<Question> =
  | { readonly ok: true; readonly question: Question }
  | { readonly ok: false; readonly problem: string };

export function parseCheckQuestion(input: unknown): Parsed<CheckQuestion> {
  const { folder, from = 'review' } = membersOf(input);
  if (folder !== undefined && typeof folder !== 'string')
    return wrong('folder has to be the name of a workspace folder');
  const verdict = VERDICTS.find((one) => one === from);
  if (verdict === undefined) return wrong(`from has to be one of ${VERDICTS.join(', ')}`);
  return { ok: true, question: { ...(folder === undefined ? {} : { folder }), from: verdict } };
}

export function parseExplainQuestion(input: unknown): Parsed<ExplainQuestion> {
  const { reference, use } = membersOf(input);
  if (typeof reference !== 'string' || reference.trim() === '')
    return wrong('reference has to be the id, name, tag or file of a model or a data set');
  const judged = USES.find((one) => one === use);
  if (use !== undefined && judged === undefined) return wrong(`use has to be one of ${USES.join(', ')}`);
  return { ok: true, question: { reference: reference.trim(), ...(judged === undefined ? {} : { use: judged }) } };
}

function membersOf(input: unknown): { readonly [name: string]: unknown } {
  return typeof input === 'object' && input !== null ? { ...input } : {};
}

function wrong(problem: string): { readonly ok: false; readonly problem: string } {
  return { ok: false, problem };
}

interface NamedReport {
  readonly folder: string;
  readonly report: CheckReport;
}

/** `licit check` for a model: the verdict, what a person has to look at with what to do about it, and what was not seen. */
export function checkAnswer(reports: readonly NamedReport[], from: Verdict): ToolAnswer {
  const verdict = strictest(reports.map(({ report }) => report.verdict));
  const listed = reports
    .flatMap(({ folder, report }) =>
      problemRows(
        report.findings.filter((finding) => finding.counts && compareVerdicts(finding.verdict, from) >= 0),
      ).map((row) => ({ folder, ...row })),
    )
    .sort((a, b) => compareVerdicts(b.finding.verdict, a.finding.verdict));
  const shown = listed.slice(0, MOST_FINDINGS);
  const count = listed.reduce((sum, { others }) => sum + 1 + others, 0);
  const more = shown.reduce((left, { others }) => left - 1 - others, count);
  const coverage = reports.map(({ folder, report: { coverage: seen } }) => ({
    folder,
    files: seen.files,
    references: seen.references,
    resolved: seen.resolved,
    skipped: seen.skipped.length,
  }));
  const disclaimer = reports[0]?.report.disclaimer ?? '';
  const text = [
    `Verdict: ${verdict}. Findings that count at ${from} or above: ${count}.`,
    ...shown.map(({ folder, ...row }) => `- ${lineOf(reports.length > 1 ? `${folder}/` : '', row)}`),
    ...(more > 0 ? [`- and ${more} more; ask for a stricter verdict or one folder`] : []),
    ...coverage.map(
      ({ folder, files, references, skipped }) =>
        `Seen in ${folder}: ${files} files, ${references} references; ${skipped} files were not seen or only in part.`,
    ),
    disclaimer,
  ];
  const findings = shown.map(({ folder, ...row }) => findingData(folder, row));
  return { text: text.join('\n'), data: { verdict, from, findings, more, coverage, disclaimer } };
}

function lineOf(folder: string, { finding, others }: ProblemRow): string {
  const { file, range, verdict, message } = finding;
  const place = range === null ? file : `${file}:${range.startLine}:${range.startColumn}`;
  const advice = compareVerdicts(verdict, 'review') >= 0 ? ` To do: ${adviceFor(finding)}.` : '';
  const alike = others === 0 ? '' : ` The same holds for ${othersText(others)}.`;
  return `${verdict}: ${folder}${place}: ${message.replace(/\.$/, '')}.${alike}${advice}`;
}

function findingData(folder: string, { finding, others }: ProblemRow): object {
  const { verdict, rule, kind, file, range, reference, resolved, use, license, message } = finding;
  const place = { line: range?.startLine ?? null, column: range?.startColumn ?? null };
  const subject = subjectOf(finding);
  return { verdict, rule, kind, folder, file, ...place, subject, reference, resolved, use, license, message, others };
}

/** `licit explain` for a model, with what the project could use instead where it may not use this. */
export function explainAnswer(explanation: Explanation, instead: readonly Alternative[]): ToolAnswer {
  const { model, project, verdict, uses, reasons, obligations, disclaimer } = explanation;
  const use = project.use.value;
  const deciding = reasons.toSorted((a, b) => compareVerdicts(b.effect, a.effect));
  const text = [
    `${model.name} (${model.id}): ${verdict} for use ${use} by a ${project.kind.value} project under ${project.license.value}.`,
    `By use: ${USES.map((one) => `${one} ${uses[one]}`).join(', ')}.`,
    ...(model.candidates ?? []).map((candidate) => `It may be ${candidate.id}: ${candidate.verdict}.`),
    ...deciding.map(({ effect, text: why, evidence }) => `- ${effect}: ${why}${sourceOf(evidence)}`),
    ...obligations.map(({ text: duty, license }) => `Duty (${license}): ${duty}`),
    ...instead.map(
      ({ id, verdict: other }) => `Permitted instead, for the same task and of similar size: ${id} (${other}).`,
    ),
    disclaimer,
  ];
  return { text: text.join('\n'), data: { ...explanation, alternatives: instead } };
}

function sourceOf(evidence: Explanation['reasons'][number]['evidence']): string {
  const first = evidence[0];
  return first === undefined ? '' : ` (${first.url}, read ${first.checked})`;
}
