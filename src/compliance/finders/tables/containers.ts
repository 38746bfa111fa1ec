import type { Token } from '../../text/lex';
import { beginsLine, columnIfFirst, type Expression } from '../returned/layout';
import { behindTypes } from '../typeParameters';
import type { Brackets } from './brackets';

/** One of the things that a container holds. */
export interface Entry {
  /** What it is looked up by, where that is a name or a string. */
  readonly key: string | null;
  /** Where the key is written; null where there is none. */
  readonly keyAt: Expression | null;
  readonly value: Expression;
}

/** A dictionary, an object, a list, a set, a map of pairs or an enumeration, as it is written. */
export interface Container {
  readonly entries: readonly Entry[];
  /** A loop takes its values, not its keys. */
  readonly isList: boolean;
  /** Behind its last token. */
  readonly end: number;
}

/** A larger one is data. */
const maxEntries = 300;
const maxTokens = 20_000;
/** What stands before the body of a class is no longer. */
const maxHead = 40;
/** What is made of pairs, or of named arguments. */
const pairs = /^(?:Map|dict|OrderedDict)$/;

/** Reads what the containers of a file hold. */
export class Containers {
  private readonly known = new Map<number, Container | null>();

  constructor(
    private readonly tokens: readonly Token[],
    private readonly text: string,
    private readonly isPython: boolean,
    private readonly brackets: Brackets,
  ) {}

  /** The container that begins at a token; null where none does, or where what it holds is computed. */
  at(first: number): Container | null {
    const known = this.known.get(first);
    if (known !== undefined) return known;
    const read = this.read(first);
    this.known.set(first, read);
    return read;
  }

  private read(first: number): Container | null {
    const word = this.tokens[first]?.text ?? '';
    if (this.tokens[first]?.kind !== 'word') return /^[{[(]$/.test(word) ? this.inBrackets(first) : null;
    // Go: `map[string]string{…}`.
    if (word === 'map' && this.tokens[first + 5]?.text === '{') return this.inBrackets(first + 5);
    if (word === 'class') return this.ofClass(first);
    if (word === 'enum') return listed(this.inBrackets(first + 2));
    return pairs.test(word) ? this.ofPairs(first + 1) : null;
  }

  private inBrackets(open: number): Container | null {
    const close = this.brackets.closeOf(open);
    if (close === null || close - open > maxTokens) return null;
    const entries: Entry[] = [];
    let first = open + 1;
    let colon: number | null = null;
    for (let at = open + 1; at <= close; at = (this.brackets.closeOf(at) ?? at) + 1) {
      const token = this.tokens[at];
      if (this.isPython && token?.kind === 'word' && token.text === 'for') return null;
      if (at === close || (token?.kind === 'sign' && token.text === ',')) {
        const entry = this.entry(first, colon, at);
        if (entry !== null && entries.length < maxEntries) entries.push(entry);
        first = at + 1;
        colon = null;
      } else if (colon === null && this.isBehindKey(open, at)) colon = at;
    }
    return { entries, isList: entries.every(({ keyAt }) => keyAt === null), end: close + 1 };
  }

  /** `:` of a dictionary, `=` of an enumeration or a named argument. */
  private isBehindKey(open: number, at: number): boolean {
    const token = this.tokens[at];
    if (token?.kind !== 'sign') return false;
    if (token.text === ':') return this.tokens[open]?.text === '{';
    return token.text === '=' && this.tokens[at - 1]?.kind === 'word' && this.tokens[at + 1]?.text !== '=';
  }

  private entry(first: number, colon: number | null, end: number): Entry | null {
    const value = this.withoutComments(colon === null ? first : colon + 1, end);
    if (value.first >= value.end) return null;
    const keyAt = colon === null ? null : this.withoutComments(first, colon);
    // `{ name }` of JavaScript is `{ name: name }`.
    const { first: at, end: behind } = keyAt ?? value;
    const only = behind === at + 1 ? this.tokens[at] : undefined;
    const isKey = only?.kind === 'word' || (only?.kind === 'string' && keyAt !== null);
    return { key: isKey ? only.text : null, keyAt, value };
  }

  private withoutComments(from: number, to: number): Expression {
    let [first, end] = [from, to];
    while (first < end && this.tokens[first]?.kind === 'comment') first++;
    while (first < end && this.tokens[end - 1]?.kind === 'comment') end--;
    return { first, end };
  }

  /** `new Map([["a", x]])`, `OrderedDict([("a", x)])`, `dict(a=x)`. `open`: of the bracket or the types before it. */
  private ofPairs(open: number): Container | null {
    const bracket = behindTypes(this.tokens, open);
    const end = this.brackets.closeOf(bracket);
    if (end === null || this.tokens[bracket]?.text !== '(') return null;
    const named = this.inBrackets(bracket);
    if (named?.isList === false) return { ...named, end: end + 1 };
    const list = this.tokens[bracket + 1]?.text === '[' ? this.inBrackets(bracket + 1) : null;
    if (list === null) return null;
    const entries = list.entries.flatMap(({ value }) => {
      const pair = this.inBrackets(value.first)?.entries ?? [];
      const [key, held] = pair;
      if (key === undefined || held === undefined || pair.length !== 2) return [];
      return { key: this.tokens[key.value.first]?.text ?? null, keyAt: key.value, value: held.value };
    });
    return { entries, isList: false, end: end + 1 };
  }

  /** What is set in the body of a class of Python. */
  private ofClass(index: number): Container | null {
    const column = columnIfFirst(this.tokens, this.text, index);
    const start = this.bodyStart(index);
    if (column === null || start === null) return null;
    const entries: Entry[] = [];
    let own: number | null = null;
    for (let at = start; ; at = (this.brackets.closeOf(at) ?? at) + 1) {
      const token = this.tokens[at];
      // A string's quotes are not part of its token.
      const begins = token?.kind === 'word' ? columnIfFirst(this.tokens, this.text, at) : null;
      if (token === undefined || (begins !== null && begins <= column) || at - start > maxTokens)
        return { entries, isList: true, end: at };
      own ??= begins;
      const isSet = begins !== null && begins === own && this.tokens[at + 1]?.text === '=';
      if (isSet && entries.length < maxEntries)
        entries.push({ key: token.text, keyAt: { first: at, end: at + 1 }, value: this.lineFrom(at + 2) });
    }
  }

  private bodyStart(index: number): number | null {
    for (let at = index; at < index + maxHead; at = (this.brackets.closeOf(at) ?? at) + 1)
      if (this.tokens[at]?.text === ':') return at + 1;
    return null;
  }

  private lineFrom(first: number): Expression {
    for (let at = first; at < first + maxHead; at = (this.brackets.closeOf(at) ?? at) + 1) {
      const token = this.tokens[at];
      const ends = token === undefined || token.kind === 'comment' || beginsLine(this.tokens, this.text, at);
      if (ends) return { first, end: at };
    }
    return { first, end: first };
  }
}

function listed(container: Container | null): Container | null {
  return container === null ? null : { ...container, isList: true };
}
