import type { Token } from '../../text/lex';
import type { TextFile } from '../../text/textFile';
import { CallTable, declaresOption, handsOn, takesPair } from '../calls';
import { hasHubPrefix, isBareName, isHubId, isModelId } from '../hubId';
import { isResultKey, keyKind, memberKind } from '../keys';
import { RunTimeNames } from '../runTimeNames';
import { type Value, Values } from '../values';
import { assignedName, functionOfBody, isAssignment, namesBefore, saidBy } from './assignments';
import { calleeBefore, receiverBefore } from './callees';
import { configurationInString } from './configurationInString';
import { type Found, type Frame, newFrame } from './frame';
import { callbackNames, loopNames } from './loops';
import { Places } from './places';
import { SourceCode } from './sourceCode';
import { TextReader } from './textReader';
import { isValueEnd, isValueStart } from './valueEdges';

/** No command is longer. */
const maxWords = 64;

/** Walks over the tokens of a source file once, with the brackets that are open, and collects the references. */
export class SourceReader {
  private readonly found: Found[] = [];
  private readonly frames: Frame[] = [newFrame('', -1, null, null)];
  private readonly code: SourceCode;
  private readonly values: Values;
  private readonly calls: CallTable;
  private readonly places: Places;
  private readonly names: RunTimeNames;
  private readonly texts: TextReader;
  /** Of the token at hand. */
  private at = 0;
  /** The enumerations that were read. */
  private readonly types = new Set<string>();
  /** The class of Python, and its column, whose members the lines below may be. */
  private enumeration: { readonly name: string; readonly column: number } | null = null;

  constructor(
    private readonly tokens: readonly Token[],
    file: TextFile,
  ) {
    this.code = new SourceCode(tokens, file);
    this.values = new Values(tokens, file.text);
    this.calls = new CallTable(file.text);
    this.places = new Places(this.code, this.calls, this.frames);
    this.names = new RunTimeNames(tokens, file.text, file.extension, this.values);
    this.texts = new TextReader(this.code, (found) => this.keep(found));
  }

  read(): readonly Found[] {
    for (let index = 0; index < this.tokens.length; index++) {
      const token = this.tokens[index];
      if (token === undefined) break;
      this.at = index;
      if (token.kind === 'comment') this.texts.readProse(token.text, token.start);
      else if (token.kind === 'sign') this.readSign(token, index);
      else if (token.kind === 'string') index = this.readString(token, index);
      else index = this.readWord(token, index);
    }
    this.readNames();
    return this.found;
  }

  /** What the places for models are filled with that are not filled with a value. */
  private readNames(): void {
    const { given, open } = this.names.read();
    for (const { kind, value } of given)
      this.keep({ kind, certainty: 'key', reference: value.text, start: value.start, end: value.end, prose: false });
    for (const { kind, text, start, end } of open)
      this.keep({ kind, certainty: 'slot', reference: text, start, end, prose: false, atRunTime: true });
  }

  private get frame(): Frame {
    return this.frames[this.frames.length - 1] ?? newFrame('', -1, null, null);
  }

  private readSign(token: Token, index: number): void {
    const frame = this.frame;
    if (token.text === '(' || token.text === '[' || token.text === '{') {
      const callee = token.text === '(' ? calleeBefore(this.tokens, index) : null;
      const isEnum = token.text === '{' && /^(?:enum|class|object)$/.test(this.tokens[index - 2]?.text ?? '');
      const owner = isEnum ? (this.tokens[index - 1]?.text ?? null) : null;
      this.frames.push(
        newFrame(token.text, index, callee, callee === null ? null : receiverBefore(this.tokens, index), owner),
      );
      if (token.text === '{' && owner === null) this.frame.key = saidBy(this.code, functionOfBody(this.code, index));
      if (owner !== null && this.tokens[index - 2]?.text === 'enum') this.noteType(owner, index - 2);
      for (const { name, alias } of callee === null ? [] : callbackNames(this.tokens, index))
        this.names.assign(name, alias);
      this.noteFilled(index + 1);
    } else if (token.text === ')' || token.text === ']' || token.text === '}') {
      if (frame.repoType === 'dataset') for (const one of frame.found) one.kind = 'dataset';
      if (frame.repoType === 'space') for (const one of frame.found) this.found.splice(this.found.indexOf(one), 1);
      this.texts.readCommand(frame.strings);
      this.fillPlaces(frame, index);
      if (this.frames.length > 1) this.frames.pop();
    } else if (token.text === ',') {
      frame.argument++;
      if (frame.opener !== '' || frame.keyIsAssigned) frame.key = frame.names.shift() ?? null;
      this.noteFilled(index + 1);
    } else if (token.text === ';') {
      frame.key = null;
    } else if (isAssignment(this.code, index)) {
      const name = assignedName(this.code, index);
      const before = this.tokens[index - 1];
      if (this.enumeration !== null && before !== undefined && this.code.columnOf(before) <= this.enumeration.column)
        this.enumeration = null;
      // Between round brackets each has a value of its own.
      const [first = name, ...others] = frame.opener === '(' ? [] : namesBefore(this.tokens, index);
      frame.key = saidBy(this.code, first);
      frame.names = others;
      frame.keyIsAssigned = true;
      const value = name === null ? null : this.valueAt(index + 1);
      if (name !== null && value !== null && frame.opener !== '(') this.values.set(name, value);
      if (name !== null && frame.callee === null) this.names.assign(name, index + 1);
      this.noteFilled(index + 1);
    } else if (token.text === '>' && this.tokens[index - 1]?.text === '=') {
      // `"model" => …`, in PHP and Ruby.
      const name = this.tokens[index - 2];
      if (name?.kind === 'string') {
        frame.key = name.text;
        frame.keyIsAssigned = false;
      }
    } else if (token.text === ':') {
      const name = this.tokens[index - 1];
      const isKey = name?.kind === 'word' || name?.kind === 'string';
      // What is of an enumeration's type is one of its members.
      if (name?.kind === 'word' && this.types.has(this.tokens[index + 1]?.text ?? ''))
        this.names.assign(name.text, index + 1);
      const isPath = this.tokens[index + 1]?.text === ':'; // `Which::A`
      if (isKey && !isPath && frame.opener !== '[') {
        frame.key = name.text;
        frame.keyIsAssigned = false;
        this.noteFilled(index + 1);
      }
    }
  }

