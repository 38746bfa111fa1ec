import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Clues } from '../../../src/compliance/clues/clues';
import { knownIds } from '../../../src/compliance/clues/knownIds';
import { WordSearch } from '../../../src/compliance/clues/wordSearch';
import { judgeHub } from '../../../src/compliance/judgeHub';
import { clueKind, seenText } from '../../../src/compliance/seenText';
import { buildRegistry } from '../../../src/registry/registry';
import { familiarSnippets } from '../../fixtures/familiarSnippets';
import { outputCases } from '../../fixtures/outputUses';
import { pageCases } from '../../fixtures/pageReferences';
import { snippets } from '../../fixtures/referenceSnippets';
import { configurationCases, jsonCases, proseCases, sourceCases } from '../../fixtures/references';
import { runTimeCases, runTimeJson, runTimeLines } from '../../fixtures/runTimeReferences';
import { textSamples } from '../../fixtures/samples';
import { checkOptions } from '../../support/check';
import { mutated, randomness } from '../../support/mutate';
import { license, model } from '../../support/registry';

describe('a search for many words', () => {
  const words = ['he', 'she', 'his', 'hers', 'a', 'ab', 'bab', 'babab', 'x/y', '-'];
  const search = new WordSearch(words);

  it('finds what a search for each of them finds', () => {
    const random = randomness(3);
    for (let round = 0; round < 800; round++) {
      const letters = Array.from(
        { length: Math.floor(random() * 40) },
        () => 'abhersixyHSA/- é'[Math.floor(random() * 16)],
      );
      const text = letters.join('');
      const bytes = Buffer.from(text, 'latin1');
      const found = new Set<string>();
      expect(search.search(bytes, (word, end) => found.add(`${words[word]} ${end}`).size === 0)).toBe(false);
      const expected = new Set<string>();
      for (const word of words)
        for (let at = 0; at < text.length; at++)
          if (text.toLowerCase().startsWith(word, at)) expected.add(`${word} ${at + word.length}`);
      expect(found).toEqual(expected);
    }
  });

  it('ends where it is told to', () => {
    let calls = 0;
    expect(search.search(Buffer.from('-----'), () => ++calls === 2)).toBe(true);
    expect(calls).toBe(2);
  });
});

/** Ids that fixtures mention, and some that are made for joins. */
const ids = ['o/n', 'o/d', 'y/z', 'a/b', 'big-org/Nova-2-7b', 'acme/nova-7b'];
const registry = buildRegistry({
  version: 1,
  date: '2026-11-01',
  licenses: [license('MIT')],
  models: [
    ...ids.map((id) => model(id, 'MIT')),
    model('GPT-9', 'MIT', { availability: 'closed', aliases: { ollama: ['nova:7b'] } }),
  ],
});
const clues = new Clues(knownIds(registry));

let root: string;
beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'licit-clues-')));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function isRuledOut(path: string, bytes: Buffer, size: number): boolean {
  const kind = clueKind(path);
  return kind !== null && clues.ruleOut(bytes, size, kind);
}

/** What a check would say of a file that is looked at. */
async function said(path: string, bytes: Buffer): Promise<unknown[]> {
  const seen = seenText(path, bytes, bytes.length);
  const findings = await judgeHub(
    root,
    seen.hub.map((found) => ({ ...found, file: path })),
    checkOptions(registry),
  );
  const label = seen.isLabel ? ['label'] : [];
  const skipped = seen.skipped === null ? [] : [seen.skipped];
  return [...findings.map(({ reference }) => reference), ...seen.licenses, ...label, ...skipped];
}

/** Counts the files that need no look, and says what was missed in them. */
async function missed(files: Iterable<readonly [path: string, bytes: Buffer]>) {
  let ruledOut = 0;
  const all: string[] = [];
  for (const [path, bytes] of files) {
    if (!isRuledOut(path, bytes, bytes.length)) continue;
    ruledOut++;
    const missed = await said(path, bytes);
    if (missed.length > 0) all.push(`${path}: ${JSON.stringify(missed)} in ${JSON.stringify(bytes.toString())}`);
  }
  return { ruledOut, all };
}

