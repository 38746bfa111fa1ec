import { unescaped } from '../../text/escapes';
import type { Token } from '../../text/lex';
import { TextFile } from '../../text/textFile';
import { isTestFile } from '../hubId';
import { jsonReferences } from '../jsonReferences';
import { readLines } from '../lineReferences';
import type { Found } from './frame';
import type { SourceCode } from './sourceCode';
import { isValueStart } from './valueEdges';

/** No shorter text names a model by a key. */
const leastLength = 12;
/** A longer text is data. */
const maxLength = 20_000;
/** Fewer lines with keys or items may be anything. */
const leastLines = 2;
/** Without one of these no key in it names a model. */
const worthReading =
  /model|dataset|pretrained|name_or_path|llm|checkpoint|tokenizer|adapter|repo|lora|teacher|rerank|serve|download/i;
/** Keys of configuration; forms and sentences have `Capital letters: …`. */
const yamlKey = /^\s*(?:-\s+)*(?:[a-z_][\w.-]*|[A-Z][A-Z0-9_]*|"[\w./ -]+"|'[\w./ -]+')\s*:(?:\s+(.*))?$/;
const yamlItem = /^\s*-\s+\S/;

const nothing: readonly Found[] = [];

/** Languages in which strings that hold configuration are read. */
const languages = /^\.(?:pyi?|[cm]?[jt]sx?)$/;

/**
 * The models and data sets that YAML or JSON in a string names by its keys, where the program gives the string to something. A text that
 * may be anything else, and those of tests, have none. `index`: of the string. `isInObject`: a colon before it is a key's.
 */
export function configurationInString(code: SourceCode, index: number, isInObject: boolean): readonly Found[] {
  const token = code.tokens[index];
  // Of most strings this is all.
  if (token === undefined || token.text.length < leastLength || !token.text.includes(':')) return nothing;
  const { text, start, placeholders } = token;
  const isLines = text.includes('\n') || text.includes('\\n');
  const isJson = /^\s*[[{]/.test(text);
  if (!(isLines || isJson) || text.length > maxLength || !languages.test(code.extension)) return nothing;
  if (!worthReading.test(text) || !code.isAboutLearning || isTestFile(code.path)) return nothing;
  if (!isGiven(code, index, isInObject)) return nothing;
  const inner = unescaped([{ text: withoutPlaceholders(text, placeholders), start }]);
  if (isJson ? !isJsonText(inner.text) : !isYaml(inner.text)) return nothing;
  const file = new TextFile(`${code.path}.${isJson ? 'json' : 'yaml'}`, inner.text);
  const place = (offset: number) => inner.offsets[offset] ?? start + text.length;
  const found: Found[] = [];
  for (const one of isJson ? jsonReferences.find(file) : readLines(file, 0, file.text.length)) {
    const { kind, certainty, reference, range, prose, atRunTime } = one;
    if (certainty === 'mention' || prose || atRunTime === true) continue;
    const from = place(file.offset(range.startLine, range.startColumn));
    const to = place(file.offset(range.endLine, range.endColumn) - 1) + 1;
    found.push({ kind, certainty, reference, start: from, end: to, prose });
  }
  return found;
}

/** The same with stars for what is put in: nothing that one is a part of is a name. */
function withoutPlaceholders(text: string, placeholders: Token['placeholders']): string {
  if (placeholders === undefined) return text;
  return text.replace(placeholders === 'brace' ? /\{[^{}]*\}/g : /\$\{[^{}]*\}/g, (one) => '*'.repeat(one.length));
}

/** The string is assigned, handed over or given back: no docstring. */
function isGiven(code: SourceCode, index: number, isInObject: boolean): boolean {
  const before = code.tokens[index - 1];
  if (before === undefined) return false;
  if (before.kind === 'word') return /^(?:return|or|else|yaml|yml|json|dedent|outdent)$/.test(before.text);
  return before.text === ':' ? isInObject : isValueStart(code, index);
}

function isJsonText(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Each line has a key or is an item, but for comments and the texts of blocks. */
function isYaml(text: string): boolean {
  let lines = 0;
  /** Of the key whose text is below it. */
  let block: number | null = null;
  for (const line of text.split(/\r?\n/)) {
    const indent = line.search(/\S/);
    if (indent === -1 || (block !== null && indent > block)) continue;
    block = null;
    if (/^\s*#|^---\s*$|^\.\.\.\s*$/.test(line)) continue;
    const key = yamlKey.exec(line);
    if (key === null && !yamlItem.test(line)) return false;
    if (/^[|>][+-]?\d?\s*$/.test(key?.[1] ?? '')) block = indent;
    lines++;
  }
  return lines >= leastLines;
}
