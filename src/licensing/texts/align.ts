import { type Seeds, STEP } from './seeds';
import type { Template } from './templates';
import type { Words } from './words';

/** A place where text and licence differ: words `[start, end)` of the licence against `[textStart, textEnd)` of the text. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly textStart: number;
  readonly textEnd: number;
}

/** A licence laid along a part of a text. */
export interface Alignment {
  readonly template: Template;
  readonly textStart: number;
  readonly textEnd: number;
  /** Words that agree. */
  readonly matched: number;
  /** In order; the licence's own beginning and end included. */
  readonly edits: readonly Edit[];
}

interface Run {
  at: number;
  textAt: number;
  length: number;
}

const MAX_RUNS = 400;
/** Gaps up to this many cells are compared word by word; longer ones are replaced as a whole. */
const MAX_CELLS = 60_000;
/** How much further than its own length a beginning or end is looked for. */
const SLACK = 12;

/** Lays the licence along the text where its seeds are; null when there are none. */
export function align(template: Template, words: Words, seeds: Seeds, used: Uint8Array): Alignment | null {
  const chain = bestChain(runsOf(template, words, seeds, used));
  const [first] = chain;
  const last = chain.at(-1);
  if (first === undefined || last === undefined) return null;
  const builder = new EditBuilder(template, words, used);
  builder.beginning(first);
  for (const [index, run] of chain.entries()) {
    const before = chain[index - 1];
    if (before !== undefined) builder.between(before, run);
    builder.agree(run);
  }
  builder.ending(last);
  return builder.finish();
}

/** Seeds grown to the longest equal runs. */
function runsOf(template: Template, words: Words, seeds: Seeds, used: Uint8Array): readonly Run[] {
  const { hashes } = template;
  const text = words.hashes;
  const runs: Run[] = [];
  const reach = new Map<number, number>();
  for (const seed of seeds) {
    const at = seed % STEP;
    const textAt = Math.floor(seed / STEP);
    const diagonal = textAt - at;
    if ((reach.get(diagonal) ?? -1) > textAt) continue;
    let back = 0;
    while (
      at - back > 0 &&
      textAt - back > 0 &&
      hashes[at - back - 1] === text[textAt - back - 1] &&
      used[textAt - back - 1] !== 1
    )
      back++;
    let length = back;
    while (at - back + length < hashes.length && textAt - back + length < words.length) {
      const place = textAt - back + length;
      if (hashes[at - back + length] !== text[place] || used[place] === 1) break;
      length++;
    }
    reach.set(diagonal, textAt - back + length);
    runs.push({ at: at - back, textAt: textAt - back, length });
  }
  if (runs.length <= MAX_RUNS) return runs.sort((a, b) => a.textAt - b.textAt);
  const longest = runs.sort((a, b) => b.length - a.length).slice(0, MAX_RUNS);
  return longest.sort((a, b) => a.textAt - b.textAt);
}

/** The heaviest sequence of runs that goes forward in both; jumps cost a little. */
function bestChain(runs: readonly Run[]): readonly Run[] {
  const scores = new Float64Array(runs.length);
  const previous = new Int32Array(runs.length).fill(-1);
  // Columns, because each run is held against all before it.
  const ats = Int32Array.from(runs, (run) => run.at);
  const textAts = Int32Array.from(runs, (run) => run.textAt);
  const lengths = Int32Array.from(runs, (run) => run.length);
  let best = -1;
  for (const [index, { at, textAt, length }] of runs.entries()) {
    let bestScore = length;
    for (let before = 0; before < index; before++) {
      if ((scores[before] ?? 0) + length <= bestScore) continue;
      const earlierAt = ats[before] ?? 0;
      const earlierTextAt = textAts[before] ?? 0;
      if (earlierAt >= at || earlierTextAt >= textAt) continue;
      const earlierLength = lengths[before] ?? 0;
      const overlap = Math.max(0, earlierAt + earlierLength - at, earlierTextAt + earlierLength - textAt);
      if (overlap >= length) continue;
      const jump = Math.abs(textAt - at - (earlierTextAt - earlierAt));
      const score = (scores[before] ?? 0) + length - overlap - Math.min(jump * 0.1, 40);
      if (score > bestScore) {
        bestScore = score;
        previous[index] = before;
      }
    }
    scores[index] = bestScore;
    if (best < 0 || bestScore > (scores[best] ?? 0)) best = index;
  }
  const chain: Run[] = [];
  for (let index = best; index >= 0; index = previous[index] ?? -1) {
    const run = runs[index];
    if (run !== undefined) chain.push({ ...run });
  }
  chain.reverse();
  for (const [index, run] of chain.entries()) {
    const before = chain[index - 1];
    if (before === undefined) continue;
    const overlap = Math.max(0, before.at + before.length - run.at, before.textAt + before.length - run.textAt);
    run.at += overlap;
    run.textAt += overlap;
    run.length -= overlap;
  }
  return chain;
}

/**
 * The part of the pairs, which lead away from `from`, that is worth having: each pair has to pay for the words of the text
 * that it strides over, or a stray "the" far away would count as the licence's end.
 */
function nearby(
  pairs: readonly (readonly [number, number])[],
  from: { readonly at: number; readonly textAt: number },
): (readonly [number, number])[] {
  let value = 0;
  let best = 0;
  let count = 0;
  let last = from.textAt;
  for (const [index, pair] of pairs.entries()) {
    value += 1 - (Math.abs(pair[1] - last) - 1);
    last = pair[1];
    if (value > best) {
      best = value;
      count = index + 1;
    }
  }
  return pairs.slice(0, count);
}

