import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { cursorOf } from '../../../../src/completion/cursor';
import { Syntax } from '../../../../src/completion/syntax/syntax';

const folder = join(import.meta.dirname, '../../../../node_modules/@vscode/tree-sitter-wasm/wasm');
const problems: string[] = [];
/** A clock that stands: nothing takes too long, however busy the machine is. */
const syntax = new Syntax(
  folder,
  (message) => problems.push(message),
  () => 0,
);
afterAll(() => syntax.dispose());

/** `|` is the cursor. */
function placed(document: string, path: string) {
  const place = { text: document.replace('|', ''), offset: document.indexOf('|'), path, repository: '' };
  return { place, cursor: cursorOf(place) };
}

const never = new AbortController().signal;
async function at(document: string, path = 'a.ts') {
  const { place, cursor } = placed(document, path);
  return syntax.at(place, cursor, never);
}

describe('how much is wanted', () => {
  it.each<[extent: 'line' | 'block', document: string, path?: string]>([
    ['block', 'function f() {\n  |\n}\n'],
    ['block', 'function f() {|\n}\n'],
    ['block', 'function f() {|\n'],
    ['block', 'function f() {\n  const a = 1;\n  |\n}\n'],
    ['block', 'class A {\n  a = 1;\n  |\n}\n'],
    ['block', 'const a = 1;\n|\n'],
    ['block', 'switch (a) {\n  case 1:\n    |\n}\n'],
    ['block', 'items.map((item) => {\n  |\n});\n'],
    ['line', 'const a = |\n'],
    ['line', 'const a = |;\n'],
    ['line', 'foo(\n  |\n);\n'],
    ['line', 'const o = {\n  a: 1,\n  |\n};\n'],
    ['line', 'const o = {|\n};\n'],
    ['line', 'const list = [\n  |\n];\n'],
    ['line', '// one\n// |\n'],
    ['line', '/*\n|\n*/\n'],
    ['line', 'const a = `\n|\n`;\n'],
    ['line', '|'],
    ['block', 'def f():\n    |\n', 'a.py'],
    ['block', 'def f():|\n', 'a.py'],
    ['block', 'def f():\n    a = 1\n    |\n\nb = 1\n', 'a.py'],
    ['line', 'a = [\n    |\n]\n', 'a.py'],
    ['block', 'func f() {\n\t|\n}\n', 'a.go'],
    ['block', 'class A {\n  void f() {\n    |\n  }\n}\n', 'A.java'],
    ['block', 'fn f() {\n    |\n}\n', 'a.rs'],
    ['block', 'int f() {\n  |\n}\n', 'a.cpp'],
    ['block', 'class A {\n  void F() {\n    |\n  }\n}\n', 'A.cs'],
    ['block', 'def f\n  a = 1\n  |\nend\n', 'a.rb'],
    ['block', '<?php\nfunction f() {\n  |\n}\n', 'a.php'],
  ])('is a %s in %j', async (extent, document, path) => {
    expect((await at(document, path))?.extent).toBe(extent);
  });
});

describe('what the cursor stands in', () => {
  it.each<[inside: 'comment' | 'string' | 'unknown' | null, document: string, path?: string]>([
    ['string', 'const a = "abc|def";'],
    ['string', 'const a = `abc|def`;'],
    ['string', "const a = '|';"],
    [null, 'const a = `x$' + '{b|}`;'],
    [null, 'const a = "abc"|;'],
    ['unknown', 'const a = "abc|\nfoo();\n'],
    [null, "const q = /'/; const b = |c;"],
    ['comment', '// com|\nfoo();'],
    ['comment', '/* com| */ foo();'],
    [null, 'foo(); /* x */|'],
    [null, 'foo(); // x\n|'],
    ['string', 'def f():\n    """doc|\n    """\n', 'a.py'],
    ['comment', 'a = 1  # x|\n', 'a.py'],
    [null, "a = f'{b|}'\n", 'a.py'],
  ])('is %s in %j', async (inside, document, path) => {
    expect((await at(document, path))?.standsIn).toBe(inside);
  });
});

