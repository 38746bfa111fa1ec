import { createHash } from 'node:crypto';
import type { ByteSource } from './bytes';
import { type NormsFingerprint, NormsReader, type StoredTensor } from './norms';

/** What stays the same when a model is renamed, re-labelled or quantised anew. All digests are SHA-256 in hex. */
export interface ModelFingerprint extends NormsFingerprint {
  /** Digest of the sorted tensor names, and of names with shapes. */
  readonly tensors: readonly [names: string, shapes: string];
  /** Digest of the token list; null when the file has none. */
  readonly vocabulary: string | null;
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
