import { type Template, templates } from './templates';

/**
 * Where a text and the known licences share four words in a row. Of long licences every fourth such place is kept, chosen
 * by its hash, so that both sides choose the same.
 */

const GRAM = 4;
/** Licences up to so many words keep all their places, up to so many every fourth, longer ones every eighth. */
const SHORT = 60;
const MIDDLE = 400;

/** Shared places in the text's order, each a number: its word of the text times {@link STEP}, and its word of the licence. */
export type Seeds = Float64Array;

/** Places of four words in the licences, those of one hash side by side. */
interface SeedIndex {
  /** Open addressing; 0 is a free slot. */
  readonly keys: Uint32Array;
  /** Where the places of a slot begin; they end where those of the next begin. */
  readonly firsts: Uint32Array;
  readonly owners: Uint16Array;
  readonly places: Uint32Array;
  /** How many places of each licence are kept. */
  readonly counts: Uint32Array;
  /** How often the text that is being read has each slot's words; 0 in between. At most {@link MAX_REPEATS}. */
  readonly repeats: Uint8Array;
}

let index: SeedIndex | undefined;

function theIndex(): SeedIndex {
  index ??= build();
  return index;
}

/** Never 0. */
function gramAt(hashes: Uint16Array, at: number): number {
  let hash = 0x9e3779b9;
  for (let offset = 0; offset < GRAM; offset++)
    hash = Math.imul(hash ^ (hashes[at + offset] ?? 0), 0x85ebca6b) ^ (hash >>> 15);
  return (hash ^ (hash >>> 13)) >>> 0 || 1;
}

function keeps({ hashes }: Template, gram: number): boolean {
  return (gram & (hashes.length <= SHORT ? 0 : hashes.length <= MIDDLE ? 3 : 7)) === 0;
}

function build(): SeedIndex {
  const all = templates();
  const kept: { readonly gram: number; readonly owner: number; readonly at: number }[] = [];
  for (const template of all) {
    for (let at = 0; at + GRAM <= template.hashes.length; at++) {
      const gram = gramAt(template.hashes, at);
      if (keeps(template, gram)) kept.push({ gram, owner: template.index, at });
    }
  }
  // More slots than places: a search for what is not there ends at a free one.
  const size = 2 << Math.floor(Math.log2(kept.length));
  const keys = new Uint32Array(size);
  const firsts = new Uint32Array(size + 1);
  const counts = new Uint32Array(all.length);
  for (const { gram, owner } of kept) {
    const slot = slotOf(keys, gram);
    keys[slot] = gram;
    add(firsts, slot + 1);
    add(counts, owner);
  }
  for (let slot = 0; slot < size; slot++) firsts[slot + 1] = (firsts[slot + 1] ?? 0) + (firsts[slot] ?? 0);
  const next = firsts.slice();
  const owners = new Uint16Array(kept.length);
  const places = new Uint32Array(kept.length);
  for (const { gram, owner, at } of kept) {
    const slot = slotOf(keys, gram);
    const place = next[slot] ?? 0;
    owners[place] = owner;
    places[place] = at;
    add(next, slot);
  }
  return { keys, firsts, owners, places, counts, repeats: new Uint8Array(size) };
}

/** The slot of a gram, or the free one where it would go. */
function slotOf(keys: Uint32Array, gram: number): number {
  const mask = keys.length - 1;
  let slot = gram & mask;
  while (keys[slot] !== 0 && keys[slot] !== gram) slot = (slot + 1) & mask;
  return slot;
}

/** Seeds of one licence that lie as if it stood in the text once. */
export interface Cluster {
  readonly template: number;
  readonly seeds: Seeds;
  readonly textStart: number;
  readonly textEnd: number;
  /** How promising it is: the share of the licence that is seen, and how much that is. */
  readonly rate: number;
}

/** Less than this of a licence is no reason to look closer. */
const MIN_SHARE = 0.25;
/** The same four words more often than this say nothing new. */
const MAX_REPEATS = 200;
/** Seeds whose licence would begin within so many words of each other are counted together. */
const BIN = 16;

