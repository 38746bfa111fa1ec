import type { Words } from './words';

/** The words of a text in lower case with one space between them, and which word stands where. */
export class PlainText {
  readonly text: string;
  private readonly offsets: Uint32Array;

  constructor(original: string, words: Words) {
    const parts: string[] = [];
    this.offsets = new Uint32Array(words.length + 1);
    let offset = 0;
    for (let word = 0; word < words.length; word++) {
      const part = spelled(original.slice(words.starts[word], words.ends[word]).toLowerCase());
      this.offsets[word] = offset;
      parts.push(part);
      offset += part.length + 1;
    }
    this.offsets[words.length] = offset;
    this.text = parts.join(' ');
  }

  offset(word: number): number {
    return this.offsets[word] ?? 0;
  }

  slice(from: number, to: number): string {
    return to <= from ? '' : this.text.slice(this.offsets[from], (this.offsets[to] ?? 0) - 1);
  }

  /** The word at a place of `text`. */
  wordAt(offset: number): number {
    let low = 0;
    let high = this.offsets.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.offsets[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function spelled(word: string): string {
  return word === 'licence' ? 'license' : word === 'licenced' ? 'licensed' : word === 'licences' ? 'licenses' : word;
}
