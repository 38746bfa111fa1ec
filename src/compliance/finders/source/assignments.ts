import type { Token } from '../../text/lex';
import { keyKind, memberKind } from '../keys';
import type { SourceCode } from './sourceCode';

/** `=` that gives a name a value (in R `<-`): not `==`, `=>`, `<=`, `!=`, `+=`. */
export function isAssignment({ tokens, extension }: SourceCode, index: number): boolean {
  const sign = tokens[index];
  if (sign?.text === '-') return extension === '.r' && tokens[index - 1]?.text === '<';
  if (sign?.text !== '=') return false;
  const previous = tokens[index - 1];
  const next = tokens[index + 1];
  if (next?.kind === 'sign' && next.start === sign.end && /[=>]/.test(next.text)) return false;
  return !(previous?.kind === 'sign' && previous.end === sign.start && /[=<>!+*/%&|^-]/.test(previous.text));
}

/** The names of `a, b = …`; none for a single one. */
export function namesBefore(tokens: readonly Token[], index: number): string[] {
  const names: string[] = [];
  for (let at = index - 1; tokens[at]?.kind === 'word' && names.length < 16; at -= 2) {
    names.unshift(tokens[at]?.text ?? '');
    if (tokens[at - 1]?.text !== ',') break;
  }
  return names.length > 1 ? names : [];
}

/** The name before `=`, with or without a type in between (`const id: string = …`, `id: &str = …`, Go's `:=`). */
export function assignedName(code: SourceCode, index: number): string | null {
  const { tokens } = code;
  let at = index - 1;
  if (/^[:<]$/.test(tokens[at]?.text ?? '') && tokens[at]?.end === tokens[index]?.start) at--;
  // `string ModelId { get; set; } = …`
  if (tokens[at]?.text === '}') {
    const limit = at - 12;
    while (at > limit && tokens[at]?.text !== '{') at--;
    at--;
  }
  const name = tokens[at];
  if (name === undefined) return null;
  if (code.extension === '.rs' && name.text === ')') return firstOfPattern(code, at);
  const entry = tokens[at - 1];
  if (name.text === ']' && entry?.kind === 'string' && tokens[at - 2]?.text === '[') {
    const collection = tokens[at - 3]?.text ?? '';
    if (!code.isAboutLearning) return null;
    return keyKind(entry.text) === null && memberKind(collection, entry.text) !== null ? collection : entry.text;
  }
  let open = closes(name) ? 1 : 0;
  for (let back = at - 1; back > at - 30; back--) {
    const token = tokens[back];
    if (token === undefined || (token.kind !== 'string' && !/^(?:[\w$]+|[:&<>*?.|,[\]()'])$/.test(token.text))) break;
    if (closes(token)) open++;
    // A type ends where the bracket began in which it stands, or what stood before.
    if (opens(token) && --open < 0) break;
    if (token.text === ',' && open === 0) break;
    const annotated = tokens[back - 1];
    if (tokens[back + 1]?.text === ':') continue; // `std::string`
    if (token.text === ':' && annotated?.kind === 'word' && !code.endsLine(annotated, name)) return annotated.text;
  }
  return name.kind === 'word' ? name.text : null;
}

/** The first name of Rust's `let (id, revision) = …`, which ends at the bracket at `close`. */
function firstOfPattern({ tokens }: SourceCode, close: number): string | null {
  let open = close - 1;
  while (open > close - 12 && /^(?:\w+|,)$/.test(tokens[open]?.text ?? '')) open--;
  if (tokens[open]?.text !== '(' || tokens[open - 1]?.text !== 'let') return null;
  const first = tokens[open + 1]?.text === 'mut' ? open + 2 : open + 1;
  return tokens[first]?.text ?? null;
}

/** The name of the function of Rust whose body the brace at `brace` opens; else null. */
export function functionOfBody({ tokens, extension }: SourceCode, brace: number): string | null {
  if (extension !== '.rs') return null;
  for (let at = brace - 1; at > brace - 40; at--) {
    const token = tokens[at];
    if (token === undefined || /^[{};=]$/.test(token.text)) return null;
    if (token.text === 'fn') return tokens[at + 1]?.text ?? null;
  }
  return null;
}

/** What a name says of its value: in a file that loads from the hub with Rust's library, a repository is there. */
export function saidBy({ extension, text }: SourceCode, name: string | null): string | null {
  if (name === null || extension !== '.rs') return name;
  const plain = name.replace(/_and_\w+$/, '');
  return /(?:^|_)repo$/.test(plain) && text.includes('hf_hub') ? 'hf_repo' : plain;
}

function opens({ kind, text }: Token): boolean {
  return kind !== 'string' && /^[([<]$/.test(text);
}

function closes({ kind, text }: Token): boolean {
  return kind !== 'string' && /^[)\]>]$/.test(text);
}
