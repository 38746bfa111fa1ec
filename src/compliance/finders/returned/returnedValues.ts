import type { Token } from '../../text/lex';
import { isPath } from '../paths';
import { behindTypes } from '../typeParameters';
import type { Value } from '../values';
import { bodyOf, type Definition, definitionsOf, maxDefinitions } from './functionBodies';
import { closeOf } from './layout';
import { returnsOf } from './returns';
import type { WrittenValues } from './writtenValues';

/** A function of this file, as a call or a field names it. */
interface Called {
  readonly name: string;
  readonly isCall: boolean;
  readonly isOwner: (owner: string | null) => boolean;
}

/** Tells what the functions of a file give back, where all of it is written in the file. */
export class ReturnedValues {
  private definitions: ReadonlyMap<string, readonly Definition[]> | null = null;
  /** By the place of a definition. */
  private readonly known = new Map<number, readonly Value[] | 'nothing' | null>();

  constructor(
    private readonly tokens: readonly Token[],
    private readonly text: string,
    private readonly isPython: boolean,
    private readonly written: WrittenValues,
  ) {}

  /** All values, ids and others, that the call from `first` to `end` (exclusive) may give back; null where they are not known. */
  of(first: number, end: number): readonly Value[] | null {
    const called = this.calledAt(first, end);
    if (called === null) return null;
    this.definitions ??= definitionsOf(this.tokens, this.text, this.isPython);
    const named = this.definitions.get(called.name) ?? [];
    if (named.length > maxDefinitions) return null;
    const all = named.filter(({ owner, isProperty }) => called.isOwner(owner) && isProperty === !called.isCall);
    // Of one that gives nothing back, such as an abstract one, another says more.
    const given = all.map((one) => this.givenBy(one)).filter((one) => one !== 'nothing');
    // Which of them is called is not known: each may be, and if one may give back anything, so may the call.
    return given.length === 0 || given.includes(null) ? null : given.flatMap((one) => one ?? []);
  }

  /** `name(…)`, `self.name(…)`, `Class.name(…)`, `self.name`. */
  private calledAt(start: number, end: number): Called | null {
    const first = this.tokens[start]?.text === 'await' ? start + 1 : start;
    const [receiver, dot, member] = this.tokens.slice(first, first + 3);
    const isMember = dot?.text === '.' && receiver?.kind === 'word';
    const name = isMember ? member : receiver;
    const behind = first + (isMember ? 3 : 1);
    const open = this.isPython ? behind : behindTypes(this.tokens, behind);
    const isCall = this.tokens[open]?.text === '(' && closeOf(this.tokens, open, end) === end - 1;
    if (name?.kind !== 'word' || !(isCall || (isMember && open === end))) return null;
    const isOwn = isMember && /^(?:self|this|cls)$/.test(receiver?.text ?? '');
    const isOwner = (owner: string | null) =>
      isMember ? owner !== null && (isOwn || owner === receiver?.text) : owner === null;
    return { name: name.text, isCall, isOwner };
  }

  private givenBy(definition: Definition): readonly Value[] | 'nothing' | null {
    const known = this.known.get(definition.open);
    if (known !== undefined) return known;
    const given = this.readBody(definition);
    this.known.set(definition.open, given);
    return given;
  }

  private readBody(definition: Definition): readonly Value[] | 'nothing' | null {
    const body = bodyOf(this.tokens, this.text, definition);
    if (body === null) return 'nothing';
    const returns = returnsOf(this.tokens, this.text, this.isPython, body);
    if (returns === null) return null;
    const found: Value[] = [];
    for (const one of returns.filter(({ first, end }) => !this.isNothing(first, end))) {
      const values = this.written.of(one, body.parameters);
      if (values !== null) found.push(...values);
      else if (!isPath(this.tokens.slice(one.first, one.end))) return null;
    }
    return returns.length === 0 ? 'nothing' : found;
  }

  private isNothing(first: number, end: number): boolean {
    const only = this.tokens[first];
    return first === end || (end === first + 1 && only?.kind === 'word' && /^(?:None|null|undefined)$/.test(only.text));
  }
}
