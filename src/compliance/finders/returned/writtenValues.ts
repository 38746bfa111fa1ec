import type { Token } from '../../text/lex';
import { takesPair } from '../calls';
import type { Value, Values } from '../values';
import { closeOf, type Expression, findOutside } from './layout';

/** An alternative may have alternatives, and so on. */
const maxDepth = 8;

/** Tells all values that an expression may have, where they are written out. */
export class WrittenValues {
  constructor(
    private readonly tokens: readonly Token[],
    private readonly isPython: boolean,
    private readonly values: Values,
    /** A name that has one value in the whole file. */
    private readonly isConstant: (name: string) => boolean,
  ) {}

  /** A string or a constant, alternatives of those, or the default of something else; null where one is not known. */
  of(expression: Expression, parameters: readonly string[], depth = 0): readonly Value[] | null {
    const { first, end } = this.bare(expression);
    if (first >= end || depth > maxDepth) return null;
    const whole = this.values.at(first);
    if (whole !== null && whole.last + 1 === end) return this.isKnown(first, end, parameters) ? [whole.value] : null;
    const parts = this.alternativesIn(first, end) ?? this.fallbackIn(first, end);
    if (parts === null) return null;
    const found: Value[] = [];
    for (const part of parts) {
      const values = this.of(part, parameters, depth + 1);
      if (values === null) return null;
      found.push(...values);
    }
    return found;
  }

  /** Without the brackets around it and a type behind it. */
  private bare({ first, end }: Expression): Expression {
    if (this.tokens[first]?.text === '(' && closeOf(this.tokens, first, end) === end - 1)
      return this.bare({ first: first + 1, end: end - 1 });
    const cast = this.isPython ? null : this.find(first, end, /^(?:as|satisfies)$/);
    return { first, end: cast ?? end };
  }

  /** `a if x else b`, `x ? a : b`. */
  private alternativesIn(first: number, end: number): readonly Expression[] | null {
    const mark = this.isPython ? this.find(first, end, /^if$/) : this.questionIn(first, end);
    if (mark === null) return null;
    const other = this.isPython ? this.find(mark, end, /^else$/) : this.colonOf(mark, end);
    if (other === null) return null;
    return [this.isPython ? { first, end: mark } : { first: mark + 1, end: other }, { first: other + 1, end }];
  }

  /** `x or a`, `x ?? a`, `x || a`, `get("M", a)`. */
  private fallbackIn(first: number, end: number): readonly Expression[] | null {
    const or = this.isPython
      ? this.find(first, end, /^or$/)
      : findOutside(
          this.tokens,
          first,
          end,
          ({ text }, at) => /^[?|]$/.test(text) && this.tokens[at + 1]?.text === text,
        );
    if (or !== null) return [{ first: this.isPython ? or + 1 : or + 2, end }];
    const open = this.find(first, end, /^\($/);
    if (open === null || closeOf(this.tokens, open, end) !== end - 1) return null;
    if (!takesPair(this.tokens[open - 1]?.text ?? null)) return null;
    const comma = this.find(open + 1, end - 1, /^,$/);
    return comma === null ? null : [{ first: comma + 1, end: end - 1 }];
  }

  private find(first: number, end: number, text: RegExp): number | null {
    return findOutside(this.tokens, first, end, (token) => text.test(token.text));
  }

  /** Not that of `??` and `?.`. */
  private questionIn(first: number, end: number): number | null {
    const word = (at: number) => this.tokens[at]?.text ?? '';
    return findOutside(
      this.tokens,
      first,
      end,
      ({ text }, at) => text === '?' && word(at - 1) !== '?' && !/^[?.]$/.test(word(at + 1)),
    );
  }

  /** The colon that belongs to a question mark. */
  private colonOf(question: number, end: number): number | null {
    let open = 0;
    return findOutside(this.tokens, question, end, ({ text }, at) => {
      if (this.questionIn(at, at + 1) !== null) open++;
      return text === ':' && --open === 0;
    });
  }

  /** Names among the tokens have one value, and none of them is a parameter's. */
  private isKnown(first: number, end: number, parameters: readonly string[]): boolean {
    for (let at = first; at < end; at++) {
      const { kind, text, placeholders } = this.tokens[at] ?? { kind: 'sign', text: '' };
      const names = kind === 'word' ? [text] : placeholders === undefined ? [] : text.matchAll(/(\w+)[^\w{}.]*\}/g);
      for (const name of names) {
        const word = typeof name === 'string' ? name : (name[1] ?? '');
        if (parameters.includes(word) || (this.values.has(word) && !this.isConstant(word))) return false;
      }
    }
    return true;
  }
}
