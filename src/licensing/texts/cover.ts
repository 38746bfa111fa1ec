import { align } from './align';
import { type Cluster, clustersOf, type Hits, hitsOf, hitsWithin, type Seeds, without } from './seeds';
import { templates } from './templates';
import { type WeighedAlignment, weigh } from './weigh';
import type { Words } from './words';

/** Below this share of its words a licence is not there, only a text that sounds like it. */
const MIN_COVERAGE = 0.75;
const MIN_SCORE = 0.7;
/** Headers are short: a word less is another header. */
const MIN_HEADER_COVERAGE = 0.9;
/** Licences that are laid along one place of the text. */
const CANDIDATES = 16;
/** Licences that are looked for at once. */
const LICENSES_AT_ONCE = 16;
/** Words around a licence in which a better one is looked for. */
const NEAR = 80;
/** Fewer words than this are no licence. */
const SHORTEST = 8;
/** Licences that are looked for in one text. Files of third-party notices hold hundreds, of few kinds. */
const MAX_MATCHES = 200;
/** Longer texts are no licences; what lies behind is not looked at. */
const MAX_WORDS = 120_000;

/** Licences that the text holds, side by side. Marks the words that they explain in `used`. */
export function cover(words: Words, used: Uint8Array): readonly WeighedAlignment[] {
  const hits = hitsOf(words.hashes.subarray(0, MAX_WORDS));
  const found: WeighedAlignment[] = [];
  // What was hidden behind the best licences comes up once they are taken out.
  for (let before = -1; before < found.length && found.length < MAX_MATCHES; ) {
    before = found.length;
    if (used.length - explained(used) < SHORTEST) break;
    coverOnce(hits, words, used, found);
  }
  return found;
}

function explained(used: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < used.length; at++) sum += used[at] ?? 0;
  return sum;
}

function coverOnce(hits: Hits, words: Words, used: Uint8Array, found: WeighedAlignment[]): void {
  let clusters = clustersOf(hits, used, LICENSES_AT_ONCE);
  const mayBeMore = new Set(clusters.map(({ template }) => template)).size >= LICENSES_AT_ONCE;
  while (found.length < MAX_MATCHES) {
    const [first] = clusters;
    if (first === undefined) return;
    const rivals = clusters.filter((cluster) => overlap(cluster, first)).slice(0, CANDIDATES);
    /** What was laid along the text as it is now. */
    const tried: Tried[] = [];
    const seen = bestOf(rivals, words, used, tried);
    if (seen === null) {
      clusters = clusters.filter((cluster) => !rivals.includes(cluster));
      continue;
    }
    const best = mayBeMore ? bestNear(seen, hits, words, used, tried) : seen;
    found.push(best);
    used.fill(1, best.textStart, best.textEnd);
    clusters = clusters
      .map((cluster) => without(cluster, best.textStart, best.textEnd))
      .filter((cluster) => cluster !== null)
      .sort((a, b) => b.rate - a.rate || a.template - b.template);
  }
}

/** In a file of many licences the right one for this place may not be among those that the file holds most of. */
function bestNear(
  seen: WeighedAlignment,
  hits: Hits,
  words: Words,
  used: Uint8Array,
  tried: Tried[],
): WeighedAlignment {
  const near = hitsWithin(hits, seen.textStart - NEAR, seen.textEnd + NEAR);
  const best = bestOf(clustersOf(near, used, LICENSES_AT_ONCE).slice(0, CANDIDATES), words, used, tried);
  return best !== null && best.textStart < seen.textEnd && best.textEnd > seen.textStart && isBetter(best, seen)
    ? best
    : seen;
}

function overlap(one: Cluster, other: Cluster): boolean {
  return one.textStart < other.textEnd && one.textEnd > other.textStart;
}

/** A licence that was laid along the text from these seeds; null where it is not there. */
interface Tried {
  readonly template: number;
  readonly seeds: Seeds;
  readonly found: WeighedAlignment | null;
}

/** The licence that explains the most. What was tried is remembered for as long as `used` stays what it is. */
function bestOf(clusters: readonly Cluster[], words: Words, used: Uint8Array, tried: Tried[]): WeighedAlignment | null {
  let best: WeighedAlignment | null = null;
  /** Seeds of a licence that is there without a change: one with fewer cannot explain more. */
  let enough = 0;
  for (const { template, seeds } of clusters) {
    if (seeds.length < enough) continue;
    const again = tried.find((one) => one.template === template && areSame(one.seeds, seeds));
    const found = again === undefined ? tryOut(template, seeds, words, used) : again.found;
    if (again === undefined) tried.push({ template, seeds, found });
    if (found === null) continue;
    if (found.changes.length === 0) enough = Math.max(enough, seeds.length);
    if (best === null || isBetter(found, best)) best = found;
  }
  return best;
}

function tryOut(index: number, seeds: Seeds, words: Words, used: Uint8Array): WeighedAlignment | null {
  const template = templates()[index];
  const alignment = template === undefined ? null : align(template, words, seeds, used);
  if (alignment === null) return null;
  const weighed = weigh(alignment, words);
  return isThere(weighed, words) ? weighed : null;
}

function areSame(one: Seeds, other: Seeds): boolean {
  return one.length === other.length && one.every((seed, index) => seed === other[index]);
}

function isThere(found: WeighedAlignment, words: Words): boolean {
  const { template, coverage, score, worth } = found;
  if (isNamedOtherwise(found, words)) return false;
  const least = template.kind === 'text' ? MIN_COVERAGE : MIN_HEADER_COVERAGE;
  return coverage >= least && score >= MIN_SCORE && worth > 0;
}

/** A notice with another name in it; a title with another version. */
function isNamedOtherwise({ template, changes, edits }: WeighedAlignment, words: Words): boolean {
  const { names, kind } = template;
  if (names.size === 0) return false;
  const differences =
    kind === 'text' ? edits.filter((edit) => hasNumber(words, edit.textStart, edit.textEnd)) : changes;
  return differences.some(({ start, end }) => {
    for (let at = start; at < end; at++) if (names.has(at)) return true;
    return false;
  });
}

function hasNumber(words: Words, from: number, to: number): boolean {
  return words.numbers.subarray(from, to).includes(1);
}

/** More of the text explained; of two that explain the same, the one with fewer words of its own left over. */
function isBetter(one: WeighedAlignment, other: WeighedAlignment): boolean {
  if (one.worth !== other.worth) return one.worth > other.worth;
  if (one.template.hashes.length !== other.template.hashes.length)
    return one.template.hashes.length < other.template.hashes.length;
  return one.template.id.length < other.template.id.length;
}
