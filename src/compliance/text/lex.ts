/** A piece of source code. Offsets are in UTF-16 code units; those of a string leave its quotes out. */
export interface Token {
  readonly kind: 'word' | 'string' | 'sign' | 'comment';
  /** Text of a word, sign or comment; content of a string as written, escapes included. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** How a string marks its placeholders: `{name}` (Python's f-strings) or `${name}` (templates). */
  readonly placeholders?: 'brace' | 'dollar';
}

interface Style {
  readonly lineComment: readonly string[];
  readonly blockComment: boolean;
  readonly quotes: string;
  /** `"""` and `'''` open strings that run over lines. */
  readonly tripleQuotes: boolean;
  /** What a backtick opens: a template with placeholders, a raw string, or nothing. */
  readonly backtick: 'template' | 'raw' | null;
}

const python: Style = { lineComment: ['#'], blockComment: false, quotes: `"'`, tripleQuotes: true, backtick: null };
const javascript: Style = {
  lineComment: ['//'],
  blockComment: true,
  quotes: `"'`,
  tripleQuotes: false,
  backtick: 'template',
};
const cLike: Style = { lineComment: ['//'], blockComment: true, quotes: '"', tripleQuotes: false, backtick: null };
const php: Style = { ...cLike, lineComment: ['//', '#'], quotes: `"'` };
const dart: Style = { ...cLike, quotes: `"'`, tripleQuotes: true };
const go: Style = { ...cLike, backtick: 'raw' };
const kotlin: Style = { ...cLike, tripleQuotes: true };
const ruby: Style = { lineComment: ['#'], blockComment: false, quotes: `"'`, tripleQuotes: false, backtick: null };

const styles: ReadonlyMap<string, Style> = new Map([
  ...['.py', '.pyi', '.pyx'].map((extension) => [extension, python] as const),
  ...['.js', '.jsx', '.mjs', '.cjs', '.ts', '.tsx', '.mts', '.cts', '.vue', '.svelte', '.astro'].map(
    (extension) => [extension, javascript] as const,
  ),
  ...['.rs', '.cs', '.c', '.h', '.cc', '.cpp', '.hpp', '.m', '.mm'].map((extension) => [extension, cLike] as const),
  ...['.java', '.kt', '.kts', '.scala', '.swift'].map((extension) => [extension, kotlin] as const),
  ['.go', go],
  ['.php', php],
  ['.dart', dart],
  ['.groovy', dart],
  ...['.rb', '.r', '.jl', '.ex', '.exs', '.pl'].map((extension) => [extension, ruby] as const),
]);

/** True for the extensions of source code whose strings and comments are told apart here. */
export function isSourceCode(extension: string): boolean {
  return styles.has(extension);
}

/**
 * Words, strings, signs and comments of a source file, in order. Not a parser: it is right about where strings and comments
 * begin and end, recovers at the next line where it is not, never fails, and takes time linear in the length of the text.
 */
