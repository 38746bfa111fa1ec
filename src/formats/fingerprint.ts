import { createHash } from 'node:crypto';
import type { ByteSource } from './bytes';
import type { GgufFile } from './gguf';
import { type NormsFingerprint, NormsReader, type StoredTensor } from './norms';
import type { SafetensorsFile } from './safetensors';

/** What stays the same when a model is renamed, re-labelled or quantised anew. All digests are SHA-256 in hex. */
export interface ModelFingerprint extends NormsFingerprint {
  /** Digest of the sorted tensor names, and of names with shapes. */
  readonly tensors: readonly [names: string, shapes: string];
  /** Digest of the token list; null when the file has none. */
  readonly vocabulary: string | null;
}

export function fingerprintGguf(source: ByteSource, gguf: GgufFile): Promise<ModelFingerprint> {
  const maker = new FingerprintMaker();
  return maker.add(source, gguf.tensors, gguf.tokenizer?.digest ?? null).then(() => maker.finish());
}

/** A safetensors file carries no vocabulary; of a model in several files this speaks of one. */
export function fingerprintSafetensors(source: ByteSource, file: SafetensorsFile): Promise<ModelFingerprint> {
  const maker = new FingerprintMaker();
  return maker.add(source, file.tensors, null).then(() => maker.finish());
}

/** Makes the fingerprint of a model from its files, one after the other. */
export class FingerprintMaker {
  private readonly norms = new NormsReader();
  private readonly tensors: { readonly name: string; readonly shape: string }[] = [];
  private vocabulary: string | null = null;

  async add(source: ByteSource, tensors: readonly StoredTensor[], vocabulary: string | null): Promise<void> {
    for (const { name, shape } of tensors) this.tensors.push({ name, shape: shape.join('x') });
    this.vocabulary ??= vocabulary;
    await this.norms.read(source, tensors);
  }

  finish(): ModelFingerprint {
    const sorted = this.tensors.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    return {
      tensors: [
        digest(sorted.map((tensor) => tensor.name)),
        digest(sorted.map((tensor) => `${tensor.name} ${tensor.shape}`)),
      ],
      ...this.norms.finish(),
      vocabulary: this.vocabulary,
    };
  }
}

function digest(lines: readonly string[]): string {
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}
