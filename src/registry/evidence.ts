import type { ModelFingerprint } from '../formats/fingerprint';
import { ggufText } from '../formats/gguf';
import type { StoredModel } from '../formats/model';
import { claimsOfGguf, claimsOfSafetensors, type FileClaims } from './claims';
import type { Place } from './places';
import { VOCABULARY_FAMILIES } from './vocabularies';

/** Everything that is looked at to tell what a file is. */
export interface FileEvidence {
  readonly claims: FileClaims;
  /** Digest of all bytes; undefined where it was not computed, or the model has other files as well. */
  readonly sha256: string | undefined;
  readonly place: Place | null;
  readonly fingerprint: ModelFingerprint;
  /** Family of models whose vocabulary it carries. */
  readonly family: string | null;
  readonly architecture: string | null;
  /** Elements of all tensors; null where they are not all there. */
  readonly parameters: number | null;
}

/** `reference`: what the user, or who found the file, takes it for: one more claim. */
export function evidenceOf(
  stored: StoredModel,
  place: Place | null,
  { sha256, reference }: { readonly sha256?: string; readonly reference?: string },
): FileEvidence {
  const claims = stored.format === 'gguf' ? claimsOfGguf(stored.first) : claimsOfSafetensors(stored.first);
  return {
    claims: reference === undefined ? claims : { ...claims, references: [reference, ...claims.references] },
    sha256,
    place,
    fingerprint: stored.fingerprint,
    family: VOCABULARY_FAMILIES.get(stored.familyDigest ?? '') ?? null,
    architecture: stored.format === 'gguf' ? ggufText(stored.first, 'general.architecture') : null,
    parameters: stored.parameters,
  };
}
