import type { HubReference, TextFinder } from '../finder';
import type { TextFile } from '../text/textFile';
import { type CommandReference, commandReferences, flagKind, runsModel, runTimeCommands } from './commands';
import { hasHubPrefix, hubAddresses, hubIdsInProse, isAboutModels, isBareName, isHubId, isModelId } from './hubId';
import { ImageCommands } from './imageCommands';
import { isGenericKey, isResultKey, keyKind, memberKind } from './keys';
import { ExpandedLine, ShellVariables } from './shellVariables';
import { trainingInputs } from './trainingInputs';

/** Files made of lines like `key: value`, `KEY=value` and commands. */
const extensions = new Set([
  ...['.yaml', '.yml', '.toml', '.ini', '.cfg', '.conf', '.properties', '.env', '.tf', '.hcl', '.tfvars', '.just'],
  ...['.sh', '.bash', '.zsh', '.ksh', '.fish', '.nu', '.ps1', '.bat', '.cmd', '.mk', '.service', '.gradle'],
  // Batch systems' scripts, and templates of whatever it may be.
  ...['.slurm', '.sbatch', '.pbs', '.lsf', '.j2', '.jinja', '.jinja2', '.tpl', '.tmpl', '.gotmpl', '.mustache', '.hbs'],
  ...['.example', '.sample', '.template', '.dist'],
]);
const names =
  /^(?:(?:.+\.)?Dockerfile(?:\..+)?|Containerfile|Modelfile(?:\..+)?|.*\.Modelfile|\.env(?:\..+)?|.*\.env|Makefile|Procfile|Justfile|\.envrc)$/i;

