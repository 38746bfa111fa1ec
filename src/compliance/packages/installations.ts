import { FolderReader } from './folderReader';
import type { InstalledPackage } from './installedPackage';
import { NodeModules } from './nodeModules';
import { folderOf } from './packageFile';
import type { PackageReference } from './packageReference';
import { PythonEnvironment } from './pythonEnvironment';

/** A package whose installation is looked for. */
export type Wanted = Pick<PackageReference, 'ecosystem' | 'name' | 'version' | 'file' | 'folder'>;

/** Finds packages of one ecosystem where they are installed for one folder of the project. */
export interface Installation {
  find(wanted: Wanted): Promise<InstalledPackage | null>;
}

/** Finds installed packages; what it has read of an installation it keeps. */
export class Installations {
  /** Of the checked folder. */
  readonly reader: Promise<FolderReader | null>;
  private readonly opened = new Map<string, Promise<Installation>>();

  /** @param root the checked folder */
  constructor(root: string) {
    this.reader = FolderReader.at(root);
  }

  /** null where the package is not installed here. */
  async find(wanted: Wanted): Promise<InstalledPackage | null> {
    const reader = await this.reader;
    if (reader === null) return null;
    const folder = folderOf(wanted.file);
    const key = `${wanted.ecosystem} ${folder}`;
    let installation = this.opened.get(key);
    if (installation === undefined) {
      installation = open(wanted.ecosystem, reader, folder);
      this.opened.set(key, installation);
    }
    return (await installation).find(wanted);
  }
}

async function open(
  ecosystem: PackageReference['ecosystem'],
  reader: FolderReader,
  folder: string,
): Promise<Installation> {
  if (ecosystem === 'npm') return new NodeModules(reader, folder);
  if (ecosystem === 'pypi') return PythonEnvironment.beside(reader, folder);
  return { find: async () => null };
}
