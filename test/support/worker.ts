import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

const ROOT = join(import.meta.dirname, '../..');

/** Bundles the engine's worker from the sources as they are, and returns its path. Inside the clone, where node-llama-cpp is found. */
export async function buildWorker(name: string): Promise<string> {
  const outfile = join(ROOT, '.cache/test', `${name}-worker.mjs`);
  await mkdir(join(ROOT, '.cache/test'), { recursive: true });
  await build({
    absWorkingDir: ROOT,
    entryPoints: ['src/engine/worker/main.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['node-llama-cpp'],
    mainFields: ['module', 'main'],
    banner: {
      js: "import { createRequire as bundleRequire } from 'node:module'; const require = bundleRequire(import.meta.url);",
    },
  });
  return outfile;
}

/** The model that the package brings. */
export const BUILTIN_MODEL = join(ROOT, 'builtin/licit-mini-ts.gguf');
