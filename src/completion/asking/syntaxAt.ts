import { isSourceCode, lex } from '../../compliance/text/lex';
import type { CompletionPlace } from '../completion';
import type { Cursor } from '../cursor';

/** Extensions of languages whose files may have another, e.g. a notebook's cells and untitled files. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  c: '.c',
  cpp: '.cpp',
  csharp: '.cs',
  dart: '.dart',
  go: '.go',
  java: '.java',
  javascript: '.js',
  javascriptreact: '.jsx',
  kotlin: '.kt',
  php: '.php',
  python: '.py',
  r: '.r',
  ruby: '.rb',
  rust: '.rs',
  scala: '.scala',
  swift: '.swift',
  typescript: '.ts',
  typescriptreact: '.tsx',
};

/** The extension by which the lexer knows a file's language; null for one that it does not know. */
export function extensionOf({ path, languageId }: Pick<CompletionPlace, 'path' | 'languageId'>): string | null {
  const own = /\.[^./]+$/.exec(path.toLowerCase())?.[0] ?? '';
  return isSourceCode(own) ? own : (EXTENSIONS[languageId ?? ''] ?? null);
}

/** What the cursor stands in; null in code, and in languages whose comments and strings are not told apart. */
export function syntaxAt(
  place: Pick<CompletionPlace, 'path' | 'languageId'>,
  { before }: Cursor,
): 'comment' | 'string' | null {
  const extension = extensionOf(place);
  if (extension === null) return null;
  const last = lex(before, extension).at(-1);
  if (last === undefined || last.end !== before.length) return null;
  if (last.kind === 'string') return 'string';
  if (last.kind !== 'comment') return null;
  return last.text.startsWith('/*') && last.text.length >= 4 && last.text.endsWith('*/') ? null : 'comment';
}
