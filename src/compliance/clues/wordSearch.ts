/**
 * Searches bytes for many words at once, whatever the case of their ASCII letters (Aho and Corasick 1975): one look into a table for
 * each byte, however many the words. It runs from two places of the text at the same time, because a processor waits for the look before.
 */
export class WordSearch {
  /** Next state by state and class of the byte; states are stored multiplied by `width`. */
  private readonly table: Uint16Array;
  private readonly width: number;
  /** Letters of both cases have one class; 0 for bytes that no word holds. */
  private readonly classes = new Uint8Array(256);
  /** The states from this one on end words. */
  private readonly firstEnd: number;
  /** The words that end in a state, by their index, counted from `firstEnd`. */
  private readonly ended: readonly (readonly number[])[];
  private readonly longest: number;

  /** `words`: ASCII. */
  constructor(words: readonly string[]) {
    const spelled = words.map((word) => Buffer.from(word.toLowerCase(), 'latin1'));
    const letters = [...new Set(spelled.flatMap((word) => [...word]))];
    letters.forEach((letter, index) => {
      this.classes[letter] = index + 1;
      this.classes[String.fromCharCode(letter).toUpperCase().charCodeAt(0)] = index + 1;
    });
    this.longest = Math.max(1, ...spelled.map((word) => word.length));
    this.width = 2 ** Math.ceil(Math.log2(letters.length + 1));
    const states = automaton(
      spelled.map((word) => [...word].map((letter) => this.classes[letter] ?? 0)),
      letters.length + 1,
    );
    // States that end a word come last, so that one comparison tells them.
    const order = states.map((_, index) => index).sort((a, b) => Number(isEnd(states[a])) - Number(isEnd(states[b])));
    const places = new Map(order.map((state, place) => [state, place]));
    this.firstEnd = order.findIndex((state) => isEnd(states[state]));
    this.ended = order.slice(this.firstEnd).map((state) => states[state]?.words ?? []);
    if (states.length * this.width > 0xffff) throw new RangeError(`${words.length} words are too many for one search`);
    this.table = new Uint16Array(states.length * this.width);
    for (const [place, state] of order.entries()) {
      for (const [letter, next] of (states[state]?.next ?? []).entries())
        this.table[place * this.width + letter] = (places.get(next) ?? 0) * this.width;
    }
  }

  /** Calls `onWord` for each word that stands in the bytes with the offset behind it, in no order, until it returns true; true then. */
  search(bytes: Uint8Array, onWord: (word: number, end: number) => boolean): boolean {
    const { table, classes } = this;
    const end = bytes.length;
    const limit = this.firstEnd * this.width;
    const middle = end >> 1;
    let first = 0;
    let second = 0;
    for (let at = 0; at < middle; at++) {
      // The bit-wise or spares a branch; both states are multiples of a power of two.
      first = table[first | (classes[bytes[at] as number] as number)] as number;
      second = table[second | (classes[bytes[at + middle] as number] as number)] as number;
      if (first >= limit && this.report(first, at + 1, onWord)) return true;
      if (second >= limit && this.report(second, at + middle + 1, onWord)) return true;
    }
    // What the first run had begun goes on into the second half; the second run ends one byte early where the length is odd.
    const over = Math.min(end, middle + this.longest);
    for (let at = middle; at < over && first !== 0; at++) {
      first = table[first | (classes[bytes[at] as number] as number)] as number;
      if (first >= limit && this.report(first, at + 1, onWord)) return true;
    }
    if (2 * middle === end) return false;
    second = table[second | (classes[bytes[end - 1] as number] as number)] as number;
    return second >= limit && this.report(second, end, onWord);
  }

  private report(state: number, end: number, onWord: (word: number, end: number) => boolean): boolean {
    for (const word of this.ended[state / this.width - this.firstEnd] ?? []) if (onWord(word, end)) return true;
    return false;
  }
}

interface State {
  readonly next: number[];
  readonly words: number[];
}

function isEnd(state: State | undefined): boolean {
  return state !== undefined && state.words.length > 0;
}

/** States with a next state for each letter; 0 is the first. */
function automaton(words: readonly (readonly number[])[], letters: number): readonly State[] {
  const newState = (): State => ({ next: new Array<number>(letters).fill(0), words: [] });
  const states = [newState()];
  const at = (state: number): State => states[state] ?? newState();
  for (const [index, word] of words.entries()) {
    let state = 0;
    for (const letter of word) {
      let next = at(state).next[letter] ?? 0;
      if (next === 0) {
        next = states.push(newState()) - 1;
        at(state).next[letter] = next;
      }
      state = next;
    }
    at(state).words.push(index);
  }
  // Breadth first: what a word's rest leads to is known before the word's longer beginnings are looked at.
  const open = at(0).next.filter((state) => state !== 0);
  const fallback = new Map<number, number>();
  for (const state of open) {
    const { next } = at(state);
    const back = at(fallback.get(state) ?? 0);
    at(state).words.push(...back.words);
    for (const [letter, after] of next.entries()) {
      if (after === 0) next[letter] = back.next[letter] ?? 0;
      else {
        fallback.set(after, back.next[letter] ?? 0);
        open.push(after);
      }
    }
  }
  return states;
}
