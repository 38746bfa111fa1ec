import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ignore, { type Ignore } from 'ignore';

/** The rules of one ignore file. */
export interface Rules {
  /** Path of the folder whose file holds the rules, with a trailing `/`; empty for the root. */
  readonly prefix: string;
  readonly rules: Ignore;
}

/** The rules in force below a folder, with those of its own ignore file. One that is not there, or can't be read, hides nothing. */
export function addRules(
  folder: { readonly path: string; readonly absolute: string },
  name: string,
  outer: readonly Rules[],
): readonly Rules[] {
  try {
    const text = readFileSync(join(folder.absolute, name), 'utf8');
    return [...outer, { prefix: folder.path, rules: ignore({ ignorecase: false }).add(text) }];
  } catch {
    return outer;
  }
}

/** As git decides it: the innermost file that has a rule for the path has the last word. */
export function isIgnored(path: string, stack: readonly Rules[]): boolean {
  for (let index = stack.length - 1; index >= 0; index--) {
    const entry = stack[index];
    if (entry === undefined) continue;
    const result = entry.rules.test(path.slice(entry.prefix.length));
    if (result.ignored) return true;
    if (result.unignored) return false;
  }
  return false;
}
