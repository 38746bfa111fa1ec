import type { HubReference } from '../finder';
import type { Token } from '../text/lex';
import { type Statement, statementsOf } from '../text/statements';
import type { TextFile } from '../text/textFile';
import { CallTable } from './calls';
import { type DataPath, isDataFile, pathAt } from './dataPaths';
import { type Call, callsIn, Generators, maxArguments, type OutputSource } from './generators';
import { type Sink, TrainingSinks } from './trainingSinks';
import { Values } from './values';

/** Cheap reasons to look: something that generates, and something that keeps or trains. */
const generates =
  /[Cc]ompletion|responses\.|messages\.|generate|\.chat\(|\.invoke|\.converse|pipeline\(|Chat[A-Z]\w+\(|\bLLM\(|distilabel/;
const keeps =
  /Trainer|from_list|from_dict|from_pandas|from_generator|push_to_hub|\.write(?:lines|_all|_text|rows?)?\b|writeFile|appendFile|outputFile|\.dump\(|\.to_(?:jsonl?|csv|parquet)|save_to_disk|distilabel/;
/** A longer file is no script that makes training data. */
const maxTokens = 100_000;
/** Names are followed through as many others. */
const rounds = 6;
const collectors = /^(?:append|extend|push|add|update|insert|unshift)$/;

/** What was generated, and by which call. */
interface Output {
  readonly source: OutputSource;
  readonly call: Call;
}

/**
 * Code that trains on what a model writes: within one file, from the call that generates, through variables, lists and functions, to
 * a training file, a data set or a trainer. Conservative: what is kept as a log or a result is no training data.
 */
export function outputUses(file: TextFile, tokens: readonly Token[]): HubReference[] {
  if (tokens.length > maxTokens || !generates.test(file.text) || !keeps.test(file.text)) return [];
  return new OutputReader(
    file,
    tokens.filter((token) => token.kind !== 'comment'),
  ).read();
}

class OutputReader {
  private readonly calls: readonly Call[];
  /** By the index of their closing bracket. */
  private readonly closing: ReadonlyMap<number, Call>;
  private readonly statements: readonly Statement[];
  private readonly values: Values;
  private readonly generators: Generators;
  private readonly sinks: TrainingSinks;
  /** The function that each token stands in, as a number; 0 for the module. */
  private readonly scopes: Int32Array;
  private readonly outputs = new Map<string, Output>();
  /** The names that hold something, in whatever scope. */
  private readonly names = new Set<string>();
  /** Functions that give back what was generated. */
  private readonly functions = new Map<string, Output>();
  /** Files that are open, and paths of files of data, by scope and name. */
  private readonly files = new Map<string, DataPath>();
  private readonly fileNames = new Set<string>();
  /** By scope. */
  private readonly functionNames: string[] = [''];

  constructor(
    private readonly file: TextFile,
    private readonly tokens: readonly Token[],
  ) {
    const { text, path } = file;
    this.calls = callsIn(tokens);
    this.closing = new Map(this.calls.map((call) => [call.close, call]));
    this.statements = statementsOf(tokens, text).toSorted((a, b) => a.start - b.start || b.end - a.end);
    this.values = new Values(tokens, text);
    this.generators = new Generators(tokens, this.values, new CallTable(text), text);
    this.sinks = new TrainingSinks(tokens, path, this.calls);
    this.scopes = this.scopesOf();
  }

  read(): HubReference[] {
    for (let round = 0; round < rounds; round++) {
      const before = this.outputs.size + this.functions.size;
      for (const statement of this.statements) this.follow(statement);
      if (round > 0 && this.outputs.size + this.functions.size === before) break;
    }
    const found = new Map<Call, HubReference>();
    for (const call of this.calls) {
      const { sink, output } = this.trainedOn(call);
      if (sink === null || output === null) continue;
      // Some server's model of no name, in a file that may be any: nobody could say more of it.
      const isUnnamed = output.source.model === null && output.source.vendor === null;
      if (isUnnamed && sink.onlyIfRead !== undefined) continue;
      const known = found.get(output.call)?.trains;
      if (known === undefined || (known.onlyIfRead !== undefined && sink.onlyIfRead === undefined))
        found.set(output.call, this.reference(output, sink));
    }
    return [...found.values()];
  }

  private trainedOn(call: Call): { sink: Sink | null; output: Output | null } {
    const scope = this.scopes[call.first] ?? 0;
    const receiver = this.receiverOf(call);
    const sink = this.sinks.of(
      call,
      (name) => this.fileOf(name, scope),
      receiver,
      (index) => this.pathAt(index, scope),
    );
    if (sink === null) return this.pipelineOf(call);
    const end = Math.min(call.close, call.open + maxArguments);
    const written = this.outputIn(call.open, end, scope) ?? this.outputIn(call.first, call.open, scope);
    return {
      sink,
      output:
        written ??
        (receiver === undefined
          ? null
          : this.outputIn(receiver.first, Math.min(receiver.close, receiver.open + maxArguments), scope)),
    };
  }

  /** A pipeline of distilabel makes data sets: a model in it needs no further trace. */
  private pipelineOf(call: Call): { sink: Sink | null; output: Output | null } {
    const name = call.names[call.names.length - 1] ?? '';
    if (!/LLM$/.test(name) || !/\bdistilabel\b/.test(this.file.text)) return { sink: null, output: null };
    const source = this.generators.made(call);
    return source === null
      ? { sink: null, output: null }
      : { sink: { call, what: 'a data set' }, output: { source, call } };
  }

  /** The call whose result a method is called on: `DataFrame(rows).to_json(…)`. */
  private receiverOf({ first }: Call): Call | undefined {
    return this.tokens[first - 1]?.text === '.' ? this.closing.get(first - 2) : undefined;
  }

  /** Notes what the names of one statement hold from here on. */
  private follow({ start, end }: Statement): void {
    const scope = this.scopes[start] ?? 0;
    const word = (index: number) => this.tokens[index]?.text ?? '';
    const equals = this.assignmentIn(start, end);
    if (equals !== null) {
      const output = this.outputIn(equals + 1, end, scope);
      for (const name of this.namesIn(start, equals)) {
        if (output !== null) this.keep(this.outputs, `${scope} ${name}`, output);
        this.noteValue(name, scope, equals + 1, end);
      }
    }
    const isFor = word(start) === 'for' || (word(start) === 'async' && word(start + 1) === 'for');
    const into = isFor ? this.indexOf(/^(?:in|of)$/, start, Math.min(end, start + 20)) : null;
    if (into !== null) {
      const output = this.outputIn(into + 1, end, scope);
      if (output !== null)
        for (const name of this.namesIn(start + 1, into)) this.keep(this.outputs, `${scope} ${name}`, output);
    }
    const isWith = word(start) === 'with' || (word(start) === 'async' && word(start + 1) === 'with');
    if (isWith) this.noteOpenFiles(start, end, scope);
    const returns = this.returnIn(start, end);
    if (returns !== null) {
      const output = this.outputIn(returns + 1, end, scope);
      const name = this.functionAt(start);
      if (output !== null && name !== null) this.keep(this.functions, name, output);
    }
    for (const call of this.callsBetween(start, end)) {
      const [name = ''] = call.names;
      if (call.names.length < 2 || !collectors.test(call.names[call.names.length - 1] ?? '')) continue;
      const output = this.outputIn(call.open, call.close, scope);
      const holder = name === 'self' || name === 'this' ? (call.names[1] ?? name) : name;
      if (output !== null) this.keep(this.outputs, `${scope} ${holder}`, output);
    }
  }

  /** What gives something back: a statement, or the rest of a function in one line. */
  private returnIn(start: number, end: number): number | null {
    const first = this.tokens[start]?.text ?? '';
    if (first === 'return' || first === 'yield') return start;
    return first === 'def' ? this.indexOf(/^return$/, start, Math.min(end, start + 60)) : null;
  }

  private keep(held: Map<string, Output>, name: string, output: Output): void {
    if (held.has(name)) return;
    held.set(name, output);
    this.names.add(name.slice(name.indexOf(' ') + 1));
  }

  /** A constant, a file that was opened, or an object that generates. */
  private noteValue(name: string, scope: number, start: number, end: number): void {
    const value = this.values.at(start);
    if (value !== null && value.last + 1 >= end) this.values.set(name, value.value);
    else {
      const file = this.pathAt(start, scope, end);
      if (file.path !== null && isDataFile(file.path)) this.keepFile(name, scope, file);
    }
    for (const call of this.callsBetween(start, end)) {
      const callee = call.names[call.names.length - 1] ?? '';
      if (callee === 'open' || callee === 'createWriteStream') this.noteFile(name, scope, call);
      this.generators.assign(name, call);
    }
  }

  private noteFile(name: string, scope: number, call: Call): void {
    this.keepFile(name, scope, this.pathAt(call.open + 1, scope));
  }

  private keepFile(name: string, scope: number, file: DataPath): void {
    this.fileNames.add(name);
    this.files.set(`${scope} ${name}`, file);
  }

  private fileOf(name: string, scope: number): DataPath | undefined {
    if (!this.fileNames.has(name)) return undefined; // of most words this is all
    return this.files.get(`${scope} ${name}`) ?? this.files.get(`0 ${name}`);
  }

  private pathAt(index: number, scope: number, end?: number): DataPath {
    return pathAt(this.tokens, this.values, index, (name) => this.fileOf(name, scope), end);
  }

  /** `with open(path) as file`. */
  private noteOpenFiles(start: number, end: number, scope: number): void {
    for (const call of this.callsBetween(start, end)) {
      const name = this.tokens[call.close + 2];
      if (this.tokens[call.close + 1]?.text === 'as' && name?.kind === 'word') this.noteFile(name.text, scope, call);
    }
  }

  /** What was generated and stands, by name or as a call, among these tokens. */
  private outputIn(start: number, end: number, scope: number): Output | null {
    for (const call of this.callsBetween(start, end)) {
      const source = this.generators.of(call);
      if (source !== null) return { source, call };
      const given = this.functions.get(call.names[call.names.length - 1] ?? '');
      if (given !== undefined) return given;
    }
    for (let at = start; at < end; at++) {
      const token = this.tokens[at];
      if (token === undefined || token.kind === 'sign') continue;
      if (token.kind === 'string') {
        const held = token.placeholders === undefined ? null : this.inPlaceholders(token.text, scope);
        if (held !== null) return held;
        continue;
      }
      const isMember = this.tokens[at - 1]?.text === '.' && !/^(?:self|this)$/.test(this.tokens[at - 2]?.text ?? '');
      const isKey = this.tokens[at + 1]?.text === '=' && this.tokens[at + 2]?.text !== '=';
      if (isMember || isKey) continue;
      const held = this.held(token.text, scope);
      if (held !== null) return held;
    }
    return null;
  }

  private held(name: string, scope: number): Output | null {
    if (!this.names.has(name)) return null;
    return this.outputs.get(`${scope} ${name}`) ?? this.outputs.get(`0 ${name}`) ?? this.functions.get(name) ?? null;
  }

  private inPlaceholders(text: string, scope: number): Output | null {
    for (const [, name = ''] of text.matchAll(/\{\s*(\w+)/g)) {
      const held = this.held(name, scope);
      if (held !== null) return held;
    }
    return null;
  }

  /** Calls are in the order of their brackets. */
  private *callsBetween(start: number, end: number): Generator<Call, void, undefined> {
    let low = 0;
    let high = this.calls.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.calls[middle]?.open ?? 0) < start) low = middle + 1;
      else high = middle;
    }
    for (let at = low; at < this.calls.length; at++) {
      const call = this.calls[at];
      if (call === undefined || call.open >= end) return;
      yield call;
    }
  }

  /** The `=` of an assignment at the beginning of a statement. */
  private assignmentIn(start: number, end: number): number | null {
    const limit = Math.min(end, start + 40);
    let depth = 0;
    for (let at = start; at < limit; at++) {
      const token = this.tokens[at];
      if (token?.kind !== 'sign') continue;
      if (/[([{]/.test(token.text)) depth++;
      else if (/[)\]}]/.test(token.text)) depth--;
      else if (token.text === '=' && depth === 0) {
        const isCompared =
          /[=<>!]/.test(this.tokens[at - 1]?.text ?? '') || /[=>]/.test(this.tokens[at + 1]?.text ?? '');
        return isCompared ? null : at;
      }
    }
    return null;
  }

  /** The names that an assignment gives a value to. */
  private namesIn(start: number, end: number): string[] {
    const names: string[] = [];
    for (let at = start; at < end; at++) {
      const token = this.tokens[at];
      if (token?.kind !== 'word' || /^(?:const|let|var|await|self|this|for|async|final|auto)$/.test(token.text))
        continue;
      names.push(token.text);
      // What follows is a type or an index.
      if (this.tokens[at + 1]?.text === ':' || this.tokens[at + 1]?.text === '[') break;
    }
    return names;
  }

  private indexOf(word: RegExp, start: number, end: number): number | null {
    for (let at = start; at < end; at++) if (word.test(this.tokens[at]?.text ?? '')) return at;
    return null;
  }

  private functionAt(index: number): string | null {
    const name = this.functionNames[this.scopes[index] ?? 0] ?? '';
    return name === '' ? null : name;
  }

  /** Which function each token stands in: by indentation below a `def`, else by the statement that holds a function's block. */
  private scopesOf(): Int32Array {
    const scopes = new Int32Array(this.tokens.length);
    const isPython = /\.(?:py|pyi|pyx)$/.test(this.file.path) || this.file.path.endsWith('.ipynb');
    this.statements.forEach((statement, index) => {
      const name = isPython ? this.definition(statement) : this.functionIn(statement);
      if (name === null) return;
      let { end } = statement;
      if (isPython) {
        const after = this.statements.find(
          (one, at) => at > index && one.start >= end && one.indent <= statement.indent,
        );
        end = after?.start ?? this.tokens.length;
      }
      this.functionNames.push(name);
      scopes.fill(this.functionNames.length - 1, statement.start, end);
    });
    return scopes;
  }

  /** `def name(`, with or without `async`. */
  private definition({ start }: Statement): string | null {
    const at = this.tokens[start]?.text === 'async' ? start + 1 : start;
    return this.tokens[at]?.text === 'def' ? (this.tokens[at + 1]?.text ?? null) : null;
  }

  /** `function name(`, `const name = (…) => {`, `name(…) {` of a class. */
  private functionIn({ start, end }: Statement): string | null {
    const limit = Math.min(end, start + 60);
    const keyword = this.indexOf(/^function$/, start, limit);
    if (keyword !== null && this.tokens[keyword + 1]?.kind === 'word') return this.tokens[keyword + 1]?.text ?? null;
    const equals = this.assignmentIn(start, end);
    const arrow = this.indexOf(/^=$/, (equals ?? start) + 1, limit);
    if (equals !== null && arrow !== null && this.tokens[arrow + 1]?.text === '>')
      return this.namesIn(start, equals)[0] ?? null;
    const [first] = this.callsBetween(start, end);
    const opens = first === undefined ? undefined : this.tokens[first.close + 1]?.text;
    const isMethod = first?.names.length === 1 && (opens === '{' || opens === ':') && first.first <= start + 2;
    const name = isMethod ? (first?.names[0] ?? null) : null;
    return name !== null && /^(?:if|for|while|switch|catch|with)$/.test(name) ? null : name;
  }

  private reference({ source, call }: Output, sink: Sink): HubReference {
    const callee = { start: this.tokens[call.first]?.start ?? 0, end: this.tokens[call.open]?.start ?? 0 };
    const { start, end } = source.model ?? callee;
    const at = this.tokens[sink.call.first]?.start ?? 0;
    const line = this.file.range(at, at).startLine;
    return {
      kind: 'model',
      reference: source.model?.text ?? this.file.text.slice(start, end).trim(),
      range: this.file.range(start, end),
      certainty: 'slot',
      prose: false,
      ...(source.model === null && source.vendor === null ? { atRunTime: true } : {}),
      trains: {
        vendor: source.vendor,
        into: `${sink.what} (line ${line})`,
        ...(sink.onlyIfRead === undefined ? {} : { onlyIfRead: sink.onlyIfRead }),
      },
    };
  }
}
