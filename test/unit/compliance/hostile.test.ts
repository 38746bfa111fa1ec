import { describe, expect, it } from 'vitest';
import type { TextFinder } from '../../../src/compliance/finder';
import { jsonReferences } from '../../../src/compliance/finders/jsonReferences';
import { lineReferences } from '../../../src/compliance/finders/lineReferences';
import { notebookReferences } from '../../../src/compliance/finders/notebookReferences';
import { pageReferences } from '../../../src/compliance/finders/pageReferences';
import { proseReferences } from '../../../src/compliance/finders/proseReferences';
import { sourceReferences } from '../../../src/compliance/finders/sourceReferences';
import { TextFile } from '../../../src/compliance/text/textFile';
import { outputCases } from '../../fixtures/outputUses';
import { snippets } from '../../fixtures/referenceSnippets';
import { configurationCases, jsonCases, notebookCases, proseCases, sourceCases } from '../../fixtures/references';
import { randomness } from '../../support/mutate';

const finders: [string, TextFinder, string][] = [
  ['source', sourceReferences, 'a.py'],
  ['TypeScript', sourceReferences, 'a.ts'],
  ['lines', lineReferences, 'Dockerfile'],
  ['YAML', lineReferences, 'a.yaml'],
  ['JSON', jsonReferences, 'a.json'],
  ['notebooks', notebookReferences, 'a.ipynb'],
  ['prose', proseReferences, 'a.md'],
  ['pages', pageReferences, 'a.html'],
];

/** Milliseconds that a finder takes for a text. */
function time(finder: TextFinder, path: string, text: string): number {
  const start = performance.now();
  for (const { range } of finder.find(new TextFile(path, text))) expect(range.startLine).toBeGreaterThan(0);
  return performance.now() - start;
}

