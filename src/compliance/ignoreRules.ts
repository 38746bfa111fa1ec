import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ignore, { type Ignore } from 'ignore';

/** The rules of one ignore file. */
export interface Rules {
  /** Path of the folder whose file holds the rules, with a trailing `/`; empty for the root. */
  readonly prefix: string;
  readonly rules: Ignore;
  readonly names: RuledNames;
}

/** The rules in force below a folder, with those of its own ignore file. One that is not there, or can't be read, hides nothing. */
export function addRules(
  folder: { readonly path: string; readonly absolute: string },
  name: string,
  outer: readonly Rules[],
): readonly Rules[] {
  try {
    const text = readFileSync(join(folder.absolute, name), 'utf8');
    const rules = ignore({ ignorecase: false }).add(text);
    return [...outer, { prefix: folder.path, rules, names: new RuledNames(text) }];
  } catch {
    return outer;
  }
}

/**
 * As git decides it: the innermost file that has a rule for the path has the last word. `known`: so much of the path is a folder that is
 * not ignored.
 */
export function isIgnored(path: string, stack: readonly Rules[], known = 0): boolean {
  for (let index = stack.length - 1; index >= 0; index--) {
    const entry = stack[index];
    if (entry === undefined || !entry.names.mayMean(path, Math.max(entry.prefix.length, known))) continue;
    const result = entry.rules.test(path.slice(entry.prefix.length));
    if (result.ignored) return true;
    if (result.unignored) return false;
  }
  return false;
}

/** The names that the rules of a file can mean, as far as a name tells; asking every rule about every path takes longer than reading the files. */
class RuledNames {
  private readonly names = new Set<string>();
  private readonly endings: string[] = [];
  private readonly isAnything: boolean;

  constructor(text: string) {
    let isAnything = false;
    for (const line of text.split(/\r?\n/)) {
      if (line === '' || line.startsWith('#')) continue;
      // A rule is for what its last part names, and for all below that.
      const last = line.replace(/ +$/, '').replace(/^!/, '').replace(/\/$/, '').split('/').at(-1) ?? '';
      if (/^[\w.@+-]+$/.test(last)) this.names.add(last);
      else if (/^\*[\w.@+-]+$/.test(last)) this.endings.push(last.slice(1));
      else isAnything = true;
    }
    this.isAnything = isAnything;
  }

  /** False where no rule is for a path, or for a folder that it is in, below `start`. */
  mayMean(path: string, start: number): boolean {
    if (this.isAnything) return true;
    for (let from = start; from < path.length; ) {
      const slash = path.indexOf('/', from);
      const name = path.slice(from, slash === -1 ? path.length : slash);
      if (this.names.has(name) || this.endings.some((ending) => name.endsWith(ending))) return true;
      if (slash === -1) return false;
      from = slash + 1;
    }
    return false;
  }
}
