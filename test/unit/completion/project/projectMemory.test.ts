import { mkdir, rm, writeFile } from 'node:fs/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { ProjectMemory } from '../../../../src/completion/project/projectMemory';
import type { Engine, EngineResult, ProjectChange } from '../../../../src/engine/engine';
import type { AdmittedModel } from '../../../../src/gate/admitted';
import { temporaryFolder } from '../../../support/folder';

const folder = temporaryFolder();
const model = { sha256: 'one' } as unknown as AdmittedModel;

/** Keeps what it was told. */
class Listener {
  readonly changes: ProjectChange[] = [];
  answer: EngineResult<number> = { ok: true, value: 0 };
  readonly engine = {
    remember: async (_model: AdmittedModel, change: ProjectChange) => {
      this.changes.push(change);
      return this.answer;
    },
  } as unknown as Engine;
  /** Names of the last change, shortened. */
  get last() {
    const short = (name: string) => name.slice(folder.path().length + 1);
    const { put = [], drop = [] } = this.changes.at(-1) ?? {};
    return { put: put.map(({ path }) => short(path)).sort(), drop: drop.map(short).sort() };
  }
}

beforeEach(async () => {
  await rm(folder.path('src'), { recursive: true, force: true });
  await mkdir(folder.path('src'), { recursive: true });
  await writeFile(folder.path('src/a.ts'), 'const a = 1;\n');
  await writeFile(folder.path('src/b.ts'), 'const b = 1;\n');
});

describe('the project', () => {
  it('is told once, then only what changed', async () => {
    const memory = new ProjectMemory(folder.path());
    const listener = new Listener();
    await memory.prepare(listener.engine, model, 'src/open.ts');
    expect(listener.last).toEqual({ put: ['src/a.ts', 'src/b.ts'], drop: [] });
    await memory.prepare(listener.engine, model, 'src/open.ts');
    expect(listener.changes.length).toBe(1);
    await writeFile(folder.path('src/b.ts'), 'const b = 22;\n');
    await rm(folder.path('src/a.ts'));
    memory.changed();
    await memory.prepare(listener.engine, model, 'src/open.ts');
    expect(listener.last).toEqual({ put: ['src/b.ts'], drop: ['src/a.ts'] });
  });

  it('leaves out the open file, data and what is no text', async () => {
    await writeFile(folder.path('src/data.ts'), `export const data = [${'1, '.repeat(1000)}];\n`);
    await writeFile(folder.path('src/binary.ts'), Buffer.from([0xff, 0xfe, 0x00, 0x80]));
    await writeFile(folder.path('src/large.ts'), 'const x = 1;\n'.repeat(30_000));
    const listener = new Listener();
    await new ProjectMemory(folder.path()).prepare(listener.engine, model, 'src/a.ts');
    expect(listener.last).toEqual({ put: ['src/b.ts'], drop: [] });
  });

  it('leaves out what holds secrets and what the user excludes', async () => {
    await writeFile(folder.path('src/credentials.json'), '{ "key": "a" }\n');
    await writeFile(folder.path('src/plain.json'), '{ "key": "a" }\n');
    await writeFile(folder.path('src/kept.json'), '{ "key": "a" }\n');
    const listener = new Listener();
    const memory = new ProjectMemory(folder.path(), { excludes: () => ['**/plain.json'] });
    await memory.prepare(listener.engine, model, 'src/open.json');
    expect(listener.last.put).toEqual(['src/kept.json']);
  });

  it('is told what was edited and not yet saved', async () => {
    let version = 1;
    const unsaved = (path: string) =>
      path.endsWith('b.ts') ? { stamp: `unsaved ${version}`, text: () => `const b = ${version};\n` } : null;
    const listener = new Listener();
    const memory = new ProjectMemory(folder.path(), { unsaved });
    const texts = async () => {
      memory.changed();
      await memory.prepare(listener.engine, model, 'src/open.ts');
      return listener.changes.at(-1)?.put.map(({ text }) => text);
    };
    expect(await texts()).toEqual(['const b = 1;\n', 'const a = 1;\n']);
    version = 2;
    expect(await texts()).toEqual(['const b = 2;\n']);
  });

  it('does not learn from half lines with which a window came back', async () => {
    const unsaved = (path: string) =>
      path.endsWith('a.ts') ? { stamp: '1', text: () => 'plain\nx();\nthis.email = \ny();\n' } : null;
    await writeFile(folder.path('src/a.ts'), 'plain\nx();\ny();\n');
    const listener = new Listener();
    await new ProjectMemory(folder.path(), { unsaved }).prepare(listener.engine, model, 'src/open.ts');
    expect(listener.changes[0]?.put.find(({ path }) => path.endsWith('a.ts'))?.text).toBe('plain\nx();\ny();\n');
  });

  it.each<[name: string, left: string, onDisk: string, told: string]>([
    ['a half line', 'this.email = ', 'x();\nthis.email = \ny();\n', 'x();\ny();\n'],
    ['a half word', 'this.em', 'x();\nthis.em\ny();\n', 'x();\ny();\n'],
    ['a half line whose blanks were trimmed', 'this.email = ', 'x();\r\nthis.email =\r\n', 'x();\r\n'],
    ['a whole line', 'this.email = email;', 'x();\nthis.email = email;\n', 'x();\nthis.email = email;\n'],
    ['a line that reads otherwise now', 'this.em', 'x();\nthis.email\n', 'x();\nthis.email\n'],
    ['a blank line', '', 'x();\n\ny();\n', 'x();\n\ny();\n'],
  ])('does not learn from the line that is being typed: %s', async (_name, left, onDisk, told) => {
    await writeFile(folder.path('src/a.ts'), onDisk);
    const listener = new Listener();
    const memory = new ProjectMemory(folder.path());
    memory.edited(folder.path('src/a.ts'), 1, left);
    await memory.prepare(listener.engine, model, 'src/open.ts');
    expect(listener.changes[0]?.put.find(({ path }) => path.endsWith('a.ts'))?.text).toBe(told);
  });

  it('is told again to a new worker and to another model', async () => {
    const memory = new ProjectMemory(folder.path());
    const listener = new Listener();
    await memory.prepare(listener.engine, model, 'src/a.ts');
    memory.heard(1);
    await memory.prepare(listener.engine, model, 'src/a.ts');
    expect(listener.changes.length).toBe(1);
    memory.heard(0);
    await memory.prepare(listener.engine, model, 'src/a.ts');
    expect(listener.changes.length).toBe(2);
    const other = { sha256: 'two' } as unknown as AdmittedModel;
    await memory.prepare(listener.engine, other, 'src/a.ts');
    expect(listener.last.put).toEqual(['src/b.ts']);
    expect(listener.changes.length).toBe(3);
  });

  it('is not taken for told when the engine failed', async () => {
    const memory = new ProjectMemory(folder.path());
    const listener = new Listener();
    listener.answer = { ok: false, failure: { kind: 'worker-died', message: '' } };
    await memory.prepare(listener.engine, model, 'src/a.ts');
    await memory.prepare(listener.engine, model, 'src/a.ts');
    expect(listener.changes.length).toBe(2);
  });

  it('takes its documents along when it is closed', async () => {
    const memory = new ProjectMemory(folder.path());
    const listener = new Listener();
    await memory.prepare(listener.engine, model, 'src/a.ts');
    await memory.leave(listener.engine, model);
    expect(listener.last).toEqual({ put: [], drop: ['src/b.ts'] });
  });
});
