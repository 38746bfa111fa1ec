import { licenseAddressAt } from './licenseAddresses';
import { type LicenseName, licenseNameAt, type NamedWords } from './licenseNames';

/** More licences than these are a list of examples. */
const MOST = 8;
/** Words in brackets behind a name. */
const LONGEST_BRACKET = 16;
/** What may stand between a name and the next. */
const BETWEEN = /^(?:licen[cs]es?|terms|the|an?|either|under|of|alternatively|both)$/;

/**
 * The licences that are named from a word on: `MIT or GPL version 2 licenses`. They are joined by `OR` where the text does so or
 * `choice` says that it leaves one; else all count.
 */
export function namesFrom(named: NamedWords, start: number, choice: boolean): LicenseName | null {
  const found: string[] = [];
  let end = start;
  let or = choice;
  for (let at = start; found.length < MOST; ) {
    const name = licenseAddressAt(named, at) ?? licenseNameAt(named, at);
    if (name === null) break;
    if (!found.includes(name.license)) found.push(name.license);
    end = name.end;
    const next = nextName(named, end);
    if (next === null) break;
    or ||= next.or;
    at = next.at;
  }
  if (found.length === 0) return null;
  const license = found.length === 1 ? found.join('') : found.map(inBrackets).join(or ? ' OR ' : ' AND ');
  return { license, end };
}

function inBrackets(expression: string): string {
  return expression.includes(' OR ') ? `(${expression})` : expression;
}

/** Where the next name may begin; null where the list ends. */
function nextName(named: NamedWords, from: number): { readonly at: number; readonly or: boolean } | null {
  let at = behindBrackets(named, from);
  const between = named.between(at - 1);
  if (/[.;!?]\s|\n\s*\n/.test(between)) return null;
  const word = named.word(at);
  let or = between.includes('|') || between.includes('/');
  if (word === 'or' || word === 'and') {
    or ||= word === 'or';
    at++;
    if (named.word(at) === 'or') [or, at] = [true, at + 1];
  } else if (!/[,/|&+]/.test(between)) return null;
  for (let skipped = 0; skipped < 4 && BETWEEN.test(named.word(at)) && licenseNameAt(named, at) === null; skipped++)
    at++;
  if (named.word(at) === 'or' || named.word(at) === 'and') [or, at] = [or || named.word(at) === 'or', at + 1];
  return { at, or };
}

/** Behind `(MIT)` or `<LICENSE-MIT or https://…>`, where one opens before a word. */
function behindBrackets(named: NamedWords, from: number): number {
  const open = /[(<[]["'“]?$/.exec(named.between(from - 1))?.[0].charAt(0);
  if (open === undefined) return from;
  const close = open === '(' ? ')' : open === '<' ? '>' : ']';
  for (let at = from; at < named.length && at - from < LONGEST_BRACKET; at++)
    if (named.between(at).includes(close)) return at + 1;
  return from;
}