const size = 400_000;
/** In pieces, so that this file is not taken for one that uses it. */
const id = ['o', 'n'].join('/');
const hostile: [string, string][] = [
  ['quotes', '"'.repeat(size)],
  ['brackets', 'model = ('.repeat(size / 9)],
  ['nesting', '[{"model":'.repeat(size / 10)],
  ['one long word', `model = "${'a'.repeat(size)}"`],
  ['many slashes', 'a/'.repeat(size / 2)],
  ['spaces', `model:${' '.repeat(size)}`],
  ['dashes', `--model ${'-'.repeat(size)}`],
  ['joins', `model = ${'"a" + '.repeat(size / 6)}`],
  ['placeholders', `model = f"${'{a}'.repeat(size / 3)}"`],
  ['generics', `pipeline${'<a>'.repeat(size / 3)}(`],
  ['comments', '# o/n '.repeat(size / 6)],
  ['escapes', `"model": "${'\\\\u0041'.repeat(size / 7)}"`],
  ['addresses', 'https://huggingface.co/'.repeat(size / 24)],
  ['line breaks', '\n'.repeat(size)],
  ['formats', `model = ${'"%s" % ("%s", '.repeat(size / 14)}`],
  ['sprintf', 'model = fmt.Sprintf("%s", '.repeat(size / 26)],
  ['commands', 'ollama pull --a --b --c '.repeat(size / 24)],
  ['calls in commands', 'from_pretrained( '.repeat(size / 17)],
  ['outputs in functions', 'def f(x):\n  r = chat.completions.create(model=x)\n  f.write(r)\n'.repeat(3500)],
  ['outputs in blocks', `${'function f(x) { '.repeat(14_000)} r = chat.completions.create({}); f.write(r)`],
  ['outputs in lists', `r = chat.completions.create(model="x")\nf.write(${'r, [r, '.repeat(19_000)}`],
  ['assignments', 'r = r2 = chat.completions.create()\nf.write(r)\n'.repeat(4500)],
  ['one long line of outputs', 'r = chat.completions.create(f.write(r)); '.repeat(4500)],
  ['nested writes', `r = chat.completions.create()\n${'open("train.jsonl").write('.repeat(9000)}`],
  ['nested generators', `${'f.write(chat.completions.create('.repeat(6000)}`],
  ['scripts', '<script>'.repeat(size / 8)],
  ['scripts that open', '<script a'.repeat(size / 9)],
  ['small scripts', '<script>a = "o/" + b</script>'.repeat(size / 29)],
  ['configuration in strings', `x("""\nmodel: ${id}\nb: 1\n""")\n`.repeat(size / 32)],
  ['JSON in strings', `x('{"models":["${id}"]}'); `.repeat(size / 27)],
  ['nesting in strings', `model('${'['.repeat(19_000)}'); `.repeat(20)],
  ['functions of one name inside each other', 'function f() { pipeline("t", f()); '.repeat(11_000)],
  [
    'functions in functions',
    Array.from({ length: 9000 }, (_, at) => `function f${at}() { pipeline("t", f${at}()); `).join(''),
  ],
  ['a large table', `T = {\n${`"a": "${id}",\n`.repeat(10_000)}}\n${'A.from_pretrained(T[x])\n'.repeat(9000)}`],
  ['tables of tables', `T = ${'{"a": '.repeat(20_000)}\n${'A.from_pretrained(T[x][y])\n'.repeat(5000)}`],
  [
    'tables in tables',
    `T = ${'{"a": '.repeat(9000)}"${id}"${'}'.repeat(9000)}\nA.from_pretrained(T${'["a"]'.repeat(9000)})`,
  ],
  ['a table of itself', `T = {"a": T["a"], "b": T}\n${'A.from_pretrained(T[x][y])\n'.repeat(9000)}`],
  ['tables that stand for tables', `${'T = T[x]\n'.repeat(20_000)}${'A.from_pretrained(T[x])\n'.repeat(9000)}`],
  ['rows of tables', `T = [${'{"a": 1}, '.repeat(300)}]\n${'for t in T:\n  A.from_pretrained(t["a"])\n'.repeat(6000)}`],
  ['callbacks in callbacks', `${'x.map((m) => pipeline("t", m, '.repeat(11_000)}`],
  ['comprehensions', `${'[A.from_pretrained(m) for m in '.repeat(11_000)}`],
  ['enumerations', `${'class A(Enum):\n  B = 1\n'.repeat(9000)}${'A.from_pretrained(A[x].value)\n'.repeat(5000)}`],
  ['types', `${'function f<'.repeat(12_000)} pipeline("t", f(1))`],
  ['alternatives', `f = () => ${'a ? (b) : '.repeat(60)}c; pipeline("t", f());`.repeat(600)],
  ['names set again and again', `${'m = x\n'.repeat(25_000)}${'A.from_pretrained(m)\n'.repeat(9000)}`],
  ['names set too late', `${'A.from_pretrained(m)\n'.repeat(9000)}${'m = x\n'.repeat(25_000)}`],
  ['options again and again', `A.from_pretrained(args.model); add_argument("--model", default="${id}")\n`.repeat(5000)],
  ['functions of one name', `def f(m): A.from_pretrained(m)\nf("${id}")\n`.repeat(9000)],
  ['variables in commands', `vllm serve ${'$a'.repeat(size / 2)}`],
  ['options with variables', 'vllm --model \u0024{a} --model $a'.repeat(size / 28)],
  ['maps in maps', `{ model: { id: ${id}, `.repeat(size / 20)],
  ['loops', 'for a in b '.repeat(size / 11)],
  ['settings', `python model.name=${id} `.repeat(size / 22)],
  ['entries', `x["model"] = "${id}"; `.repeat(size / 20)],
  ['enums', `class M(str, Enum):\n  A = "${id}"\n`.repeat(size / 32)],
  ['pairs', 'set("model", '.repeat(size / 13)],
  ['front matter', `---\n${'a: b\n'.repeat(size / 5)}`],
];

describe.each(finders)('%s', (_, finder, path) => {
  it.each(hostile)('takes time in proportion to its text: %s', (_, text) => {
    expect(time(finder, path, text)).toBeLessThan(2500);
  });

  it('survives mutated text', () => {
    const random = randomness(7);
    const texts = [...sourceCases, ...configurationCases, ...outputCases]
      .map(([, , text]) => text)
      .concat(snippets.map(([, text]) => text))
      .concat([...jsonCases, ...notebookCases, ...proseCases].map(([, text]) => text));
    for (let round = 0; round < 300; round++) {
      const text = texts[Math.floor(random() * texts.length)] ?? '';
      const at = Math.floor(random() * text.length);
      const junk = String.fromCharCode(Math.floor(random() * 0x3000));
      const mutated =
        text.slice(0, at) + junk.repeat(Math.floor(random() * 4)) + text.slice(at + Math.floor(random() * 5));
      for (const { range } of finder.find(new TextFile(path, mutated))) {
        expect(range.startLine).toBeGreaterThan(0);
        expect(range.startColumn).toBeGreaterThan(0);
      }
    }
  });
});
