import type { TextFile } from '../text/textFile';
import type { ManifestFile, Need, PackageRead, PackageReader, Scope } from './packageFile';
import { isDevelopmentName } from './python';

/** `Gemfile` (https://bundler.io/man/gemfile.5.html): gems that are written out, with their groups. Programs are not run. */
export const gemfile: PackageReader = {
  wants: (path) => /(?:^|\/)(?:Gemfile|gems\.rb)$/.test(path),
  read: (file): PackageRead => {
    const needs: Need[] = [];
    // What each open block is for; null for blocks that are no groups.
    const blocks: (Scope | null)[] = [];
    for (const { text, start } of linesOf(file)) {
      const group = /^group[ (]/.test(text) ? scopeOfGroups(text) : null;
      const gem = /^gem[ (]+(["'])([\w.-]+)\1(.*)$/.exec(text);
      if (gem?.[2] !== undefined) {
        const rest = gem[3] ?? '';
        // A gem in a folder of the project is its own.
        if (/\bpath(?::|\s*=>)/.test(rest)) continue;
        const inline = /\bgroups?(?::|\s*=>)/.test(rest) ? scopeOfGroups(rest) : null;
        const scope = inline ?? blocks.findLast((one) => one !== null) ?? 'runtime';
        needs.push(needOf(file, start + text.indexOf(gem[2]), gem[2], rest, scope));
      } else if (/\bdo(?:\s*\|[^|]*\|)?$|^(?:if|unless|case|begin)\b/.test(text)) blocks.push(group);
      else if (/^end\b/.test(text)) blocks.pop();
    }
    const manifest: ManifestFile = { kind: 'manifest', ecosystem: 'gem', path: file.path, name: null, needs };
    return { ok: true, file: manifest };
  },
};

/** `*.gemspec` of the project itself (https://guides.rubygems.org/specification-reference/). */
export const gemspec: PackageReader = {
  wants: (path) => /\.gemspec$/.test(path),
  read: (file): PackageRead => {
    const needs: Need[] = [];
    for (const { text, start } of linesOf(file)) {
      const match = /\.add_(development_|runtime_)?dependency[ (]+(["'])([\w.-]+)\2(.*)$/.exec(text);
      if (match?.[3] === undefined) continue;
      const scope = match[1] === 'development_' ? 'development' : 'runtime';
      const at = start + match.index + match[0].indexOf(match[3], match[0].indexOf('dependency') + 'dependency'.length);
      needs.push(needOf(file, at, match[3], match[4] ?? '', scope));
    }
    const name = /\.name\s*=\s*["']([\w.-]+)["']/.exec(file.text)?.[1] ?? null;
    return { ok: true, file: { kind: 'manifest', ecosystem: 'gem', path: file.path, name, needs } };
  },
};

function* linesOf(file: TextFile): Generator<{ readonly text: string; readonly start: number }, void, undefined> {
  let offset = 0;
  for (const line of file.text.split('\n')) {
    const start = offset + line.length - line.trimStart().length;
    offset += line.length + 1;
    const text = line.replace(/(^|\s)#.*$/, '').trim();
    if (text !== '' && text.length < 2000) yield { text, start };
  }
}

function needOf(file: TextFile, at: number, name: string, rest: string, scope: Scope): Need {
  const spec = /^\s*,\s*["']([^"']*)["']/.exec(rest)?.[1] ?? '';
  const version = /^=?\s*(\d[\w.]*)$/.exec(spec)?.[1] ?? '';
  return { name, spec, version, scope, range: file.range(at, at + name.length) };
}

function scopeOfGroups(text: string): Scope {
  const names = [...text.matchAll(/:(\w+)\b(?!:)|["'](\w+)["']/g)].map(([, symbol, string]) => symbol ?? string ?? '');
  return names.length > 0 && names.every(isDevelopmentName) ? 'development' : 'runtime';
}
