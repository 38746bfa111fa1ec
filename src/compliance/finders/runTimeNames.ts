import type { HubReference } from '../finder';
import type { Token } from '../text/lex';
import { type Alias, Aliases, countBefore } from './aliases';
import { isBareName, isHubId } from './hubId';
import { isOwnFolder, snakeCase } from './keys';
import { type LocalFunction, localFunctions } from './localFunctions';
import { isPath } from './paths';
import { beginsLine, type Expression } from './returned/layout';
import { ReturnedValues } from './returned/returnedValues';
import { WrittenValues } from './returned/writtenValues';
import { Brackets } from './tables/brackets';
import { Tables } from './tables/tables';
import type { Value, Values } from './values';

/** A value that this file gives to a name, and by that to the place that the name fills. */
export interface GivenName {
  readonly kind: HubReference['kind'];
  readonly value: Value;
}

/** What fills a place that takes a model, and is known only at run time. */
export interface RunTimeName {
  readonly kind: HubReference['kind'];
  /** The expression as written, on one line. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

interface Filled extends Expression {
  readonly kind: HubReference['kind'];
  readonly onlyNames: boolean;
}

/** A longer expression computes more than a name. */
const maxTokens = 40;
/** A name may stand for a name, and so on. */
const maxAliases = 3;
const maxText = 120;
/** A name that has more values is no model's. */
const maxValues = 300;

/** What holds a program's options; a member of it is a word. */
const options =
  /^(?:\w*args|\w*cfg|\w*config\w*|\w*settings|\w*options|opts|env|environ|flags|\w*params|conf|getenv|env_?vars?)$/i;
const nameLike = /(?:^|_)(?:id|name|path|repo|checkpoint|uri)$/;

/** Languages beside Python whose functions are followed to what they give back. */
const scripts = /^\.(?:[cm]?[jt]sx?|vue|svelte|astro|html?)$/;

interface Passed {
  readonly callee: string;
  /** null for an argument without a name. */
  readonly key: string | null;
  readonly position: number;
  readonly value: Value;
}

/** Follows the names that fill places for models to the values that the file gives them, and tells where there is none. */
export class RunTimeNames {
  private readonly filled: Filled[] = [];
  private readonly aliases: Aliases;
  /** By name in snake case, or by function and parameter. */
  private readonly given = new Map<string, Value[]>();
  private readonly passed: Passed[] = [];
  /** By parameter: which functions have it, in the order of the file. */
  private readonly owners = new Map<string, LocalFunction[]>();
  private readonly tables: Tables;
  private readonly returned: ReturnedValues | null;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly text: string,
    extension: string,
    values: Values,
  ) {
    const isPython = /^\.pyi?$/.test(extension);
    const brackets = new Brackets(tokens);
    this.aliases = new Aliases(brackets);
    const isConstant = (name: string) => this.aliases.count(name) === 1;
    const written = new WrittenValues(tokens, isPython, values, isConstant);
    this.tables = new Tables(tokens, text, isPython, brackets, this.aliases, written);
    const looked = new WrittenValues(tokens, isPython, values, isConstant, (one) => this.tables.of(one));
    this.returned = isPython || scripts.test(extension) ? new ReturnedValues(tokens, text, isPython, looked) : null;
  }

  /** A name stands for something from here on. `alias`: a mere index of a token, or more. */
  assign(name: string, alias: Alias | number): void {
    this.aliases.set(name, alias);
  }

  /** The name at a token is that of a table which stands above. */
  isTable(index: number): boolean {
    return this.tables.isTable(index);
  }

  /** A name, an option or a field has this value unless told otherwise. */
  give(name: string, value: Value): void {
    add(this.given, snakeCase(name), value);
  }

  /** A function, perhaps one of this file, is called with this value. `key`: null for an argument without a name. */
  pass(callee: string, key: string | null, position: number, value: Value): void {
    this.passed.push({ callee, key, position, value });
  }

  /** The expression that begins at a token fills a place. `onlyNames`: the place takes names and nothing else. */
  fill(index: number, kind: HubReference['kind'], onlyNames: boolean): void {
    const expression = this.expressionAt(index, false);
    if (expression !== null) this.filled.push({ ...expression, kind, onlyNames });
  }