/** Places of a text, in its order, whose four words stand in a licence, and their slots in the index. */
export interface Hits {
  readonly textAts: Uint32Array;
  readonly slots: Uint32Array;
}

/** All places of a text that are in the index, looked up once. */
export function hitsOf(hashes: Uint16Array): Hits {
  const { keys, repeats } = theIndex();
  const textAts = new Uint32Array(hashes.length);
  const slots = new Uint32Array(hashes.length);
  let count = 0;
  for (let textAt = 0; textAt + GRAM <= hashes.length; textAt++) {
    const slot = slotOf(keys, gramAt(hashes, textAt));
    if (keys[slot] === 0) continue;
    const times = repeats[slot] ?? 0;
    if (times >= MAX_REPEATS) continue;
    repeats[slot] = times + 1;
    textAts[count] = textAt;
    slots[count++] = slot;
  }
  for (let hit = 0; hit < count; hit++) repeats[slots[hit] ?? 0] = 0;
  return { textAts: textAts.subarray(0, count), slots: slots.subarray(0, count) };
}

/** The places that lie in a part of the text. */
export function hitsWithin({ textAts, slots }: Hits, from: number, to: number): Hits {
  const first = firstFrom(textAts, from);
  const end = firstFrom(textAts, to);
  return { textAts: textAts.subarray(first, end), slots: slots.subarray(first, end) };
}

/** Index of the first that is not below `least`, in an ascending list. */
function firstFrom(list: Uint32Array, least: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] ?? 0) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Where in the free part of the text which licences may stand, the most promising first; of the `limit` best licences. */
export function clustersOf(hits: Hits, used: Uint8Array, limit: number): readonly Cluster[] {
  const { firsts, owners, places, counts } = theIndex();
  const seen = seenOf(hits, used);
  const chosen = promising(seen, counts, limit);
  const lists: (SeedList | undefined)[] = Array.from({ length: counts.length }, () => undefined);
  for (const template of chosen) lists[template] = new SeedList(seen[template] ?? 0);
  const { textAts, slots } = hits;
  for (let hit = 0; hit < textAts.length; hit++) {
    const textAt = textAts[hit] ?? 0;
    if (used[textAt] === 1) continue;
    const slot = slots[hit] ?? 0;
    const end = firsts[slot + 1] ?? 0;
    for (let place = firsts[slot] ?? 0; place < end; place++)
      lists[owners[place] ?? 0]?.push(places[place] ?? 0, textAt);
  }
  const clusters = chosen.flatMap((template) => {
    const list = lists[template];
    return list === undefined ? [] : split(template, list);
  });
  return clusters.sort((a, b) => b.rate - a.rate || a.template - b.template);
}

/** How many places of each licence are seen in the free part of the text. */
function seenOf({ textAts, slots }: Hits, used: Uint8Array): Uint32Array {
  const { firsts, owners } = theIndex();
  const seen = new Uint32Array(templates().length);
  for (let hit = 0; hit < textAts.length; hit++) {
    if (used[textAts[hit] ?? 0] === 1) continue;
    const slot = slots[hit] ?? 0;
    const end = firsts[slot + 1] ?? 0;
    for (let place = firsts[slot] ?? 0; place < end; place++) add(seen, owners[place] ?? 0);
  }
  return seen;
}

/** Licences by how much of them is seen. */
function promising(seen: Uint32Array, counts: Uint32Array, limit: number): readonly number[] {
  const rated: [number, number][] = [];
  for (let template = 0; template < seen.length; template++) {
    const count = seen[template] ?? 0;
    if (count === 0) continue;
    const share = Math.min(1, count / Math.max(1, counts[template] ?? 1));
    if (share >= MIN_SHARE) rated.push([template, share * share * count]);
  }
  rated.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return rated.slice(0, limit).map(([template]) => template);
}

/** Larger than any place of a text or licence. */
export const STEP = 2 ** 21;

