// Starts and ends code-server: VS Code's workbench on a loopback port, with folders of its own for everything it writes.
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/**
 * @typedef {object} ServerOptions
 * @property {string} entry code-server's start script
 * @property {string} home folder for settings, extensions, temporary files and logs
 * @property {Record<string, unknown>} [settings] user settings
 * @property {Record<string, string>} [env] variables for the extension host
 * @property {boolean} [ownHome] HOME, too, is `home`, so that nothing of this machine's user is seen; true when not given
 * @property {boolean} [trusted] workspaces are trusted without a question; true when not given
 */

/**
 * @typedef {object} Server
 * @property {string} authority `127.0.0.1:PORT`
 * @property {Promise<void>} exited
 * @property {() => Promise<void>} stop ends it and every process that it started
 */

/** Seconds that a start may take on a machine that is busy with something else. */
const startLimit = 180;

/**
 * @param {ServerOptions} options
 * @returns {{ args: string[], env: NodeJS.ProcessEnv }}
 */
function invocation({ entry, home, env = {}, ownHome = true }) {
  /** @type {NodeJS.ProcessEnv} */
  const clean = { ...process.env };
  for (const name of ['VSCODE_IPC_HOOK_CLI', 'NODE_OPTIONS', 'PORT', 'PASSWORD', 'HASHED_PASSWORD']) delete clean[name];
  return {
    args: [
      entry,
      ...['--config', join(home, 'config.yaml')],
      ...['--user-data-dir', join(home, 'user')],
      ...['--extensions-dir', join(home, 'extensions')],
    ],
    env: {
      ...clean,
      ...(ownHome ? { HOME: home, XDG_CONFIG_HOME: home, XDG_CACHE_HOME: join(home, 'cache') } : {}),
      XDG_DATA_HOME: home,
      XDG_RUNTIME_DIR: home,
      TMPDIR: join(home, 'tmp'),
      EXTENSIONS_GALLERY: '{"serviceUrl":""}',
      ...env,
    },
  };
}

/**
 * @param {ServerOptions} options
 * @returns {Promise<void>}
 */
async function writeHome({ home, settings = {}, trusted = true }) {
  await mkdir(join(home, 'user/User'), { recursive: true });
  await mkdir(join(home, 'extensions'), { recursive: true });
  await mkdir(join(home, 'tmp'), { recursive: true });
  await writeFile(join(home, 'config.yaml'), 'auth: none\n');
  const quiet = {
    'workbench.startupEditor': 'none',
    'telemetry.telemetryLevel': 'off',
    'extensions.autoCheckUpdates': false,
    'extensions.autoUpdate': false,
    'security.workspace.trust.enabled': !trusted,
    'git.openRepositoryInParentFolders': 'never',
    // VS Code's own chat would open beside the editor.
    'workbench.secondarySideBar.defaultVisibility': 'hidden',
  };
  await writeFile(join(home, 'user/User/settings.json'), JSON.stringify({ ...quiet, ...settings }, null, 2));
}

/**
 * Installs a packaged extension.
 * @param {ServerOptions} options
 * @param {string} vsix
 * @returns {Promise<void>}
 */
export async function installVsix(options, vsix) {
  await writeHome(options);
  const { args, env } = invocation(options);
  const child = spawn(process.execPath, [...args, '--install-extension', vsix], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  const code = await new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', done);
  });
  if (code !== 0) throw new Error(`the editor did not install ${vsix}:\n${output}`);
}

/**
 * @param {ServerOptions} options
 * @returns {Promise<Server>} resolves when it answers
 */
export async function startServer(options) {
  await writeHome(options);
  const { args, env } = invocation(options);
  const switches = ['--auth', 'none', '--bind-addr', '127.0.0.1:0'];
  switches.push('--disable-telemetry', '--disable-update-check', '--disable-getting-started-override');
  if (options.trusted !== false) switches.push('--disable-workspace-trust');
  // A process group of its own, so that the extension host and what it forks end with it.
  const child = spawn(process.execPath, [...args, ...switches], {
    detached: true,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = createWriteStream(join(options.home, 'server.log'));
  child.stderr.pipe(log, { end: false });
  /** @type {Promise<void>} */
  const exited = new Promise((done) => child.once('exit', () => done()));
  const killGroup = (/** @type {NodeJS.Signals} */ signal) => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, signal);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error; // ESRCH: all gone already
    }
  };
  const killAll = () => killGroup('SIGKILL');
  process.once('exit', killAll);
  const stop = async () => {
    killGroup('SIGTERM');
    await Promise.race([exited, after(10_000)]);
    killAll();
    process.off('exit', killAll);
    log.end();
  };

  const lines = createInterface({ input: child.stdout });
  /** @type {Promise<string>} */
  const listening = new Promise((done, fail) => {
    child.once('error', fail);
    exited.then(() =>
      fail(new Error(`code-server ended before it was ready; see ${join(options.home, 'server.log')}`)),
    );
    after(startLimit * 1000).then(() => fail(new Error(`code-server did not start within ${startLimit} s`)));
    lines.on('line', (line) => {
      log.write(`${line}\n`);
      const address = /HTTP server listening on http:\/\/([^/\s]+)/.exec(line)?.[1];
      if (address !== undefined) done(address);
    });
  });
  try {
    return { authority: await listening, exited, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * A delay that keeps no process alive.
 * @param {number} ms
 * @returns {Promise<void>}
 */
export function after(ms) {
  return new Promise((done) => setTimeout(done, ms).unref());
}
