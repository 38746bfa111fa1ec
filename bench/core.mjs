// The product's own modules, bundled from src/ for benches: what is measured is the code that the editor and the CLI run.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
export const cache = join(root, '.cache', 'bench');

const banner = {
  js: "import { createRequire as bundleRequire } from 'node:module'; const require = bundleRequire(import.meta.url);",
};

/**
 * Bundles modules into the benches' cache, as `NAME.mjs`.
 * @param {Record<string, string>} entryPoints
 * @returns {Promise<void>}
 */
export async function bundleModules(entryPoints) {
  await mkdir(cache, { recursive: true });
  await build({
    absWorkingDir: root,
    outdir: cache,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner,
    mainFields: ['module', 'main'],
    external: ['node-llama-cpp'],
    entryPoints,
  });
}

/**
 * Bundles worker and client; returns the worker's path and the client's module.
 * @returns {Promise<{ workerPath: string, core: typeof import('./modules') }>}
 */
export async function loadCore() {
  await bundleModules({ worker: 'src/engine/worker/main.ts', core: 'bench/modules.ts' });
  return {
    workerPath: join(cache, 'worker.mjs'),
    core: await import(pathToFileURL(join(cache, 'core.mjs')).href),
  };
}
