import { describe, expect, it } from 'vitest';
import { canonical, fingerprinted, merged, problems } from '../../../scripts/registry.mjs';
import type { ModelRecord } from '../../../src/licensing/artefacts';
import { dataset, terms, model as trained } from '../licensing/world';

/** A model whose data nobody disclosed. */
const model = (id: string, license: string | null, more: Partial<ModelRecord> = {}) =>
  trained(id, license, { disclosure: 'undisclosed', ...more });

type File = Parameters<typeof problems>[0];
const today = '2026-11-24';
const sound: File = {
  version: 1,
  date: '2026-11-01',
  licenses: [terms('MIT', { hub: ['mit'] })],
  models: [
    model('org/m', 'MIT', {
      bases: [{ id: 'org/base', relation: 'finetune' }],
      data: [{ id: 'set/d', role: 'tuning' }],
    }),
    model('org/base', 'MIT'),
  ],
  datasets: [dataset('set/d', 'MIT')],
  families: [{ id: 'Fam', names: ['Family'], members: ['org/m'] }],
  software: [],
  scoreSources: [],
};

describe('checking a registry', () => {
  it('finds nothing in a sound one', () => {
    expect(problems(sound, today)).toEqual([]);
  });

  it.each<[string, Partial<File>, RegExp]>([
    [
      'a property that is none',
      { models: [{ ...model('org/m', 'MIT'), colour: 'red' } as never] },
      /models org\/m: .*colour/,
    ],
    [
      'a base that is not there',
      { models: [model('org/m', 'MIT', { bases: [{ id: 'gone/m', relation: 'merge' }] })], families: [] },
      /org\/m: base gone\/m has no record/,
    ],
    [
      'data that is not there',
      { models: [model('org/m', 'MIT', { data: [{ id: 'gone/d', role: 'tuning' }] })] },
      /data set gone\/d has no record/,
    ],
    [
      'full disclosure that names nothing',
      { models: [model('org/m', 'MIT', { disclosure: 'full' })] },
      /org\/m: its data is said to be disclosed in full, and none is named/,
    ],
    [
      'an earlier licence without evidence',
      {
        datasets: [
          dataset('set/d', 'MIT', { earlier: [{ until: '2024-01-01', license: { license: 'MIT', evidence: [] } }] }),
        ],
      },
      /set\/d until 2024-01-01: MIT has no evidence/,
    ],
    [
      'a source that is not there',
      { datasets: [dataset('set/d', 'MIT', { sources: ['gone/d'] })] },
      /set\/d: source gone\/d/,
    ],
    [
      'a licence that is not there',
      { models: [model('org/m', 'MIT OR LicenseRef-Gone')] },
      /licence LicenseRef-Gone has no record/,
    ],
    [
      'a member that is not there',
      { families: [{ id: 'Fam', names: [], members: ['gone/m'] }] },
      /families Fam: member gone\/m/,
    ],
    [
      'terms on outputs that are not there',
      { datasets: [dataset('set/d', 'MIT', { generators: [{ name: 'g', terms: 'LicenseRef-Gone' }] })] },
      /set\/d: terms LicenseRef-Gone/,
    ],
    [
      'a fact without evidence',
      { models: [model('org/m', 'MIT', { weights: { license: 'MIT', evidence: [] } })] },
      /org\/m weights: MIT has no evidence/,
    ],
    ['a licence without evidence', { licenses: [terms('MIT', { evidence: [] })] }, /licenses MIT: no evidence/],
    [
      'old evidence',
      {
        models: [
          model('org/m', 'MIT', {
            weights: { license: 'MIT', evidence: [{ url: 'https://x.example', checked: '2026-01-01' }] },
          }),
        ],
      },
      /opened on 2026-01-01, more than 180 days ago/,
    ],
    [
      'evidence of tomorrow',
      {
        models: [
          model('org/m', 'MIT', {
            weights: { license: 'MIT', evidence: [{ url: 'https://x.example', checked: '2027-01-01' }] },
          }),
        ],
      },
      /in the future/,
    ],
    ['an old registry', { date: '2026-01-01' }, /date: 2026-01-01 is more than 180 days ago/],
    ['an id twice', { models: [model('org/m', 'MIT'), model('ORG/m', 'MIT')] }, /this id stands twice/],
    [
      'a name of two',
      { models: [model('org/m', 'MIT', { aliases: { names: ['Twin'] } }), model('org/base', 'MIT', { name: 'twin' })] },
      /“twin” belongs to models org\/m as well/,
    ],
    [
      'a name of a model and a family',
      { families: [{ id: 'org/m', names: [], members: ['org/m'] }] },
      /families org\/m: the name/,
    ],
    [
      'a hub tag of two',
      { licenses: [terms('MIT', { hub: ['mit'] }), terms('X11', { hub: ['mit'] })] },
      /hub tag mit belongs to MIT as well/,
    ],
    [
      'a cycle',
      {
        models: [
          model('org/m', 'MIT', { bases: [{ id: 'org/base', relation: 'merge' }] }),
          model('org/base', 'MIT', { bases: [{ id: 'org/m', relation: 'merge' }] }),
        ],
      },
      /made from itself \(org\/m → org\/base → org\/m\)/,
    ],
  ])('finds %s', (_name, broken, expected) => {
    expect(problems({ ...sound, ...broken }, today).join('\n')).toMatch(expected);
  });

  it('lets a moving tag and a repository stand in several records', () => {
    const shared = { ollama: ['tag:1b'], github: ['org/repository'] };
    const models = [model('org/m', 'MIT', { aliases: shared }), model('org/base', 'MIT', { aliases: shared })];
    expect(problems({ ...sound, models }, today)).toEqual([]);
  });
});

