import { describe, expect, it } from 'vitest';
import { restOf, type Sides } from '../../../../src/completion/reuse/rest';

/** `|` is the cursor. */
function sides(document: string): Sides {
  const [before = '', after = ''] = document.split('|');
  return { before, after };
}

const far = Array.from({ length: 400 }, (_, line) => `const value${line} = ${line};\n`).join('');

type Case = readonly [name: string, then: string, text: string, now: string, rest: string | null, replaces: number];

describe('what is left of an answer', () => {
  it.each<Case>([
    ['is all of it where it was given', 'a = |\n', 'b();', 'a = |\n', 'b();', 0],
    ['is what was not typed yet', 'a = |\n', 'b();', 'a = b|\n', '();', 0],
    ['is the rest after a word was accepted', 'a = |\n', 'one two;', 'a = one|\n', ' two;', 0],
    ['is the rest after a line was accepted', '{|\n}', '\n  a();\n  b();', '{\n  a();|\n}', '\n  b();', 0],
    ['is nothing when all of it stands there', 'a = |\n', 'b();', 'a = b();|\n', null, 0],
    ['is nothing when something else was typed', 'a = |\n', 'b();', 'a = c|\n', null, 0],
    ['is nothing before the place', 'a = |\n', 'b();', 'a =|\n', null, 0],
    ['is nothing elsewhere', 'a = |\n', 'b();', 'a = 1;\nc = |\n', null, 0],
    ['is nothing when what follows changed', 'a = |\n', 'b();', 'a = b|;\n', null, 0],
    ['is nothing when what precedes changed', 'x = |\n', 'b();', 'y = b|\n', null, 0],
    ['goes around a bracket that the editor closed', 'f|\n', '(a, b);', 'f(|)\n', 'a, b);', 1],
    ['goes around a quote that the editor closed', 'from |\n', "'node:fs';", "from '|'\n", "node:fs';", 1],
    ['goes around several', 'f|\n', "(['a']);", "f(['|'])\n", "a']);", 3],
    ['stops before a brace that the editor put below', 'if (a)|\n', ' {\n  b();\n}', 'if (a) {\n  |\n}\n', 'b();', 0],
    ['is nothing when that brace is not its last', 'if (a)|\n', ' {\n  b();\n} else {', 'if (a) {\n  |\n}\n', null, 0],
    ['is nothing when nothing stands before that brace', 'if (a)|\n', ' {\n}', 'if (a) {|\n}\n', null, 0],
    ['is nothing when the bracket is another', 'f|\n', '(a;', 'f(|)\n', null, 0],
    ['is nothing when a bracket came without a key', 'f|\n', '(a)', 'f|)\n', null, 0],
    ['is the rest in a long file', `${far}a = |\n`, 'b();', `${far}a = b|\n`, '();', 0],
    ['is the rest in a file that is cut elsewhere', `${far}a = |\n`, 'b();', `${far.slice(100)}a = b|\n`, '();', 0],
    ['is nothing in a long file that differs', `${far}a = |\n`, 'b();', `${far}c = b|\n`, null, 0],
    ['knows letters outside the basic plane', "s = '|'\n", '👩‍💻 漢字', "s = '👩‍💻|'\n", ' 漢字', 0],
  ])('%s', (_name, then, text, now, rest, replaces) => {
    expect(restOf(text, sides(then), sides(now))).toEqual(rest === null ? null : { text: rest, replaces });
  });
});
