import { describe, expect, it } from 'vitest';
import type { TextFinder } from '../../../src/compliance/finder';
import { jsonReferences } from '../../../src/compliance/finders/jsonReferences';
import { lineReferences } from '../../../src/compliance/finders/lineReferences';
import { proseReferences } from '../../../src/compliance/finders/proseReferences';
import { sourceReferences } from '../../../src/compliance/finders/sourceReferences';
import { TextFile } from '../../../src/compliance/text/textFile';

/** Each reference as `line:column kind certainty reference`, `~` before what stands in prose. */
function found(finder: TextFinder, path: string, text: string): string[] {
  const file = new TextFile(path, text);
  expect(finder.wants(file)).toBe(true);
  return [...finder.find(file)]
    .sort((a, b) => a.range.startLine - b.range.startLine || a.range.startColumn - b.range.startColumn)
    .map(
      ({ range, kind, certainty, reference, prose, ships }) =>
        `${range.startLine}:${range.startColumn} ${prose ? '~' : ''}${kind} ${certainty} ${reference}${ships === true ? ' ships' : ''}`,
    );
}

describe('source code', () => {
  const cases: [what: string, path: string, text: string, expected: string[]][] = [
    ['from_pretrained', 'a.py', 'm = AutoModel.from_pretrained("org/name")', ['1:32 model slot org/name']],
    ['a bare name', 'a.py', "AutoTokenizer.from_pretrained('gpt2')", ['1:32 model slot gpt2']],
    ['a named argument', 'a.py', 'from_pretrained(pretrained_model_name_or_path="o/n")', ['1:48 model slot o/n']],
    ['a task is no model', 'a.py', 'pipeline("text-generation", model="o/n")', ['1:36 model slot o/n']],
    ['transformers.js', 'a.ts', "await pipeline('text-generation', 'Xenova/x')", ['1:36 model slot Xenova/x']],
    ['generics', 'a.ts', "pipeline<'a'>('t', 'Xenova/x')", ['1:21 model slot Xenova/x']],
    ['a data set', 'a.py', 'load_dataset("o/d", split="train")', ['1:15 dataset slot o/d']],
    [
      'a repository of data',
      'a.py',
      'hf_hub_download(repo_id="o/d", filename="f.json", repo_type="dataset")',
      ['1:26 dataset slot o/d'],
    ],
    ['a snapshot', 'a.py', 'snapshot_download("o/n", revision="main")', ['1:20 model slot o/n']],
    ['an adapter', 'a.py', 'PeftModel.from_pretrained(base, "o/lora")', ['1:34 model slot o/lora']],
    [
      'a constant is reported where it is written',
      'a.py',
      'M = "o/n"\nAutoModel.from_pretrained(M)',
      ['1:6 model slot o/n'],
    ],
    ['a join', 'a.ts', "const ORG = 'o';\nfoo.from_pretrained(ORG + '/n')", ['2:21 model slot o/n']],
    ['a template', 'a.ts', 'const ORG = "o"; from_pretrained(`\u0024{ORG}/n`)', ['1:35 model slot o/n']],
    ['an f-string', 'a.py', 'ORG = "o"\nfrom_pretrained(f"{ORG}/n")', ['2:19 model slot o/n']],
    ['a key', 'a.ts', "const c = { modelId: 'o/n', x: 'y/z' };", ['1:23 model key o/n', '1:33 model mention y/z']],
    ['a default behind a key', 'a.py', 'MODEL_ID = os.environ.get("M", "o/n")', ['1:33 model key o/n']],
    ['an annotated constant', 'a.ts', "export const EMBEDDING_MODEL: string =\n  'o/n';", ['2:4 model key o/n']],
    ['a class field', 'a.java', 'private static final String MODEL = "o/n";', ['1:38 model key o/n']],
    ['a list', 'a.py', 'models = ["o/n", "o/m"]', ['1:12 model key o/n', '1:19 model key o/m']],
    ['a key ends with its line', 'a.py', 'model = 1\nprint("o/n")', ['2:8 model mention o/n']],
    [
      'an address',
      'a.ts',
      'fetch("https://huggingface.co/o/n/resolve/main/x.bin")',
      ['1:8 model mention https://huggingface.co/o/n/resolve/main'],
    ],
    [
      'an address of a data set',
      'a.go',
      'const u = "https://huggingface.co/datasets/o/d"',
      ['1:12 dataset mention https://huggingface.co/datasets/o/d'],
    ],
    ['a comment near a model', 'a.py', '# model: try org/name', ['1:14 ~model mention org/name']],
    ['a docstring', 'a.py', '"""Uses the model\norg/name"""\n', ['2:1 ~model mention org/name']],
    ['a relative path', 'a.py', 'from_pretrained("./out/model")', []],
    ['a path of several parts', 'a.py', 'from_pretrained("a/b/c")', []],
    ['a folder', 'a.py', 'from_pretrained("models/mine")', []],
    ['a file', 'a.py', 'Llama(model="weights/x.gguf")', []],
    ['MIME types', 'a.ts', "const model = { type: 'application/json', model: 'text/html' };", []],
    ['an import', 'a.ts', "import x from 'lodash/fp';", ['1:16 model mention lodash/fp']],
    ['a definition', 'a.py', 'def from_pretrained(cls, name="o/n"):\n  pass', ['1:32 model mention o/n']],
    [
      'a division and a regular expression',
      'a.ts',
      'const a = b / c; const r = /"/; const model = "o/n";',
      ['1:48 model key o/n'],
    ],
    [
      'an open quote ends with its line',
      'a.ts',
      "const t = <p>don't</p>;\nconst model = 'o/n';",
      ['2:16 model key o/n'],
    ],
  ];
  it.each(cases)('%s', (_, path, text, expected) => {
    expect(found(sourceReferences, path, text)).toEqual(expected);
  });
});

