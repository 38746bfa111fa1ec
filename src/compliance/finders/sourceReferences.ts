import type { HubReference, TextFinder } from '../finder';
import { isSourceCode, lex, type Token } from '../text/lex';
import type { TextFile } from '../text/textFile';
import { CallTable, declaresOption, FILE_LOADERS, handsOn, sendsOut, setterKind, slotOf, takesPair } from './calls';
import { commandReferences, runsModel, runTimeCommands } from './commands';
import {
  hasHubPrefix,
  hubAddresses,
  hubIdsInProse,
  isAboutLearning,
  isAboutModels,
  isBareName,
  isHubId,
  isModelId,
} from './hubId';
import { isGenericKey, isResultKey, keyKind, memberKind } from './keys';
import { outputUses } from './outputUses';
import { RunTimeNames } from './runTimeNames';
import { trainingInputs } from './trainingInputs';
import { type Value, Values } from './values';

/** Bracket around the current token. */
interface Frame {
  readonly opener: string;
  readonly callee: string | null;
  /** What the callee is a part of: `completions` in `client.chat.completions.create`. */
  readonly receiver: string | null;
  /** Position among a call's arguments. */
  argument: number;
  /** Name that the value at hand is given to: keyword argument, object key or assigned variable. */
  key: string | null;
  keyIsAssigned: boolean;
  /** Those that the values behind the next commas are given to: `a, b = 1, 2`. */
  names: string[];
  /** `repo_type="dataset"` may stand behind the id that it explains. */
  repoType: string | null;
  /** The option that a call declares: its default is a value of it. */
  flag: string | null;
  /** Its place among the arguments. */
  flagAt: number;
  /** What a block is the body of: `enum Models {`. */
  readonly owner: string | null;
  /** Arguments that fill a place for a name, by the index of their first token. */
  readonly filled: { readonly index: number; readonly kind: HubReference['kind']; readonly onlyNames: boolean }[];
  /** What it loads lies in files of the project's own. */
  readsFiles: boolean;
  /** Its strings in order: a command may be written as a list. */
  readonly strings: Value[];
  readonly found: Found[];
}

interface Found {
  kind: HubReference['kind'];
  readonly reference: string;
  readonly start: number;
  readonly end: number;
  certainty: HubReference['certainty'];
  prose: boolean;
  readonly atRunTime?: boolean;
}

