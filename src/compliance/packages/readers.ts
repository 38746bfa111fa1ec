import { npmLock } from './npmLock';
import type { PackageReader } from './packageFile';
import { packageJson } from './packageJson';
import { pnpmLock } from './pnpmLock';
import { pythonPackages } from './pythonPackages';
import { yarnLock } from './yarnLock';

const readers: readonly PackageReader[] = [npmLock, pnpmLock, yarnLock, packageJson, pythonPackages];

/** Who reads the files of package managers that are called like this; undefined for other files. */
export function packageReader(path: string): PackageReader | undefined {
  return readers.find((reader) => reader.wants(path));
}
