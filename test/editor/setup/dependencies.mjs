// Installs the packages that only the editor tests need, when they are not there as the lock file says.
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { npm } from '../../../scripts/npm.mjs';
import { here, modules } from './folders.mjs';

/**
 * `npm ci` in test/editor unless it was done for this very lock file.
 * @returns {Promise<void>}
 */
export async function installDependencies() {
  const stampFile = join(modules, '.installed-lock');
  const lock = createHash('sha256')
    .update(await readFile(join(here, 'package-lock.json')))
    .digest('hex');
  const installed = await readFile(stampFile, 'utf8').catch(() => undefined);
  if (installed === lock) return;
  console.log('installing the packages of test/editor …');
  await npm(['ci', '--no-audit', '--no-fund'], here);
  await writeFile(stampFile, lock);
}

/**
 * Version of an installed package of test/editor.
 * @param {string} name
 * @returns {Promise<string>}
 */
export async function installedVersion(name) {
  const manifest = JSON.parse(await readFile(join(modules, name, 'package.json'), 'utf8'));
  return String(manifest.version);
}