  /** What begins at a token may fill a place for a name, by the brackets around it. */
  private noteFilled(index: number): void {
    const { frame } = this;
    const outer = this.frames[this.frames.length - 2];
    const call = frame.callee === null ? outer : frame;
    if (call === undefined || call.callee === null || (call !== frame && frame.opener !== '{')) return;
    call.takes ??= this.calls.takes(call.callee, call.receiver);
    if (call.takes === 'others') return;
    const isNamed = this.tokens[index]?.kind === 'word' && /^[=:]$/.test(this.tokens[index + 1]?.text ?? '');
    if (isNamed && frame.key === null) return;
    if (/^data_(?:files|dir)$/.test(frame.key ?? '')) call.readsFiles = true;
    const slot = this.places.slotAt(frame, outer);
    if (slot === undefined || /tokenizer/i.test(frame.key ?? '')) return;
    if (slot.kind === 'dataset' && !this.code.loadsFromHub) return;
    // The model that an adapter is laid over; only there does an adapter follow.
    const isAdapter = /^Peft/.test(call.receiver ?? '');
    if (call.callee === 'from_pretrained' && frame.key === null && call.argument === (isAdapter ? 0 : 1)) return;
    call.filled.push({ index, kind: slot.kind, onlyNames: call.takes === 'names' });
  }

  /** `close`: of the call's bracket. */
  private fillPlaces({ filled, readsFiles, receiver }: Frame, close: number): void {
    if (filled.length === 0 || readsFiles || receiver === 'cls' || receiver === 'super') return;
    // `static from_pretrained(id) {`: a definition.
    const after = this.tokens[close + 1]?.text ?? '';
    if (!/^\.(?:py|pyi|pyx|ipynb)$/.test(this.code.extension) && (after === '{' || after === ':')) return;
    for (const { index, kind, onlyNames } of filled)
      if (this.valueAt(index) === null) this.names.fill(index, kind, onlyNames);
  }

  /** Returns the index of the last token that belongs to the word's expression. */
  private readWord(token: Token, index: number): number {
    this.endStatementBefore(token, index);
    if (token.text === 'in' || token.text === 'of') this.noteLoop(index);
    if (token.text === 'class') this.noteEnumeration(token, index);
    if (!isValueStart(this.code, index)) return index;
    const joined = this.values.at(index);
    if (joined === null || !isValueEnd(this.code, joined.last + 1)) return index;
    this.offer(joined.value, true);
    return joined.last;
  }

  /** `class Models(str, Enum):` */
  private noteEnumeration(token: Token, index: number): void {
    const name = this.tokens[index + 1]?.text ?? '';
    const bases = this.tokens.slice(index + 2, index + 10).map(({ text }) => text);
    const isEnum = bases.slice(0, bases.indexOf(')') + 1).some((text) => /Enum$/.test(text));
    if (isEnum) this.noteType(name, index);
    // One model or several: what it lists are models.
    const isOfModels = keyKind(name) !== null || memberKind(name, '') !== null;
    this.enumeration =
      isEnum && isOfModels ? { name: `${name.replace(/s$/, '')}s`, column: this.code.columnOf(token) } : null;
  }

  /** `index`: of the word that opens the enumeration. */
  private noteType(name: string, index: number): void {
    this.types.add(name);
    this.names.assign(name, index);
  }

  private noteLoop(index: number): void {
    const { opener, index: open } = this.frame;
    for (const { name, alias } of loopNames(this.tokens, index, opener === '' ? null : open))
      this.names.assign(name, alias);
  }