describe('configuration', () => {
  const cases: [what: string, path: string, text: string, expected: string[]][] = [
    [
      'YAML',
      'c.yaml',
      'model: o/n # was x/y\nimage: a/b',
      ['1:8 model key o/n', '1:18 ~model mention x/y', '2:8 model mention a/b'],
    ],
    ['a list under its key', 'c.yml', 'models:\n  - o/n\n  - "o/m"', ['2:5 model key o/n', '3:6 model key o/m']],
    ['a key in a list item', 'c.yml', 'datasets:\n  - path: o/d\n    type: x', ['2:11 model mention o/d']],
    ['an environment file', '.env', 'HF_MODEL_ID=o/n\nPATH=/usr/bin', ['1:13 model key o/n']],
    [
      'a default in an environment variable',
      'docker-compose.yml',
      '  - MODEL_ID=\u0024{MODEL_ID:-o/n}',
      ['1:26 model key o/n'],
    ],
    ['Kubernetes', 'k8s.yaml', '- name: MODEL_ID\n  value: "o/n"', ['2:11 model key o/n']],
    ['arguments on lines', 'k8s.yaml', 'args:\n- --model\n- o/n', ['3:3 model key o/n']],
    ['arguments in a list', 'k8s.yaml', 'args: ["--model-id", "o/n"]', ['1:23 model key o/n']],
    ['TOML', 'c.toml', '[a]\nembedding_model = "o/n"', ['2:20 model key o/n']],
    ['a command', 'run.sh', 'vllm serve o/n --port 80', ['1:12 model slot o/n']],
    ['Ollama', 'run.sh', 'ollama pull llama3:8b', ['1:13 model slot llama3:8b']],
    ['llama.cpp', 'run.sh', 'llama-server -hf o/n:Q4_K_M', ['1:18 model slot o/n:Q4_K_M']],
    ['a download of data', 'run.sh', 'hf download o/d --repo-type dataset', ['1:13 dataset slot o/d']],
    [
      'an image gets the weights',
      'Dockerfile',
      'FROM a/b\nRUN hf download o/n\nENV MODEL_ID o/n',
      ['2:17 model slot o/n ships', '3:14 model key o/n'],
    ],
    ['a Modelfile', 'Modelfile', 'FROM llama3.1\nADAPTER ./x.gguf', ['1:6 model slot llama3.1']],
  ];
  it.each(cases)('%s', (_, path, text, expected) => {
    expect(found(lineReferences, path, text).filter((line) => !line.includes(' mention a/b'))).toEqual(
      expected.filter((line) => !line.includes(' mention a/b')),
    );
  });
});

describe('JSON', () => {
  const cases: [what: string, text: string, expected: string[]][] = [
    ['a key', '{ "model": "o/n" }', ['1:13 model key o/n']],
    [
      'a list',
      '{ "models": ["o/n", "o/m"], "x": "o/p" }',
      ['1:15 model key o/n', '1:22 model key o/m', '1:35 model mention o/p'],
    ],
    ['objects in a list', '{ "models": [ { "title": "t", "model": "o/n" } ] }', ['1:41 model key o/n']],
    ['an adapter', '{ "base_model_name_or_path": "o/n" }', ['1:31 model key o/n']],
    ['broken JSON', '{ "model": "o/n", ', ['1:13 model key o/n']],
    ['deep nesting', `${'['.repeat(5000)}"o/n"`, ['1:5002 model mention o/n']],
  ];
  it.each(cases)('%s', (_, text, expected) => {
    expect(found(jsonReferences, 'c.json', text)).toEqual(expected);
  });
});

describe('prose', () => {
  it('mentions are notes', () => {
    expect(
      found(proseReferences, 'README.md', 'We use [it](https://huggingface.co/o/n). Not and/or, https://x.org/a/b.'),
    ).toEqual(['1:13 ~model mention https://huggingface.co/o/n', '1:46 ~model mention and/or']);
  });
});