  /** All that the places of the file are filled with: values that it gives them, and names that it gives none. */
  read(): { readonly given: readonly GivenName[]; readonly open: readonly RunTimeName[] } {
    const given = new Map<number, GivenName>();
    const open = new Map<string, RunTimeName>();
    if (this.filled.length > 0) this.followCalls();
    for (const filled of this.filled) {
      const values = this.valuesOf(filled, 0);
      if (values === 'none') continue;
      const { kind } = filled;
      if (values.length > 0) {
        for (const value of values.slice(0, maxValues)) given.set(value.start, { kind, value });
        continue;
      }
      if (!filled.onlyNames && !this.isSurelyName(filled)) continue;
      const text = this.textOf(filled);
      if (!open.has(text)) open.set(text, { kind, text, ...this.placeOf(filled) });
    }
    return { given: [...given.values()], open: [...open.values()] };
  }

  private followCalls(): void {
    const functions = localFunctions(this.tokens);
    for (const one of functions) for (const parameter of one.parameters) add(this.owners, parameter, one);
    const byName = new Map(functions.map((one) => [one.name, one]));
    for (const { callee, key, position, value } of this.passed) {
      const parameter = key ?? byName.get(callee)?.parameters[position];
      if (parameter !== undefined && byName.has(callee)) add(this.given, `${callee}(${parameter}`, value);
    }
  }

  /** The values that the file gives an expression; `none` for one that is no name of a model. */
  private valuesOf(expression: Expression, depth: number): readonly Value[] | 'none' {
    const tokens = this.tokens.slice(expression.first, expression.end);
    const [plain] = tokens;
    if (depth > 0 && tokens.length === 1 && plain?.kind === 'string' && plain.placeholders === undefined)
      return isHubId(plain.text) || isBareName(plain.text) ? [plain] : 'none';
    if (depth > maxAliases) return 'none';
    const passed = tokens.length === 1 && plain?.kind === 'word' ? this.passedTo(plain.text, expression.first) : [];
    const looked = passed.length > 0 ? null : this.tables.of(expression);
    const known = looked?.filter(({ text }) => isHubId(text) || isBareName(text)) ?? [];
    if (known.length > 0) return known;
    if (isNoName(tokens) || isPath(tokens)) return 'none';
    const returned = this.returned?.of(expression.first, expression.end) ?? null;
    if (returned !== null) {
      const ids = returned.filter(({ text }) => isHubId(text) || isBareName(text));
      return ids.length > 0 ? ids : 'none';
    }
    const literals = defaultsIn(tokens);
    if (literals.length > 0) return literals.every(({ text }) => isHubId(text) || isBareName(text)) ? literals : 'none';
    const name = lastName(tokens);
    if (name === null) return [];
    // Clients of JavaScript take the secret where those of Python take the model.
    if (isOwnFolder(name) || /(?:token|key|secret)$/i.test(name)) return 'none';
    // What a loaded model remembers of its name: it was named where it was loaded.
    if (/^_?name_or_path$/.test(name) && tokens.length > 1 && !options.test(tokens[0]?.text ?? '')) return 'none';
    if (passed.length > 0) return passed;
    if (tokens.length === 1 && plain?.kind === 'word') {
      const alias = this.aliased(plain.text, expression.first);
      if (alias !== null) {
        if (this.makesObject(alias)) return 'none';
        const values = this.valuesOf(alias, depth + 1);
        if (values === 'none' || values.length > 0) return values;
      }
    }
    return this.given.get(snakeCase(name)) ?? [];
  }

  /** What this file calls the function with that has the parameter and stands last before a token. */
  private passedTo(parameter: string, index: number): readonly Value[] {
    const owners = this.owners.get(parameter) ?? [];
    const owner = owners[countBefore(owners, index, ({ at }) => at) - 1];
    return owner === undefined ? [] : (this.given.get(`${owner.name}(${parameter}`) ?? []);
  }

  /** The expression that a name stands for at a token. */
  private aliased(name: string, index: number): Expression | null {
    const alias = this.aliases.at(name, index);
    if (alias === undefined) return null;
    return alias.end === undefined ? this.expressionAt(alias.index, true) : { first: alias.index, end: alias.end };
  }

  private makesObject({ first, end }: Expression): boolean {
    for (let at = first; at < end; at++) {
      if (this.tokens[at + 1]?.text !== '(' || this.tokens[at]?.kind !== 'word') continue;
      const callee = this.tokens[at]?.text ?? '';
      return (
        /^(?:from_pretrained|fromPretrained|from_config|load_model)$/.test(callee) || /^[A-Z]\w*[a-z]/.test(callee)
      );
    }
    return false;
  }

