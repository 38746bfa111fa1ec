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
    const states = trie(words);
    this.longest = Math.max(0, ...words.map((word) => word.length));
    // States that end a word come last, so that one comparison tells them.
    const order = [
      ...states.filter(({ ended }) => ended.length === 0),
      ...states.filter(({ ended }) => ended.length > 0),
    ];
    for (const [index, state] of order.entries()) state.place = index * width;
    const first = order.findIndex(({ ended }) => ended.length > 0);
    this.firstEnd = first === -1 ? order.length : first;
    this.ended = order.slice(this.firstEnd).map(({ ended }) => ended);
    this.table = new Uint32Array(order.length * width);
    // A row is that of the longest ending which begins a word, too, but for the letters that go on with the word itself.
    for (const { place, ending, next } of states) {
      if (ending !== null) this.table.copyWithin(place, ending.place, ending.place + width);
      for (const [letter, { place: after }] of next) {
        this.table[place + letter.charCodeAt(0)] = after;
        this.table[place + letter.toUpperCase().charCodeAt(0)] = after;
      }
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

/** A beginning of words. */
interface State {
  /** The states that one more letter leads to. */
  readonly next: Map<string, State>;
  /** The words that end here, by their index. */
  readonly ended: number[];
  /** The longest ending of this beginning that begins a word, too; null for the empty one. */
  ending: State | null;
  /** Of its row in the table. */
  place: number;
}

/** All beginnings of words, shorter ones first. */
function trie(words: readonly string[]): State[] {
  const root: State = { next: new Map(), ended: [], ending: null, place: 0 };
  for (const [index, word] of words.entries()) {
    let state = root;
    for (const letter of word.toLowerCase()) {
      const after = state.next.get(letter) ?? { next: new Map(), ended: [], ending: root, place: 0 };
      state.next.set(letter, after);
      state = after;
    }
    state.ended.push(index);
  }
  const states = [root];
  for (const state of states) {
    for (const [letter, after] of state.next) {
      let ending = state.ending;
      while (ending !== null && !ending.next.has(letter)) ending = ending.ending;
      after.ending = ending?.next.get(letter) ?? root;
      after.ended.push(...after.ending.ended);
      states.push(after);
    }
  }
  return states;
}
