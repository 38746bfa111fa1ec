import type { Llama } from 'node-llama-cpp';
import { failed } from './failure';

export type Bindings = typeof import('node-llama-cpp');
export interface Backend {
  readonly bindings: Bindings;
  readonly llama: Llama;
}

/** Renderers that are no hardware: slower than the CPU path. */
const SOFTWARE_GPU = /llvmpipe|lavapipe|swiftshader|software/i;

/** Loads llama.cpp: a prebuilt binary that fits this machine, on a GPU where one is usable. Never builds or downloads. */
export async function startBackend(maxThreads: number): Promise<Backend> {
  let bindings: Bindings;
  try {
    bindings = await import('node-llama-cpp');
  } catch (cause) {
    throw failed(
      'engine-missing',
      `The package node-llama-cpp could not be loaded (${oneLine(cause)}); reinstall Licit.`,
    );
  }
  const open = (gpu: 'auto' | false) =>
    bindings.getLlama({
      gpu,
      build: 'never',
      skipDownload: true,
      progressLogs: false,
      maxThreads,
      logLevel: bindings.LlamaLogLevel.warn,
      logger: (level, message) => process.stderr.write(`llama.cpp ${level}: ${message.trimEnd()}\n`),
    });
  try {
    let llama = await open('auto');
    if (llama.gpu !== false && (await llama.getGpuDeviceNames()).every((name) => SOFTWARE_GPU.test(name))) {
      await llama.dispose();
      llama = await open(false);
    }
    return { bindings, llama };
  } catch (cause) {
    throw failed(
      'engine-missing',
      `No llama.cpp binary of Licit fits this machine (${process.platform}-${process.arch}: ${oneLine(cause)}); install the Licit package for this platform.`,
    );
  }
}

/** First line of what an error says. */
export function oneLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
}
