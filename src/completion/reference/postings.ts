/** Places of the same hash that are kept: the first. */
const MOST_OF_ONE = 4;

/** Where a hash stands. */
export interface Posting {
  readonly file: number;
  /** Place of the first token. */
  readonly token: number;
}

/** Hashes and where they stand, in a table of numbers that holds as many as it is told and takes no more. */
export class Postings {
  private slots = 1 << 12;
  /** Of three numbers each: hash, file + 1 (0 is empty), token. */
  private table = new Uint32Array(this.slots * 3);
  private used = 0;

  constructor(private readonly most: number) {}

  get size(): number {
    return this.used;
  }

  get full(): boolean {
    return this.used >= this.most;
  }

  add(hash: number, { file, token }: Posting): void {
    if (this.full) return;
    if (this.used * 2 >= this.slots) this.grow();
    this.put(hash, file + 1, token);
  }

  find(hash: number): readonly Posting[] {
    const found: Posting[] = [];
    for (let slot = this.slotOf(hash); this.read(slot, 1) !== 0; slot = (slot + 1) % this.slots) {
      if (this.read(slot, 0) === hash) found.push({ file: this.read(slot, 1) - 1, token: this.read(slot, 2) });
    }
    return found;
  }

  private put(hash: number, file: number, token: number): void {
    let same = 0;
    let slot = this.slotOf(hash);
    for (; this.read(slot, 1) !== 0; slot = (slot + 1) % this.slots) {
      if (this.read(slot, 0) === hash && ++same >= MOST_OF_ONE) return;
    }
    this.table.set([hash, file, token], slot * 3);
    this.used++;
  }

  private grow(): void {
    const old = this.table;
    this.slots *= 2;
    this.table = new Uint32Array(this.slots * 3);
    this.used = 0;
    for (let at = 0; at < old.length; at += 3) {
      if (old[at + 1] !== 0) this.put(old[at] ?? 0, old[at + 1] ?? 0, old[at + 2] ?? 0);
    }
  }

  private slotOf(hash: number): number {
    return hash % this.slots;
  }

  private read(slot: number, field: number): number {
    return this.table[slot * 3 + field] ?? 0;
  }
}
