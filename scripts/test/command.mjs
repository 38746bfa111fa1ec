// Runs one command of the test run, shown as it goes, and never longer than it may take.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Runs a script on the Node that runs this one.
 * @param {string[]} args script and arguments
 * @param {number} minutes how long it may take; it and what it started are ended then
 * @param {Record<string, string>} [env] variables on top of this process's
 * @returns {Promise<boolean>} whether it ended with exit code 0
 */
export function runNode(args, minutes, env = {}) {
  return new Promise((done) => {
    // A process group of its own can be ended as a whole; Windows has none.
    const detached = process.platform !== 'win32';
    const child = spawn(process.execPath, args, {
      cwd: root,
      detached,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const end = () => {
      if (child.pid === undefined) return;
      try {
        process.kill(detached ? -child.pid : child.pid, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    };
    const overdue = setTimeout(() => {
      console.error(`${args[0]} was ended after ${minutes} minutes`);
      end();
    }, minutes * 60_000);
    const interrupted = () => {
      end();
      process.exit(130);
    };
    process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
    const ended = (/** @type {boolean} */ good) => {
      clearTimeout(overdue);
      process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
      done(good);
    };
    child.once('error', (error) => {
      console.error(`${args[0]} could not be started: ${error.message}`);
      ended(false);
    });
    child.once('exit', (code) => ended(code === 0));
  });
}
