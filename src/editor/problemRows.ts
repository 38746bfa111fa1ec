import { alikeSaid } from '../compliance/formats/sameFindings';
import type { Finding } from '../compliance/report';

/** A finding, and how many others it stands for. */
export interface ProblemRow {
  readonly finding: Finding;
  readonly others: number;
}

/**
 * The problems of a file or a report for who can't take in all of them, in their order. Packages of which no licence was found
 * are one row: in a lockfile without licences there are hundreds, one act mends them all, and they hide what else is there.
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
