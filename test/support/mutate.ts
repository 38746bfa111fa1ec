/** A small generator of pseudo-random numbers (mulberry32): the same seed, the same mutations. */
export function randomness(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const NASTY = [0x00, 0x01, 0x7f, 0x80, 0xff];

/** The bytes with a few of them changed, taken out, doubled or cut off. */
export function mutated(bytes: Buffer, random: () => number): Buffer {
  let result = Buffer.from(bytes);
  const times = 1 + Math.floor(random() * 4);
  for (let time = 0; time < times && result.length > 0; time++) {
    const at = Math.floor(random() * result.length);
    const length = 1 + Math.floor(random() * 8);
    const kind = Math.floor(random() * 5);
    if (kind === 0) result[at] = Math.floor(random() * 256);
    else if (kind === 1)
      result.fill(NASTY[Math.floor(random() * NASTY.length)] ?? 0, at, Math.min(at + length, result.length));
    else if (kind === 2) result = Buffer.concat([result.subarray(0, at), result.subarray(at + length)]);
    else if (kind === 3)
      result = Buffer.concat([result.subarray(0, at), result.subarray(at, at + length), result.subarray(at)]);
    else result = result.subarray(0, at);
  }
  return result;
}
