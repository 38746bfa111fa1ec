// `npm run editor [-- FOLDER]`: opens a folder in VS Code with the extension of this clone. Takes the `code` of the machine,
// else VS Code in the browser (code-server, from npm) on a free loopback port. Runs until Ctrl+C.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startServer } from '../test/editor/server.mjs';
import { prepareCodeServer } from '../test/editor/setup/code-server.mjs';
import { build, buildErrorLine } from './build.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const example = join(root, 'examples/storefront');
const windows = process.platform === 'win32';

/** @returns {boolean} whether a desktop VS Code can be called as `code` */
function hasCode() {
  return spawnSync('code', ['--version'], { shell: windows, stdio: 'ignore', timeout: 60_000 }).status === 0;
}

/**
 * @param {string} folder
 * @returns {Promise<void>} resolves when the window is closed
 */
async function openDesktop(folder) {
  console.log(`opening ${folder} in VS Code …`);
  const args = ['--new-window', '--wait', `--extensionDevelopmentPath=${root}`, folder];
  const child = spawn('code', windows ? args.map((arg) => `"${arg}"`) : args, { shell: windows, stdio: 'inherit' });
  await new Promise((done, fail) => {
    child.once('error', fail);
    child.once('exit', done);
  });
}

/**
 * @param {string} folder
 * @returns {Promise<void>} resolves after Ctrl+C
 */
async function openBrowser(folder) {
  const { entry, vscode } = await prepareCodeServer();
  const home = await mkdtemp(join(tmpdir(), 'licit-editor-'));
  try {
    // A link, so that "Developer: Reload Window" takes the next build.
    await mkdir(join(home, 'extensions'), { recursive: true });
    await symlink(root, join(home, 'extensions/licit.licit'), windows ? 'junction' : 'dir');
    const server = await startServer({ entry, home, ownHome: false, trusted: folder === example });
    try {
      const stopped = new Promise((done) => {
        for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, done);
        // A signal that ends npm does not always come through the shell that npm started us with.
        const parent = process.ppid;
        setInterval(() => process.ppid === parent || done(undefined), 1000).unref();
      });
      console.log(`VS Code ${vscode} with Licit: http://${server.authority}/?folder=${encodeURIComponent(folder)}`);
      console.log('Everybody who is logged in to this machine can open this address. Ctrl+C ends it.');
      const ended = await Promise.race([stopped.then(() => 'by us'), server.exited.then(() => 'by itself')]);
      if (ended === 'by itself') throw new Error('the editor ended by itself: start it again');
    } finally {
      await server.stop();
    }
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** @returns {Promise<string | undefined>} what went wrong */
async function main() {
  const folder = resolve(process.argv[2] ?? example);
  if (!existsSync(folder)) return `${folder} does not exist: name a folder to open`;
  try {
    await build({ dev: true });
  } catch (error) {
    return buildErrorLine(error);
  }
  try {
    await (hasCode() ? openDesktop(folder) : openBrowser(folder));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const problem = await main();
if (problem !== undefined) console.error(problem);
process.exit(problem === undefined ? 0 : 1);