/** `KEY=value`, `key: value`, `ENV KEY value`; as `- KEY=value` and behind `export`, too. */
const keyValue =
  /^\s*(?:-\s+)?(?:[!%]?(?:export|ENV|ARG|set|env|set_env|declare|typeset|local|readonly|let|mut|const)\s+(?:-[\w]+\s+)*|\$(?:env:)?)?["']?([A-Za-z_][\w.-]{0,80})["']?\s*(?:[:?+]?=\s*|:\s*|\s)(.*)$/;
/** A member of a map in braces whose value is one word. */
const member =
  /["']?([A-Za-z_][\w.-]{0,80})["']?\s{0,8}[:=]\s{0,8}["']?([A-Za-z0-9][\w./:@-]{1,200})["']?(?=\s{0,8}[,}]|$)/g;
const defaulted = /\$\{(\w{1,80}):?[-=]([\w./:@-]{1,200})\}/g;
/** What a map in a map belongs to: `model: { id: …`. */
const owningKey = /([A-Za-z_][\w.-]{0,80})["']?\s{0,8}[:=]\s{0,8}\{[^{}]{0,200}$/;
const listItem = /^\s*-\s+(.*)$/;
/** Hub ids in configuration, environment files, shell scripts, Dockerfiles and Modelfiles. */
export const lineReferences: TextFinder = {
  wants: (file) => extensions.has(file.extension) || names.test(file.name),
  clues: (file) => (isModelfile(file) ? null : 'data'),
  find: (file) => [...readLines(file, 0, file.text.length), ...trainingInputs(file)],
};

/** Scripts often have no ending, as programs do not, and texts in capital letters: a binary file of such a name hides nothing. */
export const scriptReferences: TextFinder = {
  wants: ({ extension, name }) => extension === '' && /^[A-Za-z][\w-]*$/.test(name) && /[a-z]/.test(name),
  clues: () => 'data',
  find: (file) => readLines(file, 0, file.text.length),
};

/** The references in some lines of a file that are configuration, given by offsets. */
export function readLines(file: TextFile, start: number, end: number): Iterable<HubReference> {
  const text = file.text.slice(start, end);
  const reader = new LineReader(file, text);
  let offset = start;
  for (const raw of text.split('\n')) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    // A line this long is data, not configuration; a longer one would only cost time.
    if (line.length <= 20_000 && line.trim() !== '') reader.read(line, offset);
    offset += raw.length + 1;
  }
  reader.end();
  return reader.found.values();
}

class LineReader {
  /** By start offset: a value that two patterns see is one reference. */
  readonly found = new Map<number, HubReference>();
  private readonly isDockerfile: boolean;
  private readonly isModelfile: boolean;
  private readonly isToml: boolean;
  private readonly isTerraform: boolean;
  /** An id here that looks like a model's is one, whatever it stands in. */
  private readonly aboutModels: boolean;
  private readonly images: ImageCommands | null;
  private readonly variables = new ShellVariables();
  /** The line at hand. Places in it are those of its text. */
  private line = new ExpandedLine('', []);
  /** Keys with nothing behind them, which the lines below (deeper, or list items) belong to. */
  private openKeys: { readonly indent: number; readonly name: string }[] = [];
  /** `- name: KEY`, whose `value:` stands on the next line (Kubernetes). */
  private pairName: string | null = null;
  private pendingFlag: string | null = null;
  /** Where the last `repository` stands, and its value. */
  private repository: { readonly column: number; readonly start: number } | null = null;
  private inRun = false;
  /** The command at hand runs a model. */
  private ofModel = false;
  private readonly atRunTime = new Set<string>();
  /** Keys and variables whose value this file says. */
  private readonly given = new Set<string>();
  /** By the loop's variable. */
  private readonly loops = new Map<string, readonly { readonly text: string; readonly start: number }[]>();

  constructor(
    private readonly file: TextFile,
    text: string,
  ) {
    this.isDockerfile = /Dockerfile|Containerfile/i.test(file.name);
    this.isModelfile = isModelfile(file);
    this.isToml = file.extension === '.toml';
    this.isTerraform = /^\.(?:tf|hcl)$/.test(file.extension);
    this.aboutModels = isAboutModels(file.path, text);
    this.images = /^\.ya?ml$/.test(file.extension) && text.includes('image') ? new ImageCommands() : null;
  }

  read(line: string, offset: number): void {
    const comment = commentStart(line);
    this.readProse(line.slice(comment), offset + comment);
    this.readDefaults(line.slice(0, comment), offset);
    this.noteLoop(line.slice(0, comment), offset);
    this.line = this.variables.expand(line.slice(0, comment), offset);
    const code = this.line.text;
    if (this.isDockerfile) this.trackInstruction(code);
    if (this.isModelfile) this.readModelfile(code);
    const item = listItem.exec(code)?.[1] ?? null;
    this.readCommands(code, item);
    this.readKeyValue(code, item);
    this.readAddresses(code);
    this.keepCommands(this.images?.read(line.slice(0, comment), offset));
  }

  end(): void {
    this.keepCommands(this.images?.end());
  }

  /** `${MODEL:-org/name}`, wherever it stands. */
  private readDefaults(code: string, offset: number): void {
    for (const match of code.includes('${') ? code.matchAll(defaulted) : []) {
      const [whole, name = '', value = ''] = match;
      const kind = isHubId(value) ? keyKind(name) : null;
      const end = offset + match.index + whole.length - 1;
      if (kind !== null)
        this.keepAt(end - value.length, end, { kind, reference: value, certainty: 'key', prose: false });
    }
  }

  /** `for name in words; do`. */
  private noteLoop(code: string, offset: number): void {
    const loop = !code.includes('for ') ? null : /\bfor\s+(\w{1,80})\s+in\s+([^;#]{1,2000})/.exec(code);
    if (loop === null) return;
    const [whole, name = '', list = ''] = loop;
    const start = offset + loop.index + whole.length - list.length;
    const words = [...list.matchAll(/[^\s"']+/g)].map(({ 0: text, index }) => ({ text, start: start + index }));
    this.loops.set(name, words);
  }

  /** The words that a loop puts in for a variable of this name; none where it is no loop's. */
  private loopOf(name: string): readonly { readonly text: string; readonly start: number }[] {
    return this.loops.get(/\$\{?(\w+)/.exec(name)?.[1] ?? '') ?? [];
  }

  private keepCommands(commands: readonly CommandReference[] = []): void {
    for (const { kind, text, index, certainty, atRunTime } of commands)
      this.keepAt(index, index + text.length, {
        kind,
        reference: text,
        certainty,
        prose: false,
        ...(atRunTime === true ? { atRunTime } : {}),
      });
  }

  private trackInstruction(code: string): void {
    const instruction = /^\s*([A-Z]+)\s/.exec(code)?.[1];
    if (instruction !== undefined)
      this.inRun = instruction === 'RUN' || instruction === 'ADD' || instruction === 'COPY';
  }

  private readModelfile(code: string): void {
    const match = /^\s*(?:FROM|ADAPTER)\s+(\S+)/i.exec(code);
    const name = match?.[1];
    if (match === null || name === undefined || !(isHubId(name) || isBareName(name) || /^hf\.co\//.test(name))) return;
    this.keep('model', name, match[0].length - name.length, 'slot');
  }

  /** `item`: behind its hyphen; null where the line is no list item. */
  private readCommands(code: string, item: string | null): void {
    for (const { kind, text, index, certainty } of commandReferences(code)) this.keep(kind, text, index, certainty);
    this.readRunTimeCommands(code);
    this.readSplitFlag(code, item);
  }

  /** What is put into commands later; each once in a file. */
  private readRunTimeCommands(code: string): void {
    const goesOn = /[\\`^]\s*$/.test(code);
    const isOpen = code.includes('$') || code.includes('{');
    this.ofModel ||= (goesOn || isOpen) && runsModel(code);
    if (!isOpen) {
      this.ofModel &&= goesOn;
      return;
    }
    for (const { kind, text, index, certainty } of runTimeCommands(code, this.ofModel)) {
      if (this.atRunTime.has(text) || this.given.has(/(\w+)\W*$/.exec(text)?.[1] ?? '')) continue;
      this.atRunTime.add(text);
      const words = this.loopOf(text);
      for (const { text: word, start } of words.filter((one) => isHubId(one.text)))
        this.keepAt(start, start + word.length, { kind, reference: word, certainty: 'key', prose: false });
      // An array of models has said what it holds.
      if (words.some((one) => isHubId(one.text) || keyKind(/^\$\{(\w+)\[/.exec(one.text)?.[1] ?? '') !== null))
        continue;
      const { start, end } = this.line.place(index, index + text.length);
      this.keepAt(start, end, { kind, reference: text, certainty, prose: false, atRunTime: true });
    }
    // A backslash at its end carries the command over to the next line.
    this.ofModel &&= goesOn;
  }

  /** `- --model` and `- org/name` on lines of their own, as Kubernetes lists a container's arguments. */
  private readSplitFlag(code: string, listed: string | null): void {
    const item = unquote(listed ?? '');
    const kind = this.pendingFlag === null ? null : flagKind(this.pendingFlag);
    if (kind !== null && (isHubId(item) || isBareName(item))) this.keep(kind, item, code.indexOf(item), 'key');
    this.pendingFlag = /^--?[A-Za-z][\w-]*$/.test(item) ? item : null;
  }

  private readKeyValue(code: string, item: string | null): void {
    const indent = code.search(/\S/);
    if (indent === -1) return;
    const section = this.isToml ? /^\s*\[+\s*([\w."'-]{1,200})\s*\]/.exec(code)?.[1] : undefined;
    if (section !== undefined) {
      this.openKeys = section.split('.').map((name) => ({ indent: -1, name }));
      return;
    }
    const variable = this.isTerraform ? /^\s*variable\s+"([\w-]{1,80})"\s*\{/.exec(code)?.[1] : undefined;
    if (variable !== undefined) {
      this.openKeys.push({ indent, name: variable });
      return;
    }
    const match = keyValue.exec(code);
    const isItem = item !== null;
    this.openKeys = this.openKeys.filter((key) => key.indent < indent || (isItem && key.indent === indent));
    if (match !== null) {
      const [whole, key = '', rest = ''] = match;
      const valueStart = whole.length - rest.length;
      if (/^\s*(?:[|>][+-]?\d?\s*)?$/.test(rest)) {
        this.openKeys.push({ indent, name: key });
        return;
      }
      this.noteImage(key, code.indexOf(key), unquote(rest), valueStart);
      const name = key === 'value' && this.pairName !== null ? this.pairName : key;
      this.pairName = key === 'name' ? unquote(rest.trim()) : null;
      const kind = this.kindOf(name);
      if (kind !== null && isHubId(unquote(rest))) this.given.add(name);
      this.readValues(kind, rest, valueStart);
      const before = code.slice(0, valueStart);
      if (!before.endsWith(': ') && /=\s*$|^\s*(?:ENV|ARG)\s/.test(before)) this.noteVariable(key, rest, valueStart);
      if (!isItem || /[:=]/.test(before)) {
        this.readBraces(code);
        return;
      }
    }
    const owner = this.openKeys[this.openKeys.length - 1];
    if (item !== null && owner !== undefined) this.readValues(keyKind(owner.name), item, code.length - item.length);
    else if (match === null) this.readValues(null, code, 0);
    this.readBraces(code);
  }

  /** A chart's `repository` with a `tag` below it is that of an image. `column`: of the key. `at`: where its value begins. */
  private noteImage(key: string, column: number, value: string, at: number): void {
    if (key === 'repository') {
      const start = this.line.text.indexOf(value, at);
      this.repository = { column, start: this.line.place(start, start + value.length).start };
    } else if (this.repository !== null && column <= this.repository.column) {
      const isImage = column === this.repository.column && /^(?:tag|digest|pullPolicy|imagePullPolicy)$/.test(key);
      if (isImage) this.found.delete(this.repository.start);
      if (isImage || column < this.repository.column) this.repository = null;
    }
  }

  /** The members of maps in braces, in YAML and in JSON inside of it: `{ id: org/name }`. */
  private readBraces(code: string): void {
    if (!code.includes('{') || !/[:=]/.test(code)) return;
    let name: string | null = null;
    for (const { 0: whole, 1: key = '', 2: value = '', index } of code.matchAll(member)) {
      const around = owningKey.exec(code.slice(Math.max(0, index - 300), index))?.[1] ?? '';
      const inherited = isGenericKey(key) ? keyKind(around) : null;
      const kind = this.kindOf(key === 'value' && name !== null ? name : key) ?? inherited;
      name = key === 'name' ? value : name;
      const at = index + whole.lastIndexOf(value);
      if (isHubId(value)) this.keep(kind ?? 'model', value, at, kind === null ? 'mention' : 'key');
      else if (kind !== null && isBareName(value)) this.keep(kind, value, at, 'key');
    }
  }

  /** `NAME=value`; a default counts as the value: `NAME=${NAME:-value}`. */
  private noteVariable(name: string, rest: string, at: number): void {
    const value = unquote(rest.trim());
    const fallback = /^\$\{\w+:?-([^{}$]+)\}$/.exec(value)?.[1] ?? value;
    const start = at + rest.indexOf(fallback);
    const place = this.line.place(start, start + fallback.length);
    this.variables.set(name, fallback, place.start);
  }

  /** What a key takes, by its own name or, where that says nothing, by what it stands under. */
  private kindOf(name: string): HubReference['kind'] | null {
    // A map of models has them behind names of its own.
    const own = keyKind(name) ?? memberKind(name, '');
    if (own !== null) return own;
    const owner = this.openKeys[this.openKeys.length - 1]?.name ?? '';
    const member = memberKind(owner, name);
    if (member !== null) return member;
    if (!isGenericKey(name)) return null;
    // All parts of a section's name in TOML stand around the key.
    const owners = this.isToml ? this.openKeys.map((key) => key.name) : [owner];
    return owners.map(keyKind).findLast((kind) => kind !== null) ?? null;
  }

  /** One value, or the values of a list in brackets. */
  private readValues(kind: HubReference['kind'] | null, text: string, offset: number): void {
    if (kind === null && !text.includes('/')) return;
    const isSingle = !/[[{,\s]/.test(text.trim());
    for (const part of text.matchAll(/[^\s"'`,;[\](){}<>|+]+/g)) {
      const value = part[0].replace(/^[=]+/, '');
      const start = offset + part.index + part[0].length - value.length;
      // `${MODEL_ID:-org/name}` carries its default.
      const fallback = /^\w+:-([A-Za-z0-9][\w.-]*\/[\w.-]+)$/.exec(value)?.[1];
      const id = fallback ?? value;
      const at = start + value.length - id.length;
      if (isHubId(id)) this.keep(kind ?? 'model', id, at, kind === null ? 'mention' : 'key');
      else if (kind !== null && isSingle && isBareName(id)) this.keep(kind, id, at, 'key');
    }
  }

  private readProse(comment: string, offset: number): void {
    if (comment === '') return;
    const keep = (kind: HubReference['kind'], { text, index }: { text: string; index: number }) =>
      this.keepAt(offset + index, offset + index + text.length, {
        kind,
        reference: text,
        certainty: 'mention',
        prose: true,
      });
    for (const address of hubAddresses(comment)) keep(address.kind, address);
    for (const id of hubIdsInProse(comment)) keep('model', id);
  }

  private readAddresses(code: string): void {
    for (const address of hubAddresses(code)) this.keep(address.kind, address.text, address.index, 'mention');
  }

  /** `at`: in the line at hand. */
  private keep(kind: HubReference['kind'], reference: string, at: number, certainty: HubReference['certainty']): void {
    const { start, end, joined } = this.line.place(at, at + reference.length);
    const isModel = this.aboutModels && isModelId(reference) && !isResultKey(this.keyBefore(at));
    const sure = certainty === 'mention' && (isModel || hasHubPrefix(reference)) ? 'key' : certainty;
    // What is put together of variables is a model where the place takes one.
    if (!joined || sure !== 'mention') this.keepAt(start, end, { kind, reference, certainty: sure, prose: false });
  }

  /** The key or the flag whose value begins here; empty where none does. `at`: in the line at hand. */
  private keyBefore(at: number): string {
    const before = this.line.text.slice(Math.max(0, at - 100), at);
    return /(?:^|[\s"'{,])-{0,2}([A-Za-z][\w.-]{0,80})["']?(?:\s?[:=]\s?|\s)["']?$/.exec(before)?.[1] ?? '';
  }

  private keepAt(start: number, end: number, found: Omit<HubReference, 'range'>): void {
    const known = this.found.get(start);
    const ships = this.inRun || known?.ships === true ? { ships: true } : {};
    const better = known === undefined || (known.certainty === 'mention' && found.certainty !== 'mention');
    if (better) this.found.set(start, { ...found, range: this.file.range(start, end), ...ships });
    else this.found.set(start, { ...known, ...ships });
  }
}

/** Each of its lines may be `FROM` and a name. */
function isModelfile(file: TextFile): boolean {
  return /Modelfile/i.test(file.name);
}

/** Where a `#` comment begins; the line's length where there is none. A `#` inside quotes or a word is no comment. */
function commentStart(line: string): number {
  if (!line.includes('#')) return line.length;
  let quote: string | null = null;
  for (let index = 0; index < line.length; index++) {
    const character = line.charAt(index);
    if (quote !== null) {
      if (character === quote) quote = null;
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '#' && (index === 0 || /\s/.test(line.charAt(index - 1)))) return index;
  }
  return line.length;
}

function unquote(text: string): string {
  return text.trim().replace(/^["']|["']$/g, '');
}