describe('merging', () => {
  it('adds and replaces by id, and sorts', () => {
    const part: File = {
      version: 1,
      date: '2026-11-20',
      models: [model('org/base', 'GPL-3.0-only'), model('a/first', 'MIT')],
    };
    const result = merged(sound, [part]);
    expect(result.date).toBe('2026-11-20');
    expect(result.models?.map((each) => `${each.id} ${each.weights.license}`)).toEqual([
      'a/first MIT',
      'org/base GPL-3.0-only',
      'org/m MIT',
    ]);
    expect(merged(result, [])).toEqual(result);
  });

  it('writes what it read, a fact to a line', () => {
    const text = canonical(sound);
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(sound)));
    expect(canonical(JSON.parse(text))).toBe(text);
    for (const line of text.split('\n')) expect(line.length).toBeLessThan(400);
  });
});

describe('adding fingerprints', () => {
  const print = { bytes: 7, sha256: 'a'.repeat(64), norms: 'n', sketch: 's', vocabulary: null };
  const entry = (file: File) => file.models?.find(({ id }) => id === 'org/m');

  it('puts them into the entry, beside what stands there', () => {
    const once = fingerprinted(sound, 'org/m', 'm.Q8_0.gguf', print);
    expect(entry(once)).toMatchObject({
      files: [{ name: 'm.Q8_0.gguf', bytes: 7, sha256: print.sha256 }],
      fingerprints: { norms: 'n', sketch: 's' },
    });
    const other = { ...print, sha256: 'b'.repeat(64), vocabulary: 'v' };
    const twice = fingerprinted(once, 'org/m', 'm.Q4_0.gguf', other);
    expect(entry(twice)?.files).toHaveLength(2);
    expect(entry(twice)?.fingerprints).toEqual({ norms: 'n', sketch: 's', vocabulary: 'v' });
    expect(problems(twice, today)).toEqual([]);
  });

  it('replaces a file of the same name', () => {
    const once = fingerprinted(sound, 'org/m', 'm.gguf', print);
    expect(entry(fingerprinted(once, 'org/m', 'm.gguf', { ...print, bytes: 8 }))?.files).toHaveLength(1);
  });

  it('needs an entry', () => {
    expect(() => fingerprinted(sound, 'org/gone', 'm.gguf', print)).toThrow(/no model org\/gone/);
  });
});
