import type { Token } from 'node-llama-cpp';
import type { Distribution } from '../evaluated';
import { LONGEST, type Match } from './tokenIndex';

/** Shorter matches say less than the model does. Measured; see BENCHMARKS.md. */
const SHORTEST = 6;
/** Of the model's distribution only its head can win where the index has nothing to say. */
const HEAD = 20;
/** Probability of a token that the model's distribution does not list. */
const FLOOR = 1e-7;

/** A token with its probability. */
export interface Choice {
  readonly token: Token;
  readonly probability: number;
}

interface Level {
  readonly counts: ReadonlyMap<Token, number>;
  readonly total: number;
}

/** Counts of what follows matches at least so long, from the shortest length that counts up; lengths at which none ends are passed over. */
function levelsOf(matches: readonly Match[]): readonly Level[] {
  const byLength = new Map<number, Token[]>();
  for (const { length, next } of matches) {
    const here = byLength.get(length);
    if (here === undefined) byLength.set(length, [next]);
    else here.push(next);
  }
  const counts = new Map<Token, number>();
  const levels: Level[] = [];
  let total = 0;
  for (let length = LONGEST; length >= SHORTEST; length--) {
    const here = byLength.get(length);
    if (here === undefined) continue;
    for (const token of here) counts.set(token, (counts.get(token) ?? 0) + 1);
    total += here.length;
    levels.unshift({ counts: new Map(counts), total });
  }
  return levels;
}

/**
 * The likeliest next token by prediction by partial matching, escape C (Cleary and Witten 1984), with the model's distribution
 * in place of the shortest contexts: p_m(t) = c(t) / (n + u) + u / (n + u) · p_(m-1)(t), for n places with u different tokens.
 * Null when nothing can follow.
 */
export function mix(base: Distribution, matches: readonly Match[]): Choice | null {
  const levels = levelsOf(matches);
  const candidates = new Set<Token>(levels[0]?.counts.keys());
  for (const token of base.keys()) {
    if (candidates.size >= HEAD + (levels[0]?.counts.size ?? 0)) break;
    candidates.add(token);
  }
  let best: Choice | null = null;
  for (const token of candidates) {
    let probability = base.get(token) ?? FLOOR;
    for (const { counts, total } of levels) {
      const unseen = counts.size / (total + counts.size);
      probability = (counts.get(token) ?? 0) / (total + counts.size) + unseen * probability;
    }
    if (best === null || probability > best.probability) best = { token, probability };
  }
  return best;
}
