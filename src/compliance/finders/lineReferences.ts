import type { HubReference, TextFinder } from '../finder';
import type { TextFile } from '../text/textFile';
import { commandReferences, flagKind } from './commands';
import { hubAddresses, hubIdsInProse, isBareName, isHubId } from './hubId';
import { collectionKind, isGenericKey, keyKind } from './keys';

/** Files made of lines like `key: value`, `KEY=value` and commands. */
const extensions = new Set([
  ...['.yaml', '.yml', '.toml', '.ini', '.cfg', '.conf', '.properties', '.env', '.tf', '.hcl', '.tfvars', '.just'],
  ...['.sh', '.bash', '.zsh', '.fish', '.ps1', '.bat', '.cmd', '.mk', '.service', '.gradle'],
]);
const names =
  /^(?:(?:.+\.)?Dockerfile(?:\..+)?|Containerfile|Modelfile(?:\..+)?|.*\.Modelfile|\.env(?:\..+)?|.*\.env|Makefile|Procfile|Justfile|\.envrc)$/i;

/** `KEY=value`, `key: value`, `ENV KEY value`; as `- KEY=value` and behind `export`, too. */
const keyValue = /^\s*(?:-\s+)?(?:(?:export|ENV|ARG|set)\s+)?["']?([A-Za-z_][\w.-]{0,80})["']?\s*(?:[:=]\s*|\s)(.*)$/;
const listItem = /^\s*-\s+(.*)$/;
/** Hub ids in configuration, environment files, shell scripts, Dockerfiles and Modelfiles. */
export const lineReferences: TextFinder = {
  wants: (file) => extensions.has(file.extension) || names.test(file.name),
  clues: (file) => (isModelfile(file) ? null : 'data'),
  find: (file) => readLines(file, 0, file.text.length),
};

/** The references in some lines of a file that are configuration, given by offsets. */
export function readLines(file: TextFile, start: number, end: number): Iterable<HubReference> {
  const reader = new LineReader(file);
  let offset = start;
  for (const line of file.text.slice(start, end).split('\n')) {
    // A line this long is data, not configuration; a longer one would only cost time.
    if (line.length <= 20_000) reader.read(line, offset);
    offset += line.length + 1;
  }
  return reader.found.values();
}

class LineReader {
  /** By start offset: a value that two patterns see is one reference. */
  readonly found = new Map<number, HubReference>();
  private readonly isDockerfile: boolean;
  private readonly isModelfile: boolean;
  private readonly isToml: boolean;
  /** Keys with nothing behind them, which the lines below (deeper, or list items) belong to. */
  private openKeys: { readonly indent: number; readonly name: string }[] = [];
  /** `- name: KEY`, whose `value:` stands on the next line (Kubernetes). */
  private pairName: string | null = null;
  private pendingFlag: string | null = null;
  private inRun = false;

  constructor(private readonly file: TextFile) {
    this.isDockerfile = /Dockerfile|Containerfile/i.test(file.name);
    this.isModelfile = isModelfile(file);
    this.isToml = file.extension === '.toml';
  }

  read(line: string, offset: number): void {
    const comment = commentStart(line);
    const code = line.slice(0, comment);
    this.readProse(line.slice(comment), offset + comment);
    if (this.isDockerfile) this.trackInstruction(code);
    if (this.isModelfile) this.readModelfile(code, offset);
    this.readCommands(code, offset);
    this.readKeyValue(code, offset);
    this.readAddresses(code, offset);
  }

  private trackInstruction(code: string): void {
    const instruction = /^\s*([A-Z]+)\s/.exec(code)?.[1];
    if (instruction !== undefined)
      this.inRun = instruction === 'RUN' || instruction === 'ADD' || instruction === 'COPY';
  }

  private readModelfile(code: string, offset: number): void {
    const match = /^\s*(?:FROM|ADAPTER)\s+(\S+)/i.exec(code);
    const name = match?.[1];
    if (match === null || name === undefined || !(isHubId(name) || isBareName(name) || /^hf\.co\//.test(name))) return;
    this.keep('model', name, offset + match[0].length - name.length, 'slot');
  }

  private readCommands(code: string, offset: number): void {
    for (const { kind, text, index, certainty } of commandReferences(code))
      this.keep(kind, text, offset + index, certainty);
    this.readSplitFlag(code, offset);
  }

  /** `- --model` and `- org/name` on lines of their own, as Kubernetes lists a container's arguments. */
  private readSplitFlag(code: string, offset: number): void {
    const item = unquote(listItem.exec(code)?.[1] ?? '');
    const kind = this.pendingFlag === null ? null : flagKind(this.pendingFlag);
    if (kind !== null && (isHubId(item) || isBareName(item))) this.keep(kind, item, offset + code.indexOf(item), 'key');
    this.pendingFlag = /^--?[A-Za-z][\w-]*$/.test(item) ? item : null;
  }

  private readKeyValue(code: string, offset: number): void {
    const indent = code.search(/\S/);
    if (indent === -1) return;
    const section = this.isToml ? /^\s*\[+\s*([\w."'-]{1,200})\s*\]/.exec(code)?.[1] : undefined;
    if (section !== undefined) {
      this.openKeys = section.split('.').map((name) => ({ indent: -1, name }));
      return;
    }
    const match = keyValue.exec(code);
    const isItem = listItem.test(code);
    this.openKeys = this.openKeys.filter((key) => key.indent < indent || (isItem && key.indent === indent));
    if (match !== null) {
      const [whole, key = '', rest = ''] = match;
      const valueStart = whole.length - rest.length;
      if (rest.trim() === '') {
        this.openKeys.push({ indent, name: key });
        return;
      }
      const name = key === 'value' && this.pairName !== null ? this.pairName : key;
      this.pairName = key === 'name' ? unquote(rest.trim()) : null;
      this.readValues(this.kindOf(name), rest, offset + valueStart);
      if (!isItem || /[:=]/.test(code.slice(0, valueStart))) return;
    }
    const item = listItem.exec(code)?.[1];
    const owner = this.openKeys[this.openKeys.length - 1];
    if (item !== undefined && owner !== undefined)
      this.readValues(keyKind(owner.name), item, offset + code.length - item.length);
  }

  /** What a key takes, by its own name or, where that says nothing, by what it stands under. */
  private kindOf(name: string): HubReference['kind'] | null {
    const own = keyKind(name);
    if (own !== null) return own;
    const owner = this.openKeys[this.openKeys.length - 1]?.name ?? '';
    if (collectionKind(owner) !== null) return collectionKind(owner);
    if (!isGenericKey(name)) return null;
    // All parts of a section's name in TOML stand around the key.
    const owners = this.isToml ? this.openKeys.map((key) => key.name) : [owner];
    return owners.map(keyKind).findLast((kind) => kind !== null) ?? null;
  }

  /** One value, or the values of a list in brackets. */
  private readValues(kind: HubReference['kind'] | null, text: string, offset: number): void {
    if (kind === null && !text.includes('/')) return;
    const isSingle = !/[[{,\s]/.test(text.trim());
    for (const part of text.matchAll(/[^\s"'`,;[\](){}<>|]+/g)) {
      const value = part[0].replace(/^[=]+/, '');
      const start = offset + part.index + part[0].length - value.length;
      // `${MODEL_ID:-org/name}` carries its default.
      const fallback = /^.*:?-([A-Za-z0-9][\w.-]*\/[\w.-]+)$/.exec(value)?.[1];
      const id = fallback !== undefined && value.includes(':-') ? fallback : value;
      const at = start + value.length - id.length;
      if (isHubId(id)) this.keep(kind ?? 'model', id, at, kind === null ? 'mention' : 'key');
      else if (kind !== null && isSingle && isBareName(id)) this.keep(kind, id, at, 'key');
    }
  }

  private readProse(comment: string, offset: number): void {
    if (comment === '') return;
    for (const address of hubAddresses(comment))
      this.keep(address.kind, address.text, offset + address.index, 'mention', true);
    for (const id of hubIdsInProse(comment)) this.keep('model', id.text, offset + id.index, 'mention', true);
  }

  private readAddresses(code: string, offset: number): void {
    for (const address of hubAddresses(code)) this.keep(address.kind, address.text, offset + address.index, 'mention');
  }

  private keep(
    kind: HubReference['kind'],
    reference: string,
    start: number,
    certainty: HubReference['certainty'],
    prose = false,
  ): void {
    const known = this.found.get(start);
    if (known !== undefined && !(known.certainty === 'mention' && certainty !== 'mention')) return;
    const range = this.file.range(start, start + reference.length);
    this.found.set(start, { kind, reference, range, certainty, prose, ...(this.inRun ? { ships: true } : {}) });
  }
}

/** Each of its lines may be `FROM` and a name. */
function isModelfile(file: TextFile): boolean {
  return /Modelfile/i.test(file.name);
}

/** Where a `#` comment begins; the line's length where there is none. A `#` inside quotes or a word is no comment. */
function commentStart(line: string): number {
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
