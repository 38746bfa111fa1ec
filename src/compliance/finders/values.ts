import type { Token } from '../text/lex';

/** The value of an expression of strings and constants, and where it is written. */
export interface Value {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** A value and the last token of its expression. */
interface Joined {
  readonly value: Value;
  readonly last: number;
}

/** Methods that give back what they are called on. */
export const copying = /^(?:to_string|into|to_owned|clone|trim)$/;

/** No join of more parts is followed; a longer one names no model. */
const maxParts = 16;

/** Follows constants and joins of strings through the tokens of a file: `+`, f-strings and templates, `%`, `format`, `join`. */
export class Values {
  private readonly constants = new Map<string, Value>();

  constructor(
    private readonly tokens: readonly Token[],
    private readonly text: string,
  ) {}

  set(name: string, value: Value): void {
    this.constants.set(name, value);
  }

  has(name: string): boolean {
    return this.constants.has(name);
  }

  /** The expression that begins at a token; null when a part of it is not known. */
  at(index: number): Joined | null {
    const first = this.tokens[index];
    let at = index;
    let text = '';
    for (let parts = 0; parts < maxParts; parts++) {
      const part = this.partAt(at);
      if (part === null || first === undefined) return null;
      text += part.value.text;
      const next = this.tokens[part.last + 1];
      const isJoined =
        next?.kind === 'sign' &&
        (next.text === '+' || (next.text === '.' && this.tokens[part.last + 2]?.kind === 'string'));
      const isBeside = this.isBeside(part.last);
      if (!isJoined && !isBeside) {
        const end = this.tokens[part.last]?.end ?? part.value.end;
        return { value: at === index ? part.value : { text, start: first.start, end }, last: part.last };
      }
      at = isBeside ? part.last + 1 : part.last + 2;
    }
    return null;
  }

  /** A string with its placeholders filled in; null when one is not known. */
  filled(token: Token): Value | null {
    const { text, start, end } = token;
    if (token.placeholders === undefined) return { text, start, end };
    let isKnown = true;
    const result = text.replace(
      token.placeholders === 'brace' ? /\{([^{}]*)\}/g : /\$\{([^{}]*)\}/g,
      (_, expression: string) => {
        const literal = /^(["'])([\w./:@-]*)\1$/.exec(expression.trim())?.[2];
        const text = literal ?? this.constants.get(expression.trim().replace(/^.*\./, ''))?.text;
        isKnown &&= text !== undefined;
        return text ?? '';
      },
    );
    return isKnown ? { text: result, start, end } : null;
  }

  /** Strings side by side are one, in Python and C. */
  private isBeside(index: number): boolean {
    const [string, next] = [this.tokens[index], this.tokens[index + 1]];
    if (string?.kind !== 'string' || next?.kind !== 'string') return false;
    if (!this.text.slice(string.end, next.start).includes('\n')) return true;
    // Over lines only within brackets, where something ends or goes on behind them.
    const after = this.tokens[index + 2];
    return after?.kind === 'sign' && /[),\]]/.test(after.text);
  }

  private partAt(index: number): Joined | null {
    const token = this.tokens[index];
    if (token?.kind === 'string') return this.formatted(token, index);
    if (token?.kind !== 'word') return null;
    if (token.text === 'format') return this.printed(index);
    if (this.tokens[index + 2]?.text === 'Sprintf' || this.tokens[index + 2]?.text === 'format')
      return this.printed(index + 2);
    return this.constantAt(index);
  }

  private constantAt(index: number): Joined | null {
    // `Config.MODEL`, `self.model_id`: the last name tells.
    let last = index;
    while (last < index + 6 && this.tokens[last + 1]?.text === '.' && this.tokens[last + 2]?.kind === 'word') {
      // Rust's `ID.to_string()`
      if (this.tokens[last + 3]?.text === '(' && copying.test(this.tokens[last + 2]?.text ?? '')) break;
      last += 2;
    }
    const value = this.constants.get(this.tokens[last]?.text ?? '');
    return value === undefined || this.tokens[last + 1]?.text === '(' ? null : { value, last };
  }

  /** A string, or what `%`, `.format(…)` and `.join(…)` make of it. */
  private formatted(token: Token, index: number): Joined | null {
    const sign = this.tokens[index + 1];
    const method = this.tokens[index + 2];
    const opens = this.tokens[index + 3]?.text === '(';
    if (sign?.kind === 'sign' && sign.text === '%' && /%s/.test(token.text)) {
      const list = method?.text === '(' ? this.listAt(index + 2) : this.single(index + 2);
      return list === null ? null : this.filledIn(token, list, /%s/g);
    }
    if (sign?.text === '.' && method?.text === 'format' && opens) {
      const list = this.listAt(index + 3);
      return list === null ? null : this.filledIn(token, list, /\{\d?\}/g);
    }
    if (sign?.text === '.' && method?.text === 'join' && opens) {
      const inner = this.tokens[index + 4]?.text;
      const list = this.listAt(inner === '[' || inner === '(' ? index + 4 : index + 3);
      if (list === null) return null;
      const last = inner === '[' || inner === '(' ? list.last + 1 : list.last;
      return this.joined(list.values.map(({ text }) => text).join(token.text), token, last);
    }
    const value = this.filled(token);
    return value === null ? null : { value, last: index };
  }

  /** `fmt.Sprintf("%s/%s", a, b)`, `format!("{}/{}", a, b)`, `String.format(…)`. */
  private printed(callee: number): Joined | null {
    const open = this.tokens[callee + 1]?.text === '!' ? callee + 2 : callee + 1;
    const template = this.tokens[open + 1];
    if (this.tokens[open]?.text !== '(' || template?.kind !== 'string') return null;
    if (this.tokens[open + 2]?.text !== ',') return null;
    const list = this.listAt(open + 2);
    return list === null ? null : this.filledIn(template, list, /%[sv]|\{\}/g);
  }

  /** A string or constant alone: what is joined is not looked into further, so that nesting costs nothing. */
  private simpleAt(index: number): Joined | null {
    const token = this.tokens[index];
    if (token?.kind !== 'string') return token?.kind === 'word' ? this.constantAt(index) : null;
    const value = this.filled(token);
    return value === null ? null : { value, last: index };
  }

  private single(index: number): { values: readonly Value[]; last: number } | null {
    const part = this.simpleAt(index);
    return part === null ? null : { values: [part.value], last: part.last };
  }

  /** The values between the bracket (or comma) at `open` and the closing one. */
  private listAt(open: number): { values: readonly Value[]; last: number } | null {
    const values: Value[] = [];
    for (let at = open + 1; values.length < maxParts; ) {
      const part = this.simpleAt(at);
      if (part === null) return null;
      values.push(part.value);
      const next = this.tokens[part.last + 1]?.text;
      if (next === ')' || next === ']') return { values, last: part.last + 1 };
      if (next !== ',') return null;
      at = part.last + 2;
    }
    return null;
  }

  private filledIn(token: Token, { values, last }: { values: readonly Value[]; last: number }, mark: RegExp): Joined {
    let used = 0;
    return this.joined(
      token.text.replace(mark, () => values[used++]?.text ?? ''),
      token,
      last,
    );
  }

  private joined(text: string, { start }: Token, last: number): Joined {
    return { value: { text, start, end: this.tokens[last]?.end ?? start }, last };
  }
}
