/**
 * The platforms that a package can be made for, as VS Code names them, each with the packages of node-llama-cpp that hold
 * its binaries: the base one, and the one for its graphics processors. CUDA's (540 MB) are left out.
 * @type {Record<string, string[]>}
 */
export const targets = {
  'linux-x64': ['@node-llama-cpp/linux-x64', '@node-llama-cpp/linux-x64-vulkan'],
  'linux-arm64': ['@node-llama-cpp/linux-arm64'],
  'linux-armhf': ['@node-llama-cpp/linux-armv7l'],
  'win32-x64': ['@node-llama-cpp/win-x64', '@node-llama-cpp/win-x64-vulkan'],
  'win32-arm64': ['@node-llama-cpp/win-arm64'],
  'darwin-x64': ['@node-llama-cpp/mac-x64'],
  'darwin-arm64': ['@node-llama-cpp/mac-arm64-metal'],
};

/**
 * The target of this machine.
 * @returns {string}
 */
export function currentTarget() {
  return `${process.platform}-${process.arch === 'arm' ? 'armhf' : process.arch}`;
}
