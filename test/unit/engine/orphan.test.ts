import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { BUILTIN_MODEL, buildWorker } from '../../support/worker';

const ROOT = join(import.meta.dirname, '../../..');

/** Generates with a real model, says which process does it, and dies without a word in the middle. */
const PARENT = (workerPath: string) => `
import { readFileSync } from 'node:fs';
import { EngineClient } from './src/engine/client';
import { admitted } from './test/support/admitted';
const engine = new EngineClient({ workerPath: ${JSON.stringify(workerPath)}, log: () => undefined });
const prompt = [{ special: 'suffix' }, { special: 'prefix' }, { text: 'export function main() {\\n' }, { special: 'middle' }];
const model = await admitted(${JSON.stringify(BUILTIN_MODEL)});
await engine.infill(model, { prompt, maxTokens: 500, singleLine: false }, new AbortController().signal, () => {
  process.stdout.write(readFileSync('/proc/self/task/' + process.pid + '/children', 'utf8'), () => process.kill(process.pid, 'SIGKILL'));
});
`;

describe.skipIf(!existsSync('/proc/self/task'))('a worker whose parent was killed', () => {
  it('leaves by itself', { timeout: 30_000 }, async () => {
    const outfile = join(ROOT, '.cache/test/orphan-parent.mjs');
    await build({
      stdin: { contents: PARENT(await buildWorker('orphan-test')), resolveDir: ROOT, loader: 'ts' },
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      mainFields: ['module', 'main'],
      define: { 'import.meta.dirname': JSON.stringify(join(ROOT, 'test/support')) },
      banner: {
        js: "import { createRequire as bundleRequire } from 'node:module'; const require = bundleRequire(import.meta.url);",
      },
    });
    const children = await new Promise<string>((resolve) => {
      execFile(process.execPath, [outfile], (_killed, stdout) => resolve(stdout));
    });
    const workers = children.trim().split(/\s+/).map(Number);
    expect(workers.length).toBe(1);
    const deadline = performance.now() + 10_000;
    while (existsSync(`/proc/${workers[0]}`) && performance.now() < deadline) await delay(50);
    expect(existsSync(`/proc/${workers[0]}`)).toBe(false);
  });
});
