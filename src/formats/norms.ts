import { createHash } from 'node:crypto';
import type { ByteSource } from './bytes';
import { SketchMaker } from './sketch';

export interface NormsFingerprint {
  /**
   * Digest of the normalisation weights as 32-bit floats. Quantisers leave them alone, so that all quantisations of one
   * model share it. Independent of tensor names and their order. null: there are none, or they say nothing (all equal,
   * as in a model that was never trained).
   */
  readonly norms: string | null;
  /** By which a fine-tune is known for one (`likeness`); null where there is too little to go by. */
  readonly sketch: string | null;
}

/** What is needed of a tensor to find and read it. */
export interface StoredTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: string;
  readonly offset: number;
  readonly bytes: number;
}

/** A norm is a vector as wide as the model; one past this is something else. */
const MAX_NORM_BYTES = 1024 * 1024;
const MAX_NORMS_BYTES = 32 * 1024 * 1024;
const NORM_NAME = /norm|(^|\.)ln_/i;
/** Norms inside the attention have a shape that the position encoding gives them, in all models alike. */
const ATTENTION_INNER_NORM = /[qk]_(?:layer)?norm|(?:query|key)_(?:layer)?norm/i;

/** Collects the normalisation weights of a model, of one file or of several. */
export class NormsReader {
  private readonly digests: string[] = [];
  private readonly vectors: { readonly place: string; readonly values: Float32Array }[] = [];
  private bytes = 0;
  private informative = false;

  async read(source: ByteSource, tensors: readonly StoredTensor[]): Promise<void> {
    for (const tensor of tensors) {
      if (tensor.shape.length !== 1 || !NORM_NAME.test(tensor.name) || tensor.bytes > MAX_NORM_BYTES) continue;
      this.bytes += tensor.bytes;
      if (this.bytes > MAX_NORMS_BYTES) return;
      const stored = Buffer.alloc(tensor.bytes);
      await source.read(stored, tensor.offset);
      const values = asFloats(stored, tensor.type);
      if (values === null || values.length === 0) continue;
      if (values.some((value) => value !== values[0])) this.informative = true;
      const wide = Buffer.alloc(values.length * 4);
      values.forEach((value, index) => {
        wide.writeFloatLE(value, index * 4);
      });
      this.digests.push(createHash('sha256').update(wide).digest('hex'));
      if (!ATTENTION_INNER_NORM.test(tensor.name)) this.vectors.push({ place: placeOf(tensor.name), values });
    }
  }

  finish(): NormsFingerprint {
    if (!this.informative || this.bytes > MAX_NORMS_BYTES) return { norms: null, sketch: null };
    const sketch = new SketchMaker();
    // In one order, so that sums of floats come out the same.
    for (const { place, values } of this.vectors.toSorted((a, b) => (a.place < b.place ? -1 : 1)))
      sketch.add(place, values);
    const norms = createHash('sha256').update(this.digests.sort().join('\n')).digest('hex');
    return { norms, sketch: sketch.finish() };
  }
}

/** GGUF's names for what publishers' files call otherwise (`gguf-py/gguf/tensor_mapping.py` of llama.cpp). */
const PLACES: readonly (readonly [RegExp, string])[] = [
  [/^(?:input_layernorm|attention_norm|ln_1|attn_norm|norm_1|self_attn_layer_norm)$/, 'attn_norm'],
  [/^(?:post_attention_layernorm|ffn_norm|ln_2|norm_2|final_layer_norm|mlp_norm)$/, 'ffn_norm'],
  [/^(?:norm|ln_f|final_layernorm|output_norm|norm_f)$/, 'output_norm'],
];

/** Where in the model a vector belongs, whoever named the tensor: its layer, what it is for, weight or bias. */
function placeOf(name: string): string {
  const parts = name.split('.');
  const part = parts.at(-1) ?? '';
  const kind = parts.at(-2) ?? '';
  const layer = parts.find((each) => /^\d+$/.test(each)) ?? '';
  const known = PLACES.find(([pattern]) => pattern.test(kind))?.[1] ?? kind;
  return `${layer}.${known}.${part}`;
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
