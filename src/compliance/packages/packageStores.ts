import { homedir } from 'node:os';
import { join } from 'node:path';

/** Folders in which package managers keep what they have fetched for all projects of this machine. Absolute. */
export interface PackageStores {
  readonly cargo: readonly string[];
  readonly golang: readonly string[];
  readonly maven: readonly string[];
  readonly gradle: readonly string[];
  readonly nuget: readonly string[];
  readonly yarn?: readonly string[];
  /** Roots of the environments of Python that are active. */
  readonly python?: readonly string[];
}

/** Where the package managers keep it unless they are told otherwise. */
export function packageStores(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  home = homedir(),
): PackageStores {
  const told = (name: string) => environment[name] || undefined;
  const first = (name: string, ...otherwise: readonly string[]) => told(name) ?? join(home, ...otherwise);
  return {
    cargo: [join(first('CARGO_HOME', '.cargo'), 'registry', 'src')],
    golang: [told('GOMODCACHE') ?? join(first('GOPATH', 'go'), 'pkg', 'mod')],
    maven: [join(home, '.m2', 'repository')],
    gradle: [join(first('GRADLE_USER_HOME', '.gradle'), 'caches', 'modules-2', 'files-2.1')],
    nuget: [first('NUGET_PACKAGES', '.nuget', 'packages')],
    yarn: [join(first('YARN_GLOBAL_FOLDER', '.yarn', 'berry'), 'cache')],
    python: ['VIRTUAL_ENV', 'CONDA_PREFIX'].map(told).filter((folder) => folder !== undefined),
  };
}
