/** Tokens that are hashed together. */
export const GRAM = 18;
/** Of so many hashes in a row the smallest is kept, so that a run of `GRAM + WINDOW - 1` tokens is always found. */
const WINDOW = 19;
const BASE = 0x01000193;

/** A hash of each `GRAM` tokens in a row, by the place of the first; none for fewer tokens (Karp and Rabin 1987). */
export function gramHashes(ids: Uint32Array): Uint32Array {
  const count = Math.max(0, ids.length - GRAM + 1);
  const hashes = new Uint32Array(count);
  let power = 1;
  for (let i = 1; i < GRAM; i++) power = Math.imul(power, BASE);
  let hash = 0;
  for (let i = 0; i < ids.length; i++) {
    if (i >= GRAM) hash = (hash - Math.imul(ids[i - GRAM] ?? 0, power)) | 0;
    hash = (Math.imul(hash, BASE) + (ids[i] ?? 0)) | 0;
    if (i >= GRAM - 1) hashes[i - GRAM + 1] = mixed(hash);
  }
  return hashes;
}

/** Bits of a hash moved around, so that the smallest of several says nothing about their tokens. */
function mixed(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return (once ^ (once >>> 15)) >>> 0;
}

/** Places of the hashes that stand for a text (winnowing: Schleimer, Wilkerson and Aiken 2003), ascending. */
export function winnowed(hashes: Uint32Array): readonly number[] {
  const kept: number[] = [];
  let smallest = -1;
  for (let end = 0; end < hashes.length; end++) {
    const start = end - WINDOW + 1;
    if (smallest < start || smallest < 0) {
      smallest = Math.max(0, start);
      for (let i = smallest + 1; i <= end; i++) if (at(hashes, i) <= at(hashes, smallest)) smallest = i;
    } else if (at(hashes, end) <= at(hashes, smallest)) smallest = end;
    // A text of less than a window is still told by its smallest.
    const isFull = start >= 0 || end === hashes.length - 1;
    if (isFull && kept.at(-1) !== smallest) kept.push(smallest);
  }
  return kept;
}

const at = (hashes: Uint32Array, index: number) => hashes[index] ?? 0;
