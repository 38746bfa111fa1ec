import { describe, expect, it } from 'vitest';
import { cursorOf } from '../../../../src/completion/cursor';
import { filtered } from '../../../../src/completion/filters';
import { dedent } from '../../../../src/completion/filters/dedent';
import { doubleClosing } from '../../../../src/completion/filters/doubleClosing';
import { echo } from '../../../../src/completion/filters/echo';
import type { Filter, FilterContext } from '../../../../src/completion/filters/filter';
import { indentation } from '../../../../src/completion/filters/indentation';
import { lowConfidence } from '../../../../src/completion/filters/lowConfidence';
import { repetition } from '../../../../src/completion/filters/repetition';
import { secrets } from '../../../../src/completion/filters/secrets';
import { specialTokens } from '../../../../src/completion/filters/specialTokens';
import { suffixOverlap } from '../../../../src/completion/filters/suffixOverlap';
import { tooShort } from '../../../../src/completion/filters/tooShort';
import { trailingBlank } from '../../../../src/completion/filters/trailingBlank';
import { unbalanced } from '../../../../src/completion/filters/unbalanced';

/** `|` is the cursor. */
function at(document: string, path = 'a.ts'): FilterContext {
  const offset = document.indexOf('|');
  const text = document.replace('|', '');
  return {
    place: { path },
    cursor: cursorOf({ text, offset, path, repository: 'r' }),
    tokens: [],
    minConfidence: 0.4,
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
    ['ends a block where its first line ends as the line does', "from '|';\nb();\n", "fs';\nimport c from 'd';", 'fs'],
    ['ends a block beside a line at what stands below', '|a: 1,\n  bcd: 2,\n', 'x: 0,\n  bcd: 2,', 'x: 0,'],
    ['keeps a block that only opens as the line does', 'f(|)\n', 'g(),\n  h()', 'g(),\n  h()'],
    ['keeps a line that is only similar', '  |\n  return x;\n', 'return xs;', 'return xs;'],
  ]);
});

describe('special tokens', () => {
  table(specialTokens, [
    ['leaves ordinary text', '|', 'a < b && c |> d', 'a < b && c |> d'],
    ['cuts at the first one', '|', 'a();<|file_sep|>b<|fim_middle|>', 'a();'],
    ['leaves nothing of a text that begins with one', '|', '<|fim_middle|>x', ''],
    ["cuts at another model's", '|', 'a();<|im_end|>', 'a();'],
    ["cuts at another model's spelling", '|', 'a();<｜fim▁hole｜>', 'a();'],
    ['leaves tags and shifts', '|', '<fim>a << 2 | b >> 1</fim>', '<fim>a << 2 | b >> 1</fim>'],
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
    ['takes away a sign that opens a comment, and no comment', '|', '/**', ''],
    ['leaves a comment', '|', '// a', '// a'],
    ['leaves the end of one', ' |', '*/', '*/'],
  ]);

  it('takes away nothing when anything will do', () => {
    expect(tooShort(')', { ...at('a|'), anything: true })).toBe(')');
  });
});

describe('unbalanced brackets', () => {
  table(unbalanced, [
    ['leaves what is balanced', 'a = |', 'f(b[0], { c });', 'f(b[0], { c });'],
    ['leaves what closes what is open', 'f(a, |', 'b);', 'b);'],
    ['takes away a line that closes nothing', 'a = |', 'b);', ''],
    ['takes away one that closes another', 'f([a, |', 'b);', ''],
    ['keeps the lines before it', '|', 'a();\nb);', 'a();'],
    ['leaves a place inside a template', 'a = `${f(|', 'b)}`);', 'b)}`);'],
    ['leaves what opens', 'if (a) |', '{', '{'],
    ['knows brackets in strings and comments', "a = '(('; // [ \n|", "b(')');", "b(')');"],
    ['leaves code that is not understood', 'f(] |', 'b});', 'b});'],
    ['counts over lines', 'class A {\n  b() {\n    |', 'c();\n  }\n}\n}', 'c();\n  }\n}'],
  ]);

  it('leaves languages alone that it does not know', () => {
    expect(unbalanced('b)', at('a = |', 'a.txt'))).toBe('b)');
  });
});

describe('double closing', () => {
  table(doubleClosing, [
    ['cuts at what is closed behind the cursor', 'if (a |b) {\n}', '&& c) ', '&& c'],
    ['cuts at a brace that stands on the line below', 'function f() {\n  |\n}\n', 'a();\n}', 'a();\n'],
    ['leaves what the text opened itself', 'f(|)', 'g(1)', 'g(1)'],
    ['leaves what nobody closes yet', 'f(a, |\nb();', 'c);', 'c);'],
    ['leaves a place at the top', '|\nf();', 'g();', 'g();'],
    ['leaves code in which brackets are missing', 'class A {\n  b() {\n    |\n}\n', 'c();\n  }', 'c();\n  }'],
  ]);
});

