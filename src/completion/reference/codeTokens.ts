import { lex } from '../../compliance/text/lex';

/** Code as its tokens: comments, blanks and how strings are quoted make no difference. */
export interface CodeTokens {
  /** A number for each token, the same for the same token. */
  readonly ids: Uint32Array;
  /** The line of each token, from 0. */
  readonly lines: Uint32Array;
  /** Where each token begins in the text. */
  readonly starts: Uint32Array;
}

/** The tokens of a piece of code. `extension` tells its language, e.g. `.ts`. */
export function codeTokens(text: string, extension: string): CodeTokens {
  const tokens = lex(text, extension).filter(({ kind }) => kind !== 'comment');
  const ids = new Uint32Array(tokens.length);
  const lines = new Uint32Array(tokens.length);
  const starts = new Uint32Array(tokens.length);
  let line = 0;
  let lineEnd = text.indexOf('\n');
  tokens.forEach(({ kind, text: token, start }, index) => {
    while (lineEnd >= 0 && lineEnd < start) {
      line++;
      lineEnd = text.indexOf('\n', lineEnd + 1);
    }
    ids[index] = idOf(kind === 'string' ? `"${token}` : token);
    lines[index] = line;
    starts[index] = start;
  });
  return { ids, lines, starts };
}

/** FNV-1a. */
function idOf(token: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < token.length; i++) hash = Math.imul(hash ^ token.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
