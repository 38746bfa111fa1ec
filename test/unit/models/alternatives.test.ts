import { describe, expect, it } from 'vitest';
import type { ExplainSetting } from '../../../src/gate/explain';
import type { ModelRecord } from '../../../src/licensing/artefacts';
import { alternatives, namedLike } from '../../../src/models/alternatives';
import { detectFacts } from '../../../src/project/detect';
import { HUB } from '../../fixtures/ids';
import { model, registryOf } from '../../support/registry';

const BILLION = 1e9;
const shut = 'LicenseRef-NonCommercial';
const asked = (more: Partial<ModelRecord> = {}) => model('org/Asked', shut, { parameters: 7 * BILLION, ...more });
const free = (name: string, more: Partial<ModelRecord> = {}) =>
  model(`org/${name}`, 'MIT', { parameters: 7 * BILLION, ...more });

function setting(models: readonly ModelRecord[], more: Partial<ExplainSetting> = {}): ExplainSetting {
  return {
    registry: registryOf(...models),
    facts: detectFacts({ use: 'service' }),
    policy: {},
    today: '2026-11-24',
    ...more,
  };
}

function found(models: readonly ModelRecord[], options?: Parameters<typeof alternatives>[2]): string[] {
  return alternatives('org/Asked', setting(models), options).map(({ id }) => id.slice('org/'.length));
}

const fim = { order: 'prefix-suffix-middle' } as const;

describe('alternatives to a model', () => {
  it.each<[string, Partial<ModelRecord>, ModelRecord, boolean]>([
    ['of the same size', {}, free('A'), true],
    ['of half its size', {}, free('A', { parameters: 3.5 * BILLION }), true],
    ['of less than half its size', {}, free('A', { parameters: 3.4 * BILLION }), false],
    ['of more than twice its size', {}, free('A', { parameters: 14.1 * BILLION }), false],
    ['of a size that nobody knows', {}, model('org/A', 'MIT'), false],
    ['for more tasks', {}, free('A', { tasks: ['chat', 'completion'] }), true],
    ['for fewer tasks', { tasks: ['completion', 'chat'] }, free('A'), false],
    ['for another task', {}, free('A', { tasks: ['embedding'] }), false],
    [
      'for some other task, of the same kind',
      { tasks: ['other'], architecture: 'bert' },
      free('A', { tasks: ['other'], architecture: 'bert' }),
      true,
    ],
    [
      'for some other task, of another kind',
      { tasks: ['other'], architecture: 'bert' },
      free('A', { tasks: ['other'], architecture: 't5' }),
      false,
    ],
    ['that fills in the middle, too', { fim }, free('A', { fim }), true],
    ['that does not fill in the middle', { fim }, free('A', { languages: ['code'] }), false],
    ['that writes code, too', { languages: ['code'] }, free('A', { fim }), true],
    ['that writes no code', { languages: ['code'] }, free('A'), false],
    ['that speaks its languages', { languages: ['de'] }, free('A', { languages: ['de', 'en'] }), true],
    ['that lacks a language', { languages: ['de', 'fr'] }, free('A', { languages: ['de', 'en'] }), false],
    ['that is hosted', {}, free('A', { availability: 'closed' }), false],
    ['that was never released', {}, free('A', { availability: 'unreleased' }), false],
    ['that this project may not use either', {}, model('org/A', shut, { parameters: 7 * BILLION }), false],
    ['that nobody knows well enough', {}, model('org/A', 'LicenseRef-Odd', { parameters: 7 * BILLION }), false],
    [
      'that comes from what it may not use',
      {},
      free('A', { publisher: 'Another', bases: [{ id: 'org/Asked', relation: 'finetune' }] }),
      false,
    ],
  ])('%s', (_, own, other, isOne) => {
    expect(found([asked(own), other])).toEqual(isOne ? ['A'] : []);
  });

  it('that are hosted stand in for a hosted one, whatever their size', () => {
    const hosted = { availability: 'closed' } as const;
    expect(found([model('org/Asked', shut, hosted), model('org/A', 'MIT', hosted), free('B')])).toEqual(['A']);
  });

  it('are judged for the use that is asked about', () => {
    const models = [asked(), model('org/Tool', 'LicenseRef-ToolOnly', { parameters: 7 * BILLION })];
    expect(alternatives('org/Asked', setting(models))).toMatchObject([{ id: 'org/Tool', verdict: 'allowed' }]);
    expect(alternatives('org/Asked', setting(models, { facts: detectFacts({ use: 'ship' }) }))).toEqual([]);
  });

  it('are few: those here first, then the allowed, the alike, the near in size, by name', () => {
    const models = [
      asked(),
      free('C', { parameters: 8 * BILLION }),
      free('B'),
      free('A', { tasks: ['completion', 'chat'] }),
      free('D', { parameters: 13 * BILLION }),
      free('BB'),
    ];
    expect(found(models)).toEqual(['B', 'BB', 'C']);
    expect(found(models.toReversed())).toEqual(['B', 'BB', 'C']);
    expect(found(models, { installed: new Set(['org/D', 'org/A']) })).toEqual(['D', 'A', 'B']);
    expect(found(models, { fits: ({ id }) => id < 'org/BB' })).toEqual(['B', 'A']);
    const risky = model('org/Risky', 'LicenseRef-Odd', { parameters: 7 * BILLION });
    const exceptions = [
      {
        kind: 'accepted-risk',
        model: risky.id,
        reason: 'r',
        by: 'b',
        date: '2026-01-01',
        expires: '2999-01-01',
      } as const,
    ];
    const shown = alternatives(
      'org/Asked',
      setting([asked(), risky, free('Z', { parameters: 9 * BILLION })], { policy: { exceptions } }),
    );
    expect(shown.map(({ id, verdict }) => [id, verdict])).toEqual([
      ['org/Z', 'allowed'],
      ['org/Risky', 'conditional'],
    ]);
  });

  it('are none for a model that the registry does not know, or not its size', () => {
    expect(found([model('org/Asked', shut), free('A')])).toEqual([]);
    expect(alternatives('org/Other', setting([asked(), free('A')]))).toEqual([]);
  });
});

describe('a name like that of another model', () => {
  const here = asked({ aliases: { ollama: ['asked:7b', 'asked'], hub: ['mirror/Asked'] } });
  const there = free('There', { aliases: { ollama: ['there:7b', 'there'] } });
  it.each<[string, ModelRecord, string | null]>([
    ['org/Asked', there, 'org/There'],
    ['ORG/asked', there, 'org/There'],
    ['asked', there, 'there:7b'],
    ['Asked:7B', there, 'there:7b'],
    ['asked', free('There'), null],
    ['org/Asked', { ...there, id: 'There 1.0' }, null],
    ['org/Asked@main', there, null],
    [`${HUB}/org/Asked`, there, null],
    [`${here.id}-GGUF`, there, null],
    ['mirror/Asked', there, null],
    ['', there, null],
  ])('%s', (reference, other, name) => {
    expect(namedLike(reference, here, other)).toBe(name);
  });
});
