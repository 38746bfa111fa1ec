// Builds dist/ from src/ with esbuild. Plain JavaScript that Node 20 runs, because the launcher of a clone (bin/licit.mjs)
// builds on its first call with whatever Node the machine has.
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const cache = join(root, '.cache');
/** Which inputs made which outputs; beside dist, not in it, so that dist holds only what is shipped. */
const recordFile = join(cache, 'build.json');
const inputs = [
  'src',
  'package.json',
  'package-lock.json',
  'scripts/build.mjs',
  'licit.policy.schema.json',
  'model-registry.schema.json',
];

/** CommonJS dependencies inside an ES module bundle call `require` for Node's own modules. */
const requireBanner =
  "import { createRequire as bundleRequire } from 'node:module'; const require = bundleRequire(import.meta.url);";

/**
 * @typedef {Omit<import('esbuild').BuildOptions, 'entryPoints'> & { entryPoints: Record<string, string> }} Bundle
 */

/**
 * What the extension needs only once it is used is a file of its own, so that an editor's start does not compile it.
 * @type {import('esbuild').Plugin}
 */
const coreApart = {
  name: 'core-apart',
  setup: ({ onResolve }) => onResolve({ filter: /^\.\/core\.js$/ }, ({ path }) => ({ path, external: true })),
};

/**
 * A big file of data as one string, which is read as data when it is needed: as code it would be read at each start.
 * @type {import('esbuild').Plugin}
 */
const bigData = {
  name: 'big-data',
  setup: ({ onLoad }) =>
    onLoad({ filter: /fingerprints\.json$/ }, async ({ path }) => ({
      contents: `module.exports = JSON.parse(${JSON.stringify(JSON.stringify(JSON.parse(await readFile(path, 'utf8'))))});`,
      loader: 'js',
    })),
};

/**
 * @param {boolean} dev
 * @param {string} outdir
 * @returns {Promise<Bundle[]>}
 */
async function bundles(dev, outdir) {
  /** @type {import('esbuild').BuildOptions} */
  const common = {
    absWorkingDir: root,
    outdir,
    bundle: true,
    minify: !dev,
    sourcemap: dev,
    legalComments: 'none',
    define: { LICIT_BUILD: JSON.stringify(await buildId()) },
    logLevel: 'silent',
    plugins: [bigData],
  };
  /** @type {import('esbuild').BuildOptions} */
  const node = { ...common, platform: 'node', target: 'node20' };
  /** @type {import('esbuild').BuildOptions} */
  const esm = {
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    banner: { js: requireBanner },
    mainFields: ['module', 'main'],
  };
  /** @type {Bundle[]} */
  const all = [
    {
      ...node,
      format: 'cjs',
      entryPoints: { extension: 'src/extension.ts' },
      external: ['vscode'],
      mainFields: ['module', 'main'],
      plugins: [bigData, coreApart],
      // `import()` of a CommonJS file has only the names that Node finds by a quick look at its text; `require` has all.
      supported: { 'dynamic-import': false },
    },
    { ...node, format: 'cjs', entryPoints: { core: 'src/editor/core.ts' }, mainFields: ['module', 'main'] },
    {
      ...node,
      format: 'cjs',
      entryPoints: { reference: 'src/completion/reference/thread.ts' },
      mainFields: ['module', 'main'],
    },
    { ...node, ...esm, entryPoints: { worker: 'src/engine/worker/main.ts' }, external: ['node-llama-cpp'] },
    // In pieces: a command, and a thread that helps a check, reads only what it needs.
    {
      ...node,
      ...esm,
      entryPoints: { licit: 'src/cli/main.ts', lookWorker: 'src/compliance/lookWorker.ts' },
      splitting: true,
      chunkNames: 'licit-[name]-[hash]',
    },
  ];
  const webviews = existsSync(join(root, 'src/webview')) ? await readdir(join(root, 'src/webview')) : [];
  for (const name of webviews.filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts')).sort()) {
    all.push({
      ...common,
      platform: 'browser',
      target: 'es2022',
      format: 'iife',
      entryPoints: { [`webview/${name.slice(0, -3)}`]: `src/webview/${name}` },
    });
  }
  return all;
}

/**
 * Copies tree-sitter and the grammars that are used, which are read from files when they are first needed.
 * @param {string} outdir
 */
async function copySyntax(outdir) {
  const source = join(root, 'node_modules/@vscode/tree-sitter-wasm/wasm');
  const list = await readFile(join(root, 'src/completion/syntax/grammars.ts'), 'utf8');
  const names = /GRAMMARS = \[([^\]]+)\]/.exec(list)?.[1]?.match(/[\w-]+/g) ?? [];
  const files = ['tree-sitter.js', 'tree-sitter.wasm', ...names.map((name) => `tree-sitter-${name}.wasm`)];
  await mkdir(join(outdir, 'syntax'), { recursive: true });
  await Promise.all(files.map((file) => copyFile(join(source, file), join(outdir, 'syntax', file))));
}

/**
 * Digest of path, size and modification time of everything that a build reads.
 * @returns {Promise<string>}
 */
