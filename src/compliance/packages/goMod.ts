import type { TextFile } from '../text/textFile';
import { Aliases, type LockedPackage, type PackageRead, type PackageReader } from './packageFile';

/**
 * `go.mod` (https://go.dev/ref/mod#go-mod-file), which since Go 1.17 lists every module that a build needs, with its version.
 * It knows no development: what a test needs, a build needs.
 */
export const goMod: PackageReader = {
  wants: (path) => /(?:^|\/)go\.mod$/.test(path),
  read: (file): PackageRead => {
    const replaced = new Map<string, { readonly name: string; readonly version: string } | null>();
    const required: (Line & { readonly version: string })[] = [];
    for (const line of linesOf(file)) {
      const [path = '', second = '', ...rest] = line.words;
      if (line.directive === 'require') required.push({ ...line, version: second });
      if (line.directive !== 'replace') continue;
      const arrow = line.words.indexOf('=>');
      const [name = '', version = ''] = arrow < 0 ? rest : line.words.slice(arrow + 1);
      // A path is a folder of the project itself.
      replaced.set(arrow === 2 ? `${path}@${second}` : path, /^\.{0,2}\//.test(name) ? null : { name, version });
    }
    const aliases = new Aliases();
    const packages = required.flatMap(({ words, start, version }): LockedPackage[] => {
      const [path = ''] = words;
      const instead = replaced.get(`${path}@${version}`) ?? replaced.get(path);
      if (instead === null || replaced.get(`${path}@${version}`) === null) return [];
      const module = instead ?? { name: path, version };
      aliases.add(path, path);
      return [
        {
          key: path,
          ...module,
          reference: path,
          range: file.range(start, start + path.length),
          declared: null,
          scope: 'runtime',
          needs: [],
        },
      ];
    });
    return {
      ok: true,
      file: {
        kind: 'lock',
        ecosystem: 'golang',
        path: file.path,
        packages,
        aliases: aliases.done(),
        roots: [],
        own: [],
      },
    };
  },
};

interface Line {
  readonly directive: string;
  readonly words: readonly string[];
  /** Of the first word. */
  readonly start: number;
}

/** The lines of directives, those in blocks with the directive of their block. */
function* linesOf(file: TextFile): Generator<Line, void, undefined> {
  let block = '';
  let offset = 0;
  for (const line of file.text.split('\n')) {
    const start = offset;
    offset += line.length + 1;
    const comment = line.indexOf('//');
    const text = comment < 0 ? line : line.slice(0, comment);
    const words = text.split(/\s+/).filter((word) => word !== '');
    const [first = '', second] = words;
    if (first === '') continue;
    if (first === ')') block = '';
    else if (block !== '')
      yield { directive: block, words: words.map(unquoted), start: start + wordStart(text, first) };
    else if (second === '(') block = first;
    else if (second !== undefined)
      yield {
        directive: first,
        words: words.slice(1).map(unquoted),
        start: start + text.indexOf(second, text.indexOf(first) + first.length) + quotesOf(second),
      };
  }
}

function wordStart(text: string, word: string): number {
  return text.indexOf(word) + quotesOf(word);
}

function quotesOf(word: string): number {
  return /^["`]/.test(word) ? 1 : 0;
}

function unquoted(word: string): string {
  return word.replace(/^["`]|["`]$/g, '');
}
