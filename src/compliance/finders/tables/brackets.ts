import type { Token } from '../../text/lex';
import { depthOf } from '../returned/layout';

/** Where the brackets of a file close. */
export class Brackets {
  private closes: Int32Array | null = null;

  constructor(private readonly tokens: readonly Token[]) {}

  /** null where none opens at the token, or none closes it. */
  closeOf(open: number): number | null {
    this.closes ??= this.read();
    return this.closes[open] || null;
  }

  private read(): Int32Array {
    const closes = new Int32Array(this.tokens.length);
    const open: number[] = [];
    for (const [at, token] of this.tokens.entries()) {
      const depth = depthOf(token);
      if (depth > 0) open.push(at);
      else if (depth < 0) closes[open.pop() ?? at] = at;
    }
    return closes;
  }
}
