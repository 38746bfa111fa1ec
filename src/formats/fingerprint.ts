import { createHash } from 'node:crypto';
import type { ByteSource } from './bytes';
import type { GgufFile } from './gguf';
import type { SafetensorsFile } from './safetensors';

/** What stays the same when a model is renamed, re-labelled or quantised anew. All digests are SHA-256 in hex. */
export interface ModelFingerprint {
  /** Digest of the sorted tensor names, and of names with shapes. */
  readonly tensors: readonly [names: string, shapes: string];
  /**
   * Digest of the normalisation weights as 32-bit floats. Quantisers leave them alone, so that all quantisations of one
   * model share it. Independent of tensor names and their order. null: there are none, or they say nothing (all equal,
   * as in a model that was never trained).
   */
  readonly norms: string | null;
  /** Digest of the token list; null when the file has none. */
  readonly vocabulary: string | null;
}

interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: string;
  readonly offset: number;
  readonly bytes: number;
}

/** A norm is a vector as wide as the model; one past this is something else. */
const MAX_NORM_BYTES = 1024 * 1024;
const MAX_NORMS_BYTES = 64 * 1024 * 1024;
const NORM_NAME = /norm|(^|\.)ln_/i;

export function fingerprintGguf(source: ByteSource, gguf: GgufFile): Promise<ModelFingerprint> {
  return fingerprint(source, gguf.tensors, gguf.tokenizer?.digest ?? null);
}

/** A safetensors file carries no vocabulary; of a model in several files this speaks of one. */
export function fingerprintSafetensors(source: ByteSource, file: SafetensorsFile): Promise<ModelFingerprint> {
  return fingerprint(source, file.tensors, null);
}

async function fingerprint(
  source: ByteSource,
  tensors: readonly Tensor[],
  vocabulary: string | null,
): Promise<ModelFingerprint> {
  const sorted = tensors.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return {
    tensors: [
      digest(sorted.map((tensor) => tensor.name)),
      digest(sorted.map((tensor) => `${tensor.name} ${tensor.shape.join('x')}`)),
    ],
    norms: await normsDigest(source, sorted),
    vocabulary,
  };
}

function digest(lines: readonly string[]): string {
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}

async function normsDigest(source: ByteSource, tensors: readonly Tensor[]): Promise<string | null> {
  const norms = tensors.filter(
    (tensor) => tensor.shape.length === 1 && NORM_NAME.test(tensor.name) && tensor.bytes <= MAX_NORM_BYTES,
  );
  const total = norms.reduce((sum, tensor) => sum + tensor.bytes, 0);
  if (norms.length === 0 || total > MAX_NORMS_BYTES) return null;
  const parts: string[] = [];
  let informative = false;
  for (const tensor of norms) {
    const stored = Buffer.alloc(tensor.bytes);
    await source.read(stored, tensor.offset);
    const values = asFloats(stored, tensor.type);
    if (values === null) continue;
    if (values.some((value) => value !== values[0])) informative = true;
    const bytes = Buffer.alloc(values.length * 4);
    values.forEach((value, index) => {
      bytes.writeFloatLE(value, index * 4);
    });
    parts.push(createHash('sha256').update(bytes).digest('hex'));
  }
  return informative ? digest(parts.sort()) : null;
}

/** Exact for all three types; null for any other, which would not survive a conversion. */
function asFloats(stored: Buffer, type: string): Float32Array | null {
  if (type === 'F32') {
    return Float32Array.from({ length: stored.length / 4 }, (_, index) => stored.readFloatLE(index * 4));
  }
  if (type === 'BF16') {
    const wide = Buffer.alloc(stored.length * 2);
    for (let at = 0; at < stored.length; at += 2) stored.copy(wide, at * 2 + 2, at, at + 2);
    return asFloats(wide, 'F32');
  }
  if (type === 'F16') {
    return Float32Array.from({ length: stored.length / 2 }, (_, index) => halfToFloat(stored.readUInt16LE(index * 2)));
  }
  return null;
}

/** IEEE 754 half precision. */
function halfToFloat(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
