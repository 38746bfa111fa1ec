import { align } from './align';
import { type Cluster, clustersOf, without } from './seeds';
import { templates } from './templates';
import { type WeighedAlignment, weigh } from './weigh';
import type { Words } from './words';

/** Below this share of its words a licence is not there, only a text that sounds like it. */
const MIN_COVERAGE = 0.75;
const MIN_SCORE = 0.7;
/** Headers are short: a word less is another header. */
const MIN_HEADER_COVERAGE = 0.9;
/** The first ones looked at; a perfect explanation of a whole text ends the search at once. */
const CANDIDATES = 24;
/** Licences that are looked for in one text. Files of third-party notices hold hundreds, of few kinds. */
const MAX_MATCHES = 200;
/** Longer texts are no licences; what lies behind is not looked at. */
export const MAX_WORDS = 120_000;

/** Licences that the text holds, side by side. Marks the words that they explain in `used`. */
export function cover(words: Words, used: Uint8Array): readonly WeighedAlignment[] {
  const found: WeighedAlignment[] = [];
  let clusters = clustersOf(words.hashes.subarray(0, MAX_WORDS));
  while (found.length < MAX_MATCHES) {
    const [first] = clusters;
    if (first === undefined) break;
    const rivals = clusters.filter((cluster) => overlap(cluster, first)).slice(0, CANDIDATES);
    const best = bestOf(rivals, words, used);
    if (best === null) {
      clusters = clusters.filter((cluster) => !rivals.includes(cluster));
      continue;
    }
    found.push(best);
    used.fill(1, best.textStart, best.textEnd);
    clusters = clusters
      .map((cluster) => without(cluster, best.textStart, best.textEnd))
      .filter((cluster) => cluster !== null)
      .sort((a, b) => b.rate - a.rate || a.template - b.template);
  }
  return found;
}

function overlap(one: Cluster, other: Cluster): boolean {
  return one.textStart < other.textEnd && one.textEnd > other.textStart;
}

/** The licence that explains the most. */
function bestOf(clusters: readonly Cluster[], words: Words, used: Uint8Array): WeighedAlignment | null {
  let best: WeighedAlignment | null = null;
  for (const cluster of clusters) {
    const template = templates()[cluster.template];
    const alignment = template === undefined ? null : align(template, words, cluster.seeds, used);
    if (alignment === null) continue;
    const weighed = weigh(alignment, words);
    if (!isThere(weighed) || (best !== null && !isBetter(weighed, best))) continue;
    best = weighed;
    if (weighed.changes.length === 0 && weighed.matched >= 0.95 * words.length) break;
  }
  return best;
}

function isThere({ template, coverage, score, worth }: WeighedAlignment): boolean {
  const least = template.kind === 'text' ? MIN_COVERAGE : MIN_HEADER_COVERAGE;
  return coverage >= least && score >= MIN_SCORE && worth > 0;
}

/** More of the text explained; of two that explain the same, the one with fewer words of its own left over. */
function isBetter(one: WeighedAlignment, other: WeighedAlignment): boolean {
  if (one.worth !== other.worth) return one.worth > other.worth;
  if (one.template.hashes.length !== other.template.hashes.length)
    return one.template.hashes.length < other.template.hashes.length;
  return one.template.id.length < other.template.id.length;
}
