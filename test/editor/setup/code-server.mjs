// VS Code from the npm registry: the code-server package, with the packages that its own install script would have added.
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { npm } from '../../../scripts/npm.mjs';
import { installDependencies, installedVersion } from './dependencies.mjs';
import { cachedFolder, modules } from './folders.mjs';
import { restoreProposedApiCheck } from './strict-api.mjs';

/** VS Code's own packages are taken as they were on this day: its shrinkwrap is out of sync, so `npm ci` refuses it. */
const packagesAsOf = '2026-09-28';

/**
 * @typedef {object} CodeServer
 * @property {string} entry the script that starts it, on Node 24
 * @property {string} vscode the VS Code inside it, for messages
 */

/**
 * Installs code-server when needed (about 20 s, 600 MB).
 * @returns {Promise<CodeServer>}
 */
export async function prepareCodeServer() {
  await installDependencies();
  const version = await installedVersion('code-server');
  const folder = await cachedFolder(`code-server-${version}`, async (temporary) => {
    console.log(`preparing code-server ${version} …`);
    await cp(join(modules, 'code-server'), temporary, { recursive: true });
    const install = ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--before', packagesAsOf];
    await npm(install, join(temporary, 'lib/vscode'));
    await npm(install, join(temporary, 'lib/vscode/extensions'));
    await restoreProposedApiCheck(temporary);
  });
  const product = JSON.parse(await readFile(join(folder, 'lib/vscode/package.json'), 'utf8'));
  return { entry: join(folder, 'out/node/entry.js'), vscode: String(product.version) };
}
