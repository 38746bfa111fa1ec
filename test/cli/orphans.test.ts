import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { clone, folder, licit } from './licit';

/** Ids of the engine's workers that work for a process; Linux only. */
function workersOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const parent = /^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1];
        return Number(parent) === pid && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('worker.mjs');
      } catch {
        return false; // it ended meanwhile
      }
    })
    .map(Number);
}

describe.skipIf(!existsSync('/proc/self/status'))('the engine', () => {
  it('leaves when the program that it works for was killed', async () => {
    await licit(['--version']); // built
    const project = folder({ 'code.ts': 'export function main() {\n' });
    const args = ['complete', 'code.ts:1:25', '--multiline', '--min-confidence', '0'];
    const parent = spawn(process.execPath, [join(clone, 'dist/licit.mjs'), ...args], { cwd: project.path });
    const [worker = 0] = await vi.waitFor(
      () => {
        const workers = workersOf(parent.pid ?? 0);
        expect(workers).toHaveLength(1);
        return workers;
      },
      { timeout: 20_000, interval: 10 },
    );
    parent.kill('SIGKILL');
    await vi.waitFor(() => expect(existsSync(`/proc/${worker}`)).toBe(false), { timeout: 20_000, interval: 100 });
    project.remove();
  });
});
