// Runs npm as the project's scripts need it: on the Node that runs the script, with nothing left of an outer `npm run`.
import { spawn } from 'node:child_process';
import { delimiter, dirname } from 'node:path';

/**
 * npm's own settings of an outer `npm run` (a prefix, a workspace) must not steer an inner npm; what the user set by hand
 * for npm itself (registry, cache, proxy) stands in files and in variables that are kept.
 * @returns {NodeJS.ProcessEnv}
 */
function npmEnvironment() {
  const env = { ...process.env };
  for (const name of ['npm_config_local_prefix', 'npm_config_prefix', 'npm_config_global_prefix', 'NODE_OPTIONS']) {
    delete env[name];
  }
  env.npm_config_ignore_scripts = 'true';
  env.PATH = `${dirname(process.execPath)}${delimiter}${env.PATH ?? ''}`;
  return env;
}

/**
 * Runs npm in a folder and answers its standard output.
 * @param {string[]} args
 * @param {string} cwd
 * @returns {Promise<string>} rejects with npm's last error lines when it fails
 */
export function npm(args, cwd) {
  const script = process.env.npm_execpath;
  const inNode = script !== undefined && /\bnpm-cli\.[cm]?js$/.test(script);
  const windows = process.platform === 'win32';
  return new Promise((done, fail) => {
    const child = spawn(inNode ? process.execPath : 'npm', inNode ? [script, ...args] : args, {
      cwd,
      env: npmEnvironment(),
      shell: !inNode && windows,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      err += text;
    });
    child.once('error', (error) => fail(new Error(`npm could not be started: ${error.message}`)));
    child.once('close', (code) => {
      if (code === 0) return done(out);
      fail(new Error(`\`npm ${args.join(' ')}\` failed in ${cwd}:\n${err.trim().split('\n').slice(-15).join('\n')}`));
    });
  });
}
