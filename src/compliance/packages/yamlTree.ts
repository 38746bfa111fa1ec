/**
 * A reader of the YAML that package managers write: maps by indentation, plain and quoted texts. What their lockfiles hold
 * besides (lists, maps in braces, texts over several lines) is passed over. In time and memory proportional to the text,
 * whatever it is: parsers of all of YAML need minutes for some texts of a few hundred kilobytes.
 */

/** null for what was passed over, and where nothing stands. */
export type YamlNode = string | YamlMap | null;

export interface YamlMap {
  readonly members: readonly YamlMember[];
}

export interface YamlMember {
  readonly key: string;
  /** Offsets of the key's text, quotes included. */
  readonly start: number;
  readonly end: number;
  readonly value: YamlNode;
}

type Open = { -readonly [Key in keyof YamlMember]: YamlMember[Key] };

interface Level {
  readonly indent: number;
  readonly members: Open[];
}

/** The map that a YAML text is; null where it is none. Several documents are read as one. */
export function parseYaml(text: string): YamlMap | null {
  const root: Level = { indent: 0, members: [] };
  const levels: Level[] = [root];
  /** Lines indented more than this belong to something that is passed over. */
  let passedOver = Number.POSITIVE_INFINITY;
  let offset = 0;
  for (const line of text.split('\n')) {
    const start = offset;
    offset += line.length + 1;
    const content = line.trim();
    if (content === '' || content.startsWith('#') || /^(?:---|\.\.\.)/.test(line)) continue;
    const indent = line.length - line.trimStart().length;
    if (indent > passedOver) continue;
    passedOver = Number.POSITIVE_INFINITY;
    let level = levels[levels.length - 1] ?? root;
    while (indent < level.indent && levels.length > 1) {
      levels.pop();
      level = levels[levels.length - 1] ?? root;
    }
    if (content.startsWith('- ') || content === '-') {
      passedOver = indent;
      continue;
    }
    const last = level.members[level.members.length - 1];
    // A key too long for its line: `? key`, and its value behind the next colon.
    if (content.startsWith(':') && last !== undefined && indent === level.indent) {
      passedOver = put(last, content.slice(1).trim()) ? indent : passedOver;
      continue;
    }
    if (indent > level.indent) {
      if (last === undefined || last.value !== null) return null;
      const members: Open[] = [];
      last.value = { members };
      level = { indent, members };
      levels.push(level);
    }
    const isLong = content.startsWith('? ');
    const keyStart = isLong ? indent + 2 : indent;
    const key = readKey(line, keyStart, isLong);
    if (key === null) return null;
    const member: Open = { key: key.text, start: start + keyStart, end: start + key.end, value: null };
    level.members.push(member);
    if (!isLong && put(member, line.slice(key.end + 1).trim())) passedOver = indent;
  }
  return root;
}

/** Gives the member the value that stands on its line; true where lines may go on with it. */
function put(member: Open, value: string): boolean {
  if (value === '' || value.startsWith('#')) return false;
  if (!/^[[{|>&*!]/.test(value)) member.value = scalar(value);
  return true;
}

/** The key that begins at an offset of a line, and where it ends. */
function readKey(line: string, from: number, isLong: boolean): { readonly text: string; readonly end: number } | null {
  const quote = line[from];
  if (quote === '"' || quote === "'") {
    const end = quotedEnd(line, from);
    return end < 0 || !(isLong || line[end] === ':') ? null : { text: unquoted(line.slice(from, end)), end };
  }
  if (isLong) return { text: line.slice(from).trim(), end: line.trimEnd().length };
  for (let at = line.indexOf(':', from); at >= 0; at = line.indexOf(':', at + 1)) {
    const next = line[at + 1];
    if (next === undefined || next === ' ' || next === '\r' || next === '\t')
      return at === from ? null : { text: line.slice(from, at), end: at };
  }
  return null;
}

function scalar(value: string): string {
  if (value.startsWith('"') || value.startsWith("'")) {
    const end = quotedEnd(value, 0);
    return unquoted(end < 0 ? value : value.slice(0, end));
  }
  const comment = value.indexOf(' #');
  return comment < 0 ? value : value.slice(0, comment).trimEnd();
}

/** Behind the closing quote; -1 where there is none. */
function quotedEnd(text: string, from: number): number {
  const quote = text[from];
  for (let at = from + 1; at < text.length; at++) {
    if (quote === '"' && text[at] === '\\') at++;
    else if (text[at] === quote) {
      if (quote === '"' || text[at + 1] !== "'") return at + 1;
      at++;
    }
  }
  return -1;
}

function unquoted(text: string): string {
  if (text.startsWith("'")) return text.slice(1, -1).replaceAll("''", "'");
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : text;
  } catch {
    return text.slice(1, -1); // an escape that only YAML has: names and versions have none
  }
}

/** The members of a map; none of anything else. */
export function yamlMembers(node: YamlNode | undefined): readonly YamlMember[] {
  return typeof node === 'object' && node !== null ? node.members : [];
}

export function yamlMember(node: YamlNode | undefined, name: string): YamlNode {
  return yamlMembers(node).find(({ key }) => key === name)?.value ?? null;
}

export function yamlText(node: YamlNode | undefined): string | null {
  return typeof node === 'string' ? node : null;
}
