import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type LoadedRegistry, loadRegistry } from '../registry/load';
import type { Terminal } from './command';

declare const LICIT_BUILD: string;

/** Digest of the sources that this program was built from: what another build kept may mean something else (scripts/build.mjs). */
export const buildId = LICIT_BUILD;

/** A file of the installed package, by its path in it. This module runs as `dist/licit.mjs`. */
export function packageFile(path: string): string {
  return fileURLToPath(new URL(`../${path}`, import.meta.url));
}

/** Our registry, with the user's laid over it. */
export function openRegistry(overlay: string | undefined): LoadedRegistry {
  return loadRegistry(packageFile('model-registry.json'), overlay);
}

/** The folder in which Licit keeps what it computed once, such as the digests of big files. */
export function storageDir(terminal: Terminal): string {
  const { XDG_CACHE_HOME: cache, LOCALAPPDATA: local } = terminal.env;
  if (process.platform === 'win32' && local !== undefined) return join(local, 'licit');
  // XDG's own rule: a relative path counts as none. It would be a folder in whatever is checked.
  return join(cache !== undefined && isAbsolute(cache) ? cache : join(homedir(), '.cache'), 'licit');
}