/** Cheap reason to look closer: without one of these a source file names no model. */
const worthReading =
  /\b(?:hugging_?face|hf\.co\b|pipeline|load_dataset|hf_hub_download|snapshot_?download|ollama|dataset|llm|tokenizer|checkpoint|adapter|repo(?!rt)|model|dspy|vllm|litellm|ai-sdk|SentenceTransformer|CrossEncoder|TextEmbedding|CreateMLCEngine)|["'`][\w:.-]*\/[A-Za-z0-9][\w.:-]*["'`]|pretrained|s\.create|ChatCompletion|Model["'\s]*[:=(]/i;

/** Hub ids in source code: arguments of the calls that load models and data sets, values of keys that name one, addresses. */
export const sourceReferences: TextFinder = {
  wants: (file) => isSourceCode(file.extension),
  clues: () => 'source',
  find: (file) => {
    if (!worthReading.test(file.text)) return [];
    const tokens = lex(file.text, file.extension);
    if (!followed.test(file.extension)) return referencesOf(file, tokens);
    return [...referencesOf(file, tokens), ...outputUses(file, tokens), ...trainingInputs(file)];
  },
};

/** Languages in which people make training data; their statements are read. */
const followed = /^\.(?:py|[cm]?[jt]sx?)$/;

/** Words of a list that make it worth reading as a command. */
const programs =
  /^(?:ollama|vllm|sglang|lmdeploy|huggingface-cli|hf|litgpt|tune|ramalama|lms|docker|text-generation-launcher|-.+)$/;
/** No command is longer. */
const maxWords = 64;

const certainties: readonly HubReference['certainty'][] = ['mention', 'key', 'slot'];

/** The references alone, without what becomes of the models' outputs. */
export function referencesOf(file: TextFile, tokens: readonly Token[]): HubReference[] {
  const found = new Map<number, Found>();
  for (const one of new SourceReader(tokens, file).read()) {
    const known = found.get(one.start);
    if (known === undefined || certainties.indexOf(one.certainty) > certainties.indexOf(known.certainty))
      found.set(one.start, one);
  }
  return [...found.values()].map(({ start, end, ...rest }) => ({ ...rest, range: file.range(start, end) }));
}

class SourceReader {
  private readonly found: Found[] = [];
  private readonly frames: Frame[] = [newFrame('', null, null)];
  private readonly values: Values;
  private readonly calls: CallTable;
  private readonly text: string;
  private readonly extension: string;
  /** An id in this file that looks like a model's is one, whatever it stands in. */
  private readonly aboutModels: boolean;
  /** `load_dataset` is that of Hugging Face's library. */
  private readonly loadsFromHub: boolean;
  private readonly names: RunTimeNames;
  private learning: boolean | null = null;
  /** Of the token at hand. */
  private at = 0;
  /** The class of Python, and its column, whose members the lines below may be. */
  private enumeration: { readonly name: string; readonly column: number } | null = null;

  constructor(
    private readonly tokens: readonly Token[],
    { text, path, extension }: TextFile,
  ) {
    this.text = text;
    this.extension = extension;
    this.values = new Values(tokens, text);
    this.calls = new CallTable(text);
    this.aboutModels = isAboutModels(path, text);
    this.loadsFromHub = /\bdatasets\b/.test(text) && !/\bdef load_dataset\b/.test(text);
    this.names = new RunTimeNames(tokens, text);
  }

  read(): readonly Found[] {
    for (let index = 0; index < this.tokens.length; index++) {
      const token = this.tokens[index];
      if (token === undefined) break;
      this.at = index;
      if (token.kind === 'comment') this.readProse(token.text, token.start);
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
    return this.frames[this.frames.length - 1] ?? newFrame('', null, null);
  }

  private readSign(token: Token, index: number): void {
    const frame = this.frame;
    if (token.text === '(' || token.text === '[' || token.text === '{') {
      const callee = token.text === '(' ? this.calleeBefore(index) : null;
      const isEnum = token.text === '{' && /^(?:enum|class|object)$/.test(this.tokens[index - 2]?.text ?? '');
      const owner = isEnum ? (this.tokens[index - 1]?.text ?? null) : null;
      this.frames.push(newFrame(token.text, callee, callee === null ? null : this.receiverBefore(index), owner));
      this.noteFilled(index + 1);
    } else if (token.text === ')' || token.text === ']' || token.text === '}') {
      if (frame.repoType === 'dataset') for (const one of frame.found) one.kind = 'dataset';
      if (frame.repoType === 'space') for (const one of frame.found) this.found.splice(this.found.indexOf(one), 1);
      this.readCommand(frame.strings);
      this.fillPlaces(frame, index);
      if (this.frames.length > 1) this.frames.pop();
    } else if (token.text === ',') {
      frame.argument++;
      if (frame.opener !== '' || frame.keyIsAssigned) frame.key = frame.names.shift() ?? null;
      this.noteFilled(index + 1);
    } else if (token.text === ';') {
      frame.key = null;
    } else if (this.isAssignment(index)) {
      const name = this.assignedName(index);
      const before = this.tokens[index - 1];
      if (this.enumeration !== null && before !== undefined && this.columnOf(before) <= this.enumeration.column)
        this.enumeration = null;
      // Between round brackets each has a value of its own.
      const [first = name, ...others] = frame.opener === '(' ? [] : this.namesBefore(index);
      frame.key = first;
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
      if (isKey && frame.opener !== '[') {
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
    const takes = this.calls.takes(call.callee, call.receiver);
    if (takes === 'others') return;
    const isNamed = this.tokens[index]?.kind === 'word' && /^[=:]$/.test(this.tokens[index + 1]?.text ?? '');
    if (isNamed && frame.key === null) return;
    if (/^data_(?:files|dir)$/.test(frame.key ?? '')) call.readsFiles = true;
    const slot = this.slotAt(frame, outer);
    if (slot === undefined || /tokenizer/i.test(frame.key ?? '')) return;
    if (slot.kind === 'dataset' && !this.loadsFromHub) return;
    // The model that an adapter is laid over; only there does an adapter follow.
    const isAdapter = /^Peft/.test(call.receiver ?? '');
    if (call.callee === 'from_pretrained' && frame.key === null && call.argument === (isAdapter ? 0 : 1)) return;
    call.filled.push({ index, kind: slot.kind, onlyNames: takes === 'names' });
  }

  /** `close`: of the call's bracket. */
  private fillPlaces({ filled, readsFiles, receiver }: Frame, close: number): void {
    if (filled.length === 0 || readsFiles || receiver === 'cls' || receiver === 'super') return;
    // `static from_pretrained(id) {`: a definition.
    const after = this.tokens[close + 1]?.text ?? '';
    if (!/^\.(?:py|pyi|pyx|ipynb)$/.test(this.extension) && (after === '{' || after === ':')) return;
    for (const { index, kind, onlyNames } of filled)
      if (this.valueAt(index) === null) this.names.fill(index, kind, onlyNames);
  }

  /** Returns the index of the last token that belongs to the word's expression. */
  private readWord(token: Token, index: number): number {
    this.endStatementBefore(token, index);
    if (token.text === 'in' || token.text === 'of') this.noteLoop(index);
    if (token.text === 'class') this.noteEnumeration(token, index);
    if (!this.isValueStart(index)) return index;
    const joined = this.values.at(index);
    if (joined === null || !this.isValueEnd(joined.last + 1)) return index;
    this.offer(joined.value, true);
    return joined.last;
  }

  /** `class Models(str, Enum):` */
  private noteEnumeration(token: Token, index: number): void {
    const name = this.tokens[index + 1]?.text ?? '';
    const bases = this.tokens.slice(index + 2, index + 10).map(({ text }) => text);
    const isEnum = bases.slice(0, bases.indexOf(')') + 1).some((text) => /Enum$/.test(text));
    // One model or several: what it lists are models.
    const isOfModels = keyKind(name) !== null || memberKind(name, '') !== null;
    this.enumeration =
      isEnum && isOfModels ? { name: `${name.replace(/s$/, '')}s`, column: this.columnOf(token) } : null;
  }

  private columnOf({ start }: Token): number {
    return start - (this.text.lastIndexOf('\n', start - 1) + 1);
  }

  /** `for name in names`, `for (const name of names)`. */
  private noteLoop(index: number): void {
    const name = this.tokens[index - 1];
    const isLoop = [index - 2, index - 3].some(
      (at) => this.tokens[at]?.text === 'for' || this.tokens[at]?.text === '(',
    );
    if (name?.kind === 'word' && isLoop) this.names.assign(name.text, index + 1);
  }

  /** Returns the index of the last token that belongs to the string's expression. */
  private readString(token: Token, index: number): number {
    this.endStatementBefore(token, index);
    const next = this.tokens[index + 1];
    if (next?.kind === 'sign' && next.text === ':' && this.frame.opener === '{') {
      if (isHubId(token.text)) this.mention(token);
      return index;
    }
    const joined = this.isValueStart(index) ? this.values.at(index) : null;
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
    if (value !== null && (isHubId(value.text) || isBareName(value.text))) this.offer(value, this.isValueStart(index));
    else if (this.isDocstring(token, index)) this.readProse(token.text, token.start);
    else if (value !== null && token.placeholders !== undefined) this.readFilledText(token, value);
    else this.readText(token);
    if (token.placeholders !== undefined && value === null) this.readRunTimeCommands(token);
    return index;
  }

  /** A string that is no id: a command for a shell, an address, or neither. */
  private readText({ text, start }: Token): void {
    for (const { kind, certainty, text: id, index } of /\s|\(/.test(text) ? commandReferences(text) : []) {
      const at = start + index;
      this.keep({ kind, certainty, reference: id, start: at, end: at + id.length, prose: false });
    }
    // Spring's properties: `${llm.model:org/name}`.
    for (const match of text.includes('${') ? text.matchAll(/\$\{([\w.-]{1,80}):([\w./@-]{1,200})\}/g) : []) {
      const [whole, key = '', value = ''] = match;
      const at = start + match.index + whole.length - 1 - value.length;
      const kind = isHubId(value) && this.isAboutLearning ? keyKind(key) : null;
      if (kind !== null)
        this.keep({ kind, certainty: 'key', reference: value, start: at, end: at + value.length, prose: false });
    }
    this.readAddresses(text, start, false);
  }

  /** A text with all its placeholders filled in; what is in it stands where the text does. */
  private readFilledText(token: Token, { text }: Value): void {
    this.readText(token);
    if (text === token.text) return;
    for (const { kind, text: address } of hubAddresses(text))
      this.keep({ kind, certainty: 'mention', reference: address, start: token.start, end: token.end, prose: false });
  }

  /** A command into which the program puts a name. */
  private readRunTimeCommands({ text, start }: Token): void {
    for (const { kind, certainty, text: name, index } of runTimeCommands(text, runsModel(text))) {
      const at = start + index;
      this.keep({ kind, certainty, reference: name, start: at, end: at + name.length, prose: false, atRunTime: true });
    }
  }

  /** The strings of a list as one command: `["ollama", "pull", "x"]`. */
  private readCommand(words: readonly Value[]): void {
    if (words.length < 2 || !words.some(({ text }) => programs.test(text))) return;
    const starts: number[] = [];
    let line = '';
    for (const { text } of words) {
      starts.push(line.length);
      line += `${text} `;
    }
    for (const { kind, certainty, text, index } of commandReferences(line)) {
      const word = words[starts.findLastIndex((start) => start <= index)];
      if (word?.text.endsWith(text) !== true) continue;
      this.keep({ kind, certainty, reference: text, start: word.end - text.length, end: word.end, prose: false });
    }
  }

  /** Keeps a value when its place, or the value itself, may be a model's or data set's. */
  private offer(value: Value, direct: boolean): void {
    const place = this.placeOf(direct);
    const id = isHubId(value.text);
    if (id || (direct && isBareName(value.text))) this.noteGiven(value);
    if (place === 'sent-out') return;
    if (place !== null && (id || (direct && isBareName(value.text)))) {
      const isWord = place.kind === 'dataset' && place.certainty === 'slot' && !id;
      const sure = isWord && !this.loadsFromHub ? { ...place, certainty: 'key' as const } : place;
      this.keep({ ...sure, reference: value.text, start: value.start, end: value.end, prose: false });
    } else if (id) {
      this.mention(value);
    } else {
      this.readAddresses(value.text, value.start, false);
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
    const isModel = this.aboutModels && isModelId(text) && (key === null || !isResultKey(key));
    // `{:hf, "org/name"}`, in Elixir.
    const before = [3, 2, 1].map((back) => this.tokens[this.at - back]?.text).join('');
    const certainty = isModel || hasHubPrefix(text) || before === ':hf,' ? 'key' : 'mention';
    this.keep({ kind: 'model', certainty, reference: text, start, end, prose: false });
  }

  private keep(found: Found): void {
    this.found.push(found);
    this.frame.found.push(found);
  }

  /** What the brackets around the current token say about a value that stands there. */
  private placeOf(direct: boolean): Pick<Found, 'kind' | 'certainty'> | 'sent-out' | null {
    for (let depth = this.frames.length - 1; depth >= 0; depth--) {
      const frame = this.frames[depth];
      const outer = this.frames[depth - 1];
      if (frame === undefined) return null;
      if (sendsOut(frame.callee)) return 'sent-out';
      const isInnermost = depth === this.frames.length - 1;
      const slot = this.slotAt(frame, outer);
      if (slot !== undefined) {
        const isFile = slot.kind === 'dataset' && direct && isInnermost && this.isFileLoader();
        return isFile ? null : { kind: slot.kind, certainty: isInnermost && direct ? 'slot' : 'key' };
      }
      const option = this.optionKind(frame) ?? this.setKind(frame, isInnermost && direct);
      const isSaid = option !== null && (declaresOption(frame.callee) || this.isAboutLearning);
      if (isSaid) return { kind: option, certainty: 'key' };
      if (frame.key !== null) {
        const collection = frame.opener === '{' ? (frame.owner ?? outer?.key) : this.enumeration?.name;
        const kind =
          keyKind(frame.key) ??
          memberKind(collection ?? '', frame.key) ??
          (isInnermost ? null : memberKind(frame.key, ''));
        if (kind !== null) return { kind, certainty: 'key' };
        if (!isGenericKey(frame.key)) return null;
        if (frame.opener === '{') continue;
      }
      // What a function makes of its argument is its own matter, unless it is known to hand it on.
      if (frame.opener === '{' && !(isInnermost && this.isArm())) return null;
      if (frame.opener === '(' && !handsOn(frame.callee)) return null;
    }
    return null;
  }

  /** The slot that a value in a bracket fills: as an argument, or as a member of an object that is one. */
  private slotAt(frame: Frame, outer: Frame | undefined) {
    if (frame.callee !== null) {
      const slots = this.calls.slots(frame.callee, frame.receiver);
      return slots === undefined ? undefined : slotOf(slots, frame.key, frame.argument);
    }
    if (frame.opener !== '{' || frame.key === null || outer == null || outer.callee === null) return undefined;
    const slots = this.calls.slots(outer.callee, outer.receiver);
    return slots === undefined ? undefined : slotOf(slots, frame.key, -1);
  }

  private isFileLoader(): boolean {
    const last = this.frame.strings[this.frame.strings.length - 1];
    return last !== undefined && FILE_LOADERS.has(last.text);
  }

  /** What the default of a declared option takes, by the option's name. */
  private optionKind({ callee, flag, flagAt, key, argument }: Frame): HubReference['kind'] | null {
    if (takesPair(callee) && flag !== null && key === null && argument > flagAt) return keyKind(flag);
    if (callee === 'arg' && flag === null && /^default_value(?:_t)?$/.test(key ?? ''))
      return keyKind(this.fieldBehind());
    if (!declaresOption(callee) || flag === null) return null;
    return /^default(?:_?value(?:_t)?)?$/i.test(key ?? '') || (key === null && argument === 1) ? keyKind(flag) : null;
  }

  /** Where a setter or an entry is called `model`, the rest of the file has to say of what kind. */
  private get isAboutLearning(): boolean {
    this.learning ??= isAboutLearning(this.text);
    return this.learning;
  }

  /** What the only argument of a setter is. */
  private setKind({ callee, key, argument }: Frame, isArgument: boolean): HubReference['kind'] | null {
    return isArgument && key === null && argument === 0 ? setterKind(callee, this.isBuilder) : null;
  }

  /** The value at hand stands behind `=>` or `->`. */
  private isArm(): boolean {
    return this.tokens[this.at - 1]?.text === '>' && /^[=-]$/.test(this.tokens[this.at - 2]?.text ?? '');
  }

  /** The field that an attribute stands before: `#[arg(…)] pub model: String`. */
  private fieldBehind(): string {
    for (let at = this.at; at < this.at + 20; at++) {
      if (this.tokens[at]?.text !== ']') continue;
      const name = this.tokens[at + 1]?.text === 'pub' ? at + 2 : at + 1;
      return this.tokens[name + 1]?.text === ':' ? (this.tokens[name]?.text ?? '') : '';
    }
    return '';
  }

  private readProse(text: string, start: number): void {
    const addresses = this.readAddresses(text, start, true);
    for (const id of hubIdsInProse(text)) {
      const inside = addresses.some(([from, to]) => id.index >= from && id.index < to);
      if (inside) continue;
      const at = start + id.index;
      this.keep({
        kind: 'model',
        certainty: 'mention',
        reference: id.text,
        start: at,
        end: at + id.text.length,
        prose: true,
      });
    }
  }

  private readAddresses(text: string, start: number, prose: boolean): [number, number][] {
    const places: [number, number][] = [];
    for (const address of hubAddresses(text)) {
      const at = start + address.index;
      places.push([address.index, address.index + address.text.length]);
      this.keep({
        kind: address.kind,
        certainty: 'mention',
        reference: address.text,
        start: at,
        end: at + address.text.length,
        prose,
      });
    }
    return places;
  }

  /** A name loses its value at the end of its line, unless an operator carries the expression over. */
  private endStatementBefore(token: Token, index: number): void {
    const frame = this.frame;
    const previous = this.tokens[index - 1];
    if (frame.key === null || previous === undefined || frame.opener === '(' || frame.opener === '[') return;
    if (frame.opener === '{' && !frame.keyIsAssigned) return;
    const carriesOn = previous.kind === 'sign' && /[=+(?:|&.,[{]/.test(previous.text);
    if (!carriesOn && this.text.slice(previous.end, token.start).includes('\n')) frame.key = null;
  }

  private isValueStart(index: number): boolean {
    const previous = this.tokens[index - 1];
    // `env.MODEL ?? "name"`, `args.model or "name"`, `a if b else "name"`
    if (previous?.kind === 'word') return /^(?:or|else)$/.test(previous.text);
    if (previous?.text === '>') return /^[=-]$/.test(this.tokens[index - 2]?.text ?? '');
    return previous === undefined || (previous.kind === 'sign' && /[(,=:[?|]/.test(previous.text));
  }

  private isValueEnd(index: number): boolean {
    const next = this.tokens[index];
    const previous = this.tokens[index - 1];
    if (next === undefined || (next.kind === 'sign' && /[,;)\]}#]/.test(next.text))) return true;
    if (next.kind === 'word' && /^(?:as|satisfies)$/.test(next.text)) return true;
    if (next.text === '.' && /^(?:to_string|into|to_owned|clone|trim)$/.test(this.tokens[index + 1]?.text ?? ''))
      return true;
    return previous !== undefined && this.text.slice(previous.end, next.start).includes('\n');
  }

  /** `=` that gives a name a value (in R `<-`): not `==`, `=>`, `<=`, `!=`, `+=`. */
  private isAssignment(index: number): boolean {
    const text = this.tokens[index]?.text;
    if (text === '-') return this.extension === '.r' && this.tokens[index - 1]?.text === '<';
    if (text !== '=') return false;
    const previous = this.tokens[index - 1];
    const next = this.tokens[index + 1];
    const sign = this.tokens[index];
    const touches = (other: Token | undefined, place: 'before' | 'after') =>
      other?.kind === 'sign' && (place === 'before' ? other.end === sign?.start : other.start === sign?.end);
    if (touches(next, 'after') && /[=>]/.test(next?.text ?? '')) return false;
    return !(touches(previous, 'before') && /[=<>!+*/%&|^-]/.test(previous?.text ?? ''));
  }

  /** The names of `a, b = …`; none for a single one. */
  private namesBefore(index: number): string[] {
    const names: string[] = [];
    for (let at = index - 1; this.tokens[at]?.kind === 'word' && names.length < 16; at -= 2) {
      names.unshift(this.tokens[at]?.text ?? '');
      if (this.tokens[at - 1]?.text !== ',') break;
    }
    return names.length > 1 ? names : [];
  }

  /** The name before `=`, with or without a type in between (`const id: string = …`, `id: &str = …`, Go's `:=`). */
  private assignedName(index: number): string | null {
    let at = index - 1;
    if (/^[:<]$/.test(this.tokens[at]?.text ?? '') && this.tokens[at]?.end === this.tokens[index]?.start) at--;
    // `string ModelId { get; set; } = …`
    if (this.tokens[at]?.text === '}') {
      const limit = at - 12;
      while (at > limit && this.tokens[at]?.text !== '{') at--;
      at--;
    }
    const name = this.tokens[at];
    if (name === undefined) return null;
    const entry = this.tokens[at - 1];
    if (name.text === ']' && entry?.kind === 'string' && this.tokens[at - 2]?.text === '[') {
      const collection = this.tokens[at - 3]?.text ?? '';
      if (!this.isAboutLearning) return null;
      return keyKind(entry.text) === null && memberKind(collection, entry.text) !== null ? collection : entry.text;
    }
    let open = closes(name) ? 1 : 0;
    for (let back = at - 1; back > at - 30; back--) {
      const token = this.tokens[back];
      if (token === undefined || (token.kind !== 'string' && !/^(?:[\w$]+|[:&<>*?.|,[\]()'])$/.test(token.text))) break;
      if (closes(token)) open++;
      // A type ends where the bracket began in which it stands, or what stood before.
      if (opens(token) && --open < 0) break;
      if (token.text === ',' && open === 0) break;
      const annotated = this.tokens[back - 1];
      if (this.tokens[back + 1]?.text === ':') continue; // `std::string`
      if (token.text === ':' && annotated?.kind === 'word' && this.onOneLine(annotated, name)) return annotated.text;
    }
    return name.kind === 'word' ? name.text : null;
  }

  private onOneLine(first: Token, last: Token): boolean {
    return !this.text.slice(first.end, last.start).includes('\n');
  }

  /** Name of the function that the bracket at `index` calls; null for a definition or a mere bracket. */
  private calleeBefore(index: number): string | null {
    let at = index - 1;
    if (this.tokens[at]?.text === '>') {
      const limit = Math.max(0, at - 40);
      while (at > limit && this.tokens[at]?.text !== '<') at--;
      at--;
    }
    const name = this.tokens[at];
    if (name?.kind !== 'word') return null;
    const before = this.tokens[at - 1];
    return before?.kind === 'word' && /^(?:def|function|func|fn|class)$/.test(before.text) ? null : name.text;
  }

  /** The bracket around the token at hand calls a method of a builder: `builder().model(`. */
  private get isBuilder(): boolean {
    const owner = this.tokens[this.at - 4]?.text ?? '';
    return this.tokens[this.at - 3]?.text === '.' && (owner === ')' || /(?:builder|request|options)$/i.test(owner));
  }

  /** What the callee of the bracket at `index` belongs to: `a` in `a.b(` and `a::b(`. */
  private receiverBefore(index: number): string | null {
    const name = this.tokens[index - 1];
    let at = index - 2;
    if (name?.kind !== 'word') return null;
    // One colon stands behind a key, a parameter or `lambda`.
    if (this.tokens[at]?.text === ':' && this.tokens[at - 1]?.text === ':') at -= 2;
    else while (this.tokens[at]?.text === '.') at--;
    if (this.tokens[at]?.text === ')' && this.tokens[at - 2]?.text === 'super') return 'super';
    const receiver = this.tokens[at];
    return at < index - 2 && receiver?.kind === 'word' ? receiver.text : null;
  }

  private valueAt(index: number): Value | null {
    const joined = this.values.at(index);
    return joined !== null && this.isValueEnd(joined.last + 1) ? joined.value : null;
  }

  /** A string that is a statement of its own, or runs over lines: words for a reader. */
  private isDocstring(token: Token, index: number): boolean {
    const previous = this.tokens[index - 1];
    if (token.text.includes('\n')) return true;
    const startsLine = previous === undefined || this.text.slice(previous.end, token.start).includes('\n');
    return startsLine && this.frames.length === 1 && this.frame.key === null;
  }
}

function opens({ kind, text }: Token): boolean {
  return kind !== 'string' && /^[([<]$/.test(text);
}

function closes({ kind, text }: Token): boolean {
  return kind !== 'string' && /^[)\]>]$/.test(text);
}

/** The first string that such a call is given is the name of what it sets. */
function namesOption(callee: string | null): boolean {
  return declaresOption(callee) || takesPair(callee);
}

function newFrame(opener: string, callee: string | null, receiver: string | null, owner: string | null = null): Frame {
  const state = {
    argument: 0,
    key: null,
    keyIsAssigned: false,
    repoType: null,
    flag: null,
    flagAt: 0,
    readsFiles: false,
  };
  return { opener, callee, receiver, owner, ...state, names: [], strings: [], found: [], filled: [] };
}
