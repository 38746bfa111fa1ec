import { bunBinaryLock, bunLock } from './bunLock';
import { cargoLock } from './cargoLock';
import { cargoManifest } from './cargoManifest';
import { composerLock, composerManifest } from './composerLock';
import { condaEnvironment } from './condaEnvironment';
import { denoLock } from './denoLock';
import { gemfile, gemspec } from './gemfile';
import { gemfileLock } from './gemfileLock';
import { goMod } from './goMod';
import { gradleBuild } from './gradleBuild';
import { gradleCatalog, gradleLock } from './gradleLock';
import { mavenPom } from './mavenPom';
import { npmLock } from './npmLock';
import { nugetLock } from './nugetLock';
import { nugetConfig, nugetProject, nugetVersions } from './nugetProject';
import { otherLocks } from './otherLocks';
import type { PackageReader } from './packageFile';
import { packageJson } from './packageJson';
import { pipfileLock } from './pipfileLock';
import { pnpmLock } from './pnpmLock';
import { pipfile, pyproject } from './pyproject';
import { pdmLock, poetryLock, pylock, uvLock } from './pythonLock';
import { requirements } from './requirements';
import { yarnLock } from './yarnLock';

const readers: readonly PackageReader[] = [
  ...[npmLock, pnpmLock, yarnLock, bunLock, bunBinaryLock, denoLock, packageJson],
  ...[requirements, pyproject, pipfile, pipfileLock, poetryLock, pdmLock, uvLock, pylock, condaEnvironment],
  ...[cargoLock, cargoManifest, goMod],
  ...[mavenPom, gradleLock, gradleCatalog, gradleBuild],
  ...[nugetLock, nugetVersions, nugetProject, nugetConfig],
  ...[composerLock, composerManifest, gemfileLock, gemfile, gemspec],
  otherLocks,
];

/** Who reads the files of package managers that are called like this; undefined for other files. */
export function packageReader(path: string): PackageReader | undefined {
  return readers.find((reader) => reader.wants(path));
}
