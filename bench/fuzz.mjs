// Mutations of every format that is read: none may crash, take a second, or take 64 MB.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleModules, cache } from './core.mjs';

const limitMs = 1000;
const limitMb = 64;

/**
 * @param {number} mutations of each sample
 * @param {(line: string) => void} log
 * @returns {Promise<boolean>} true when all went well
 */
export async function fuzzBench(mutations, log) {
  await bundleModules({ fuzz: 'bench/fuzzModules.ts' });
  /** @type {typeof import('./fuzzModules')} */
  const modules = await import(pathToFileURL(join(cache, 'fuzz.mjs')).href);
  const { MemorySource, TextFile, mutated, packageReader, randomness, readGgufFrom, readSafetensorsFrom } = modules;
  const { seenText, smallModel, textSamples, writeSafetensors } = modules;

  /** @type {[name: string, bytes: Buffer, read: (bytes: Buffer) => unknown][]} */
  const targets = [
    ['GGUF', smallModel(), (bytes) => readGgufFrom(new MemorySource(bytes))],
    [
      'safetensors',
      writeSafetensors({ w: { type: 'F32', shape: [2, 2], data: Buffer.alloc(16) } }),
      (bytes) => readSafetensorsFrom(new MemorySource(bytes)),
    ],
  ];
  for (const [format, path, text] of textSamples) {
    const reader = packageReader(path);
    targets.push([
      `${format} (${path})`,
      Buffer.from(text),
      (bytes) => {
        seenText(path, bytes, bytes.length);
        reader?.read(new TextFile(path, bytes.toString()));
      },
    ]);
  }

  let isGood = true;
  for (const [name, whole, read] of targets) {
    const random = randomness(2026);
    let crashes = 0;
    let slowestMs = 0;
    let largestMb = 0;
    for (let count = 0; count < mutations; count++) {
      const bytes = mutated(whole, random);
      const { heapUsed, external } = process.memoryUsage();
      const start = performance.now();
      try {
        await read(bytes);
      } catch (error) {
        crashes++;
        if (crashes === 1)
          log(`${name}: ${error instanceof Error ? error.stack : error}\n${JSON.stringify(bytes.toString('latin1'))}`);
      }
      slowestMs = Math.max(slowestMs, performance.now() - start);
      const after = process.memoryUsage();
      largestMb = Math.max(largestMb, (after.heapUsed + after.external - heapUsed - external) / 1e6);
    }
    isGood &&= crashes === 0 && slowestMs < limitMs && largestMb < limitMb;
    log(
      `${name}: ${mutations} mutations, ${crashes} crashes, slowest ${slowestMs.toFixed(0)} ms, largest ${largestMb.toFixed(1)} MB`,
    );
  }
  return isGood;
}
