import type { Token } from '../../text/lex';
import type { Value, Values } from '../values';
import { alternativesOf, bare } from './alternatives';
import type { Expression } from './layout';

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
    /** What an expression looks up in a table; null for one that looks nothing up. */
    private readonly lookUp: (expression: Expression) => readonly Value[] | null = () => null,
  ) {}

  /** A string or a constant, what is looked up, alternatives of those, or the default of something else; null where one is not known. */
  of(expression: Expression, parameters: readonly string[], depth = 0): readonly Value[] | null {
    const { first, end } = bare(this.tokens, this.isPython, expression);
    if (first >= end || depth > maxDepth) return null;
    const whole = this.values.at(first);
    if (whole !== null && whole.last + 1 === end) return this.isKnown(first, end, parameters) ? [whole.value] : null;
    const looked = this.lookUp({ first, end });
    if (looked !== null) return looked;
    const parts = alternativesOf(this.tokens, this.isPython, { first, end });
    if (parts === null) return null;
    const found: Value[] = [];
    for (const part of parts) {
      const values = this.of(part, parameters, depth + 1);
      if (values === null && !part.isTried) return null;
      found.push(...(values ?? []));
    }
    return found;
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
