import { readdirSync, readFileSync } from 'node:fs';

/** Process ids of the engine's workers that this extension host started; Linux only, from /proc. */
export function engineProcesses(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const parent = /^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
        return Number(parent) === process.pid && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('worker.mjs');
      } catch {
        return false; // it ended meanwhile
      }
    });
}
