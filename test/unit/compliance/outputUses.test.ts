import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseSeen, writeSeen } from '../../../src/compliance/cachedSeen';
import { notebookReferences } from '../../../src/compliance/finders/notebookReferences';
import { sourceReferences } from '../../../src/compliance/finders/sourceReferences';
import { seenText } from '../../../src/compliance/seenText';
import { TextFile } from '../../../src/compliance/text/textFile';
import { buildRegistry } from '../../../src/registry/registry';
import { outputCases } from '../../fixtures/outputUses';
import { check } from '../../support/check';
import { license, model } from '../../support/registry';

const trained = (found: Iterable<{ reference: string; trains?: { into: string } }>) =>
  [...found].flatMap(({ reference, trains }) => (trains === undefined ? [] : [`${reference} → ${trains.into}`]));

describe('training on what a model writes', () => {
  it.each(outputCases)('%s', (_, path, text, expected) => {
    const file = new TextFile(path, text);
    const found = [...sourceReferences.find(file)];
    expect(trained(found)).toEqual(expected);
    const lines = text.split('\n');
    for (const { range, reference, trains } of found) {
      if (trains !== undefined)
        expect(lines[range.startLine - 1]?.slice(range.startColumn - 1, range.endColumn - 1)).toBe(reference);
    }
  });

  it('is followed from cell to cell of a notebook', () => {
    const cell = (...source: string[]) => ({ cell_type: 'code', source, outputs: [] });
    const notebook = {
      cells: [
        cell('r = client.chat.completions.create(model="gpt-4", messages=m)\n'),
        cell('with open("train.jsonl", "w") as f:\n', '    f.write(r)'),
      ],
    };
    const found = [...notebookReferences.find(new TextFile('n.ipynb', JSON.stringify(notebook, null, 1)))];
    expect(trained(found)).toEqual(['gpt-4 → train.jsonl (line 14)']);
  });

  it('is kept in the cache of a scan', () => {
    const [, path, text] = outputCases[0] ?? ['', '', ''];
    const seen = seenText(path, Buffer.from(text), text.length);
    expect(trained(seen.hub)).toHaveLength(1);
    expect(parseSeen(writeSeen(seen))).toEqual(seen);
  });
});

/** Files in which something is trained, and whether what `gen.py` writes is training data by that. */
const readers: [what: string, path: string, text: string, read: boolean][] = [
  ['a trainer', 'a.py', 'ds = load_dataset("json", data_files="data/out.jsonl")\nSFTTrainer(train_dataset=ds)', true],
  ['a service that trains', 'a.py', 'client.files.create(file=open("../out.jsonl"), purpose="fine-tune")', true],
  ['a configuration', 'sft.yaml', 'datasets:\n  - path: ./data/out.jsonl', true],
  ['a command', 'train.sh', 'python x.py --train_file data/out.jsonl', true],
  ['a reader that does not train', 'a.py', 'print(open("data/out.jsonl").read())', false],
  ['a trainer of other data', 'a.py', 'ds = load_dataset("json", data_files="data/in.jsonl")\nSFTTrainer(ds)', false],
  ['another folder', 'a.py', 'ds = load_dataset("json", data_files="other/out.jsonl")\nSFTTrainer(ds)', false],
];

