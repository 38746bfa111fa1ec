/** A suggestion as it is shown. Offsets and lengths in UTF-16 code units of the document, line ends included. */
export interface Offer {
  /** The document. */
  readonly document: string;
  /** Where the cursor stands. */
  readonly offset: number;
  /** What would stand between the cursor and the end of the suggestion. */
  readonly text: string;
  /** What replaces the characters before the cursor first: the selected entry of the suggest widget. */
  readonly entry?: { readonly replaces: number; readonly text: string };
  /** The answer that it comes from; what is left of an answer after typing is no new suggestion. */
  readonly answer: symbol;
  /** Milliseconds. */
  readonly shownAt: number;
}

/** A replacement in a document. */
export interface Change {
  readonly offset: number;
  readonly removed: number;
  readonly inserted: string;
}

/** What became of a suggestion. */
export type Fate =
  | { readonly kind: 'accepted' | 'partly'; readonly offer: Offer; readonly text: string; readonly start: number }
  | { readonly kind: 'ignored' | 'dismissed'; readonly offer: Offer };

/** A suggestion that was shown for less was not seen. Milliseconds. */
const SEEN = 750;
/** Two of these are two characters, but for a line's end. */
const ASCII_PAIR = /^[\x20-\x7e]{2}/;
/** Made when first needed: it reads the rules of Unicode, which no start of the editor should wait for. */
let characters: Intl.Segmenter | null = null;
/** The longest emoji in use have eleven code units, flags of regions fourteen. */
const LONGEST_CHARACTER = 32;

/** Follows the suggestion that is shown and says what became of it, from what happens to the document. */
export class Offers {
  private live: Offer | null = null;
  private counted = false;
  /** What was typed of it since it was shown. */
  private typed = '';

  /** `onSeen` hears once of each suggestion that somebody can have read, at the latest when it ends. */
  constructor(private readonly onSeen: (offer: Offer) => void = () => undefined) {}

  get current(): Offer | null {
    return this.live;
  }

  /** Shows a suggestion in the place of the last one. Returns whether it is a new one. */
  show(offer: Offer): boolean {
    const { live } = this;
    if (live?.answer === offer.answer) {
      if (live.offset !== offer.offset) this.typed = '';
      this.live = { ...offer, shownAt: live.shownAt };
      return false;
    }
    this.withdraw(offer.shownAt);
    this.live = offer;
    this.counted = false;
    this.typed = '';
    return true;
  }

  /** The document changed. Returns what that says about the suggestion; null while it lives on, and when there is none. */
  change(document: string, changes: readonly Change[], now: number): Fate | null {
    const offer = this.live;
    if (offer === null || offer.document !== document) return null;
    const here = changes.find(({ offset, removed }) => offset <= offer.offset && offset + removed >= offer.offset);
    if (here === undefined) {
      this.withdraw(now);
      return null;
    }
    const moved = movedBy(changes, here);
    if (here.inserted === '' && here.removed <= this.typed.length && here.offset + here.removed === offer.offset) {
      const back = this.typed.slice(this.typed.length - here.removed);
      this.typed = this.typed.slice(0, this.typed.length - here.removed);
      this.live = { ...offer, offset: here.offset + moved, text: back + offer.text };
      return null;
    }
    const inserted = withoutCloser(here.inserted, offer.text);
    const lead = lengthOfLead(offer, here);
    const added = lead === null ? null : inserted.slice(lead);
    if (added === null || !offer.text.startsWith(added)) return this.end(offer, here, now);
    const start = here.offset + moved + (lead ?? 0);
    if (added === offer.text) {
      this.see(offer);
      this.live = null;
      return { kind: 'accepted', offer, text: added, start };
    }
    const { entry: _taken, ...rest } = offer;
    this.typed += added;
    this.live = { ...rest, offset: here.offset + moved + inserted.length, text: offer.text.slice(added.length) };
    // A key types one character; what comes at once was accepted.
    if (isOne(added)) return null;
    this.see(offer);
    return { kind: 'partly', offer, text: added, start };
  }

  /** The user hid what is shown. Null when nothing of ours is. */
  dismiss(): Fate | null {
    const offer = this.live;
    if (offer === null) return null;
    this.see(offer);
    this.live = null;
    return { kind: 'dismissed', offer };
  }

  /** The cursor went elsewhere, or nothing is shown any more. */
  withdraw(now: number): void {
    if (this.live !== null && now - this.live.shownAt >= SEEN) this.see(this.live);
    this.live = null;
  }

  private end(offer: Offer, { inserted }: Change, now: number): Fate | null {
    const seen = now - offer.shownAt >= SEEN;
    this.withdraw(now);
    return seen && inserted !== '' ? { kind: 'ignored', offer } : null;
  }

  private see(offer: Offer): void {
    if (!this.counted) this.onSeen(offer);
    this.counted = true;
  }
}

/** As a person counts: a letter with its accents, an emoji with what it is made of. None is one, too. */
function isOne(text: string): boolean {
  if (text.length <= 1 || text === '\r\n') return true;
  if (ASCII_PAIR.test(text)) return false;
  characters ??= new Intl.Segmenter();
  const [first, second] = characters.segment(text.slice(0, LONGEST_CHARACTER));
  return second === undefined && text.length <= (first?.segment.length ?? 0);
}

/** How far changes in front of one of them, which came with it, move what it inserted. */
function movedBy(changes: readonly Change[], one: Change): number {
  const before = changes.filter(({ offset }) => offset < one.offset);
  return before.reduce((sum, { inserted, removed }) => sum + inserted.length - removed, 0);
}

/** What was typed, without the closing bracket or quote that the editor put behind it by itself. */
function withoutCloser(inserted: string, text: string): string {
  return /^(?:\(\)|\[\]|\{\}|<>|''|""|``)$/.test(inserted) && !text.startsWith(inserted)
    ? inserted.charAt(0)
    : inserted;
}

/** How much of the inserted text only repeats what stood before the cursor, or the widget's entry; null when neither. */
function lengthOfLead({ offset, entry }: Offer, change: Change): number | null {
  if (change.offset === offset) return 0;
  if (entry === undefined || change.offset !== offset - entry.replaces) return null;
  return change.inserted.startsWith(entry.text) ? entry.text.length : null;
}
