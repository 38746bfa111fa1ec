import { parseReference } from '../registry/reference';
import { readPurl } from './packages/packageReference';
import type { Finding } from './report';

/** What a finding is about, in the words of a person: `name@version` of a package, the id of a model, else as written. */
export function subjectOf(finding: Finding): string {
  const { kind, resolved, reference } = finding;
  if (kind === 'model' || kind === 'dataset') return resolved ?? hubName(finding);
  const purl = kind === 'package' ? readPurl(resolved ?? '') : null;
  if (purl === null) return resolved ?? reference;
  return purl.version === '' ? purl.name : `${purl.name}@${purl.version}`;
}

/** A repository of the hub has one name, whether its address, a revision or a file in it was written. */
function hubName({ reference, range }: Finding): string {
  if (range === null) return reference; // a file of this folder
  const { place, name, dataset } = parseReference(reference);
  if (place !== 'hub' && place !== 'any') return reference;
  // Some data sets are older than accounts: `datasets/gsm8k`.
  return /^[\w.-]+\/[\w.-]+$/.test(name) || (dataset && /^[\w.-]+$/.test(name)) ? name : reference;
}
