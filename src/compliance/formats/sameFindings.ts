import { compareVerdicts } from '../../licensing/verdict';
import { adviceFor } from '../advice';
import type { Finding } from '../report';
import { subjectOf } from '../subject';

/** Findings at different places that are the same in all that is said of them; what is new since the baseline comes first. */
export type Same = readonly [Finding, ...Finding[]];

/** What is new since the baseline comes first, then what is stricter. */
function byUrgency(a: Finding, b: Finding): number {
  return Number(b.new === true) - Number(a.new === true) || compareVerdicts(b.verdict, a.verdict);
}

/** What a person has to do, the most urgent first; once for each thing, however often it is named. */
export function tasksOf(findings: readonly Finding[]): readonly Same[] {
  const urgent = findings.filter(({ counts, verdict }) => counts && compareVerdicts(verdict, 'review') >= 0);
  return grouped(urgent, (finding) => [finding.verdict, subjectOf(finding), adviceFor(finding)]);
}

/** Findings of which the same is said, whatever their place and whatever the thing is called there. */
export function sameSaid(findings: readonly Finding[]): readonly Same[] {
  return grouped(findings, ({ file, range, cell, reference, new: _, ...said }) => said);
}

/** True when one of them is new: only against a baseline something is. */
export function isNew(same: Same): boolean {
  return same[0].new === true;
}

function grouped(findings: readonly Finding[], sameness: (finding: Finding) => unknown): readonly Same[] {
  const groups = new Map<string, [Finding, ...Finding[]]>();
  for (const finding of findings) {
    const key = JSON.stringify(sameness(finding));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups.values()].map(newFirst).sort(([a], [b]) => byUrgency(a, b));
}

function newFirst([first, ...more]: Same): Same {
  const [top = first, ...rest] = [first, ...more].sort(byUrgency);
  return [top, ...rest];
}
