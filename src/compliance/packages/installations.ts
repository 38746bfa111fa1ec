import { CargoSources } from './cargoSources';
import { ComposerVendor } from './composerVendor';
import { FolderReader } from './folderReader';
import { GemFolders } from './gemFolders';
import { GoModules } from './goModules';
import type { InstalledPackage } from './installedPackage';
import { MavenModels } from './mavenModel';
import { MavenPoms } from './mavenPoms';
import { MavenStore } from './mavenStore';
import { NodeModules } from './nodeModules';
import { NugetStore } from './nugetStore';
import { folderOf } from './packageFile';
import type { PackageReference } from './packageReference';
import { type PackageStores, packageStores } from './packageStores';
import { PythonEnvironment, SitePackages } from './pythonEnvironment';

/** A package whose installation is looked for. */
export type Wanted = Pick<PackageReference, 'ecosystem' | 'name' | 'version' | 'file' | 'folder'>;

/** Finds packages of one ecosystem where they are installed for one folder of the project. */
export interface Installation {
  find(wanted: Wanted): Promise<InstalledPackage | null>;
}

/** Whose packages lie in stores of the machine alone. */
const machineWide: ReadonlySet<PackageReference['ecosystem']> = new Set(['maven', 'nuget']);

/** Finds installed packages, in the project and in the stores of this machine; what it has read it keeps. */
export class Installations {
  /** Of the checked folder. */
  readonly reader: Promise<FolderReader | null>;
  private readonly opened = new Map<string, Promise<Installation>>();
  private readonly environments = new Map<string, Promise<PythonEnvironment>>();
  private readonly sites = new SitePackages();
  private mavenPoms: Promise<MavenPoms> | null = null;
  private models: MavenModels | null = null;

  /** @param root the checked folder */
  constructor(
    root: string,
    private readonly stores: PackageStores = packageStores(),
  ) {
    this.reader = FolderReader.at(root);
  }

  /** null where the package is not installed here. */
  async find(wanted: Wanted): Promise<InstalledPackage | null> {
    const reader = await this.reader;
    if (reader === null) return null;
    const folder = folderOf(wanted.file);
    // Some are the same for all folders.
    const key = machineWide.has(wanted.ecosystem) ? wanted.ecosystem : `${wanted.ecosystem} ${folder}`;
    let installation = this.opened.get(key);
    if (installation === undefined) {
      installation = this.open(wanted.ecosystem, reader, folder);
      this.opened.set(key, installation);
    }
    return (await installation).find(wanted);
  }

  /** What Maven's POMs mean, in the project and in the stores; null where the project is gone. */
  async mavenModels(): Promise<MavenModels | null> {
    const reader = await this.reader;
    if (reader === null) return null;
    this.models ??= new MavenModels(reader, await this.poms());
    return this.models;
  }

  /** The environment of Python in which a folder's packages are installed; null where the project is gone. */
  async python(folder: string): Promise<PythonEnvironment | null> {
    const reader = await this.reader;
    return reader === null ? null : this.pythonBeside(reader, folder);
  }

  private pythonBeside(reader: FolderReader, folder: string): Promise<PythonEnvironment> {
    let environment = this.environments.get(folder);
    if (environment === undefined) {
      environment = readersOf(this.stores.python ?? []).then((active) =>
        PythonEnvironment.beside(reader, folder, active, this.sites),
      );
      this.environments.set(folder, environment);
    }
    return environment;
  }

  private poms(): Promise<MavenPoms> {
    this.mavenPoms ??= Promise.all([readersOf(this.stores.maven), readersOf(this.stores.gradle)]).then(
      ([maven, gradle]) => new MavenPoms(maven, gradle),
    );
    return this.mavenPoms;
  }

  private async open(
    ecosystem: PackageReference['ecosystem'],
    reader: FolderReader,
    folder: string,
  ): Promise<Installation> {
    if (ecosystem === 'npm') return new NodeModules(reader, folder, await readersOf(this.stores.yarn ?? []));
    if (ecosystem === 'pypi') return this.pythonBeside(reader, folder);
    if (ecosystem === 'cargo') return new CargoSources(reader, folder, await readersOf(this.stores.cargo));
    if (ecosystem === 'golang') return new GoModules(reader, folder, await readersOf(this.stores.golang));
    if (ecosystem === 'nuget') return new NugetStore(await readersOf(this.stores.nuget));
    if (ecosystem === 'composer') return new ComposerVendor(reader, folder);
    if (ecosystem === 'gem') return new GemFolders(reader, folder);
    return new MavenStore(await this.poms());
  }
}

async function readersOf(folders: readonly string[]): Promise<readonly FolderReader[]> {
  const readers = await Promise.all(folders.map((folder) => FolderReader.at(folder)));
  return readers.filter((reader) => reader !== null);
}
