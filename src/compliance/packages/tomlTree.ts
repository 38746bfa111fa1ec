import { parse, TomlError } from 'smol-toml';
import type { Range } from '../report';
import type { TextFile } from '../text/textFile';

/** A key of a TOML table, and where it and its value stand. */
interface Key {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  /** Up to the next key or table. */
  valueEnd: number;
}

interface Header {
  readonly path: string;
  readonly isArray: boolean;
  readonly start: number;
  readonly end: number;
  readonly keys: Key[];
}

/** What a TOML text holds; null where it is none. */
export function parseToml(text: string): unknown {
  try {
    return parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    // The parser recurses; no manifest is nested deeply enough to be worth more.
    if (error instanceof TomlError || error instanceof RangeError) return null;
    throw error;
  }
}

/** What a TOML text holds, with the places of its tables and keys, which the parser does not keep. */
export class TomlTree {
  private readonly tables = new Map<string, Header[]>();
  /** By table and path; the first of each counts. */
  private readonly keys = new Map<string, Key>();
  /** By table and the first name of `name.more`. */
  private readonly dotted = new Map<string, Key>();
  /** By the path of the table and its own, together. */
  private readonly paths = new Map<string, Key>();

  private constructor(
    private readonly file: TextFile,
    readonly data: unknown,
  ) {
    for (const header of headersOf(file.text)) {
      const { path: table, keys } = header;
      const known = this.tables.get(table);
      if (known === undefined) this.tables.set(table, [header]);
      else known.push(header);
      for (const key of keys) {
        putFirst(this.keys, `${table}\n${key.path}`, key);
        putFirst(this.dotted, `${table}\n${key.path.split('.', 1)[0]}`, key);
        putFirst(this.paths, `${table}.${key.path}`, key);
      }
    }
  }

  /** null where the text is no TOML. */
  static read(file: TextFile): TomlTree | null {
    const data = parseToml(file.text);
    return data === null ? null : new TomlTree(file, data);
  }

  /** Where the value of a key stands as a text: in the table `[table]`, or in the `index`-th `[[table]]`. */
  textRange(table: string, key: string, text: string, index?: number): Range | null {
    const place = this.key(table, key, index);
    if (place === undefined) return null;
    const value = this.file.text.slice(place.end, place.valueEnd);
    const quoted = value.indexOf(`"${text}"`);
    const at = quoted >= 0 ? quoted : value.indexOf(`'${text}'`);
    const start = place.end + at + 1;
    return at < 0 ? this.file.range(place.start, place.end) : this.file.range(start, start + text.length);
  }

  keyRange(table: string, key: string): Range | null {
    const place = this.key(table, key);
    if (place !== undefined) return this.file.range(place.start, place.end);
    // `name.version = "1"` is a table in one line.
    const dotted = this.dotted.get(`${table}\n${key}`);
    if (dotted !== undefined) return this.file.range(dotted.start, dotted.start + key.length);
    // A dependency may have a table of its own: `[dependencies.name]`.
    const header = this.tables.get(`${table}.${key}`)?.[0];
    return header === undefined ? null : this.file.range(header.start, header.end);
  }

  private key(table: string, key: string, index = 0): Key | undefined {
    const headers = this.tables.get(table);
    if (headers?.[0]?.isArray === true) return headers[index]?.keys.find(({ path }) => path === key);
    // `[project]` with `urls.home = …` is `[project.urls]` with `home = …`.
    return this.keys.get(`${table}\n${key}`) ?? this.paths.get(`${table}.${key}`);
  }
}

function putFirst(keys: Map<string, Key>, name: string, key: Key): void {
  if (!keys.has(name)) keys.set(name, key);
}

/** Tables and keys in their order. Strings, comments and brackets are told apart; what is no TOML the parser has refused. */
function headersOf(text: string): readonly Header[] {
  let current: Header = { path: '', isArray: false, start: 0, end: 0, keys: [] };
  const headers = [current];
  const close = (end: number) => {
    const last = current.keys[current.keys.length - 1];
    if (last !== undefined) last.valueEnd = Math.min(last.valueEnd, end);
  };
  let depth = 0;
  let isLineStart = true;
  for (let at = 0; at < text.length; ) {
    const character = text[at];
    if (character === '\n') {
      isLineStart = true;
      at++;
    } else if (character === ' ' || character === '\t' || character === '\r' || character === '\uFEFF') {
      at++;
    } else if (character === '#') {
      at = lineEnd(text, at);
    } else if (isLineStart && depth === 0) {
      isLineStart = false;
      const isTable = character === '[';
      const read = dottedKey(text, isTable ? at + (text[at + 1] === '[' ? 2 : 1) : at);
      close(at);
      if (isTable) {
        const end = lineEnd(text, read.end);
        current = {
          path: read.path,
          isArray: text[at + 1] === '[',
          start: at,
          end: trimmedEnd(text, at, end),
          keys: [],
        };
        headers.push(current);
        at = end;
      } else {
        current.keys.push({ path: read.path, start: at, end: read.end, valueEnd: text.length });
        at = Math.max(at + 1, read.end);
      }
    } else {
      isLineStart = false;
      if (character === '[' || character === '{') depth++;
      else if (character === ']' || character === '}') depth--;
      at = character === '"' || character === "'" ? stringEnd(text, at) : at + 1;
    }
  }
  return headers;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

function trimmedEnd(text: string, start: number, end: number): number {
  return start + text.slice(start, end).trimEnd().length;
}

/** A key as its parts joined with dots, quotes taken off. */
function dottedKey(text: string, from: number): { readonly path: string; readonly end: number } {
  const parts: string[] = [];
  let end = from;
  for (let at = from; at < text.length; ) {
    const character = text[at] ?? '';
    if (character === '"' || character === "'") {
      const close = stringEnd(text, at);
      parts.push(text.slice(at + 1, close - 1));
      at = end = close;
    } else if (/[\w-]/.test(character)) {
      const start = at;
      while (/[\w-]/.test(text[at] ?? '')) at++;
      parts.push(text.slice(start, at));
      end = at;
    } else if (character === '.' || character === ' ' || character === '\t') at++;
    else break;
  }
  return { path: parts.join('.'), end };
}

/** Behind the string that begins here. */
function stringEnd(text: string, from: number): number {
  const quote = text[from] ?? '';
  const long = quote.repeat(3);
  if (text.startsWith(long, from)) {
    let at = from + 3;
    while (at < text.length && !text.startsWith(long, at)) at += quote === '"' && text[at] === '\\' ? 2 : 1;
    at += 3;
    // Up to two quotes may stand before the closing three.
    while (text[at] === quote) at++;
    return Math.min(at, text.length);
  }
  let at = from + 1;
  while (at < text.length && text[at] !== quote && text[at] !== '\n') at += quote === '"' && text[at] === '\\' ? 2 : 1;
  return Math.min(text[at] === quote ? at + 1 : at, text.length);
}
