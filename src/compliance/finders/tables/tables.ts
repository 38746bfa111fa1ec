import type { Token } from '../../text/lex';
import { type Alias, type Aliases, maxNames } from '../aliases';
import { alternativesOf, bare } from '../returned/alternatives';
import { beginsLine, type Expression } from '../returned/layout';
import type { WrittenValues } from '../returned/writtenValues';
import { behindTypes } from '../typeParameters';
import type { Value } from '../values';
import type { Brackets } from './brackets';
import { Containers } from './containers';
import { type Held, held, looped, under } from './held';

/** What was read of an expression, up to `end` (exclusive). */
interface Read extends Held {
  readonly end: number;
}

/** A name may stand for what another holds, and so on. */
const maxDepth = 4;
/** A longer statement is not taken apart into alternatives. */
const maxStatement = 40;

/** Methods of a container, and what a loop over what they give back takes. */
const views: ReadonlyMap<string, Held['loops']> = new Map([
  ['keys', 'over keys'],
  ['values', 'over values'],
  ['items', 'over pairs'],
  ['entries', 'over pairs'],
]);
/** Calls that give back the container that they are given, or the same in another order. */
const wrapper = /^(?:list|tuple|set|frozenset|sorted|reversed|tqdm|dict|MappingProxyType|Set|freeze)$/;

/** Follows what a file looks up in its dictionaries, objects, lists and enumerations, and what its loops take out of them. */
export class Tables {
  private readonly containers: Containers;
  /** With the depth at which each was looked into: at a smaller one there is more to see. */
  private readonly known = new Map<number, { readonly depth: number; readonly stands: Held | null }>();

  constructor(
    private readonly tokens: readonly Token[],
    private readonly text: string,
    private readonly isPython: boolean,
    private readonly brackets: Brackets,
    private readonly aliases: Aliases,
    private readonly written: WrittenValues,
  ) {
    this.containers = new Containers(tokens, text, isPython, brackets);
  }

  /** The name at a token is that of a container which is written above. */
  isTable(index: number): boolean {
    const alias = this.tokens[index]?.kind === 'word' ? this.aliases.at(this.word(index), index) : undefined;
    if (alias === undefined || alias.loop !== undefined) return false;
    return this.containers.at(this.word(alias.index) === 'new' ? alias.index + 1 : alias.index) !== null;
  }

  /** All values that an expression looks up, as far as they are written in the file; null where it looks up none that is. */
  of(expression: Expression): readonly Value[] | null {
    const all = this.heldBy(expression, 0);
    if (all === null) return null;
    const found: Value[] = [];
    for (const node of all.nodes) {
      // A list stands for what is in it.
      const container = this.containers.at(node.first);
      const isList = container?.end === node.end && container.isList;
      for (const one of isList ? looped(this.containers, held([node])).nodes : [node])
        found.push(...(this.written.of(one, []) ?? []));
    }
    return found.length > 0 ? found : null;
  }

  /** null where no part of it holds or looks up anything. */
  private heldBy(expression: Expression, depth: number): Held | null {
    const { first, end } = bare(this.tokens, this.isPython, expression);
    const read = this.read(first, end, depth);
    if (read?.end === end) return read;
    const parts = depth > maxDepth ? null : alternativesOf(this.tokens, this.isPython, { first, end });
    const all = parts?.map((part) => this.heldBy(part, depth + 1)) ?? [];
    if (parts === null || all.every((one) => one === null)) return null;
    return held(parts.flatMap((part, at) => all[at]?.nodes ?? [part]));
  }

  private read(first: number, limit: number, depth: number): Read | null {
    let read = depth > maxDepth ? null : this.beginning(first, limit, depth);
    for (let next = read; next !== null && next.end <= limit; next = this.step(next, limit, depth)) read = next;
    return read;
  }

  /** A container, a call that is given one, or the name of one. */
  private beginning(first: number, limit: number, depth: number): Read | null {
    const start = /^(?:new|await)$/.test(this.word(first)) ? first + 1 : first;
    const container = this.word(start) === 'class' ? null : this.containers.at(start);
    if (container !== null) return { ...held([{ first: start, end: container.end }]), end: container.end };
    for (let at = start; at < limit && this.tokens[at]?.kind === 'word'; at += 2) {
      const read = this.call(at, depth) ?? this.name(at, depth);
      if (read !== null) return read;
      if (this.word(at + 1) !== '.') return null;
    }
    return null;
  }

  private name(at: number, depth: number): Read | null {
    const known = this.named(at, depth);
    return known === null ? null : { ...known, end: at + 1 };
  }

  /** `sorted(X)`, `Object.values(X)`, `enumerate(X)`, `Size(x)`. `at`: of the name. */
  private call(at: number, depth: number): Read | null {
    const open = behindTypes(this.tokens, at + 1);
    const close = this.word(open) === '(' ? this.brackets.closeOf(open) : null;
    if (close === null) return null;
    const name = this.word(at);
    const end = close + 1;
    const view = name === 'enumerate' ? 'over numbered' : this.word(at - 2) === 'Object' ? views.get(name) : undefined;
    if (view !== undefined || wrapper.test(name)) {
      const inner = this.read(open + 1, close, depth + 1);
      if (inner === null || !(inner.end === close || this.word(inner.end) === ',')) return null;
      return { nodes: inner.nodes, loops: view ?? inner.loops, end };
    }
    // The member of an enumeration that has a value.
    const known = /^[A-Z]/.test(name) ? this.named(at, depth) : null;
    const isClass = known?.nodes.some(({ first }) => this.word(first) === 'class') === true;
    return known !== null && isClass ? { ...looped(this.containers, known), end } : null;
  }