/** 1 for the words of the text that is being compared; 0 in between. */
const there = new Uint8Array(0x10000);

/** Places of the licence's words that stand somewhere in the part of the text: the others agree with nothing there. */
function placesIn(
  hashes: Uint16Array,
  from: number,
  to: number,
  text: Uint16Array,
  textFrom: number,
  textTo: number,
): readonly number[] {
  const kept: number[] = [];
  for (let place = textFrom; place < textTo; place++) there[text[place] ?? 0] = 1;
  for (let at = from; at < to; at++) if (there[hashes[at] ?? 0] === 1) kept.push(at);
  for (let place = textFrom; place < textTo; place++) there[text[place] ?? 0] = 0;
  return kept;
}

let table = new Uint16Array(4096);

/** Room for so many cells, whatever is in them. */
function tableOf(cells: number): Uint16Array {
  if (table.length < cells) table = new Uint16Array(2 * cells);
  return table;
}

class EditBuilder {
  private readonly edits: Edit[] = [];
  private matched = 0;
  private textStart = -1;
  private textEnd = 0;
  /** Where the next word is expected; everything between here and the next agreement is an edit. */
  private at = 0;
  private textAt = 0;

  constructor(
    private readonly template: Template,
    private readonly words: Words,
    private readonly used: Uint8Array,
  ) {}

  /** Looks for the licence's first words before the first run. */
  beginning(first: Run): void {
    let room = Math.min(first.textAt, first.at === 0 ? 0 : first.at + SLACK);
    while (room > 0 && this.used[first.textAt - room] === 1) room--;
    const textFrom = first.textAt - room;
    const found = nearby(this.common(0, first.at, textFrom, first.textAt).toReversed(), first).reverse();
    const start = found[0];
    this.at = 0;
    this.textAt = start === undefined ? first.textAt : start[1];
    for (const [at, textAt] of found) this.agree({ at, textAt, length: 1 });
  }

  between(before: Run, run: Run): void {
    for (const [at, textAt] of this.common(
      before.at + before.length,
      run.at,
      before.textAt + before.length,
      run.textAt,
    ))
      this.agree({ at, textAt, length: 1 });
  }

  /** Looks for the licence's last words behind the last run. */
  ending(last: Run): void {
    const at = last.at + last.length;
    const textAt = last.textAt + last.length;
    const left = this.template.hashes.length - at;
    let textTo = Math.min(this.words.length, textAt + (left === 0 ? 0 : left + SLACK));
    for (let place = textAt; place < textTo; place++) if (this.used[place] === 1) textTo = place;
    for (const [one, other] of nearby(this.common(at, at + left, textAt, textTo), { at: at - 1, textAt: textAt - 1 }))
      this.agree({ at: one, textAt: other, length: 1 });
    if (this.at < this.template.hashes.length)
      this.edits.push({
        start: this.at,
        end: this.template.hashes.length,
        textStart: this.textAt,
        textEnd: this.textAt,
      });
  }

  agree(run: Run): void {
    if (run.length <= 0) return;
    if (this.at < run.at || this.textAt < run.textAt)
      this.edits.push({ start: this.at, end: run.at, textStart: this.textAt, textEnd: run.textAt });
    if (this.textStart < 0) this.textStart = run.textAt;
    this.matched += run.length;
    this.at = run.at + run.length;
    this.textAt = run.textAt + run.length;
    this.textEnd = this.textAt;
  }

  finish(): Alignment {
    const { template, textStart, textEnd, matched, edits } = this;
    return { template, textStart, textEnd, matched, edits };
  }

  /** Pairs of equal words in two ranges, as many as go forward in both (longest common subsequence). */
  private common(from: number, to: number, textFrom: number, textTo: number): readonly (readonly [number, number])[] {
    const columns = textTo - textFrom;
    if (to <= from || columns <= 0 || (to - from) * columns > MAX_CELLS) return [];
    const { hashes } = this.template;
    const text = this.words.hashes;
    const kept = placesIn(hashes, from, to, text, textFrom, textTo);
    const rows = kept.length;
    if (rows === 0) return [];
    const width = columns + 1;
    const lengths = tableOf((rows + 1) * width);
    lengths.fill(0, rows * width, (rows + 1) * width);
    for (let row = rows - 1; row >= 0; row--) {
      const hash = hashes[kept[row] ?? 0];
      const here = row * width;
      let right = 0;
      let diagonal = 0;
      lengths[here + columns] = 0;
      for (let column = columns - 1; column >= 0; column--) {
        const down = lengths[here + width + column] ?? 0;
        if (hash === text[textFrom + column]) right = diagonal + 1;
        else if (down > right) right = down;
        lengths[here + column] = right;
        diagonal = down;
      }
    }
    const pairs: [number, number][] = [];
    for (let row = 0, column = 0; row < rows && column < columns; ) {
      const here = row * width + column;
      const at = kept[row] ?? 0;
      if (hashes[at] === text[textFrom + column]) {
        pairs.push([at, textFrom + column]);
        row++;
        column++;
      } else if ((lengths[here + width] ?? 0) >= (lengths[here + 1] ?? 0)) row++;
      else column++;
    }
    return pairs;
  }
}