describe('indentation', () => {
  table(indentation, [
    ['adds no blank to a blank', 'a = |', ' b;', 'b;'],
    ['adds none to an indented line', '  a();\n  |', '  b();', 'b();'],
    ['leaves a blank behind a word', 'return|', ' b;', ' b;'],
    ['writes tabs in a file with tabs', 'f() {\n\ta();\n\t|', 'if (b) {\n    c();\n  }', 'if (b) {\n\tc();\n\t}'],
    ['writes blanks in a file with blanks', 'f() {\n  a();\n  |', 'if (b) {\n\t\tc();\n\t}', 'if (b) {\n    c();\n  }'],
    ['leaves what is right', 'f() {\n  a();\n  |', 'if (b) {\n    c();\n  }', 'if (b) {\n    c();\n  }'],
    ['leaves a file that shows nothing', 'f() {|', '\n\ta();', '\n\ta();'],
  ]);
});

describe('dedent', () => {
  table(dedent, [
    ['leaves one line', '  a = |', 'b;', 'b;'],
    ['leaves lines of the block', '  |', 'a();\n  b();\n\n  c();', 'a();\n  b();\n\n  c();'],
    ['cuts before other code', '    |', 'return a;\n\ndef g():\n  pass', 'return a;\n'],
    ['ends with the end of the block', '    |', 'return a;\n  }\n  b() {\n  }', 'return a;\n  }'],
    ['takes a text that brings its own indentation', '|', '  a();\n  b();\nc();', '  a();\n  b();'],
  ]);
});

describe('echo', () => {
  table(echo, [
    ["takes off the line's own beginning", '  const name = |', 'const name = get();', ' get();'],
    ['leaves a short one', 'a(|', 'a(b)', 'a(b)'],
    ['takes away the line above', '  items.push(first);\n  |', 'items.push(first);', ''],
    ['takes it away with what follows', '  items.push(first);\n  |', 'items.push(first);\n  x();', ''],
    ['leaves a short line', '  }\n  |', '}', '}'],
    ['leaves one that goes on otherwise', '  items.push(first);\n  |', 'items.push(second);', 'items.push(second);'],
  ]);
});

describe('secrets', () => {
  // In pieces, so that no scanner takes these for real.
  const fake = (...parts: string[]) => parts.join('');
  table(secrets, [
    ['leaves code', 'const token = |', 'await getToken(user);', 'await getToken(user);'],
    ['leaves a placeholder', "password: '|", "<your-password-1>'", "<your-password-1>'"],
    ['leaves words', 'const apiKey = |', "'not-a-key-at-all';", "'not-a-key-at-all';"],
    ['leaves an address without a password', 'fetch(|', "'https://example.org/a:b@c')", "'https://example.org/a:b@c')"],
    ['takes away a key of a cloud', 'id = |', fake("'AK", 'IA', "ABCDEFGHIJ123456'"), ''],
    ['takes away a token', 'x = |', fake("'gh", 'p_', "0123456789abcdefghijABCDEFGHIJ012345'"), ''],
    ['takes away a private key', 'x = |', fake('`-----BEGIN RSA PRIV', 'ATE KEY-----'), ''],
    ['takes away a value that is named a secret', "const API_KEY = '|", "9f8a7b6c5d4e3f2a';", ''],
    ['takes away a password in an address', 'url = |', fake("'postgres://me:", "hunter2@db/x'"), ''],
    ['keeps the lines before it', '|', fake("a();\nsecret = '", "9f8a7b6c5d4e3f2a';"), 'a();'],
  ]);
});

describe('low confidence', () => {
  const tokens = (...pairs: [string, number][]) => pairs.map(([text, probability]) => ({ text, probability }));
  it.each<[string, string, [string, number][], string]>([
    [
      'leaves one line',
      'a();',
      [
        ['a', 0.9],
        ['();', 0.1],
      ],
      'a();',
    ],
    [
      'leaves lines that are sure',
      'a();\nb();',
      [
        ['a();', 0.9],
        ['\n', 1],
        ['b();', 0.5],
      ],
      'a();\nb();',
    ],
    [
      'cuts before one that is not',
      'a();\nb();\nc();',
      [
        ['a();', 0.9],
        ['\n', 1],
        ['b', 0.6],
        ['();\n', 0.6],
        ['c();', 1],
      ],
      'a();',
    ],
    [
      'counts the healed part of a word',
      'ame;\nb();',
      [
        ['name;', 0.9],
        ['\n', 1],
        ['b();', 0.2],
      ],
      'ame;',
    ],
  ])('%s', (_name, text, pairs, wanted) => {
    expect(lowConfidence(text, { ...at('|'), tokens: tokens(...pairs) })).toBe(wanted);
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
