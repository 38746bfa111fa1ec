import { asResult, type FileProblem, type FileResult, type FileSource, withFile } from './bytes';
import { FingerprintMaker, type ModelFingerprint } from './fingerprint';
import { type GgufFile, readGgufFrom } from './gguf';
import { partOf } from './parts';
import { readSafetensorsFrom, type SafetensorsFile } from './safetensors';

interface Header<Format extends string, File> {
  readonly format: Format;
  /** The header of the file that was asked for. */
  readonly file: File;
  /** The header that describes the model: that of the first file, where there are several. */
  readonly first: File;
}

/** A model as it lies on disk: its headers, and what they and the norms say of the whole. */
export type StoredModel = (Header<'gguf', GgufFile> | Header<'safetensors', SafetensorsFile>) & {
  readonly fingerprint: ModelFingerprint;
  /** Digest of the vocabulary's beginning; null where it is too short, or there is none. */
  readonly familyDigest: string | null;
  /** Elements of all tensors; null where not all files are there, or the file does not show that it is all. */
  readonly parameters: number | null;
  /** Elements of an output matrix of the embeddings' shape: where a model uses one matrix for both, some writers store it twice. */
  readonly outputParameters: number;
  /** Names of files that belong to the model and could not be read. With any, norms and shapes are of no use. */
  readonly missing: readonly string[];
  /** How many files the model is made of. */
  readonly parts: number;
};

/**
 * Reads the header of a model file from a source that is open, and those of the other files that its model is made of.
 * `known`: the header, where it was read before.
 */
export async function readStoredModel(
  source: FileSource,
  path: string,
  known?: GgufFile,
): Promise<FileResult<StoredModel>> {
  const gguf = known === undefined ? await readGgufFrom(source) : { ok: true as const, value: known };
  if (gguf.ok) return asResult(() => readWhole(source, path, gguf.value, ggufKind));
  if (gguf.problem.kind !== 'not-gguf') return gguf;
  const safetensors = await readSafetensorsFrom(source);
  if (safetensors.ok) return asResult(() => readWhole(source, path, safetensors.value, safetensorsKind));
  return safetensors.problem.kind === 'not-safetensors' ? { ok: false, problem: NEITHER } : safetensors;
}

const NEITHER: FileProblem = {
  kind: 'not-gguf',
  message: 'this is neither a GGUF nor a safetensors file; choose a model file',
};

interface Kind<Format extends 'gguf' | 'safetensors', File extends GgufFile | SafetensorsFile> {
  readonly format: Format;
  read(source: FileSource): Promise<FileResult<File>>;
  vocabulary(file: File): string | null;
  familyDigest(file: File): string | null;
  /** True where the file itself shows that it is all of its model. */
  isWhole(file: File): boolean;
}

const ggufKind: Kind<'gguf', GgufFile> = {
  format: 'gguf',
  read: readGgufFrom,
  vocabulary: (file) => file.tokenizer?.digest ?? null,
  familyDigest: (file) => file.tokenizer?.familyDigest ?? null,
  isWhole: (file) => (file.metadata.get('split.count') ?? 0) === 0,
};

const safetensorsKind: Kind<'safetensors', SafetensorsFile> = {
  format: 'safetensors',
  read: readSafetensorsFrom,
  vocabulary: () => null,
  familyDigest: () => null,
  isWhole: () => false,
};

async function readWhole<Format extends 'gguf' | 'safetensors', File extends GgufFile | SafetensorsFile>(
  source: FileSource,
  path: string,
  file: File,
  kind: Kind<Format, File>,
) {
  const maker = new FingerprintMaker();
  const part = partOf(path);
  const missing: string[] = [];
  let first = file;
  const shapes = new Map<string, readonly number[]>();
  const add = async (from: FileSource, header: File) => {
    await maker.add(from, header.tensors, kind.vocabulary(header));
    for (const { name, shape } of header.tensors) shapes.set(name, shape);
  };
  if (part === null) await add(source, file);
  for (const [index, other] of (part?.paths ?? []).entries()) {
    if (index + 1 === part?.number) {
      await add(source, file);
      continue;
    }
    const header = await readOther(other, kind, add);
    if (header === null) missing.push(other);
    else if (index === 0) first = header;
  }
  const fingerprint = maker.finish();
  const elements = [...shapes.values()].reduce((sum, shape) => sum + elementsOf(shape), 0);
  const isWhole = missing.length === 0 && (part !== null || kind.isWhole(file)) && elements > 0;
  return {
    format: kind.format,
    file,
    first,
    fingerprint: {
      ...fingerprint,
      // Norms of some of the files would be taken for those of another model.
      ...(missing.length === 0 ? {} : { norms: null, sketch: null }),
    },
    familyDigest: kind.familyDigest(first),
    parameters: isWhole ? elements : null,
    outputParameters: outputLikeEmbeddings(shapes),
    missing,
    parts: part?.paths.length ?? 1,
  };
}

function elementsOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

function outputLikeEmbeddings(shapes: ReadonlyMap<string, readonly number[]>): number {
  const output = shapes.get('output.weight') ?? shapes.get('lm_head.weight');
  const embeddings = shapes.get('token_embd.weight') ?? shapes.get('model.embed_tokens.weight');
  return output !== undefined && output.join() === embeddings?.join() ? elementsOf(output) : 0;
}

/** Adds another file of the model; null where it can't be read or is of another format. */
async function readOther<File extends GgufFile | SafetensorsFile>(
  path: string,
  kind: Kind<'gguf' | 'safetensors', File>,
  add: (source: FileSource, header: File) => Promise<void>,
): Promise<File | null> {
  const read = await withFile(path, async (source) => {
    const header = await kind.read(source);
    if (header.ok) await add(source, header.value);
    return header;
  });
  return read.ok && read.value.ok ? read.value.value : null;
}