  /** Returns the index of the last token that belongs to the string's expression. */
  private readString(token: Token, index: number): number {
    this.endStatementBefore(token, index);
    const next = this.tokens[index + 1];
    if (next?.kind === 'sign' && next.text === ':' && this.frame.opener === '{') {
      if (isHubId(token.text)) this.mention(token);
      return index;
    }
    const joined = isValueStart(this.code, index) ? this.values.at(index) : null;
    if (joined !== null && joined.last > index) {
      this.offer(joined.value, true);
      return joined.last;
    }
    const { frame } = this;
    const value = this.values.filled(token);
    if (value !== null && frame.callee !== null && frame.key === 'repo_type') frame.repoType = value.text;
    if (value !== null && frame.flag === null && frame.key === null && namesOption(frame.callee)) {
      frame.flag = value.text;
      frame.flagAt = frame.argument;
    }
    if (value !== null && frame.strings.length < maxWords) frame.strings.push(value);
    if (value !== null && (isHubId(value.text) || isBareName(value.text))) {
      // What a table of this file is asked for is a word of its own; what stands there counts.
      if (!isHubId(value.text) && this.isTableKey(frame)) return index;
      this.offer(value, isValueStart(this.code, index));
      return index;
    }
    for (const found of configurationInString(this.code, index, frame.opener === '{')) this.keep(found);
    if (this.isDocstring(token, index)) this.texts.readProse(token.text, token.start);
    else if (value !== null && token.placeholders !== undefined) this.texts.readFilledText(token, value);
    else this.texts.readText(token);
    if (token.placeholders !== undefined && value === null) this.texts.readRunTimeCommands(token);
    return index;
  }

  /** `MODELS["small"]`, `MODELS.get("small")`. */
  private isTableKey({ opener, callee, argument, index }: Frame): boolean {
    if (opener === '[') return this.names.isTable(index - 1);
    return callee === 'get' && argument === 0 && this.names.isTable(index - 3);
  }

  /** Keeps a value when its place, or the value itself, may be a model's or data set's. */
  private offer(value: Value, direct: boolean): void {
    const place = this.places.of(this.at, direct, this.enumeration?.name);
    const id = isHubId(value.text);
    if (id || (direct && isBareName(value.text))) this.noteGiven(value);
    if (place === 'sent-out') return;
    if (place !== null && (id || (direct && isBareName(value.text)))) {
      const isWord = place.kind === 'dataset' && place.certainty === 'slot' && !id;
      const sure = isWord && !this.code.loadsFromHub ? { ...place, certainty: 'key' as const } : place;
      this.keep({ ...sure, reference: value.text, start: value.start, end: value.end, prose: false });
    } else if (id) {
      this.mention(value);
    } else {
      this.texts.readAddresses(value.text, value.start, false);
    }
  }

  /** The name, the option or the parameter that a value is given to may fill a place for a model. */
  private noteGiven(value: Value): void {
    for (let depth = this.frames.length - 1; depth >= 0; depth--) {
      const { opener, callee, key, flag, argument } = this.frames[depth] ?? this.frame;
      const name = declaresOption(callee) ? (flag ?? key) : callee === null ? key : null;
      if (name !== null) this.names.give(name, value);
      else if (callee !== null && depth === this.frames.length - 1) this.names.pass(callee, key, argument, value);
      if (name !== null || (opener === '(' && !handsOn(callee))) return;
    }
  }

  /** An id in a place that says nothing of it. An object's key too: what a table holds is configured, not only mentioned. */
  private mention({ text, start, end }: Pick<Value, 'text' | 'start' | 'end'>): void {
    const { key } = this.frame;
    const isModel = this.code.isAboutModels && isModelId(text) && (key === null || !isResultKey(key));
    // `{:hf, "org/name"}`, in Elixir.
    const before = [3, 2, 1].map((back) => this.tokens[this.at - back]?.text).join('');
    const certainty = isModel || hasHubPrefix(text) || before === ':hf,' ? 'key' : 'mention';
    this.keep({ kind: 'model', certainty, reference: text, start, end, prose: false });
  }

  private keep(found: Found): void {
    this.found.push(found);
    this.frame.found.push(found);
  }

  /** A name loses its value at the end of its line, unless an operator carries the expression over. */
  private endStatementBefore(token: Token, index: number): void {
    const frame = this.frame;
    const previous = this.tokens[index - 1];
    if (frame.key === null || previous === undefined || frame.opener === '(' || frame.opener === '[') return;
    if (frame.opener === '{' && !frame.keyIsAssigned) return;
    const carriesOn = previous.kind === 'sign' && /[=+(?:|&.,[{]/.test(previous.text);
    if (!carriesOn && this.code.endsLine(previous, token)) frame.key = null;
  }

  private valueAt(index: number): Value | null {
    const joined = this.values.at(index);
    return joined !== null && isValueEnd(this.code, joined.last + 1) ? joined.value : null;
  }

  /** A string that is a statement of its own, or runs over lines: words for a reader. */
  private isDocstring(token: Token, index: number): boolean {
    const previous = this.tokens[index - 1];
    if (token.text.includes('\n')) return true;
    const startsLine = previous === undefined || this.code.endsLine(previous, token);
    return startsLine && this.frames.length === 1 && this.frame.key === null;
  }
}

/** The first string that such a call is given is the name of what it sets. */
function namesOption(callee: string | null): boolean {
  return declaresOption(callee) || takesPair(callee);
}
