// Other processes of a bench: which of them run our worker, and what processor time they used. Linux.
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Processes that run the worker for us.
 * @param {string} workerPath
 */
export async function workers(workerPath) {
  const { stdout } = await run('ps', ['--ppid', String(process.pid), '-o', 'pid=,args=']);
  const lines = stdout.split('\n').filter((line) => line.includes(workerPath));
  return lines.map((line) => Number(line.trim().split(' ', 1)[0]));
}

/**
 * Processor time that the threads of processes have used so far, in milliseconds, to a nanosecond; 0 of what is gone.
 * @param {readonly number[]} pids
 */
export function cpuMs(pids) {
  let sum = 0;
  for (const pid of pids) {
    try {
      for (const thread of readdirSync(`/proc/${pid}/task`))
        sum += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ', 1)[0]) / 1e6;
    } catch {
      // It ended in between.
    }
  }
  return sum;
}
