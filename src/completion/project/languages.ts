import { extname } from 'node:path';

/** Extensions whose files are written in one language, or mixed in one project. */
const FAMILIES: readonly (readonly string[])[] = [
  ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.vue', '.svelte'],
  ['.py', '.pyi'],
  ['.c', '.h', '.cc', '.cpp', '.cxx', '.hpp', '.hh', '.m', '.mm'],
  ['.java', '.kt', '.kts', '.scala', '.groovy'],
  ['.css', '.scss', '.sass', '.less'],
  ['.sh', '.bash', '.zsh'],
];
/** Written by programs, or declarations without code. */
const GENERATED = /\.d\.[mc]?ts$|\.min\.|[.-]generated\.|\.bundle\.|(^|[\\/])package-lock\.json$/;

/** What is written in a notebook is nearly always Python; its file is data. */
const NOTEBOOK = '.ipynb';
const IN_NOTEBOOKS = '.py';

/** Whether files of the project can say something about a file: written by hand, in the same language. */
export function sameLanguage(path: string): (other: string) => boolean {
  const own = extname(path).toLowerCase();
  const extension = own === NOTEBOOK ? IN_NOTEBOOKS : own;
  const family = FAMILIES.find((extensions) => extensions.includes(extension)) ?? [extension];
  return (other) => extension !== '' && family.includes(extname(other).toLowerCase()) && !GENERATED.test(other);
}
