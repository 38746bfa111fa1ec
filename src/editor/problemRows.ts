import { alikeSaid } from '../compliance/formats/sameFindings';
import type { Finding } from '../compliance/report';

/** A row of Problems: a finding, and how many others of its file it stands for. */
export interface ProblemRow {
  readonly finding: Finding;
  readonly others: number;
}

/**
 * The rows for the problems of one file, in their order. Packages of which no licence was found are one row: in a lockfile without
 * licences there are hundreds, one act mends them all, and they hide what else is there. Tree, hovers and reports have each.
 */
export function problemRows(problems: readonly Finding[]): readonly ProblemRow[] {
  const others = new Map(
    alikeSaid(problems.filter(isUnlicensed)).map((alike) => [alike[0][0], alike.flat().length - 1]),
  );
  return problems.flatMap((finding) => {
    const count = isUnlicensed(finding) ? others.get(finding) : 0;
    return count === undefined ? [] : [{ finding, others: count }];
  });
}

function isUnlicensed({ rule }: Finding): boolean {
  return rule === 'package-licence-missing';
}
