import { type Template, templates } from './templates';

/**
 * Where a text and the known licences share four words in a row. Of long licences every fourth such place is kept, chosen
 * by its hash, so that both sides choose the same.
 */

const GRAM = 4;
/** Licences up to this many words keep all their places. */
const SHORT = 60;
const SAMPLED = 3;

export interface Seed {
  /** Word of the licence, and of the text. */
  readonly at: number;
  readonly textAt: number;
}

interface SeedIndex {
  /** Open addressing: hash of four words, and the head of its list in `next`. */
  readonly keys: Uint32Array;
  readonly heads: Int32Array;
  readonly next: Int32Array;
  readonly owners: Uint16Array;
  readonly places: Uint32Array;
  /** How many places of each licence are kept. */
  readonly counts: Uint32Array;
}

let index: SeedIndex | undefined;

function gramAt(hashes: Uint16Array, at: number): number {
  let hash = 0x9e3779b9;
  for (let offset = 0; offset < GRAM; offset++)
    hash = Math.imul(hash ^ (hashes[at + offset] ?? 0), 0x85ebca6b) ^ (hash >>> 15);
  return (hash ^ (hash >>> 13)) >>> 0;
}

function keeps(template: Template, gram: number): boolean {
  return template.hashes.length <= SHORT || (gram & SAMPLED) === 0;
}

function build(): SeedIndex {
  const all = templates();
  const total = all.reduce((sum, template) => sum + template.hashes.length, 0);
  const size = 1 << Math.ceil(Math.log2(total));
  const built: SeedIndex = {
    keys: new Uint32Array(size),
    heads: new Int32Array(size).fill(-1),
    next: new Int32Array(total),
    owners: new Uint16Array(total),
    places: new Uint32Array(total),
    counts: new Uint32Array(all.length),
  };
  let used = 0;
  for (const template of all) {
    for (let at = 0; at + GRAM <= template.hashes.length; at++) {
      const gram = gramAt(template.hashes, at);
      if (!keeps(template, gram)) continue;
      const slot = slotOf(built, gram);
      built.keys[slot] = gram;
      built.next[used] = built.heads[slot] ?? -1;
      built.owners[used] = template.index;
      built.places[used] = at;
      built.heads[slot] = used++;
      add(built.counts, template.index);
    }
  }
  return built;
}

/** The slot of a gram, or the free one where it would go. */
function slotOf({ keys, heads }: SeedIndex, gram: number): number {
  const mask = keys.length - 1;
  let slot = gram & mask;
  while ((heads[slot] ?? -1) >= 0 && keys[slot] !== gram) slot = (slot + 1) & mask;
  return slot;
}