export function lex(text: string, extension: string): readonly Token[] {
  const style = styles.get(extension) ?? javascript;
  const tokens: Token[] = [];
  let position = 0;
  const push = (kind: Token['kind'], start: number, end: number) => {
    tokens.push({ kind, text: text.slice(start, end), start, end });
  };
  while (position < text.length) {
    const code = text.charCodeAt(position);
    if (code <= 0x20) {
      position++;
      continue;
    }
    const afterWord = wordEnd(text, position, code);
    if (afterWord > position) {
      push('word', position, afterWord);
      position = afterWord;
      continue;
    }
    const character = text.charAt(position);
    const comment = character === '/' || character === '#' ? commentEnd(text, position, style) : null;
    if (comment !== null) {
      push('comment', position, comment);
      position = comment;
      continue;
    }
    if (style.quotes.includes(character)) {
      const triple = style.tripleQuotes && text.startsWith(character.repeat(3), position);
      const quote = triple ? character.repeat(3) : character;
      const start = position + quote.length;
      const end = stringEnd(text, start, quote, triple);
      const previous = tokens[tokens.length - 1];
      const prefix = style === python && previous?.kind === 'word' && previous.end === position ? previous : undefined;
      const isStringPrefix = prefix !== undefined && /^[rbfu]{1,2}$/i.test(prefix.text);
      if (isStringPrefix) tokens.pop();
      if (isStringPrefix && /f/i.test(prefix.text))
        tokens.push({ kind: 'string', text: text.slice(start, end), start, end, placeholders: 'brace' });
      else push('string', start, end);
      position = text.startsWith(quote, end) ? end + quote.length : end;
      continue;
    }
    if (character === '`' && style.backtick !== null) {
      const start = position + 1;
      const end = style.backtick === 'raw' ? indexOrEnd(text, '`', start) : stringEnd(text, start, '`', true);
      if (style.backtick === 'raw') push('string', start, end);
      else tokens.push({ kind: 'string', text: text.slice(start, end), start, end, placeholders: 'dollar' });
      position = end + 1;
      continue;
    }
    if (character === '/' && style === javascript) {
      const end = regexEnd(text, position, tokens[tokens.length - 1]);
      if (end !== null) {
        position = end;
        continue;
      }
    }
    push('sign', position, position + 1);
    position++;
  }
  return tokens;
}

const wordBeyondAscii = /[\p{L}\p{N}_$]+/uy;

/** Where the word that begins here ends; `start` where none does. Code unit by code unit: this is where a check spends its time. */
function wordEnd(text: string, start: number, first: number): number {
  let end = start;
  for (let code = first; isAsciiWord(code); code = text.charCodeAt(end)) end++;
  if (end < text.length && text.charCodeAt(end) > 0x7f) {
    wordBeyondAscii.lastIndex = end;
    if (wordBeyondAscii.test(text)) end = wordBeyondAscii.lastIndex;
  }
  return end;
}

/** Letters, digits, `_` and `$`; false for NaN, the end of a text. */
function isAsciiWord(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x30 && code <= 0x39) ||
    code === 0x5f ||
    code === 0x24
  );
}

function commentEnd(text: string, position: number, style: Style): number | null {
  if (style.blockComment && text.startsWith('/*', position)) {
    const end = text.indexOf('*/', position + 2);
    return end === -1 ? text.length : end + 2;
  }
  return style.lineComment.some((mark) => text.startsWith(mark, position)) ? indexOrEnd(text, '\n', position) : null;
}

const backslash = 0x5c;
const lineFeed = 0x0a;

/** Where the content of a string ends: at its closing quote, or at the end of the line (or text) that has none. */
function stringEnd(text: string, start: number, quote: string, overLines: boolean): number {
  const first = quote.charCodeAt(0);
  let position = start;
  while (position < text.length) {
    const code = text.charCodeAt(position);
    if (code === backslash) position += 2;
    else if (code === first && text.startsWith(quote, position)) return position;
    else if (code === lineFeed && !overLines) return position;
    else position++;
  }
  return text.length;
}

/** The end of a regular expression literal at `position`; null where the slash divides. */
function regexEnd(text: string, position: number, previous: Token | undefined): number | null {
  const divides =
    previous !== undefined &&
    (previous.kind === 'string' ||
      (previous.kind === 'word' &&
        !/^(?:return|typeof|case|in|of|do|else|void|delete|await|yield)$/.test(previous.text)) ||
      (previous.kind === 'sign' && [')', ']', '}'].includes(previous.text)));
  if (divides) return null;
  let inClass = false;
  for (let index = position + 1; index < text.length; index++) {
    const character = text.charAt(index);
    if (character === '\n') return null;
    if (character === '\\') index++;
    else if (character === '[') inClass = true;
    else if (character === ']') inClass = false;
    else if (character === '/' && !inClass) return index + 1;
  }
  return null;
}

function indexOrEnd(text: string, searched: string, from: number): number {
  const index = text.indexOf(searched, from);
  return index === -1 ? text.length : index;
}
