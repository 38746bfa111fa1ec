import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, describe, expect, it } from 'vitest';
import { explain } from '../../../src/gate/explain';
import { detectFacts } from '../../../src/project/detect';
import { loadRegistry } from '../../../src/registry/load';
import { evidence, model } from '../licensing/world';

const folder = mkdtempSync(join(tmpdir(), 'licit-registry-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(content: unknown): string {
  const path = join(folder, `${Math.random()}.json`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const ours = new URL('../../../model-registry.json', import.meta.url).pathname;
const everyList = {
  version: 1,
  date: '2026-11-01',
  ...Object.fromEntries(
    ['licenses', 'models', 'datasets', 'families', 'software', 'scoreSources'].map((list) => [list, []]),
  ),
};
const minimal = { version: 1, date: '2026-11-01' };

describe('the registry that Licit brings', () => {
  const loaded = loadRegistry(ours);
  it('loads, with the built-in model in it', () => {
    if (!loaded.ok) throw new Error(loaded.message);
    expect(loaded.registry.resolve('licit/licit-mini-ts')).toMatchObject({ kind: 'model', by: 'id' });
    expect(loaded.registry.licenseOfHubTag('apache-2.0')?.id).toBe('Apache-2.0');
    expect(loaded.registry.licenseOfHubTag('bsl-1.0')?.id).toBe('BSL-1.0');
    expect(loaded.registry.licenseOfHubTag('other')).toBeUndefined();
  });

  it('takes the one in the docs over it, in which a label grants nothing', () => {
    const page = readFileSync(new URL('../../../docs/registry.md', import.meta.url), 'utf8');
    const both = loadRegistry(ours, file(/```json\n([\s\S]*?)```/.exec(page)?.[1] ?? ''));
    if (!both.ok) throw new Error(both.message);
    const answer = explain('acme/coder', {
      registry: both.registry,
      facts: detectFacts({}),
      policy: {},
      today: '2026-11-24',
    });
    expect(answer.verdict).toBe('conditional');
    expect(answer.reasons.map((reason) => reason.rule)).toEqual(
      expect.arrayContaining(['relabelled', 'registry-overlay', 'threshold']),
    );
  });

  it('takes a registry over it', () => {
    const overlay = file({
      ...minimal,
      name: 'company',
      models: [{ ...model('licit/licit-mini-ts', 'MIT'), name: 'Ours' }],
    });
    const both = loadRegistry(ours, overlay);
    if (!both.ok) throw new Error(both.message);
    expect(both.registry.overlay?.name).toBe('company');
    expect(both.registry.model('licit/licit-mini-ts')?.weights.license).toBe('MIT');
  });

  it('finds a corrected record under every name that it had', () => {
    const base = { ...everyList, models: [model('org/m', 'MIT', { aliases: { names: ['Em'], ollama: ['m:1b'] } })] };
    const overlay = { ...minimal, models: [model('org/m', 'LicenseRef-Research', { aliases: { names: ['Emma'] } })] };
    const both = loadRegistry(file(base), file(overlay));
    if (!both.ok) throw new Error(both.message);
    for (const name of ['org/m', 'Em', 'Emma', 'm:1b']) {
      const found = both.registry.resolve(name);
      expect(found).toMatchObject({ kind: 'model', model: { weights: { license: 'LicenseRef-Research' } } });
    }
  });
});

describe('the schemas that files are checked against', () => {
  it.each(['model-registry.schema.json', 'licit.policy.schema.json'])('%s is one', (name) => {
    const schema = JSON.parse(readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8'));
    const validator = new Ajv();
    expect([validator.validateSchema(schema), validator.errors]).toEqual([true, null]);
  });
});

describe('a registry that cannot be used is said in one line', () => {
  it.each<[string, unknown, RegExp]>([
    ['no JSON', '{ "version": 1,', /line 1, column 16/],
    ['no JSON, further down', '{\n  "version": 1\n  "date": ""\n}', /line 3, column 3/],
    ['empty', '', /not JSON/],
    ['not an object', '[]', /top level/],
    ['another version', { ...minimal, version: 2 }, /at version: must be 1/],
    ['no date', { version: 1 }, /date/],
    ['a property too many', { ...minimal, modells: [] }, /modells/],
    [
      'a fact that is none',
      { ...minimal, models: [{ ...model('org/m', 'MIT'), weights: 'MIT' }] },
      /models › org\/m › weights/,
    ],
    [
      'a relation that is none',
      { ...minimal, models: [model('org/m', 'MIT', { bases: [{ id: 'x', relation: 'copied' as never }] })] },
      /org\/m › bases › x › relation: must be one of finetune/,
    ],
    [
      'a condition that is none',
      {
        ...minimal,
        licenses: [
          {
            id: 'MIT',
            name: 'MIT',
            kind: 'permissive',
            hub: [],
            url: 'x',
            grants: Object.fromEntries(
              ['assist', 'service', 'ship', 'derive', 'outputs', 'train'].map((use) => [use, 'any']),
            ),
            conditions: [
              { kind: 'threshold', text: 't', uses: [], metric: 'likes', value: 1, asOf: 'x', above: 'none' },
            ],
            evidence,
          },
        ],
      },
      /licenses › MIT › conditions › 0 › metric: must be one of mau/,
    ],
  ])('%s', (_name, content, expected) => {
    const path = file(content);
    const loaded = loadRegistry(ours, path);
    if (loaded.ok) throw new Error('loaded');
    expect(loaded.message).toMatch(expected);
    expect(loaded.message).toContain(path);
    expect(loaded.message).not.toContain('\n');
  });

  it.each<[string, unknown, RegExp]>([
    ['cut short', '{ "version": 1, "models": [', /not JSON/],
    ['something else', { version: 1, date: '2026-11-01' }, /licenses/],
    ['a list', [], /top level/],
    ['nothing', null, /top level/],
    ['of another time', { version: 2, date: '2026-11-01' }, /at version: must be 1/],
    ['without a date', { version: 1 }, /at date/],
    ['no list', { ...everyList, models: {} }, /at models: must be a list/],
  ])('ours, too: %s', (_name, content, expected) => {
    expect(loadRegistry(file(content))).toMatchObject({ ok: false, message: expect.stringMatching(expected) });
  });

  it('names a file that is not there', () => {
    const loaded = loadRegistry(join(folder, 'none.json'));
    expect(loaded).toMatchObject({ ok: false, message: expect.stringMatching(/none\.json.*ENOENT/) });
  });
});