  /** What the name at a token stands for. */
  private named(at: number, depth: number): Held | null {
    const name = this.word(at);
    const alias = this.aliases.at(name, at) ?? this.aliases.after(name, at);
    return alias === undefined ? null : this.standsFor(alias, depth + 1);
  }

  private standsFor(alias: Alias, depth: number): Held | null {
    const { position, count } = alias.loop ?? { position: 0, count: 0 };
    const key = alias.index * (maxNames + 2) + (count === 0 ? 0 : position + 1);
    const known = this.known.get(key);
    if (known !== undefined && known.depth <= depth) return known.stands;
    this.known.set(key, { depth, stands: null }); // it may stand for itself
    const all = this.assigned(alias, depth);
    const stands = all === null || count === 0 ? all : looped(this.containers, all, position, count);
    this.known.set(key, { depth, stands });
    return stands;
  }

  private assigned({ index: first, end: known }: Alias, depth: number): Held | null {
    const isDefinition = /^(?:class|enum)$/.test(this.word(first));
    const container = isDefinition ? this.containers.at(first) : null;
    if (container !== null) return held([{ first, end: container.end }]);
    const end = known ?? this.statementEnd(first);
    const all = end === null ? null : this.heldBy({ first, end }, depth);
    if (all !== null) return all;
    const read = this.read(first, this.tokens.length, depth);
    return read !== null && this.isEnd(read.end) ? read : null;
  }

  /** `[x]`, `["a"]`, `.a`, `.get(x, y)`, `.values()`. */
  private step({ nodes, loops, end: at }: Read, limit: number, depth: number): Read | null {
    if (at >= limit || this.tokens[at]?.kind !== 'sign') return null;
    const all = { nodes, loops };
    const sign = this.word(at);
    const next = this.word(at + 1);
    // TypeScript: it is there for sure, or perhaps.
    if (sign === '!' && next !== '=') return { ...all, end: at + 1 };
    if (sign === '?' && next === '.') return { ...all, end: this.word(at + 2) === '[' ? at + 2 : at + 1 };
    if (sign === '[') {
      const close = this.brackets.closeOf(at);
      return close === null ? null : { ...this.lookUp(all, at + 1, close), end: close + 1 };
    }
    if (sign !== '.' || this.tokens[at + 1]?.kind !== 'word') return null;
    if (this.word(at + 2) !== '(') return { ...this.member(all, next), end: at + 2 };
    const close = this.brackets.closeOf(at + 2);
    if (close === null) return null;
    if (next === 'get' || next === 'at') return { ...this.got(all, at + 3, close, depth), end: close + 1 };
    const view = close === at + 3 ? views.get(next) : undefined;
    return view === undefined ? null : { nodes, loops: view, end: close + 1 };
  }

  /** `x` and `x, y` of `get(…)`. */
  private got(all: Held, first: number, close: number, depth: number): Held {
    let comma = first;
    while (comma < close && this.word(comma) !== ',') comma = (this.brackets.closeOf(comma) ?? comma) + 1;
    const { nodes } = this.lookUp(all, first, comma);
    const other = { first: comma + 1, end: close };
    return held(comma >= close ? nodes : [...nodes, ...(this.heldBy(other, depth + 1)?.nodes ?? [other])]);
  }

  private lookUp(all: Held, first: number, end: number): Held {
    const [key, number] = [this.tokens[first], this.tokens[first + 1]];
    const isNumber = (token: Token | undefined) => /^\d+$/.test(token?.text ?? '');
    const isWritten = key?.kind === 'string' ? key.placeholders === undefined : isNumber(key);
    if (end === first + 1 && isWritten) return under(this.containers, all, key?.text ?? null);
    const isBack = end === first + 2 && key?.text === '-' && isNumber(number);
    return under(this.containers, all, isBack ? `-${number?.text}` : null);
  }

  /** `value` of a member of an enumeration is what it is set to. */
  private member(all: Held, name: string): Held {
    const found = under(this.containers, all, name);
    return name === 'value' && found.nodes.length === 0 ? all : found;
  }

  /** What was read is a type, or all that a loop is over, or was not read to its end for its types. */
  private isEnd(end: number): boolean {
    return /^(?:[=:,;)\]}]|if|for)$/.test(this.word(end)) || beginsLine(this.tokens, this.text, end);
  }

  private statementEnd(first: number): number | null {
    let at = first;
    for (let count = 0; count < maxStatement; count++) {
      const token = this.tokens[at];
      if (token === undefined || token.kind === 'comment' || /^[,;)\]}]$/.test(token.text)) return at;
      if (this.isPython && token.text === ':') return at;
      if (at > first && beginsLine(this.tokens, this.text, at) && !/^[?.|&+:]$/.test(token.text)) return at;
      at = (this.brackets.closeOf(at) ?? at) + 1;
    }
    return null;
  }

  private word(index: number): string {
    return this.tokens[index]?.text ?? '';
  }
}
