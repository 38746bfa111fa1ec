import { compareVerdicts } from '../../licensing/verdict';
import { adviceFor } from '../advice';
import type { Finding } from '../report';
import { subjectOf } from '../subject';

/** Findings at different places that are the same in all that is said of them; what is new since the baseline comes first. */
export type Same = readonly [Finding, ...Finding[]];

/** What is new since the baseline comes first, then what is stricter, then what counts. */
function byUrgency(a: Finding, b: Finding): number {
  return (
    Number(b.new === true) - Number(a.new === true) ||
    compareVerdicts(b.verdict, a.verdict) ||
    Number(b.counts) - Number(a.counts)
  );
}

/** Things of which the same is said but for their names: the first, and the others. */
export type Alike = readonly [Same, ...Same[]];

/** Places that stand in a line. */
export const placesInLine = 5;

/** What a person has to do, the most urgent first; once for all that the same has to be done about. */
export function tasksOf(findings: readonly Finding[]): readonly Same[] {
  const urgent = findings.filter(({ counts, verdict }) => counts && compareVerdicts(verdict, 'review') >= 0);
  return grouped(urgent, (finding) => [finding.verdict, adviceFor(finding)]);
}

/** What these are about: the first names, and how many others there are. */
export function subjectsOf(same: Same): { readonly named: readonly string[]; readonly others: number } {
  const all = [...new Set(same.map(subjectOf))];
  const named = all.slice(0, 3);
  return { named, others: all.length - named.length };
}

/** Findings of which the same is said, whatever their place and whatever the thing is called there. */
export function sameSaid(findings: readonly Finding[]): readonly Same[] {
  return grouped(findings, ({ file, range, cell, reference, new: _, ...said }) => said);
}

export function othersText(count: number): string {
  return count === 1 ? 'one other' : `${count} others`;
}

/** What stands in a report but once, though it is said of several things. */
export function alikeSaid(findings: readonly Finding[]): readonly Alike[] {
  const groups = new Map<string, [Same, ...Same[]]>();
  for (const same of sameSaid(findings)) {
    const key = withoutNames(same[0]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [same]);
    else group.push(same);
  }
  return [...groups.values()];
}

/** What is said of a finding, as one text in which its own names are left open. */
function withoutNames(finding: Finding): string {
  const { file, range, cell, reference, resolved, new: _, ...said } = finding;
  const names = [resolved ?? reference, subjectOf(finding), reference]
    .sort((a, b) => b.length - a.length)
    .map((name) =>
      JSON.stringify(name)
        .slice(1, -1)
        .replace(/[\\^$.|?+*()[\]{}]/g, '\\$&'),
    );
  // Whole names only: a package may be called `ms`.
  return JSON.stringify(said).replace(new RegExp(`(?<![\\w@./-])(?:${names.join('|')})(?![\\w@/-])`, 'g'), '\u2026');
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
