/** `end`: the offset behind the word. True ends the search. */
type OnWord = (word: number, end: number) => boolean;

/** Next states by byte: a row for each state. */
const width = 256;

/**
 * Searches bytes for many words at once, whatever the case of their ASCII letters (Aho and Corasick 1975): one look into a table for
 * each byte, however many the words. It runs from four places of the text at the same time, because a processor waits for the look before.
 */
export class WordSearch {
  /** By state and byte; states are stored multiplied by `width`, so that a byte is added without a sum. */
  private readonly table: Uint32Array;
  /** The states from this one on end words. */
  private readonly firstEnd: number;
  /** The words that end in a state, by their index, counted from `firstEnd`. */
  private readonly ended: readonly (readonly number[])[];
  private readonly longest: number;

  /** `words`: ASCII, none of them empty. */
  constructor(words: readonly string[]) {
    const { next, ended } = automaton(words);
    this.longest = Math.max(0, ...words.map((word) => word.length));
    // States that end a word come last, so that one comparison tells them.
    const order = [...ended.keys()].sort((a, b) => Number(isEnd(ended[a])) - Number(isEnd(ended[b])));
    const first = order.findIndex((state) => isEnd(ended[state]));
    this.firstEnd = first === -1 ? order.length : first;
    this.ended = order.slice(this.firstEnd).map((state) => ended[state] ?? []);
    const places = new Uint32Array(order.length);
    for (let place = 0; place < order.length; place++) places[order[place] ?? 0] = place * width;
    this.table = new Uint32Array(order.length * width);
    for (let state = 0; state < order.length; state++) {
      const place = places[state] ?? 0;
      for (let byte = 0; byte < width; byte++) this.table[place + byte] = places[next[state * width + byte] ?? 0] ?? 0;
    }
  }

  /** Calls `onWord` for each word that stands in the bytes with the offset behind it, in no order, until it returns true; true then. */
  search(bytes: Uint8Array, onWord: OnWord): boolean {
    const { table } = this;
    const limit = this.firstEnd * width;
    const part = bytes.length >> 2;
    const [two, three] = [2 * part, 3 * part];
    let first = 0;
    let second = 0;
    let third = 0;
    let fourth = 0;
    for (let at = 0; at < part; at++) {
      // The bit-wise or spares a sum.
      first = table[first | (bytes[at] as number)] as number;
      second = table[second | (bytes[at + part] as number)] as number;
      third = table[third | (bytes[at + two] as number)] as number;
      fourth = table[fourth | (bytes[at + three] as number)] as number;
      if (first < limit && second < limit && third < limit && fourth < limit) continue;
      if (this.report(first, at + 1, onWord) || this.report(second, at + part + 1, onWord)) return true;
      if (this.report(third, at + two + 1, onWord) || this.report(fourth, at + three + 1, onWord)) return true;
    }
    return (
      this.goOn(bytes, first, part, part + this.longest, onWord) ||
      this.goOn(bytes, second, two, two + this.longest, onWord) ||
      this.goOn(bytes, third, three, three + this.longest, onWord) ||
      this.goOn(bytes, fourth, three + part, bytes.length, onWord)
    );
  }

  /** What began in one part may end in the next. */
  private goOn(bytes: Uint8Array, state: number, from: number, to: number, onWord: OnWord): boolean {
    const end = Math.min(to, bytes.length);
    for (let at = from, now = state; at < end; at++) {
      now = this.table[now | (bytes[at] as number)] as number;
      if (this.report(now, at + 1, onWord)) return true;
    }
    return false;
  }

  private report(state: number, end: number, onWord: OnWord): boolean {
    if (state < this.firstEnd * width) return false;
    for (const word of this.ended[state / width - this.firstEnd] ?? []) if (onWord(word, end)) return true;
    return false;
  }
}

function isEnd(words: readonly number[] | undefined): boolean {
  return words !== undefined && words.length > 0;
}

/** For each state its next states by byte, and the words that end in it; 0 is the first state. */
function automaton(words: readonly string[]) {
  const most = 1 + words.reduce((sum, word) => sum + word.length, 0);
  const next = new Uint16Array(most * width);
  const ended: number[][] = [[]];
  for (const [index, word] of words.entries()) {
    let state = 0;
    for (const letter of word.toLowerCase()) {
      let after = next[state * width + letter.charCodeAt(0)] ?? 0;
      if (after === 0) {
        after = ended.push([]) - 1;
        next[state * width + letter.charCodeAt(0)] = after;
        next[state * width + letter.toUpperCase().charCodeAt(0)] = after;
      }
      state = after;
    }
    ended[state]?.push(index);
  }
  // Breadth first: what a word's rest leads to is known before the word's longer beginnings are looked at.
  const open = [...new Set(next.subarray(0, width))].filter((state) => state !== 0);
  const fallback = new Uint16Array(ended.length);
  const reached = new Uint8Array(ended.length);
  for (const state of open) {
    const back = fallback[state] ?? 0;
    ended[state]?.push(...(ended[back] ?? []));
    for (let byte = 0; byte < width; byte++) {
      const after = next[state * width + byte] ?? 0;
      const otherwise = next[back * width + byte] ?? 0;
      if (after === 0) next[state * width + byte] = otherwise;
      else if (reached[after] !== 1) {
        reached[after] = 1; // a letter leads there in both cases
        fallback[after] = otherwise;
        open.push(after);
      }
    }
  }
  return { next, ended };
}