const cases: readonly (readonly [path: string, text: string])[] = [
  ...sourceCases.map(([, path, text]) => [path, text] as const),
  ...configurationCases.map(([, path, text]) => [path, text] as const),
  ...jsonCases.map(([, text]) => ['c.json', text] as const),
  ...proseCases.map(([, text]) => ['README.md', text] as const),
  ...pageCases.map(([, text]) => ['index.html', text] as const),
  ...[...snippets, ...familiarSnippets].map(([path, text]) => [path, text] as const),
  ...outputCases.map(([, path, text]) => [path, text] as const),
  ...[...runTimeCases, ...runTimeJson, ...runTimeLines].map(([, path, text]) => [path, text] as const),
  ...textSamples.map(([, path, text]) => [path, text] as const),
];

/** Pieces that ids are joined of, and that make one look like something else. */
const pieces = [
  ...["'big-org'", '"big-org/"', '"/Nova-2-7b"', '"Nova-2-7b"', '"org/Nova-2-7b"', '"big-"', "'big-org/Nova'"],
  ...['"-2-7b"', 'ORG', 'NAME', 'ORG = "big-org"', 'NAME = "Nova-2-7b"', 'X = "/"', '"/"', '"%s/%s" % (ORG, NAME)'],
  ...[
    '"{}/{}".format(ORG, NAME)',
    'f"{ORG}/{NAME}"',
    '`\u0024{ORG}/\u0024{NAME}`',
    '"/".join([ORG, NAME])',
    'model',
    'repo',
  ],
  ...[
    'report',
    'x',
    '1',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '=',
    ':',
    ',',
    ';',
    '+',
    '.',
    '%',
    '//',
    '#',
    '/*',
    '*/',
    '"',
    "'",
    '`',
  ],
  ...[
    '\n',
    '\n  ',
    '\n- ',
    ' ',
    '  ',
    '\t',
    '/',
    'big-org/Nova-2-7b',
    '"big-org/Nova-2-7b-GGUF"',
    'thebloke/nova-7B-GGUF',
  ],
  ...[
    'import { a } from "b/c";',
    'const a = b("c", 1);',
    'FROM',
    '-hf',
    '--x y/z',
    '\u0024{X:-big-org/Nova-2-7b}',
    'é',
    '---\n',
  ],
  ...[
    'fmt.Sprintf("%s/%s", ORG, NAME)',
    'format!("{}/{}", ORG, NAME)',
    'String.format("%s/%s", ORG, NAME)',
    '{ "a": "b" }',
  ],
];

const paths = [
  'a.py',
  'a.ts',
  'a.go',
  'a.rs',
  'a.php',
  'a.json',
  'a.yaml',
  'a.toml',
  'a.sh',
  '.env',
  'a.md',
  'a.css',
  'Dockerfile',
];