describe('a block', () => {
  it.each<[name: string, document: string, answer: string, left: string, path?: string]>([
    ['ends with the last whole statement', 'function f() {\n  |\n}\n', 'a();\n  b(1,', 'a();'],
    [
      'keeps all that is whole',
      'function f() {\n  |\n}\n',
      'a();\n  if (b) {\n    c();\n  }',
      'a();\n  if (b) {\n    c();\n  }',
    ],
    ['loses a statement whose end is missing', 'function f() {\n  |\n}\n', 'a();\n  if (b) {\n    c();', 'a();'],
    ['may be nothing', 'function f() {\n  |\n}\n', 'if (b) {\n    c();\n    d(', ''],
    ['loses what cannot be parsed', 'function f() {\n  |\n}\n', 'a();\n  b = = c;\n  d();', 'a();'],
    ['closes its body', 'function f() {|\n', '\n  a();\n}', '\n  a();\n}'],
    ['keeps the separator', 'class A {\n  |\n}\n', 'a = 1;\n  b =', 'a = 1;'],
    ['has members', 'class A {\n  |\n}\n', 'a() {\n    return 1;\n  }\n\n  b() {', 'a() {\n    return 1;\n  }'],
    ['goes by indentation in Python', 'def f():\n    |\n', 'a = 1\n    if a:\n        b(', 'a = 1', 'a.py'],
    ['is a body in Python', 'def f():|\n', '\n    a = 1\n    return a', '\n    a = 1\n    return a', 'a.py'],
    ['ends whole in Ruby', 'def f\n  |\nend\n', 'a = 1\n  if a\n    b', 'a = 1', 'a.rb'],
  ])('%s', async (_name, document, answer, left, path = 'a.ts') => {
    const { place, cursor } = placed(document, path);
    expect(await syntax.wholeStatements(place, cursor, answer, never)).toBe(left);
  });
});

describe('names in front of the cursor', () => {
  it.each<[names: string[], document: string, path?: string]>([
    [['f', 'Store'], 'const s: Store = 1;\nf(1, |)', 'a.ts'],
    [['get', 'f'], 'f();\na.b.get(1);\n|'],
    [['Map'], 'const m = new Map();\n|'],
    [['f'], 'f();\nf();\n|g();\n'],
    [[], 'const a = 1;\n|'],
    [['load', 'open_it'], 'open_it(1)\nx.load()\n|', 'a.py'],
  ])('are %j', async (names, document, path = 'a.ts') => {
    const { place, cursor } = placed(document, path);
    const used = (await syntax.names(place, cursor, never)) ?? [];
    expect(used.map(({ name }) => name)).toEqual(names);
    for (const { name, back } of used) expect(place.text.slice(place.offset - back)).toMatch(new RegExp(`^${name}`));
  });
});

describe('the signature of a declaration', () => {
  it.each<[signature: string | null, document: string, path?: string]>([
    ['export function |f(a: number): string', ' {\n  return String(a);\n}\n'],
    ['const |f = (a: number) =>', ' {\n  return a;\n};\n'],
    ['export interface |A {\n  a: number;\n}', '\n'],
    ['async |load(id: string): Promise<void>', ' {\n    await 1;\n  }\n}\n', 'class A {\n  '],
    ['type |A = string | number;', '\n'],
  ])('is %j', async (signature, rest, before = '') => {
    const { place, cursor } = placed(`${before}${signature}${rest}`, 'b.ts');
    expect(await syntax.signature(place, cursor, never)).toBe(signature?.replace('|', '') ?? null);
  });

  it('has no body in Python', async () => {
    const { place, cursor } = placed('def |f(a, b=1) -> int:\n    return a + b\n', 'b.py');
    expect(await syntax.signature(place, cursor, never)).toBe('def f(a, b=1) -> int:');
  });
});

describe('what is not known', () => {
  it.each([
    ['another language', 'a |', 'a.md'],
    ['no language', 'a |', 'LICENSE'],
  ])('%s is null', async (_name, document, path) => {
    const { place, cursor } = placed(document, path);
    expect(await syntax.at(place, cursor, never)).toBeNull();
    expect(await syntax.wholeStatements(place, cursor, 'b', never)).toBeNull();
  });

  it('files that are missing are told once', async () => {
    const told: string[] = [];
    const broken = new Syntax('/nowhere', (message) => told.push(message));
    const { place, cursor } = placed('a|', 'a.ts');
    expect(await broken.at(place, cursor, never)).toBeNull();
    expect(await broken.at(place, cursor, never)).toBeNull();
    expect(told).toHaveLength(1);
    await broken.dispose();
  });
});

describe('a file that is edited', () => {
  const body = Array.from({ length: 400 }, (_, n) => `export function f${n}() {\n  return ${n};\n}\n`).join('\n');

  it('is parsed where it changed, key by key, and tells the same as anew', async () => {
    for (const [typed, inside] of [
      ['let a', null],
      ['let a = "b', 'unknown'],
      ['let a = "b"', null],
      ['let a = "b"; // c', 'comment'],
    ] as const) {
      expect((await at(`${body}${typed}|\n${body}`))?.standsIn, typed).toBe(inside);
    }
  });

  /** Each look at the clock is a millisecond later. */
  function ticking(): () => number {
    let time = 0;
    return () => time++;
  }

  it('is left alone when it takes too long, and when the request is given up', async () => {
    const { place, cursor } = placed(`${body}|`, 'b.ts');
    const slow = new Syntax(folder, () => undefined, ticking());
    expect(await slow.at(place, cursor, never)).toBeNull();
    expect(await slow.at(place, cursor, AbortSignal.abort())).toBeNull();
    await slow.dispose();
  });
});

it('nothing went wrong', () => expect(problems).toEqual([]));
