import type { Brackets } from './tables/brackets';

/** What a name stands for from a place on. */
export interface Alias {
  /** Index of the token at which that begins. */
  readonly index: number;
  /** Behind its last token, where that is known. */
  readonly end?: number;
  /** A loop takes the values of the name out of it: it is the one at `position` of `count` names. */
  readonly loop?: { readonly position: number; readonly count: number };
  /** The bracket inside of which alone the name stands for that. */
  readonly scope?: number;
}

/** A loop has no more names. */
export const maxNames = 8;
/** No more loops of the same name are looked past. */
const maxScopes = 32;

/** What the names of a file stand for, place by place. */
export class Aliases {
  /** In the order of the file. Most only have an index, and there is one for each assignment. */
  private readonly byName = new Map<string, (Alias | number)[]>();

  constructor(private readonly brackets: Brackets) {}

  /** `alias`: a mere index, or more. */
  set(name: string, alias: Alias | number): void {
    const known = this.byName.get(name);
    if (known === undefined) this.byName.set(name, [alias]);
    else known.push(alias);
  }

  count(name: string): number {
    return this.byName.get(name)?.length ?? 0;
  }

  /** The last that stands before a token; of a comprehension, that which stands behind it. */
  at(name: string, index: number): Alias | undefined {
    const all = this.byName.get(name);
    if (all === undefined) return undefined;
    const next = countBefore(all, index, indexOf);
    for (let at = next; at > next - maxScopes; at--) {
      const alias = aliasOf(all[at]);
      if (alias !== undefined && this.holds(alias, index)) return alias;
    }
    return undefined;
  }

  /** The first that is set behind a token, as constants of a file are for its functions. */
  after(name: string, index: number): Alias | undefined {
    const all = this.byName.get(name) ?? [];
    const next = aliasOf(all[countBefore(all, index, indexOf)]);
    return next?.loop === undefined ? next : undefined;
  }

  private holds({ index: begins, scope }: Alias, index: number): boolean {
    if (scope === undefined) return begins < index;
    return scope < index && index < (this.brackets.closeOf(scope) ?? 0);
  }
}

function indexOf(alias: Alias | number): number {
  return typeof alias === 'number' ? alias : alias.index;
}

function aliasOf(alias: Alias | number | undefined): Alias | undefined {
  return typeof alias === 'number' ? { index: alias } : alias;
}

/** How many of a list in the order of the file stand before a token. */
export function countBefore<T>(list: readonly T[], index: number, placeOf: (one: T) => number): number {
  let low = 0;
  for (let high = list.length; low < high; ) {
    const middle = (low + high) >> 1;
    const one = list[middle];
    if (one !== undefined && placeOf(one) < index) low = middle + 1;
    else high = middle;
  }
  return low;
}
