// Chooses a launcher, runs the suite through it and reads what came of it.
import { spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleSuite } from './bundle.mjs';
import { installDependencies } from './setup/dependencies.mjs';
import { cache, here } from './setup/folders.mjs';

/**
 * @typedef {object} SuiteResults
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 */

/** Seconds for one run, from installed packages to results. */
const limit = 480;

/**
 * A desktop VS Code where VSCODE_PATH names one, or where no browser comes from npm; else code-server.
 * @returns {string}
 */
function launcher() {
  const { VSCODE_PATH, CHROMIUM } = process.env;
  if (VSCODE_PATH !== undefined && VSCODE_PATH !== '') return 'launch-electron.mjs';
  const browser =
    (CHROMIUM !== undefined && CHROMIUM !== '') || (process.platform === 'linux' && process.arch === 'x64');
  return browser ? 'launch-code-server.mjs' : 'launch-electron.mjs';
}

/**
 * @param {{ extension?: string, vsix?: string, workspace: string, scene?: string, grep?: string }} what
 * @returns {Promise<SuiteResults>} an editor that could not be started or died counts as one failure
 */
export async function runSuite({ extension, vsix, workspace, scene = 'folder', grep = '' }) {
  await installDependencies();
  const suite = await bundleSuite();
  const results = join(cache, 'results', `${vsix === undefined ? 'clone' : 'package'} ${scene}.json`);
  await mkdir(join(cache, 'results'), { recursive: true });
  await rm(results, { force: true });
  const args = [join(here, launcher()), '--suite', suite, '--workspace', workspace, '--results', results];
  args.push('--scene', scene, '--grep', grep, '--timeout', String(limit));
  if (extension !== undefined) args.push('--extension', extension);
  if (vsix !== undefined) args.push('--vsix', vsix);
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  // The launcher keeps its own time and ends what it started; this is for a launcher that hangs.
  const overdue = setTimeout(() => child.kill('SIGTERM'), (limit + 60) * 1000);
  const deaf = setTimeout(() => child.kill('SIGKILL'), (limit + 120) * 1000);
  const code = await new Promise((done, fail) => {
    child.once('error', fail);
    child.once('exit', done);
  });
  clearTimeout(overdue);
  clearTimeout(deaf);
  /** @type {{ completed?: unknown, passed?: number, skipped?: number, failures?: unknown[] }} */
  const written = JSON.parse(await readFile(results, 'utf8').catch(() => '{}'));
  const { passed = 0, skipped = 0, failures = [] } = written;
  const ran = passed + skipped + failures.length > 0;
  const broken = failures.length === 0 && (written.completed !== true || code !== 0 || !ran);
  return { passed, skipped, failed: failures.length + (broken ? 1 : 0) };
}
