import type { HubReference, TextFinder } from '../finder';
import { isSourceCode, lex, type Token } from '../text/lex';
import type { TextFile } from '../text/textFile';
import { hubAddresses, hubIdsInProse, isBareName, isHubId, keyKind } from './hubId';

/** An argument of a call that takes a model or a data set: by position, or by name. */
interface Slot {
  readonly kind: HubReference['kind'];
  readonly position?: number;
  readonly names: readonly string[];
}

const modelNames = [
  'model',
  'model_name',
  'model_name_or_path',
  'model_id',
  'pretrained_model_name_or_path',
  'repo_id',
];
const firstModel: readonly Slot[] = [{ kind: 'model', position: 0, names: modelNames }];
const namedModel: readonly Slot[] = [{ kind: 'model', names: modelNames }];
const fromHub: readonly Slot[] = [{ kind: 'model', position: 0, names: ['repo_id', 'repoId', 'repo'] }];
const firstDataset: readonly Slot[] = [{ kind: 'dataset', position: 0, names: ['path'] }];

/** Calls by the last part of their name. */
const calls: ReadonlyMap<string, readonly Slot[]> = new Map([
  // The second argument of PeftModel.from_pretrained is the adapter.
  ['from_pretrained', [...firstModel, { kind: 'model', position: 1, names: ['model_id'] }]],
  ['pipeline', [{ kind: 'model', position: 1, names: ['model', 'tokenizer'] }]],
  ['load_dataset', firstDataset],
  ['load_dataset_builder', firstDataset],
  ['hf_hub_download', fromHub],
  ['hf_hub_url', fromHub],
  ['snapshot_download', fromHub],
  ['snapshotDownload', fromHub],
  ['downloadFile', [{ kind: 'model', names: ['repo'] }]],
  ['SentenceTransformer', firstModel],
  ['CrossEncoder', firstModel],
  ['LLM', firstModel],
  ['InferenceClient', firstModel],
  ['ChatOllama', firstModel],
  ['OllamaLLM', firstModel],
  ['Ollama', firstModel],
  ['HuggingFaceEmbeddings', namedModel],
  ['HuggingFaceEndpoint', namedModel],
  ['HuggingFaceInference', namedModel],
  ['from_model_id', namedModel],
]);

/** Brackets, and functions that give back what they are given, such as the default of an environment variable. */
function handsOn(callee: string | null): boolean {
  return (
    callee === null ||
    /^(?:get|getenv|env|default|withDefault|getOrDefault|setdefault|unwrap_or|Field|str|String|Path|of|listOf|vec|Set)$/.test(
      callee,
    )
  );
}

/** Bracket around the current token. */
interface Frame {
  readonly opener: string;
  readonly callee: string | null;
  /** Position among a call's arguments. */
  argument: number;
  /** Name that the value at hand is given to: keyword argument, object key or assigned variable. */
  key: string | null;
  keyIsAssigned: boolean;
  /** `repo_type="dataset"` may stand behind the id that it explains. */
  repoType: string | null;
  readonly found: Found[];
}

interface Found {
  kind: HubReference['kind'];
  readonly reference: string;
  readonly start: number;
  readonly end: number;
  certainty: HubReference['certainty'];
  prose: boolean;
}

