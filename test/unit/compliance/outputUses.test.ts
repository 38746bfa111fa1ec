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

  it('is kept in the cache of a scan', () => {
    for (const text of [written, 'ds = load_dataset("json", data_files="x.jsonl")\nSFTTrainer(ds)']) {
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
