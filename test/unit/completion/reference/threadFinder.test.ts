import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { ThreadFinder } from '../../../../src/completion/reference/threadFinder';
import { readAnswer, readQuestion } from '../../../../src/completion/reference/threadProtocol';
import { temporaryFolder } from '../../../support/folder';

const folder = temporaryFolder();
const lines = Array.from({ length: 30 }, (_, n) => `  const value${n} = ${n};`).join('\n');

beforeAll(async () => {
  await mkdir(folder.path('project/node_modules/pad'), { recursive: true });
  await writeFile(folder.path('project/node_modules/pad/index.js'), lines);
  await build({
    entryPoints: [join(import.meta.dirname, '../../../../src/completion/reference/thread.ts')],
    outfile: folder.path('reference.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    mainFields: ['module', 'main'],
  });
});

describe('the thread that holds third-party code', () => {
  it('finds what is repeated once it has read it', async () => {
    const finder = new ThreadFinder(folder.path('reference.cjs'), folder.path('project'), () => undefined);
    const sought = { before: '', text: lines, extension: '.js' };
    await vi.waitFor(async () => expect((await finder.find(sought))?.file).toBe('node_modules/pad/index.js'), {
      timeout: 60_000,
    });
    await vi.waitFor(async () => {
      await finder.find(sought);
      expect(finder.coverage).toEqual({ files: 1, state: 'whole' });
    });
    await finder.dispose();
  });

  it('that cannot be started is told of, and finds nothing', async () => {
    const told: string[] = [];
    const finder = new ThreadFinder(folder.path('missing.cjs'), folder.path('project'), (line) => told.push(line));
    expect(await finder.find({ before: '', text: lines, extension: '.js' })).toBeNull();
    expect(told.join()).toMatch(/missing\.cjs/);
    await finder.dispose();
  });

  it('answers nobody who waits when it is ended', async () => {
    const finder = new ThreadFinder(folder.path('reference.cjs'), folder.path('project'), () => undefined);
    const asked = finder.find({ before: '', text: lines, extension: '.js' });
    await finder.dispose();
    expect(await asked).toBeNull();
  });
});

describe('what is said between the threads', () => {
  it.each([
    null,
    1,
    'x',
    {},
    { id: 1 },
    { id: '1', sought: {} },
    { id: 1, sought: { before: '', text: 1, extension: '' } },
  ])('is read, or not: %j', (message) => {
    expect(readQuestion(message)).toBeNull();
    expect(readAnswer(message)).toBeNull();
  });
});