  /** A member of the options, a word that says that it is a name, or text that is put together. */
  private isSurelyName(expression: Expression): boolean {
    const tokens = this.tokens.slice(expression.first, expression.end);
    if (tokens.some((token) => token.kind === 'string' && token.placeholders !== undefined)) return true;
    if (tokens.length > 1 && tokens.slice(0, -1).some(({ kind, text }) => kind === 'word' && options.test(text)))
      return true;
    return nameLike.test(snakeCase(lastName(tokens) ?? ''));
  }

  /** `isStatement`: the end of the line ends it, too. */
  private expressionAt(first: number, isStatement: boolean): Expression | null {
    let depth = 0;
    for (let at = first; at < first + maxTokens; at++) {
      const token = this.tokens[at];
      if (token === undefined) return at > first ? { first, end: at } : null;
      const isNextLine = isStatement && depth === 0 && at > first && beginsLine(this.tokens, this.text, at);
      if (isNextLine || token.kind === 'comment') return at > first ? { first, end: at } : null;
      if (token.kind !== 'sign') continue;
      if (/[([{]/.test(token.text)) depth++;
      else if (/[)\]}]/.test(token.text) && --depth < 0) return at > first ? { first, end: at } : null;
      else if (depth === 0 && /[,;]/.test(token.text)) return at > first ? { first, end: at } : null;
      // A block: this was the head of a loop.
      if (isStatement && depth === 0 && token.text === ':') return at > first ? { first, end: at } : null;
    }
    return null;
  }

  private placeOf({ first, end }: Expression): { start: number; end: number } {
    const [from, to] = [this.tokens[first], this.tokens[end - 1]];
    const quotes = (token: Token | undefined) => {
      if (token?.kind !== 'string') return 0;
      return token.placeholders === 'brace' && this.text.charAt(token.start - 2).toLowerCase() === 'f' ? 2 : 1;
    };
    return { start: (from?.start ?? 0) - quotes(from), end: (to?.end ?? 0) + (to?.kind === 'string' ? 1 : 0) };
  }

  private textOf(expression: Expression): string {
    const { start, end } = this.placeOf(expression);
    const text = this.text.slice(start, end).replace(/\s+/g, ' ');
    return text.length <= maxText ? text : `${text.slice(0, maxText - 1)}…`;
  }
}

function isNoName(tokens: readonly Token[]): boolean {
  const [first, second] = tokens;
  if (first === undefined || /^[*.{]$/.test(first.text)) return true;
  if (tokens.length === 1)
    return first.kind === 'string'
      ? first.placeholders === undefined
      : /^(?:none|null|undefined|nil|true|false|self|cls|this|\d.*)$/i.test(first.text);
  return (
    tokens.some(({ kind, text }) => kind === 'word' && /^(?:for|lambda|function|class)$/.test(text)) ||
    tokens.some(({ text }, at) => text === '=' && tokens[at + 1]?.text === '>') ||
    // `name: type` of a definition.
    (first.kind === 'word' && second?.text === ':' && tokens[2]?.text !== ':')
  );
}

/** The strings that an expression falls back to: behind `or`, `??`, `:`, as a later argument; and those of a list. */
function defaultsIn(tokens: readonly Token[]): readonly Value[] {
  const isList = /^[[(]$/.test(tokens[0]?.text ?? '');
  return tokens.filter((token, at): boolean => {
    if (token.kind !== 'string' || token.placeholders !== undefined || token.text === '') return false;
    const before = tokens[at - 1];
    if (before === undefined) return /^(?:if|or)$/.test(tokens[at + 1]?.text ?? '');
    if (before.kind === 'word') return /^(?:or|else)$/.test(before.text);
    return /^[,?|:]$/.test(before.text) || (isList && at === 1);
  });
}

/** The name that tells what an expression is: `model` of `args.model` and `env["model"]`. */
function lastName(tokens: readonly Token[]): string | null {
  for (let at = tokens.length - 1; at >= 0; at--) {
    const token = tokens[at];
    if (token?.kind === 'word') return token.text;
    if (token?.kind === 'string' && /^[[(]$/.test(tokens[at - 1]?.text ?? '')) return token.text;
  }
  return null;
}

function add<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