/** Seeds as numbers, so that sorting them is cheap: by where the licence would begin, then by its word. */
class SeedList {
  private readonly keys: Float64Array;
  length = 0;

  constructor(capacity: number) {
    this.keys = new Float64Array(capacity);
  }

  push(at: number, textAt: number): void {
    this.keys[this.length++] = (textAt - at + STEP) * STEP + at;
  }

  sort(): void {
    this.keys.subarray(0, this.length).sort();
  }

  /** Where the licence of a seed would begin in the text. */
  diagonal(place: number): number {
    return Math.floor((this.keys[place] ?? 0) / STEP) - STEP;
  }

  /** Seeds `[from, to)` in the text's order. */
  inTextOrder(from: number, to: number): Seeds {
    const keys = new Float64Array(to - from);
    for (let place = from; place < to; place++) {
      const at = (this.keys[place] ?? 0) % STEP;
      keys[place - from] = (at + this.diagonal(place)) * STEP + at;
    }
    return keys.sort();
  }
}

/** What is left of a cluster outside `[textStart, textEnd)`; null when that is too little. */
export function without(cluster: Cluster, textStart: number, textEnd: number): Cluster | null {
  if (cluster.textStart >= textEnd || cluster.textEnd <= textStart) return cluster;
  const seeds = cluster.seeds.filter((seed) => seed < textStart * STEP || seed >= textEnd * STEP);
  return isPromising(cluster.template, seeds.length) ? clusterOf(cluster.template, seeds) : null;
}

function add(counts: Uint32Array, at: number): void {
  counts[at] = (counts[at] ?? 0) + 1;
}

function shareOf(template: number, seeds: number): number {
  return Math.min(1, seeds / Math.max(1, index?.counts[template] ?? 1));
}

function isPromising(template: number, seeds: number): boolean {
  return seeds > 0 && shareOf(template, seeds) >= MIN_SHARE;
}

function clusterOf(template: number, seeds: Seeds): Cluster {
  const share = shareOf(template, seeds.length);
  const textStart = Math.floor((seeds[0] ?? 0) / STEP);
  const textEnd = Math.floor((seeds.at(-1) ?? 0) / STEP) + GRAM;
  return { template, seeds, textStart, textEnd, rate: share * share * seeds.length };
}

/** Takes the places apart at which a licence stands several times: around the places where most seeds say that it begins. */
function split(template: number, list: SeedList): readonly Cluster[] {
  const width = Math.max(120, templates()[template]?.hashes.length ?? 0);
  const reach = Math.ceil(width / 2 / BIN);
  list.sort();
  const bins: { readonly bin: number; readonly from: number; to: number }[] = [];
  for (let place = 0; place < list.length; place++) {
    const bin = Math.floor(list.diagonal(place) / BIN);
    const last = bins.at(-1);
    if (last?.bin === bin) last.to = place + 1;
    else bins.push({ bin, from: place, to: place + 1 });
  }
  const taken = new Uint8Array(bins.length);
  const clusters: Cluster[] = [];
  for (const peak of Array.from(bins.keys()).sort((a, b) => sizeOf(bins[b]) - sizeOf(bins[a]) || a - b)) {
    if (taken[peak] === 1) continue;
    const center = bins[peak]?.bin ?? 0;
    let first = peak;
    while (first > 0 && taken[first - 1] !== 1 && center - (bins[first - 1]?.bin ?? 0) <= reach) first--;
    let last = peak;
    while (last + 1 < bins.length && taken[last + 1] !== 1 && (bins[last + 1]?.bin ?? 0) - center <= reach) last++;
    taken.fill(1, first, last + 1);
    const from = bins[first]?.from ?? 0;
    const to = bins[last]?.to ?? 0;
    if (isPromising(template, to - from)) clusters.push(clusterOf(template, list.inTextOrder(from, to)));
  }
  return clusters;
}

function sizeOf(bin: { readonly from: number; readonly to: number } | undefined): number {
  return bin === undefined ? 0 : bin.to - bin.from;
}
