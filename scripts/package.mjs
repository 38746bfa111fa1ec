// `npm run package [-- --target PLATFORM] [--out FILE]`: makes the .vsix of one platform. What goes in is copied into a
// clean folder by name, so that nothing gets in because somebody forgot to exclude it.
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { createVSIX } from '@vscode/vsce';
import { build } from './build.mjs';
import { copyBinaries, copyModules } from './package/runtime.mjs';
import { currentTarget, targets } from './package/targets.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Files and folders of the package; the bundles in dist/ and node-llama-cpp beside them come on top. */
const contents = [
  'bin',
  'builtin',
  'docs/rules',
  'l10n',
  'media',
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'SECURITY.md',
  'THIRD_PARTY_NOTICES',
  'THIRD_PARTY_NOTICES.md',
  'licit.policy.schema.json',
  'model-registry.json',
  'model-registry.schema.json',
  'package.nls.json',
];

/** Keys of package.json that only a clone needs. */
const cloneOnly = ['devDependencies', 'optionalDependencies', 'overrides', 'scripts', 'private', 'files'];

/**
 * @param {{ target: string, out: string }} options
 * @returns {Promise<{ bytes: number }>} size of the file made
 */
async function makePackage({ target, out }) {
  const binaries = targets[target];
  if (binaries === undefined) {
    throw new Error(`no package can be made for "${target}": choose one of ${Object.keys(targets).join(', ')}`);
  }
  await build();
  const scratch = await mkdtemp(join(tmpdir(), 'licit-package-'));
  const stage = join(scratch, 'stage');
  try {
    for (const name of contents) {
      if (existsSync(join(root, name))) await cp(join(root, name), join(stage, name), { recursive: true });
    }
    await cp(join(root, 'dist'), join(stage, 'dist'), { recursive: true, filter: (path) => !path.endsWith('.map') });
    /** @type {Record<string, unknown>} */
    const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    for (const key of cloneOnly) delete manifest[key];
    await writeFile(join(stage, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    await writeFile(join(stage, '.vscodeignore'), ''); // vsce asks for one; the folder holds nothing unwanted
    // In dist, because that is where the worker looks first; vsce leaves out a node_modules of its own level.
    const modules = join(stage, 'dist/node_modules');
    await copyModules(root, modules);
    for (const name of binaries) await copyBinaries(root, name, modules, scratch);
    await mkdir(dirname(out), { recursive: true });
    await createVSIX({
      cwd: stage,
      packagePath: out,
      target,
      dependencies: false,
      allowMissingRepository: true,
      rewriteRelativeLinks: false,
    });
    return { bytes: (await stat(out)).size };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({ options: { target: { type: 'string' }, out: { type: 'string' } } });
  const target = values.target ?? currentTarget();
  try {
    /** @type {{ version: string }} */
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    const out = resolve(values.out ?? join(root, `licit-${target}-${version}.vsix`));
    const { bytes } = await makePackage({ target, out });
    console.log(`${out}: ${(bytes / 1e6).toFixed(1)} MB`);
  } catch (error) {
    console.error(`package: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
