import type { TextFinder } from '../finder';
import { lex } from '../text/lex';
import { TextFile } from '../text/textFile';
import { isAboutLearning } from './hubId';
import { proseReferences } from './proseReferences';
import { referencesOf, worthReading } from './sourceReferences';

/** A comment, or the tag that opens a script; what ends each. */
const opening = /<!--|<script(\s[^>]{0,2000})?>/gi;
const commentEnd = /-->/g;
const scriptEnd = /<\/script/gi;
/** Those without a type, and the types of JavaScript and what is made into it. */
const scriptType = /^(?:module|(?:text|application)\/(?:x-)?(?:java|ecma|type)script|text\/(?:babel|jsx))$/i;

/** Hub ids in pages: their scripts are source code, all else is prose. Most pages with a `model` are about something else. */
export const pageReferences: TextFinder = {
  wants: (file) => /^\.html?$/.test(file.extension),
  clues: () => 'page',
  find: (file) => {
    const scripts = scriptsOf(file.text);
    if (scripts.length === 0) return proseReferences.find(file);
    const { code, prose } = apart(file.text, scripts);
    const found = [...proseReferences.find(new TextFile(file.path, prose))];
    if (!worthReading.test(code)) return found;
    const isSaid = isAboutLearning(code);
    for (const one of referencesOf(new TextFile(file.path, code), lex(code, '.js')))
      found.push(one.certainty === 'key' && !isSaid ? { ...one, certainty: 'mention' } : one);
    return found;
  },
};

/** Where scripts are written, in order. */
function scriptsOf(text: string): readonly (readonly [start: number, end: number])[] {
  const found: [number, number][] = [];
  opening.lastIndex = 0;
  for (let match = opening.exec(text); match !== null; match = opening.exec(text)) {
    const start = match.index + match[0].length;
    const isComment = match[0] === '<!--';
    const ending = isComment ? commentEnd : scriptEnd;
    ending.lastIndex = start;
    const end = ending.exec(text)?.index ?? -1;
    const type = /\stype\s*=\s*["']?([^"'\s>]*)/i.exec(match[1] ?? '')?.[1] ?? '';
    if (!isComment && (type === '' || scriptType.test(type))) found.push([start, end === -1 ? text.length : end]);
    if (end === -1) break;
    opening.lastIndex = end;
  }
  return found;
}

/** The scripts and the rest as texts of their own, in which everything stands where it stood. */
function apart(text: string, scripts: readonly (readonly [start: number, end: number])[]) {
  let code = '';
  let prose = '';
  let at = 0;
  for (const [start, end] of [...scripts, [text.length, text.length] as const]) {
    const between = text.slice(at, start);
    const script = text.slice(start, end);
    // What one script began is not gone on with in the next.
    code += (at === 0 ? '' : ';') + blank(at === 0 ? between : between.slice(1)) + script;
    prose += between + blank(script);
    at = end;
  }
  return { code, prose };
}

function blank(text: string): string {
  return text.replace(/[^\r\n]/g, ' ');
}
