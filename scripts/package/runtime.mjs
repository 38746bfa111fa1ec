// node-llama-cpp as it is needed at run time: the modules that importing it reaches, the few files that it reads, and the
// binaries of one platform. Left behind: its command line, llama.cpp's sources, templates, types, source maps.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { npm } from '../npm.mjs';

/** What node-llama-cpp reads besides its modules, relative to its folder. */
const readAtRunTime = [
  'llama/binariesGithubRelease.json',
  'llama/llama.cpp.info.json',
  'llama/package.json',
  'llama/grammars',
];

/**
 * Copies what `import('node-llama-cpp')` needs, keeping the paths below node_modules.
 * @param {string} root folder with package-lock.json and node_modules
 * @param {string} destination the node_modules to fill
 * @returns {Promise<void>}
 */
export async function copyModules(root, destination) {
  const traced = await build({
    absWorkingDir: root,
    stdin: { contents: "export * from 'node-llama-cpp';", resolveDir: root },
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    // Binaries come by platform; ipull, which downloads (Licit never asks it to), tries @reflink and does without.
    external: ['@node-llama-cpp/*', '@reflink/reflink'],
    logLevel: 'error',
  });
  const files = Object.keys(traced.metafile.inputs).filter((file) => file.startsWith('node_modules/'));
  /** @type {Set<string>} */
  const packages = new Set();
  for (const file of files) {
    const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
    if (folder !== undefined) packages.add(folder);
  }
  const wanted = new Set(files);
  for (const folder of packages) {
    const entries = await readdir(join(root, folder));
    for (const name of entries.filter((name) => isNotice(name) || name === 'package.json'))
      wanted.add(`${folder}/${name}`);
  }
  // A module's own manifest (`"type"`) may stand beside it, below the package's.
  for (const file of files) {
    for (let folder = dirname(file); !packages.has(folder); folder = dirname(folder)) {
      if (existsSync(join(root, folder, 'package.json'))) wanted.add(`${folder}/package.json`);
    }
  }
  for (const name of readAtRunTime) wanted.add(`node_modules/node-llama-cpp/${name}`);
  for (const file of wanted) {
    await cp(join(root, file), join(destination, file.slice('node_modules/'.length)), { recursive: true });
  }
}

/**
 * Licences ask for their text and for notices to be passed on.
 * @param {string} name
 * @returns {boolean}
 */
function isNotice(name) {
  return /^(licen[cs]e|copying|notice|authors)\b/i.test(name);
}

/**
 * Copies a package of binaries: as installed, or for another platform from the registry, checked against the lock file.
 * @param {string} root
 * @param {string} name
 * @param {string} destination the node_modules to fill
 * @param {string} scratch folder for downloads
 * @returns {Promise<void>}
 */
export async function copyBinaries(root, name, destination, scratch) {
  const installed = join(root, 'node_modules', name);
  const source = existsSync(join(installed, 'bins')) ? installed : await fetchPackage(root, name, scratch);
  for (const part of ['bins', 'dist/index.js', 'package.json', 'LICENSE']) {
    await cp(join(source, part), join(destination, name, part), { recursive: true });
  }
}

/**
 * @param {string} root
 * @param {string} name
 * @param {string} scratch
 * @returns {Promise<string>} the unpacked package's folder
 */
async function fetchPackage(root, name, scratch) {
  /** @type {{ packages: Record<string, { version: string, integrity: string } | undefined> }} */
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'));
  const locked = lock.packages[`node_modules/${name}`];
  if (locked === undefined)
    throw new Error(`package-lock.json doesn't have ${name}: run \`npm install\` and commit the lock file`);
  const folder = join(scratch, name.replace('/', '-'));
  await mkdir(folder, { recursive: true });
  console.log(`fetching ${name}@${locked.version} …`);
  await npm(['pack', `${name}@${locked.version}`, '--pack-destination', folder, '--silent'], root);
  const archive = (await readdir(folder)).find((file) => file.endsWith('.tgz'));
  if (archive === undefined) throw new Error(`npm pack left no archive of ${name}`);
  const digest = createHash('sha512')
    .update(await readFile(join(folder, archive)))
    .digest('base64');
  if (locked.integrity !== `sha512-${digest}`) {
    throw new Error(
      `the archive of ${name}@${locked.version} is not the one that package-lock.json names: don't use it`,
    );
  }
  await run('tar', ['-xzf', archive], folder);
  await rm(join(folder, archive));
  return join(folder, 'package');
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {string} cwd
 * @returns {Promise<void>}
 */
function run(command, args, cwd) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
    child.once('error', fail);
    child.once('close', (code) => (code === 0 ? done() : fail(new Error(`${command} ${args.join(' ')} failed`))));
  });
}
