import { asResult, type FileResult, FileSource } from '../formats/bytes';
import type { ModelFingerprint } from '../formats/fingerprint';
import type { GgufFile } from '../formats/gguf';
import { readStoredModel } from '../formats/model';
import { evidenceOf, evidenceOfOpaque, type Hearsay } from './evidence';
import type { Identity } from './identity';
import { type KnownPlaces, knownPlaces, placeOf } from './places';
import type { Registry } from './registry';
import { weigh } from './weigh';

export interface IdentifyOptions extends Hearsay {
  /** Digest of the whole file, where it was computed; without it nothing is `proven`. */
  readonly sha256?: string;
  /** The header, where it was read from the same source already. */
  readonly header?: GgufFile;
  /** Where hub caches are; the user's own unless told. */
  readonly places?: KnownPlaces;
}

/** A file that could be read, and what it is. */
export interface IdentifiedFile {
  readonly format: 'gguf' | 'safetensors';
  readonly identity: Identity;
  readonly fingerprint: ModelFingerprint;
  /** The header, for whoever goes on to use the file; null for safetensors. */
  readonly gguf: GgufFile | null;
  /** How many files the model is made of. */
  readonly parts: number;
  /** Paths of those that are missing or broken. */
  readonly missing: readonly string[];
}

/** What a model file is, from what it holds; what it says of itself is a claim (LAW, Which model is it). */
export async function identifyFile(
  path: string,
  registry: Registry,
  options: IdentifyOptions = {},
): Promise<FileResult<IdentifiedFile>> {
  const opened = await asResult(() => FileSource.open(path));
  if (!opened.ok) return opened;
  try {
    return await identifySource(opened.value, path, registry, options);
  } finally {
    await opened.value.close();
  }
}

/** Like `identifyFile`, for a file that is open already. */
export async function identifySource(
  source: FileSource,
  path: string,
  registry: Registry,
  options: IdentifyOptions = {},
): Promise<FileResult<IdentifiedFile>> {
  const place = await placeOf(path, options.places ?? knownPlaces());
  const read = await readStoredModel(source, path, options.header);
  if (!read.ok) return read;
  const stored = read.value;
  return {
    ok: true,
    value: {
      format: stored.format,
      identity: weigh(evidenceOf(stored, path, place, options.sha256, options), registry),
      fingerprint: stored.fingerprint,
      gguf: stored.format === 'gguf' ? stored.file : null,
      parts: stored.parts,
      missing: stored.missing,
    },
  };
}

/** What weights are whose format has no header that could be read here: only their digest can prove anything. */
export function identifyOpaque(path: string, sha256: string, registry: Registry, hearsay: Hearsay = {}): Identity {
  return weigh(evidenceOfOpaque(path, sha256, hearsay), registry);
}
