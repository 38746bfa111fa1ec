import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type WireModel, wireModel } from '../../../src/engine/protocol';
import { Models } from '../../../src/engine/worker/models';
import { admitted } from '../../support/admitted';
import { temporaryFolder } from '../../support/folder';
import { randomModel } from '../../support/randomModels';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const folder = temporaryFolder();
const never = new AbortController().signal;
const MEGABYTE = 1024 * 1024;

describe('the memory of all models together', () => {
  let one: WireModel;
  let other: WireModel;
  const made: Models[] = [];
  beforeAll(async () => {
    for (const [name, more] of [
      ['one.gguf', 0],
      ['other.gguf', 1],
    ] as const)
      await writeFile(folder.path(name), randomModel('llama', more));
    one = wireModel(await admitted(folder.path('one.gguf')));
    other = wireModel(await admitted(folder.path('other.gguf')));
  });
  afterAll(async () => {
    for (const models of made) await models.free();
  });
  const within = (budget: number) => {
    const models = new Models(null, budget);
    made.push(models);
    return models;
  };

  it('suffices for two', async () => {
    const models = within(1024 * MEGABYTE);
    await models.session(one, 'completion', never);
    expect(models.inTheWayOf(other)).toEqual([]);
    await models.session(other, 'chat', never);
    expect(models.inTheWayOf(one)).toEqual([]);
  });

  it('suffices for one at a time', async () => {
    const models = within(400 * MEGABYTE);
    expect(models.inTheWayOf(one)).toEqual([]);
    await models.session(one, 'completion', never);
    expect(models.inTheWayOf(one)).toEqual([]);
    expect(models.inTheWayOf(other)).toEqual(['completion']);
    await models.end('completion');
    expect(models.inTheWayOf(other)).toEqual([]);
    await models.session(other, 'chat', never);
    expect(models.inTheWayOf(one)).toEqual(['chat']);
    // One that fits nowhere else is tried all the same.
    await models.end('chat');
    expect(within(1).inTheWayOf(one)).toEqual([]);
  });

  it('counts a model that serves both once', async () => {
    const models = within(400 * MEGABYTE);
    await models.session(one, 'completion', never);
    await models.session(one, 'chat', never);
    expect(models.inTheWayOf(one)).toEqual([]);
    expect(models.inTheWayOf(other)).toEqual(['completion', 'chat']);
  });
});
