// Files of packages that the built-in model never saw: named by training/licit-mini-ts.held-out.json, fetched from the npm
// registry with npm itself, once, into .cache/bench/packages.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, posix, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { cache } from './core.mjs';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * @typedef {{ package: string, version: string, file: string, whole_package: boolean }} HeldOutEntry
 * `path` is relative to `root`, the folder of the file's project.
 * @typedef {{ package: string, path: string, text: string, root: string }} SourceFile
 */

/**
 * The package's folder in the cache.
 * @param {string} name
 * @param {string} version
 */
async function fetchPackage(name, version) {
  const packages = join(cache, 'packages');
  const folder = join(packages, `${name.replace('/', '+')}@${version}`);
  if (existsSync(folder)) return folder;
  const temporary = join(packages, `.fetch-${process.pid}`);
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true });
  await run('npm', ['pack', `${name}@${version}`, '--pack-destination', temporary, '--ignore-scripts'], {
    cwd: temporary,
  });
  const [archive] = await readdir(temporary);
  if (archive === undefined) throw new Error(`npm brought no archive for ${name}@${version}`);
  await run('tar', ['-xzf', archive], { cwd: temporary });
  await rename(join(temporary, 'package'), folder);
  await rm(temporary, { recursive: true, force: true });
  return folder;
}

/**
 * Sources inside a package's source maps, by path relative to the package.
 * @param {string} folder
 */
async function mappedSources(folder) {
  /** @type {Map<string, string>} */
  const sources = new Map();
  const files = await readdir(folder, { recursive: true });
  for (const file of files.filter((name) => /\.[mc]?js\.map$/.test(name)).sort()) {
    const map = JSON.parse(await readFile(join(folder, file), 'utf8'));
    for (const [index, source] of (map.sources ?? []).entries()) {
      const text = map.sourcesContent?.[index];
      const path = posix.normalize(posix.join(dirname(file).split(sep).join('/'), String(source)));
      if (typeof text === 'string' && !sources.has(path)) sources.set(path, text);
    }
  }
  return sources;
}

/**
 * All held-out files of one kind: of packages never seen, or unseen files of packages that the model was trained on.
 * `only` names the packages to take.
 * @param {{ wholePackages: boolean, only?: readonly string[], onSkip?: (what: string) => void }} which
 * @returns {Promise<SourceFile[]>}
 */
export async function heldOutFiles({ wholePackages, only, onSkip = () => undefined }) {
  /** @type {HeldOutEntry[]} */
  const entries = JSON.parse(await readFile(join(root, 'training/licit-mini-ts.held-out.json'), 'utf8'));
  const wanted = entries.filter(
    (entry) => entry.whole_package === wholePackages && (only === undefined || only.includes(entry.package)),
  );
  /** @type {SourceFile[]} */
  const files = [];
  for (const name of [...new Set(wanted.map((entry) => entry.package))].sort()) {
    const ofPackage = wanted.filter((entry) => entry.package === name);
    const folder = await fetchPackage(name, ofPackage[0]?.version ?? 'latest');
    const mapped = ofPackage.some(({ file }) => file.startsWith('map:')) ? await mappedSources(folder) : new Map();
    for (const { file } of ofPackage) {
      const path = file.replace(/^map:/, '');
      const text = file.startsWith('map:')
        ? mapped.get(path)
        : await readFile(join(folder, file), 'utf8').catch(() => undefined);
      if (typeof text === 'string')
        files.push({ package: name, path: path.replace(/^(\.\.\/)+/, ''), text, root: folder });
      else onSkip(`${name} ${file}`);
    }
  }
  return wholePackages ? asProjects(files) : files;
}

/**
 * Writes the held-out files of each package into a project of its own: sources that stand in source maps become files, and what
 * was built from them is left out, as a model would find its answer there.
 * @param {readonly SourceFile[]} files
 * @returns {Promise<SourceFile[]>}
 */
async function asProjects(files) {
  return Promise.all(
    files.map(async (file) => {
      const root = join(cache, 'projects', file.package.replace('/', '+'));
      await mkdir(dirname(join(root, file.path)), { recursive: true });
      await writeFile(join(root, file.path), file.text);
      return { ...file, root };
    }),
  );
}

/**
 * Source files of a folder on this machine, as a project.
 * @param {string} folder
 * @returns {Promise<SourceFile[]>}
 */
export async function projectFiles(folder) {
  const root = resolve(folder);
  const names = (await readdir(root, { recursive: true })).filter(
    (name) => /\.[mc]?[jt]sx?$/.test(name) && !/\.d\.[mc]?ts$|\.min\.|node_modules/.test(name),
  );
  return Promise.all(
    names.sort().map(async (name) => ({
      package: basename(root),
      path: name.split(sep).join('/'),
      text: await readFile(join(root, name), 'utf8'),
      root,
    })),
  );
}
