import { readPurl } from './packages/packageReference';
import type { Finding } from './report';

/** What a finding is about, in the words of a person: `name@version` of a package, the id of a model, else as written. */
export function subjectOf({ kind, resolved, reference }: Finding): string {
  const purl = kind === 'package' ? readPurl(resolved ?? '') : null;
  if (purl === null) return resolved ?? reference;
  return purl.version === '' ? purl.name : `${purl.name}@${purl.version}`;
}
