import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { EngineClient } from '../../../src/engine/client';
import { admitted } from '../../support/admitted';
import { temporaryFolder } from '../../support/folder';
import { BUILTIN_MODEL, buildWorker } from '../../support/worker';

const folder = temporaryFolder();
const MODULES = join(import.meta.dirname, '../../../node_modules');

/** An installation like ours, whose llama.cpp binaries are none for this machine. */
function installationWithWrongBinaries(): string {
  const modules = folder.path('node_modules');
  mkdirSync(modules);
  for (const name of readdirSync(MODULES)) {
    if (name !== 'node-llama-cpp' && name !== '@node-llama-cpp') symlinkSync(join(MODULES, name), join(modules, name));
  }
  // Copies, as Node looks for a package's neighbours where the package really lies.
  const own = join(MODULES, 'node-llama-cpp');
  for (const part of ['dist', 'bins', 'package.json']) {
    cpSync(join(own, part), join(modules, 'node-llama-cpp', part), { recursive: true });
  }
  cpSync(join(own, 'llama'), join(modules, 'node-llama-cpp/llama'), {
    recursive: true,
    filter: (source) => !source.endsWith('.bundle'),
  });
  for (const platform of readdirSync(join(MODULES, '@node-llama-cpp'))) {
    const binaries = join(modules, '@node-llama-cpp', platform);
    cpSync(join(MODULES, '@node-llama-cpp', platform), binaries, {
      recursive: true,
      filter: (source) => !/\.(?:so[.\d]*|dylib|dll|node)$/.test(source),
    });
    for (const entry of readdirSync(binaries, { recursive: true, encoding: 'utf8' })) {
      if (!entry.endsWith('_nlcBuildMetadata.json')) continue;
      writeFileSync(join(binaries, entry, '../llama-addon.node'), 'made for another machine');
    }
  }
  return folder.path('worker.mjs');
}

it('says what to do when the binaries do not fit this machine', async () => {
  const workerPath = installationWithWrongBinaries();
  await copyFile(await buildWorker('wrong-binary-test'), workerPath);
  const engine = new EngineClient({ workerPath, log: () => undefined });
  const answer = await engine.abilities(await admitted(BUILTIN_MODEL), new AbortController().signal);
  await engine.dispose();
  expect(answer).toMatchObject({
    ok: false,
    failure: { kind: 'engine-missing', message: expect.stringMatching(/binary.*fits this machine.*install/) },
  });
}, 60_000);
