import { mkdir, writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { haveBytes, memoryFit, needBytes } from '../../../src/models/fit';
import { installedModels } from '../../../src/models/installed';
import { builtinModel, locateModel } from '../../../src/models/locate';
import { temporaryFolder } from '../../support/folder';
import { smallModel } from '../../support/gguf';
import { model, registryOf } from '../../support/registry';

const folder = temporaryFolder();
const registry = registryOf(
  model('org/BuiltIn', 'Apache-2.0', { files: [{ name: 'built-in.gguf' }] }),
  model('org/Absent', 'MIT', { files: [{ name: 'absent.gguf' }] }),
);
const places = () => ({ registry, builtinDir: folder.path('builtin') });

beforeAll(async () => {
  await mkdir(folder.path('builtin'));
  await writeFile(folder.path('builtin', 'built-in.gguf'), smallModel());
  await writeFile(folder.path('absent.gguf'), smallModel({ 'tokenizer.chat_template': '{{ messages }}' }));
  await writeFile(folder.path('broken.gguf'), 'no model');
});

describe('a reference', () => {
  it('that is a path stands for itself, whether or not the file is there', () => {
    for (const path of [folder.path('absent.gguf'), folder.path('nowhere.gguf')])
      expect(locateModel(path, places())).toEqual({ ok: true, path, id: null });
    const near = relative(process.cwd(), folder.path('absent.gguf'));
    expect(locateModel(near, places())).toMatchObject({ ok: true, path: folder.path('absent.gguf') });
  });

  it('to the built-in model leads to its file', () => {
    const path = folder.path('builtin', 'built-in.gguf');
    expect(locateModel('ORG/builtin', places())).toEqual({ ok: true, path, id: 'org/BuiltIn' });
    expect(builtinModel(places())).toEqual({ path, id: 'org/BuiltIn' });
  });

  it('to a file that the user named leads there', () => {
    const configured = [folder.path('absent.gguf')];
    expect(locateModel('org/Absent', { ...places(), configured })).toMatchObject({ ok: true, path: configured[0] });
  });

  it.each([
    ['org/Absent', 'org/Absent'],
    ['org/Never-Heard-Of', null],
  ])('to a model that is not here says what to do: %s', (reference, id) => {
    const located = locateModel(reference, places());
    expect(located).toMatchObject({ ok: false, kind: 'not-installed', id });
    expect(!located.ok && located.message).toMatch(/path/);
  });
});

describe('what is on this machine', () => {
  it('is the built-in model and the named files, with what they can do and what is wrong with them', async () => {
    const configured = [folder.path('absent.gguf'), folder.path('broken.gguf')];
    const { models, problems } = await installedModels({ ...places(), configured });
    expect(models).toMatchObject([
      { path: folder.path('builtin', 'built-in.gguf'), id: 'org/BuiltIn', canComplete: true, canChat: false },
      { path: folder.path('absent.gguf'), id: null, name: 'Small Test', canComplete: true, canChat: true },
    ]);
    expect(problems).toMatchObject([{ path: folder.path('broken.gguf') }]);
  });
});

describe('fit', () => {
  it('goes by the file, else by the parameters; an unknown size does not fit', () => {
    const gigabyte = 2 ** 30;
    expect(memoryFit(needBytes({ fileBytes: gigabyte }), 2 * gigabyte).ok).toBe(true);
    expect(memoryFit(needBytes({ fileBytes: 2 * gigabyte }), 2 * gigabyte).ok).toBe(false);
    expect(memoryFit(needBytes({ parameters: 7e9 }), 8 * gigabyte).ok).toBe(true);
    expect(memoryFit(needBytes({ parameters: 70e9 }), 8 * gigabyte).ok).toBe(false);
    expect(memoryFit(needBytes({}), 8 * gigabyte).ok).toBe(false);
    expect(haveBytes()).toBeGreaterThan(0);
  });
});
