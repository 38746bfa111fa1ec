// Bundles the suite for the extension host, which loads CommonJS.
import { join } from 'node:path';
import { build } from 'esbuild';
import { cache, here } from './setup/folders.mjs';

/** @returns {Promise<string>} the module that exports `run()` */
export async function bundleSuite() {
  const outfile = join(cache, 'suite.cjs');
  await build({
    entryPoints: [join(here, 'suite/index.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
  return outfile;
}
