import { createHash } from 'node:crypto';

/**
 * A sketch of a model's normalisation weights: a few hundred bytes from which the likeness of two models can be told.
 *
 * Each vector is centred and scaled, so that what all models have in common (values around one, growing with depth) falls
 * out. Each value then goes, with a sign that its place decides, into one of `BUCKETS` sums (a count sketch: Charikar,
 * Chen and Farach-Colton, 2002). Two sketches are as alike as the vectors themselves, within about 1/√BUCKETS. Models
 * trained apart have nothing in common here; training on moves these weights by a few per cent at most.
 */

const BUCKETS = 256;
/** A few channels of big models are far out; they must not speak for all others. In standard deviations. */
const CLIP = 4;
/** With fewer values than these, likeness may be chance. */
const MIN_VALUES = 256;

/** From here on two models share their weights' origin: more than ten standard deviations from what chance gives. */
export const KINDRED = 0.7;

export class SketchMaker {
  private readonly sums = new Float64Array(BUCKETS);
  private values = 0;

  /** Adds one vector. `name` is its place in the model, in the same words for every file of that model. */
  add(name: string, values: Float32Array): void {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    // All equal, as before training: nothing to tell. Infinite or no numbers: broken.
    if (!(variance > 0) || !Number.isFinite(variance)) return;
    const deviation = Math.sqrt(variance);
    const seed = createHash('sha256').update(name).digest().readUInt32LE(0);
    values.forEach((value, index) => {
      const place = scattered(seed + Math.imul(index, 0x9e3779b1));
      const scaled = Math.max(-CLIP, Math.min(CLIP, (value - mean) / deviation));
      const bucket = place & (BUCKETS - 1);
      this.sums[bucket] = (this.sums[bucket] ?? 0) + (place & 0x8000 ? scaled : -scaled);
    });
    this.values += values.length;
  }

  /** The sketch as base64 of one signed byte a bucket; null where there is too little to tell models apart. */
  finish(): string | null {
    if (this.values < MIN_VALUES) return null;
    const largest = this.sums.reduce((most, sum) => Math.max(most, Math.abs(sum)), 0);
    if (largest === 0) return null;
    return Buffer.from(Int8Array.from(this.sums, (sum) => Math.round((sum / largest) * 127)).buffer).toString('base64');
  }
}

/** The finaliser of MurmurHash3: each bit of the place decides over each bit of the result. */
function scattered(place: number): number {
  let hash = place >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** How alike two models are by their sketches, from 1 (the same) to 0 (nothing in common); 0 where one is no sketch. */
export function likeness(a: string, b: string): number {
  const [first, second] = [parsed(a), parsed(b)];
  if (first === null || second === null) return 0;
  let product = 0;
  let lengthA = 0;
  let lengthB = 0;
  first.forEach((value, index) => {
    const other = second[index] ?? 0;
    product += value * other;
    lengthA += value * value;
    lengthB += other * other;
  });
  return lengthA === 0 || lengthB === 0 ? 0 : Math.max(0, product / Math.sqrt(lengthA * lengthB));
}

function parsed(sketch: string): Int8Array | null {
  const bytes = Buffer.from(sketch, 'base64');
  return bytes.length === BUCKETS ? Int8Array.from(bytes, (byte) => (byte << 24) >> 24) : null;
}