describe('a file that needs no closer look', () => {
  it('holds nothing that a check would report, among all fixtures', async () => {
    const { all } = await missed(cases.map(([path, text]) => [path, Buffer.from(text)]));
    expect(all).toEqual([]);
  });

  it('nor where their bytes are changed', async () => {
    const random = randomness(5);
    const { all, ruledOut } = await missed(
      cases.flatMap(([path, text]) =>
        Array.from({ length: 8 }, () => [path, mutated(Buffer.from(text), random)] as const),
      ),
    );
    expect(all).toEqual([]);
    expect(ruledOut).toBeGreaterThan(300);
  });

  it('nor where pieces are put together at random', async () => {
    const random = randomness(7);
    const lines = cases.flatMap(([, text]) => text.split('\n'));
    const one = (list: readonly string[]) => list[Math.floor(random() * list.length)] ?? '';
    const files = Array.from({ length: 4000 }, () => {
      const parts = Array.from({ length: 1 + Math.floor(random() * 12) }, () =>
        random() < 0.04 ? one(lines) : `${one(pieces)}${random() < 0.5 ? ' ' : ''}`,
      );
      return [one(paths), Buffer.from(parts.join(''))] as const;
    });
    const { all, ruledOut } = await missed(files);
    expect(all).toEqual([]);
    expect(ruledOut).toBeGreaterThan(500);
  });

  it.each([
    ['code without a model', 'a.ts', "import { a } from 'b/c';\nconst d = e.f('g', 1); // and/or\n"],
    ['a report', 'a.py', 'report = make_report("x/y")\n'],
    ['data', 'a.json', '{ "path": "src/index.ts", "name": "x" }'],
    ['configuration', 'a.yaml', 'name: x\npath: ./c/d\n'],
    ['prose', 'a.md', 'Either this and/or that, see [here](docs/a.md) and the model of the car.'],
    ['a style sheet', 'a.css', 'a { background: url("img/b.svg") }'],
  ])('is %s', (_, path, text) => {
    expect(isRuledOut(path, Buffer.from(text), text.length)).toBe(true);
  });

  it.each([
    ['two strings', 'a.ts', "const a = 'big-' + 'org/Nova-2-7b';"],
    ['strings side by side', 'a.py', 'A = "big-" "org/Nova-2-7b"'],
    ['strings on two lines', 'a.ts', "const a = 'big-org/' +\n  'Nova-2-7b';"],
    ['names', 'a.ts', "const a = 'big-org'; const b = 'Nova-2-7b'; const c = a + '/' + b;"],
    ['a name and a rest', 'a.ts', "const a = 'big-org'; const c = a + '/Nova-2-7b';"],
    ['a template', 'a.ts', "const a = 'big-org'; const c = `\u0024{a}/Nova-2-7b`;"],
    ['a list', 'a.py', 'A = "-".join(["big", "org/Nova-2-7b"])'],
    ['a format', 'a.py', 'A = "{}-{}".format("big", "org/Nova-2-7b")'],
    ['a rest that is formatted', 'a.py', 'A = "big-%s/Nova-2-7b" % "org"'],
    ['formatted values', 'a.py', 'A = "%s-%s" % ("big", "org/Nova-2-7b")'],
    ['values that are printed', 'a.go', 'a := fmt.Sprintf("%s-%s", "big", "org/Nova-2-7b")'],
  ])('is none where an id is joined of %s', async (_, path, text) => {
    const bytes = Buffer.from(`import "b/c";\n${text}\n`);
    expect(await said(path, bytes)).toEqual(['big-org/Nova-2-7b']);
    expect(isRuledOut(path, bytes, bytes.length)).toBe(false);
  });

  it.each([
    ['a binary file', 'a.ts', 'a\0b'],
    ['a licence', 'LICENSE', 'MIT'],
    ['a tag', 'a.css', '/* SPDX-License-Identifier: MIT */'],
    ['a card', 'README.md', '---\nlicense: mit\n---\n'],
    ['a report of a check', 'a.json', '{ "verdict": "allowed", "project": { "kind": {} } }'],
    ['an id in a comment', 'a.ts', '// like big-org/Nova-2-7b\n'],
    ['a copy', 'a.md', 'see TheBloke/nova-7B-GGUF\n'],
    ['a default', '.env', 'X=\u0024{Y:-acme/nova-7b}\n'],
  ])('is not %s', (_, path, text) => {
    expect(isRuledOut(path, Buffer.from(text), text.length)).toBe(false);
  });

  it.each([
    ...['Trainer', 'Seq2SeqTrainer', 'SFTTrainer', 'RewardTrainer', 'SFTConfig', 'TrainingArguments', 'get_peft_model'],
    ...[
      'LoraConfig',
      'FastLanguageModel',
      'gradient_accumulation_steps',
      'num_train_epochs',
      'mergekit',
      'merge_method',
    ],
    ...['llamafactory-cli', 'axolotl', 'finetune', 'fine-tune', 'Fine_Tuning'],
  ])('is none that trains: %s', (word) => {
    const text = `${word}("data/x.jsonl")`;
    expect(isRuledOut('a.py', Buffer.from(text), text.length)).toBe(false);
    expect(isRuledOut('a.yaml', Buffer.from(text), text.length)).toBe(false);
  });

  it.each(['train.py', 'src/finetune_all.py', 'configs/sft.yaml', 'dpo/train.toml', 'train.json'])(
    'is none that is called %s',
    (path) => {
      expect(clueKind(path)).toBe(null);
    },
  );

  it('is told as far as it was read', () => {
    expect(isRuledOut('a.ts', Buffer.from('const a = 1;'), 1000)).toBe(false);
  });
});
