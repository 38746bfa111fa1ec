// Builds llama-server and llama-bench from the sources of llama.cpp that node-llama-cpp ships, and puts the very CPU kernels of its
// prebuilt binary beside them, so that a comparison compares ways of asking and nothing else. Needs git, cmake, ninja and a C++
// compiler. usage: node bench/buildPeer.mjs DIR
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, globSync, renameSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LLAMA_CPP } from './randomModel.mjs';

const kernels = fileURLToPath(new URL('../node_modules/@node-llama-cpp/linux-x64/bins/linux-x64', import.meta.url));
/** Shared libraries, loaded as node-llama-cpp loads them; no OpenMP, as in its binary; nothing that a server does not need. */
const OPTIONS = {
  CMAKE_BUILD_TYPE: 'Release',
  BUILD_SHARED_LIBS: 'ON',
  CMAKE_PLATFORM_NO_VERSIONED_SONAME: 'ON',
  CMAKE_BUILD_RPATH_USE_ORIGIN: 'ON',
  GGML_BACKEND_DL: 'ON',
  GGML_NATIVE: 'OFF',
  GGML_OPENMP: 'OFF',
  LLAMA_OPENSSL: 'OFF',
  LLAMA_BUILD_TESTS: 'OFF',
  LLAMA_BUILD_EXAMPLES: 'OFF',
  LLAMA_BUILD_APP: 'OFF',
  LLAMA_BUILD_UI: 'OFF',
  LLAMA_USE_PREBUILT_UI: 'OFF',
};

const [given] = process.argv.slice(2);
if (given === undefined) {
  console.error('usage: node bench/buildPeer.mjs DIR');
  process.exitCode = 2;
} else {
  const folder = resolve(given);
  const [source, build] = [join(folder, 'llama.cpp'), join(folder, 'build')];
  const run = (/** @type {string} */ program, /** @type {readonly string[]} */ args) =>
    execFileSync(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (!existsSync(source)) run('git', ['clone', '--quiet', LLAMA_CPP, source]);
  const options = Object.entries(OPTIONS).map(([name, value]) => `-D${name}=${value}`);
  run('cmake', ['-S', source, '-B', build, '-G', 'Ninja', ...options]);
  run('ninja', ['-C', build, '-j', '2', 'llama-server', 'llama-bench', 'ggml-cpu']);
  const programs = join(build, 'bin');
  renameSync(join(programs, 'libggml-cpu.so'), join(build, 'libggml-cpu.so'));
  for (const library of globSync(['libggml-base.so', 'libggml-cpu-*.so'], { cwd: kernels }))
    copyFileSync(join(kernels, library), join(programs, basename(library)));
  console.log(`${join(programs, 'llama-server')}\n${join(programs, 'llama-bench')}`);
}
