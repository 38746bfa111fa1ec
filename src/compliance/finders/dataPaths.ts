import type { Token } from '../text/lex';
import type { Values } from './values';

/** Where something is written, as far as a file's text tells. */
export interface DataPath {
  /** The file's name where only that is known, `*` for what the run puts into it; null where nothing is. */
  readonly path: string | null;
  /** The expression, in words. */
  readonly words: string;
}

/** A longer expression is no path. */
const maxTokens = 40;
const dataFile = /\.(?:jsonl?|ndjson|csv|tsv|parquet|arrow|txt)(?:\.gz|\.zst)?$/i;

/** True for names of files that hold data. */
export function isDataFile(path: string): boolean {
  return dataFile.test(path);
}

/** The path that the expression at a token (up to `limit`, exclusive) is: `"a.json"`, `os.path.join(x, "a.json")`, `Path(x) / "a.json"`, `f"{x}/a.json"`. */
export function pathAt(
  tokens: readonly Token[],
  values: Values,
  index: number,
  known: (name: string) => DataPath | undefined,
  limit = index + maxTokens,
): DataPath {
  const literal = tokens[index];
  const isAlone = literal?.kind === 'string' && literal.placeholders === undefined;
  if (isAlone && /^[,;)\]]$/.test(tokens[index + 1]?.text ?? '')) return { path: literal.text, words: literal.text };
  const parts: Token[] = [];
  let depth = 0;
  for (let at = index; at < Math.min(limit, index + maxTokens); at++) {
    const token = tokens[at];
    if (token === undefined) break;
    if (token.kind === 'sign') {
      if (/[([{]/.test(token.text)) depth++;
      else if (/[)\]}]/.test(token.text) && --depth < 0) break;
      else if (depth === 0 && /[,;]/.test(token.text)) break;
    }
    parts.push(token);
  }
  const value = values.at(index);
  const words = parts.map(({ text }) => text).join(' ');
  if (value !== null && value.last + 1 >= index + parts.length) return { path: value.value.text, words };
  const [first] = parts;
  const named = parts.length === 1 && first?.kind === 'word' ? known(first.text) : undefined;
  return named ?? { path: endOf(parts), words };
}

/** The name of the file at the end of an expression, `*` for what is put into it; null where not even a part of it is known. */
function endOf(parts: readonly Token[]): string | null {
  const last = parts.findLast(({ kind }) => kind === 'string');
  if (last === undefined) return null;
  const text = last.placeholders === undefined ? last.text : last.text.replace(/\$?\{[^{}]*\}/g, '*');
  const name = text.slice(text.lastIndexOf('/') + 1);
  return dataFile.test(name) && /[^*.]\*?\./.test(name) ? name : null;
}
