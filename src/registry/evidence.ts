import type { ModelFingerprint } from '../formats/fingerprint';
import { ggufText } from '../formats/gguf';
import type { StoredModel } from '../formats/model';
import { claimsOfGguf, claimsOfSafetensors, type FileClaims } from './claims';
import { namesInPath, type Place } from './places';
import { VOCABULARY_FAMILIES } from './vocabularies';

/** Everything that is looked at to tell what a file is. */
export interface FileEvidence {
  readonly claims: FileClaims;
  /** Names that its path suggests; they count where it claims none that is known. */
  readonly hints: readonly string[];
  /** Digest of all bytes; undefined where it was not computed, or the model has other files as well. */
  readonly sha256: string | undefined;
  readonly place: Place | null;
  readonly fingerprint: ModelFingerprint;
  /** Family of models whose vocabulary it carries. */
  readonly family: string | null;
  readonly architecture: string | null;
  /** Elements of all tensors; null where they are not all there. */
  readonly parameters: number | null;
  /** As many of them may be the embeddings, stored a second time. */
  readonly outputParameters: number;
}

/** What others say of a file: claims, like what it says of itself. */
export interface Hearsay {
  /** What the user, or who found the file, takes it for. */
  readonly reference?: string;
  /** What files beside it name as its base. */
  readonly bases?: readonly string[];
}

export function evidenceOf(
  stored: StoredModel,
  path: string,
  place: Place | null,
  sha256: string | undefined,
  hearsay: Hearsay,
): FileEvidence {
  const claims = stored.format === 'gguf' ? claimsOfGguf(stored.first) : claimsOfSafetensors(stored.first);
  return {
    claims: withHearsay(claims, hearsay),
    hints: namesInPath(path),
    sha256,
    place,
    fingerprint: stored.fingerprint,
    family: VOCABULARY_FAMILIES.get(stored.familyDigest ?? '') ?? null,
    architecture: stored.format === 'gguf' ? ggufText(stored.first, 'general.architecture') : null,
    parameters: stored.parameters,
    outputParameters: stored.outputParameters,
  };
}

/** Evidence of weights in a format that has no header which could be read: their digest, and what is said of them. */
export function evidenceOfOpaque(path: string, sha256: string, hearsay: Hearsay): FileEvidence {
  const claims = {
    license: null,
    name: null,
    baseModels: [],
    datasets: [],
    references: [],
    texts: [],
    baseReferences: [],
  };
  return {
    claims: withHearsay(claims, hearsay),
    hints: namesInPath(path),
    sha256,
    place: null,
    fingerprint: { tensors: ['', ''], norms: null, sketch: null, vocabulary: null },
    family: null,
    architecture: null,
    parameters: null,
    outputParameters: 0,
  };
}

function withHearsay(claims: FileClaims, { reference, bases = [] }: Hearsay): FileClaims {
  return {
    ...claims,
    references: reference === undefined ? claims.references : [reference, ...claims.references],
    baseModels: [...new Set([...claims.baseModels, ...bases])],
    baseReferences: [...claims.baseReferences, ...bases.map((base) => [base])],
  };
}
