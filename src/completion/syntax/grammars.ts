import { extname } from 'node:path';

/** Grammars that Licit ships, by the names of their files. */
export const GRAMMARS = [
  'c-sharp',
  'cpp',
  'go',
  'java',
  'javascript',
  'php',
  'python',
  'ruby',
  'rust',
  'tsx',
  'typescript',
] as const;
export type Grammar = (typeof GRAMMARS)[number];

/** By VS Code's language ids, for what has no telling path: untitled files and the cells of notebooks. */
const BY_LANGUAGE: Readonly<Record<string, Grammar>> = {
  c: 'cpp',
  cpp: 'cpp',
  csharp: 'c-sharp',
  go: 'go',
  java: 'java',
  javascript: 'javascript',
  javascriptreact: 'javascript',
  php: 'php',
  python: 'python',
  ruby: 'ruby',
  rust: 'rust',
  typescript: 'typescript',
  typescriptreact: 'tsx',
};

const BY_EXTENSION: Readonly<Record<string, Grammar>> = {
  '.c': 'cpp',
  '.cc': 'cpp',
  '.cjs': 'javascript',
  '.cpp': 'cpp',
  '.cs': 'c-sharp',
  '.cts': 'typescript',
  '.cxx': 'cpp',
  '.go': 'go',
  '.h': 'cpp',
  '.hh': 'cpp',
  '.hpp': 'cpp',
  '.java': 'java',
  '.js': 'javascript',
  '.jsx': 'javascript',
  '.mjs': 'javascript',
  '.mts': 'typescript',
  '.php': 'php',
  '.py': 'python',
  '.pyi': 'python',
  '.rb': 'ruby',
  '.rs': 'rust',
  '.ts': 'typescript',
  '.tsx': 'tsx',
};

/** The grammar of a file, by the language that the editor gives it, else by its extension; null where there is none. */
export function grammarOf({
  path,
  languageId,
}: {
  readonly path: string;
  readonly languageId?: string;
}): Grammar | null {
  const language = languageId ?? '';
  if (Object.hasOwn(BY_LANGUAGE, language)) return BY_LANGUAGE[language] ?? null;
  // A language of its own that is no grammar of ours, whatever the file is called.
  if (language !== '' && language !== 'plaintext') return null;
  const extension = extname(path).toLowerCase();
  return Object.hasOwn(BY_EXTENSION, extension) ? (BY_EXTENSION[extension] ?? null) : null;
}
