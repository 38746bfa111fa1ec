import { describe, expect, it } from 'vitest';
import {
  type AskingPreferences,
  neverAsked,
  notAsked,
  type Situation,
} from '../../../../src/completion/asking/notAsked';
import { cursorOf } from '../../../../src/completion/cursor';

const PREFERENCES: AskingPreferences = {
  enabled: true,
  manual: false,
  exclude: [],
  largestFile: 1000,
  inComments: true,
  inStrings: true,
  snoozed: false,
};

interface Given {
  readonly path?: string;
  readonly languageId?: string;
  readonly situation?: Partial<Situation>;
  readonly preferences?: Partial<AskingPreferences>;
}

/** Why nothing is asked at `|`. */
function why(document: string, { path = 'src/a.ts', languageId, situation, preferences }: Given = {}) {
  const place = {
    text: document.replace('|', ''),
    offset: document.indexOf('|'),
    path,
    repository: 'shop',
    ...(languageId === undefined ? {} : { languageId }),
  };
  const whole: Situation = {
    place,
    automatic: true,
    writable: true,
    documentLength: document.length,
    cursors: 1,
    hasSelection: false,
    tabSize: 2,
    ...situation,
  };
  return notAsked(whole, cursorOf(place), { ...PREFERENCES, ...preferences });
}

const code = 'const a = |\n';
const quiet = { inComments: false, inStrings: false };

describe('a model is asked', () => {
  it.each<[string, string, Given?]>([
    ['at the end of a line', code],
    ['before a closing bracket', 'call(|)'],
    ['behind a word, before none', 'const a|'],
    ['at the start of a word', 'return |value'],
    ['in a comment', '// say |'],
    ['in a template of secrets', 'A=|', { path: '.env.example' }],
    ['in a file of exactly the largest size', code, { situation: { documentLength: 1000 } }],
    [
      'in a file of any size without a limit',
      code,
      { preferences: { largestFile: 0 }, situation: { documentLength: 1e8 } },
    ],
    ['in a file that no pattern names', code, { preferences: { exclude: ['*.md', 'vendor/'] } }],
    [
      'in a file outside the project that no pattern names',
      code,
      { path: '/b/a.ts', preferences: { exclude: ['*.md'] } },
    ],
    ['by a key, in manual mode', code, { preferences: { manual: true }, situation: { automatic: false } }],
    ['by a key, while snoozed', code, { preferences: { snoozed: true }, situation: { automatic: false } }],
    ['by a key, in a comment', '// a |', { preferences: quiet, situation: { automatic: false } }],
    ['by a key, where Tab indents', 'if (a) {\n|\n}', { situation: { automatic: false } }],
    ['behind a comment', '/* a */ |', { preferences: quiet }],
    ['behind a string', "say('a'|", { preferences: quiet }],
    ['in a language whose comments are not known', '-- a |', { path: 'a.lua', preferences: quiet }],
    ['with an entry that goes on', 'a.fo|', { situation: { selected: { typed: 'fo', text: 'forEach' } } }],
    [
      'with an entry that goes on in other case',
      'a.FO|',
      { situation: { selected: { typed: 'FO', text: 'forEach' } } },
    ],
    ['where the block is indented already', 'if (a) {\n  |\n}'],
    ['at a new statement', 'a();\n|'],
    ['at a statement behind a block', 'if (a) {\n  b();\n}\n|\n  // c'],
    ['where a block may end', 'if (a) {\n  b();\n|\nc();'],
    ['on the first line', '|'],
  ])('%s', (_name, document, given) => {
    expect(why(document, given)).toBeNull();
  });
});

describe('a model is not asked', () => {
  it.each<[string, string, string, Given?]>([
    ['where completion is off', 'off', code, { preferences: { enabled: false } }],
    ['in what cannot be written', 'read-only', code, { situation: { writable: false } }],
    ['in a file of secrets', 'secrets', 'A=|', { path: 'app/.env.local' }],
    ['in a file of secrets, by a key', 'secrets', 'A=|', { path: 'id_rsa', situation: { automatic: false } }],
    ['in a file that a pattern names', 'excluded', code, { preferences: { exclude: ['*.md', 'src/'] } }],
    [
      'in a file outside the project that a pattern names',
      'excluded',
      code,
      { path: '/b/a.md', preferences: { exclude: ['*.md'] } },
    ],
    ['in such a file on another drive', 'excluded', code, { path: 'c:/b/a.md', preferences: { exclude: ['*.md'] } }],
    ['in such a file above the project', 'excluded', code, { path: '../b/a.md', preferences: { exclude: ['*.md'] } }],
    ['in a larger file', 'too-large', code, { situation: { documentLength: 1001 } }],
    ['on a line of data', 'long-line', `const a = '${'x'.repeat(3000)}|'`, { preferences: { largestFile: 0 } }],
    ['while snoozed', 'snoozed', code, { preferences: { snoozed: true } }],
    ['in manual mode', 'manual', code, { preferences: { manual: true } }],
    ['with several cursors', 'several-cursors', code, { situation: { cursors: 2 } }],
    ['with a selection', 'selection', code, { situation: { hasSelection: true } }],
    ['inside a word', 'inside-word', 'con|st a = 1;'],
    ['inside a word of other letters', 'inside-word', 'пе|ременная'],
    ['inside a word, by a key', 'inside-word', 'con|st', { situation: { automatic: false } }],
    [
      'with an entry found by inner letters',
      'suggest-widget',
      'a.ea|',
      { situation: { selected: { typed: 'ea', text: 'forEach' } } },
    ],
    ['in a line comment', 'comment', 'a(); // say |', { preferences: quiet }],
    ['in a block comment', 'comment', '/* a\n|', { preferences: quiet }],
    ['in a comment of a notebook', 'comment', '# a |', { path: 'a.ipynb', languageId: 'python', preferences: quiet }],
    ['in a string', 'string', "say('a |", { preferences: quiet }],
    ['in a string that ends', 'string', "say('a |');", { preferences: quiet }],
    ['in a string over lines', 'string', '"""a\n|', { path: 'a.py', preferences: quiet }],
    ['where Tab indents', 'indenting', 'if (a) {\n|\n}'],
    ['where Tab indents between statements', 'indenting', 'if (a) {\n  b();\n|\n  c();\n}'],
    ['where Tab indents between blocks', 'indenting', 'if (a) {\n  if (b) {\n    c();\n  }\n|\n  d();\n}'],
    ['where Tab indents further', 'indenting', 'def f():\n  if a:  # why\n  |\n', { path: 'a.py' }],
  ])('%s: %s', (_name, reason, document, given) => {
    expect(why(document, given)).toBe(reason);
  });

  it('in a file whose folder above the project holds secrets', () => {
    const place = { text: 'a ', offset: 2, path: 'config', file: '/home/me/.ssh/config', repository: '.ssh' };
    expect(neverAsked(place, cursorOf(place))).toBe('secrets');
  });

  it('says what matters most when several hold', () => {
    expect(why(code, { preferences: { enabled: false, manual: true }, situation: { cursors: 3 } })).toBe('off');
  });
});
