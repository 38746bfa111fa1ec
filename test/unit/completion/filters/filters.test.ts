import { describe, expect, it } from 'vitest';
import { cursorOf } from '../../../../src/completion/cursor';
import { filtered } from '../../../../src/completion/filters';
import type { Filter, FilterContext } from '../../../../src/completion/filters/filter';
import { repetition } from '../../../../src/completion/filters/repetition';
import { specialTokens } from '../../../../src/completion/filters/specialTokens';
import { suffixOverlap } from '../../../../src/completion/filters/suffixOverlap';
import { tooShort } from '../../../../src/completion/filters/tooShort';
import { trailingBlank } from '../../../../src/completion/filters/trailingBlank';

/** `|` is the cursor. */
function at(document: string): FilterContext {
  const offset = document.indexOf('|');
  const text = document.replace('|', '');
  return {
    cursor: cursorOf({ text, offset, path: 'a.ts', repository: 'r' }),
    specialTokens: ['<|fim_middle|>', '<|file_sep|>'],
    anything: false,
  };
}

type Case = readonly [name: string, document: string, text: string, wanted: string];

function table(filter: Filter, cases: readonly Case[]): void {
  it.each(cases)('%s', (_name, document, text, wanted) => {
    expect(filter(text, at(document))).toBe(wanted);
  });
}

describe('suffix overlap', () => {
  table(suffixOverlap, [
    ['leaves a line with nothing to the right', 'const a = |\n', 'b();', 'b();'],
    ['takes off the bracket that stands to the right', 'call(|)', 'a, b)', 'a, b'],
    ['takes off bracket and semicolon', 'call(|);\n', 'a, b);', 'a, b'],
    ['takes off the part that overlaps', 'call(|);\n', 'a, b)', 'a, b'],
    ['keeps a bracket that the text opened itself', 'call(|)', 'inner()', 'inner()'],
    ['keeps a closed array', 'x = [|]', '[1, 2]', '[1, 2]'],
    ['takes off the quote that stands to the right', "from '|';", "node:fs'", 'node:fs'],
    ['keeps a closed string', "say(|')')", "'a'", "'a'"],
    ['takes off the whole rest of the line', 'return | + 1;', 'a.length + 1;', 'a.length'],
    ['keeps a blank that the rest of the line lacks', 'call(|b)', 'a, b)', 'a, '],
    ['drops a line that stands below', '  |\n  return x;\n', 'return x;', ''],
    ['drops a line that stands below with other indentation', '|\n    return x;\n', 'return x;', ''],
    ['skips blank lines below', '  |\n\n\n  return x;\n', 'return x;', ''],
    ['counts what is already typed', '  ret|\n  return x;\n', 'urn x;', ''],
    ['keeps a closing brace above one of another depth', '    |\n  }\n', '}', '}'],
    ['drops a closing brace of the same depth', '  |\n  }\n', '}', ''],
    ['cuts a block where it meets what follows', 'if (a) {|\n  b();\n}\n', '\n  a();\n  b();\n  c();', '\n  a();'],
    ['keeps a line that is only similar', '  |\n  return x;\n', 'return xs;', 'return xs;'],
  ]);
});

describe('special tokens', () => {
  table(specialTokens, [
    ['leaves ordinary text', '|', 'a < b && c |> d', 'a < b && c |> d'],
    ['cuts at the first one', '|', 'a();<|file_sep|>b<|fim_middle|>', 'a();'],
    ['leaves nothing of a text that begins with one', '|', '<|fim_middle|>x', ''],
  ]);
});

describe('trailing blanks', () => {
  table(trailingBlank, [
    ['takes off blanks and empty lines at the end', '|', 'a();  \n\n  ', 'a();'],
    ['keeps them at the beginning', '|', '  a();', '  a();'],
    ['leaves nothing of blanks', '|', ' \t\n', ''],
  ]);
});

describe('repetition', () => {
  table(repetition, [
    ['leaves ordinary text', '|', 'a(b, c, d);', 'a(b, c, d);'],
    ['takes away a line that goes round in circles', '|', 'q = "every" | "every" | "every" | "every" | "every"', ''],
    ['keeps the lines before it', '|', 'a();\nq = foo.foo.foo.foo.foo', 'a();'],
    ['leaves numbers and rules', '|', '[0, 0, 0, 0, 0, 0]; // ----------', '[0, 0, 0, 0, 0, 0]; // ----------'],
    [
      'leaves what is said three times',
      '|',
      'a.push(1);\na.push(1);\na.push(1);',
      'a.push(1);\na.push(1);\na.push(1);',
    ],
    ['keeps one of a line that comes again and again', '|', '  go();\n  go();\n  go();\n  go();\n  x();', '  go();'],
    ['leaves closing braces', '|', '      }\n    }\n  }\n}', '      }\n    }\n  }\n}'],
  ]);

  it('is quick on a long line', () => {
    const begin = performance.now();
    repetition(`const x = '${'abcdefgh1234'.split('').reverse().join('x')}'; `.repeat(3).repeat(50), at('|'));
    repetition('a b c d e f g h i j k l m n o p q r s t u v w x y z '.repeat(1).padEnd(20_000, 'é7'), at('|'));
    expect(performance.now() - begin).toBeLessThan(200);
  });
});

describe('too short', () => {
  table(tooShort, [
    ['takes away a single character', 'a|', ')', ''],
    ['and one with blanks around it', 'a|', ' { ', ''],
    ['leaves two', 'a|', ');', ');'],
  ]);

  it('takes away nothing when anything will do', () => {
    expect(tooShort(')', { ...at('a|'), anything: true })).toBe(')');
  });
});

describe('all filters', () => {
  it('name those that changed the text', () => {
    expect(filtered('a, b);  ', at('call(|);\n'))).toEqual({ text: 'a, b', by: ['trailing-blank', 'suffix-overlap'] });
    expect(filtered('a, b)<|file_sep|>', at('call(|)'))).toEqual({
      text: 'a, b',
      by: ['special-tokens', 'suffix-overlap'],
    });
  });
});