async function inputStamp() {
  const hash = createHash('sha256');
  /** @param {string} path */
  const add = async (path) => {
    const info = await stat(path);
    if (info.isDirectory()) {
      for (const name of (await readdir(path)).sort()) await add(join(path, name));
    } else {
      hash.update(`${relative(root, path).split(sep).join('/')}\0${info.size}\0${info.mtimeMs}\n`);
    }
  };
  for (const input of inputs) await add(join(root, input));
  return hash.digest('hex');
}

/**
 * Digest of the sources and of the versions of what is bundled with them: the same for the same program wherever it is built.
 * @returns {Promise<string>}
 */
async function buildId() {
  const hash = createHash('sha256');
  for (const file of (await filesBelow(join(root, 'src'))).sort()) {
    hash.update(`${file.split(sep).join('/')}\0`).update(await readFile(join(root, 'src', file)));
  }
  return hash
    .update(await readFile(join(root, 'package-lock.json')))
    .digest('hex')
    .slice(0, 16);
}

/**
 * True when dist/ is there and was made from the sources as they are now.
 * @returns {Promise<boolean>}
 */
export async function isFresh() {
  /** @type {{ stamp?: unknown, outputs?: unknown }} */
  let record;
  try {
    record = JSON.parse(await readFile(recordFile, 'utf8'));
  } catch {
    return false; // no build yet, or a record that was cut short: build
  }
  if (!Array.isArray(record.outputs) || record.stamp !== (await inputStamp())) return false;
  return record.outputs.every((output) => typeof output === 'string' && existsSync(join(dist, output)));
}

/**
 * @param {string} stamp
 * @param {string[]} outputs
 */
async function writeRecord(stamp, outputs) {
  const temporary = `${recordFile}.${randomBytes(6).toString('hex')}`;
  await mkdir(cache, { recursive: true });
  await writeFile(temporary, `${JSON.stringify({ stamp, outputs })}\n`);
  await rename(temporary, recordFile);
}

/**
 * Every file below a folder, relative to it.
 * @param {string} folder
 * @returns {Promise<string[]>}
 */
async function filesBelow(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

/** Removes the folders of builds that were killed: their process is no more. */
async function removeLeftovers() {
  for (const name of await readdir(cache).catch(() => [])) {
    const id = /^build-(\d+)-/.exec(name)?.[1];
    if (id !== undefined && !isRunning(Number(id))) await rm(join(cache, name), { recursive: true, force: true });
  }
}

/** @param {number} id of a process */
function isRunning(id) {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * Builds everything into dist/. Bundles are made in a folder of their own and moved in file by file, so that a reader never
 * sees half a file and two builds that race both succeed.
 * @param {{ dev?: boolean }} [options]
 * @returns {Promise<void>}
 */
export async function build({ dev = false } = {}) {
  const esbuild = await import('esbuild');
  const stamp = await inputStamp();
  await removeLeftovers();
  const temporary = join(cache, `build-${process.pid}-${randomBytes(6).toString('hex')}`);
  try {
    await Promise.all((await bundles(dev, temporary)).map((bundle) => esbuild.build(bundle)));
    await copySyntax(temporary);
    const outputs = (await filesBelow(temporary)).sort();
    for (const output of outputs) {
      await mkdir(dirname(join(dist, output)), { recursive: true });
      await rename(join(temporary, output), join(dist, output));
    }
    // Source maps of a development build, bundles of entries that are gone.
    const stale = (await filesBelow(dist)).filter((file) => !outputs.includes(file));
    for (const file of stale) await rm(join(dist, file), { force: true });
    await writeRecord(stamp, outputs);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Builds again whenever a source changes, with source maps, until the process is stopped. */
async function watch() {
  const esbuild = await import('esbuild');
  await build({ dev: true });
  const outputs = (await filesBelow(dist)).sort();
  /** @type {import('esbuild').Plugin} */
  const record = {
    name: 'record',
    setup: (bundle) =>
      bundle.onEnd(async (result) => {
        const time = new Date().toLocaleTimeString();
        if (result.errors.length === 0) await writeRecord(await inputStamp(), outputs);
        console.log(result.errors.length === 0 ? `${time} built` : `${time} ${result.errors.length} error(s)`);
      }),
  };
  for (const bundle of await bundles(true, dist)) {
    await (
      await esbuild.context({ ...bundle, logLevel: 'warning', plugins: [...(bundle.plugins ?? []), record] })
    ).watch();
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    await (process.argv.includes('--watch') ? watch() : build());
  } catch (error) {
    console.error(buildErrorLine(error));
    process.exitCode = 1;
  }
}

/**
 * The first thing that went wrong in a build, in one line.
 * @param {unknown} error
 * @returns {string}
 */
export function buildErrorLine(error) {
  if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') {
    return 'licit: the packages to build with are missing; run `npm ci` in this folder';
  }
  const failure = /** @type {Partial<import('esbuild').BuildFailure>} */ (error);
  const first = failure.errors?.[0];
  if (first === undefined)
    return `licit: the build failed: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`;
  const place = first.location === null ? '' : `${first.location.file}:${first.location.line}: `;
  return `licit: the build failed: ${place}${first.text}`;
}