describe('what one file has written and another trains on', () => {
  const registry = buildRegistry({
    version: 1,
    date: '2026-11-01',
    licenses: [license('MIT')],
    models: [model('GPT-9', 'MIT', { availability: 'closed', publisher: 'OpenAI' })],
  });
  const written = `r = client.chat.completions.create(model="GPT-9")\nopen("data/out.jsonl", "w").write(r)\n`;

  const restricted = { ...license('LicenseRef-NoTraining', { train: 'none' }), kind: 'service-terms' } as const;
  const closed = buildRegistry({
    version: 1,
    date: '2026-11-01',
    licenses: [restricted],
    models: [model('GPT-9', 'LicenseRef-NoTraining', { availability: 'closed', publisher: 'OpenAI' })],
  });

  it.each(readers)('%s', async (_, path, text, read) => {
    const root = mkdtempSync(join(tmpdir(), 'licit-flow-'));
    writeFileSync(join(root, 'gen.py'), written);
    writeFileSync(join(root, path), text);
    const { findings } = await check(root, registry);
    rmSync(root, { recursive: true });
    const uses = findings.filter(({ kind }) => kind === 'output-use');
    expect(uses.map(({ file }) => file)).toEqual(read ? ['gen.py'] : []);
    if (read) expect(uses[0]?.message).toContain(`data/out.jsonl (line 2), which ${path} trains on`);
  });

  const later = (trainer: string, generator: string) => async () => {
    const root = mkdtempSync(join(tmpdir(), 'licit-flow-'));
    writeFileSync(join(root, 'gen.py'), generator);
    if (trainer !== '') writeFileSync(join(root, 'train.py'), trainer);
    const { findings } = await check(root, closed);
    rmSync(root, { recursive: true });
    return findings
      .filter(({ kind }) => kind === 'output-use')
      .map(({ file, level, verdict, counts, message }) => `${file} ${level} ${verdict} ${counts} ${message}`);
  };
  const trains = 'ds = load_dataset("json", data_files=args.data)\nSFTTrainer(train_dataset=ds)\n';
  const toArgument = `r = client.chat.completions.create(model="GPT-9")\nwith open(args.out, "w") as f:\n    f.write(json.dumps(r))\n`;

  it('is a note where only the run knows which file it is', async () => {
    expect(await later(trains, toArgument)()).toEqual([
      expect.stringMatching(
        /^gen\.py note denied false .* a file that is named at run time \(line 3\); whether train\.py trains on it is known only/,
      ),
    ]);
    // Written by name, read by whatever name.
    expect(await later(trains, written)()).toEqual([
      expect.stringMatching(
        /^gen\.py note denied false .* data\/out\.jsonl \(line 2\); whether train\.py trains on it is known only/,
      ),
    ]);
    expect(
      await later('SFTTrainer(train_dataset=load_dataset("json", data_files="x.jsonl"))', toArgument)(),
    ).toHaveLength(1);
  });

  it.each([
    ['nothing here trains', '', toArgument],
    ['the trainer names its data', 'ds = load_dataset("json", data_files="x.jsonl")\nSFTTrainer(ds)', written],
    ['it is a log', trains, toArgument.replace('args.out', 'args.log_file')],
    [
      'it is an answer to somebody',
      trains,
      'r = client.chat.completions.create(model="GPT-9")\nres.write(json.dumps(r))',
    ],
    ['it is a page', trains, toArgument.replace('json.dumps(r)', 'r')],
  ])('is nothing where %s', async (_, trainer, generator) => {
    expect(await later(trainer, generator)()).toEqual([]);
  });

  it('of a teacher that is named at run time is a note', async () => {
    const generator =
      'client = OpenAI(base_url=url)\nr = client.chat.completions.create(model=name)\nopen("train.jsonl", "w").write(r)\n';
    expect(await later('', generator)()).toEqual([
      expect.stringMatching(/^gen\.py note review false .*train\.jsonl \(line 3\).*at run time/),
    ]);
  });

  it('is kept in the cache of a scan', () => {
    for (const text of [
      written,
      toArgument,
      trains,
      'ds = load_dataset("json", data_files="x.jsonl")\nSFTTrainer(ds)',
    ]) {
      const seen = seenText('a.py', Buffer.from(text), text.length);
      expect(seen.hub.length).toBeGreaterThan(0);
      expect(parseSeen(writeSeen(seen))).toEqual(seen);
    }
  });
});

describe('the finding', () => {
  const restricted = { ...license('LicenseRef-NoTraining', { train: 'none' }), kind: 'service-terms' } as const;
  const registry = buildRegistry({
    version: 1,
    date: '2026-11-01',
    licenses: [license('MIT'), restricted],
    models: [
      model('GPT-9', 'LicenseRef-NoTraining', { availability: 'closed', publisher: 'OpenAI' }),
      model(['org', 'free-7b'].join('/'), 'MIT'),
    ],
  });
  const code = (name: string) =>
    `r = client.chat.completions.create(${name} messages=m)\nopen("train.jsonl", "w").write(r)\n`;

  it.each([
    ['a model whose terms forbid it', 'model="GPT-9",', 'denied', 'GPT-9'],
    ['a model that is free', 'model="org/free-7b",', 'allowed', 'org/free-7b'],
    ['an unknown model of a known vendor', 'model="gpt-99",', 'denied', null],
    ['a vendor alone', '', 'denied', null],
  ])('is judged as training whatever --use says: %s', async (_, name, verdict, resolved) => {
    const root = mkdtempSync(join(tmpdir(), 'licit-output-'));
    writeFileSync(join(root, 'distill.py'), code(name));
    const { findings } = await check(root, registry);
    rmSync(root, { recursive: true });
    // A hosted model is called, not trained on, though the script trains.
    const called = findings.find((one) => one.kind === 'model' && one.resolved === 'GPT-9');
    if (called !== undefined) expect(called.use).toBe('service');
    const uses = findings.filter(({ kind }) => kind === 'output-use');
    expect(uses).toMatchObject([{ verdict, resolved, use: 'train', counts: true, file: 'distill.py' }]);
    expect(uses[0]?.message).toContain('train.jsonl (line 2)');
  });
});