/** Seeds of one licence that lie as if it stood in the text once. */
export interface Cluster {
  readonly template: number;
  /** In the text's order. */
  readonly seeds: readonly Seed[];
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

/** Seeds of a whole text: which licence, where in it, where in the text. */
export interface Hits {
  readonly owners: readonly number[];
  readonly ats: readonly number[];
  readonly textAts: readonly number[];
}

/** All seeds of a text, looked up once. */
export function hitsOf(hashes: Uint16Array): Hits {
  index ??= build();
  const { heads, next, owners, places } = index;
  const hits = { owners: [] as number[], ats: [] as number[], textAts: [] as number[] };
  const seen = new Map<number, number>();
  for (let textAt = 0; textAt + GRAM <= hashes.length; textAt++) {
    const slot = slotOf(index, gramAt(hashes, textAt));
    let entry = heads[slot] ?? -1;
    if (entry < 0) continue;
    const times = seen.get(slot) ?? 0;
    if (times >= MAX_REPEATS) continue;
    seen.set(slot, times + 1);
    for (; entry >= 0; entry = next[entry] ?? -1) {
      hits.owners.push(owners[entry] ?? 0);
      hits.ats.push(places[entry] ?? 0);
      hits.textAts.push(textAt);
    }
  }
  return hits;
}

/** The seeds that lie in a part of the text. */
export function hitsWithin({ owners, ats, textAts }: Hits, from: number, to: number): Hits {
  const first = firstFrom(textAts, from);
  const end = firstFrom(textAts, to);
  return { owners: owners.slice(first, end), ats: ats.slice(first, end), textAts: textAts.slice(first, end) };
}

/** Index of the first that is not below `least`, in an ascending list. */
function firstFrom(list: readonly number[], least: number): number {
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
  const chosen = promising(hits, used, limit);
  const lists = new Map<number, Seed[]>(chosen.map((template) => [template, []]));
  for (let hit = 0; hit < hits.owners.length; hit++) {
    const textAt = hits.textAts[hit] ?? 0;
    if (used[textAt] !== 1) lists.get(hits.owners[hit] ?? 0)?.push({ at: hits.ats[hit] ?? 0, textAt });
  }
  const clusters = [...lists].flatMap(([template, seeds]) => split(template, seeds));
  return clusters.sort((a, b) => b.rate - a.rate || a.template - b.template);
}

/** Licences by how much of them is seen. */
function promising(hits: Hits, used: Uint8Array, limit: number): readonly number[] {
  const counts = new Uint32Array(templates().length);
  for (let hit = 0; hit < hits.owners.length; hit++) {
    if (used[hits.textAts[hit] ?? 0] !== 1) add(counts, hits.owners[hit] ?? 0);
  }
  const rated: [number, number][] = [];
  for (const [template, count] of counts.entries()) {
    const share = Math.min(1, count / Math.max(1, index?.counts[template] ?? 1));
    if (count > 0 && share >= MIN_SHARE) rated.push([template, share * share * count]);
  }
  rated.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return rated.slice(0, limit).map(([template]) => template);
}

/** What is left of a cluster outside `[textStart, textEnd)`; null when that is too little. */
export function without(cluster: Cluster, textStart: number, textEnd: number): Cluster | null {
  if (cluster.textStart >= textEnd || cluster.textEnd <= textStart) return cluster;
  const seeds = cluster.seeds.filter((seed) => seed.textAt < textStart || seed.textAt >= textEnd);
  return isPromising(cluster.template, seeds) ? clusterOf(cluster.template, seeds) : null;
}

function add(counts: Uint32Array, at: number): void {
  counts[at] = (counts[at] ?? 0) + 1;
}

function shareOf(template: number, seeds: readonly Seed[]): number {
  return Math.min(1, seeds.length / Math.max(1, index?.counts[template] ?? 1));
}

function isPromising(template: number, seeds: readonly Seed[]): boolean {
  return seeds.length > 0 && shareOf(template, seeds) >= MIN_SHARE;
}

function clusterOf(template: number, seeds: readonly Seed[]): Cluster {
  const share = shareOf(template, seeds);
  const textStart = seeds[0]?.textAt ?? 0;
  const textEnd = (seeds.at(-1)?.textAt ?? 0) + GRAM;
  return { template, seeds, textStart, textEnd, rate: share * share * seeds.length };
}

/** Takes the places apart at which a licence stands several times: around the places where most seeds say that it begins. */
function split(template: number, seeds: readonly Seed[]): readonly Cluster[] {
  const width = Math.max(120, templates()[template]?.hashes.length ?? 0);
  const reach = Math.ceil(width / 2 / BIN);
  const sorted = seeds.toSorted((a, b) => a.textAt - a.at - (b.textAt - b.at) || a.at - b.at);
  const bins: { readonly bin: number; readonly from: number; to: number }[] = [];
  for (const [place, seed] of sorted.entries()) {
    const bin = Math.floor((seed.textAt - seed.at) / BIN);
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
    const members = sorted.slice(bins[first]?.from, bins[last]?.to);
    if (!isPromising(template, members)) continue;
    clusters.push(
      clusterOf(
        template,
        members.sort((a, b) => a.textAt - b.textAt || a.at - b.at),
      ),
    );
  }
  return clusters;
}

function sizeOf(bin: { readonly from: number; readonly to: number } | undefined): number {
  return bin === undefined ? 0 : bin.to - bin.from;
}
