import type { Finding } from './report';

/** What a finding is about, in the words of a person: `name@version` of a package, the id of a model, else as written. */
export function subjectOf(finding: Finding): string {
  if (finding.kind === 'package' && finding.resolved !== null) {
    return decodeURIComponent(finding.resolved.replace(/^pkg:[^/]+\//, ''));
  }
  return finding.resolved ?? finding.reference;
}