/** The value of an expression of strings and constants, and where it is written. */
interface Value {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Cheap reason to look closer: without one of these a source file names no model. */
const worthReading =
  /hugging_?face|\bhf\.co\b|from_pretrained|load_dataset|hub_download|snapshot_?download|pipeline|ollama|SentenceTransformer|["'`][A-Za-z0-9][\w.-]*\/[A-Za-z0-9][\w.-]*["'`]|\b(?:model|dataset|llm|tokenizer|checkpoint|adapter|repo(?!rt))/i;

/** Hub ids in source code: arguments of the calls that load models and data sets, values of keys that name one, addresses. */
export const sourceReferences: TextFinder = {
  wants: (file) => isSourceCode(file.extension),
  find: (file) => (worthReading.test(file.text) ? referencesOf(file) : []),
};

const certainties: readonly HubReference['certainty'][] = ['mention', 'key', 'slot'];

function referencesOf(file: TextFile): HubReference[] {
  const found = new Map<number, Found>();
  for (const one of new SourceReader(lex(file.text, file.extension), file.text).read()) {
    const known = found.get(one.start);
    if (known === undefined || certainties.indexOf(one.certainty) > certainties.indexOf(known.certainty))
      found.set(one.start, one);
  }
  return [...found.values()].map(({ start, end, ...rest }) => ({ ...rest, range: file.range(start, end) }));
}

class SourceReader {
  private readonly constants = new Map<string, Value>();
  private readonly found: Found[] = [];
  private frames: Frame[] = [newFrame('', null)];

  constructor(
    private readonly tokens: readonly Token[],
    private readonly text: string,
  ) {}

  read(): readonly Found[] {
    for (let index = 0; index < this.tokens.length; index++) {
      const token = this.tokens[index];
      if (token === undefined) break;
      if (token.kind === 'comment') this.readProse(token.text, token.start);
      else if (token.kind === 'sign') this.readSign(token, index);
      else if (token.kind === 'string') index = this.readString(token, index);
      else index = this.readWord(token, index);
    }
    return this.found;
  }

  private get frame(): Frame {
    return this.frames[this.frames.length - 1] ?? newFrame('', null);
  }

  private readSign(token: Token, index: number): void {
    const frame = this.frame;
    if (token.text === '(' || token.text === '[' || token.text === '{') {
      this.frames.push(newFrame(token.text, token.text === '(' ? this.calleeBefore(index) : null));
    } else if (token.text === ')' || token.text === ']' || token.text === '}') {
      if (frame.repoType === 'dataset') for (const one of frame.found) one.kind = 'dataset';
      if (this.frames.length > 1) this.frames.pop();
    } else if (token.text === ',') {
      frame.argument++;
      if (frame.opener !== '' || frame.keyIsAssigned) frame.key = null;
    } else if (token.text === ';') {
      frame.key = null;
    } else if (token.text === '=' && this.isAssignment(index)) {
      const name = this.assignedName(index);
      frame.key = name;
      frame.keyIsAssigned = true;
      const value = name === null ? null : this.valueAt(index + 1);
      if (name !== null && value !== null && frame.opener !== '(') this.constants.set(name, value);
    } else if (token.text === ':') {
      const name = this.tokens[index - 1];
      const isKey = name?.kind === 'word' || name?.kind === 'string';
      if (isKey && frame.opener !== '[') {
        frame.key = name.text;
        frame.keyIsAssigned = false;
      }
    }
  }

  /** Returns the index of the last token that belongs to the word's expression. */
  private readWord(token: Token, index: number): number {
    this.endStatementBefore(token, index);
    if (!this.isValueStart(index) || !this.constants.has(token.text)) return index;
    const joined = this.joinAt(index);
    if (joined === null || !this.isValueEnd(joined.last + 1)) return index;
    this.offer(joined.value, true);
    return joined.last;
  }

  /** Returns the index of the last token that belongs to the string's expression. */
  private readString(token: Token, index: number): number {
    this.endStatementBefore(token, index);
    const next = this.tokens[index + 1];
    if (next?.kind === 'sign' && next.text === ':' && this.frame.opener === '{') return index; // an object's key
    const joined = this.isValueStart(index) ? this.joinAt(index) : null;
    if (joined !== null && joined.last > index) {
      this.offer(joined.value, true);
      return joined.last;
    }
    const value = this.stringValue(token);
    if (value === null) return index;
    if (this.frame.callee !== null && this.frame.key === 'repo_type') this.frame.repoType = value.text;
    if (isHubId(value.text) || isBareName(value.text)) this.offer(value, this.isValueStart(index));
    else if (this.isDocstring(token, index)) this.readProse(value.text, value.start);
    else this.readAddresses(value.text, value.start, false);
    return index;
  }

  /** Keeps a value when its place, or the value itself, may be a model's or data set's. */
  private offer(value: Value, direct: boolean): void {
    const place = this.placeOf(direct);
    const id = isHubId(value.text);
    if (place !== null && (id || (direct && isBareName(value.text)))) {
      this.keep({ ...place, reference: value.text, start: value.start, end: value.end, prose: false });
    } else if (id) {
      this.keep({
        kind: 'model',
        certainty: 'mention',
        reference: value.text,
        start: value.start,
        end: value.end,
        prose: false,
      });
    } else {
      this.readAddresses(value.text, value.start, false);
    }
  }

  private keep(found: Found): void {
    this.found.push(found);
    this.frame.found.push(found);
  }

  /** What the brackets around the current token say about a value that stands there. */
  private placeOf(direct: boolean): Pick<Found, 'kind' | 'certainty'> | null {
    for (let depth = this.frames.length - 1; depth >= 0; depth--) {
      const frame = this.frames[depth];
      if (frame === undefined) return null;
      const slots = frame.callee === null ? undefined : calls.get(frame.callee);
      const isInnermost = depth === this.frames.length - 1;
      if (slots !== undefined) {
        const slot = slots.find((slot) =>
          frame.key === null ? slot.position === frame.argument : slot.names.includes(frame.key),
        );
        if (slot !== undefined) return { kind: slot.kind, certainty: isInnermost && direct ? 'slot' : 'key' };
      }
      if (frame.key !== null) {
        const kind = keyKind(frame.key);
        return kind === null ? null : { kind, certainty: 'key' };
      }
      // What a function makes of its argument is its own matter, unless it is known to hand it on.
      if (frame.opener === '{' || (frame.opener === '(' && !handsOn(frame.callee))) return null;
    }
    return null;
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
    return previous === undefined || (previous.kind === 'sign' && /[(,=:[]/.test(previous.text));
  }

  private isValueEnd(index: number): boolean {
    const next = this.tokens[index];
    const previous = this.tokens[index - 1];
    if (next === undefined || (next.kind === 'sign' && /[,;)\]}#]/.test(next.text))) return true;
    return previous !== undefined && this.text.slice(previous.end, next.start).includes('\n');
  }

  /** `=` that gives a name a value: not `==`, `=>`, `<=`, `!=`, `+=`. */
  private isAssignment(index: number): boolean {
    const previous = this.tokens[index - 1];
    const next = this.tokens[index + 1];
    const sign = this.tokens[index];
    const touches = (other: Token | undefined, place: 'before' | 'after') =>
      other?.kind === 'sign' && (place === 'before' ? other.end === sign?.start : other.start === sign?.end);
    if (touches(next, 'after') && /[=>]/.test(next?.text ?? '')) return false;
    return !(touches(previous, 'before') && /[=<>!+*/%&|^-]/.test(previous?.text ?? ''));
  }

  /** The name before `=`, with or without a type in between (`const id: string = …`, `id: str = …`, Go's `:=`). */
  private assignedName(index: number): string | null {
    let at = index - 1;
    if (this.tokens[at]?.text === ':' && this.tokens[at]?.end === this.tokens[index]?.start) at--;
    const name = this.tokens[at];
    if (name?.kind !== 'word') return null;
    const colon = this.tokens[at - 1];
    const annotated = this.tokens[at - 2];
    if (colon?.text === ':' && annotated?.kind === 'word') return annotated.text;
    return name.text;
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

  private valueAt(index: number): Value | null {
    const joined = this.joinAt(index);
    return joined !== null && this.isValueEnd(joined.last + 1) ? joined.value : null;
  }

  /** `"a" + B + "c"` from the token at `index` on; null when a part is not known. */
  private joinAt(index: number): { value: Value; last: number } | null {
    let text = '';
    const first = this.tokens[index];
    for (let at = index; ; at += 2) {
      const token = this.tokens[at];
      const part =
        token?.kind === 'string'
          ? this.stringValue(token)
          : token?.kind === 'word'
            ? this.constants.get(token.text)
            : undefined;
      if (token === undefined || first === undefined || part === undefined || part === null) return null;
      text += part.text;
      if (this.tokens[at + 1]?.text !== '+') {
        const single = at === index ? part : null;
        return { value: { text, start: single?.start ?? first.start, end: single?.end ?? token.end }, last: at };
      }
    }
  }

  /** The text of a string with its placeholders filled in; null when one is not known. */
  private stringValue(token: Token): Value | null {
    const { text, start, end } = token;
    if (token.placeholders === undefined) return { text, start, end };
    let isKnown = true;
    const filled = text.replace(
      token.placeholders === 'brace' ? /\{([^{}]*)\}/g : /\$\{([^{}]*)\}/g,
      (_, name: string) => {
        const value = this.constants.get(name.trim());
        isKnown &&= value !== undefined;
        return value?.text ?? '';
      },
    );
    return isKnown ? { text: filled, start, end } : null;
  }

  /** A string that is a statement of its own, or runs over lines: words for a reader. */
  private isDocstring(token: Token, index: number): boolean {
    const previous = this.tokens[index - 1];
    if (token.text.includes('\n')) return true;
    const startsLine = previous === undefined || this.text.slice(previous.end, token.start).includes('\n');
    return startsLine && this.frames.length === 1 && this.frame.key === null;
  }
}

function newFrame(opener: string, callee: string | null): Frame {
  return { opener, callee, argument: 0, key: null, keyIsAssigned: false, repoType: null, found: [] };
}
