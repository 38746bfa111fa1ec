import type { Folder, FolderReader } from './folderReader';
import { ZipFolder } from './zipFolder';

/** An archive's name: the package's, `-npm-`, its version, a digest of how it was asked for. */
const archive = /^((?:@[^/]+-)?.+)-npm-(\d.*?)-[0-9a-f]{10}(?:-[0-9a-f]+)?\.zip$/;

/** Folders of zip archives in which Yarn keeps packages where there is no `node_modules` (Plug'n'Play): `.yarn/cache`. */
export class YarnCache {
  private archives: Promise<ReadonlyMap<string, readonly [FolderReader, path: string]>> | null = null;

  /** Each with the path of its root on this machine and the folder in it. */
  constructor(private readonly caches: readonly { readonly reader: FolderReader; readonly folder: string }[]) {}

  /** The archive of a package as a folder, and where the package lies in it; null where it is not kept here. */
  async find(name: string, version: string): Promise<{ readonly reader: Folder; readonly folder: string } | null> {
    this.archives ??= this.readAll();
    const found = (await this.archives).get(`${name.replace('/', '-')}@${version}`);
    const reader = found === undefined ? null : await ZipFolder.at(...found);
    return reader === null ? null : { reader, folder: `node_modules/${name}` };
  }

  private async readAll(): Promise<ReadonlyMap<string, readonly [FolderReader, path: string]>> {
    const found = new Map<string, readonly [FolderReader, path: string]>();
    for (const { reader, folder } of this.caches) {
      for (const entry of await reader.list(folder)) {
        const [, name, version] = archive.exec(entry.name) ?? [];
        const key = `${name}@${version}`;
        if (name !== undefined && !found.has(key)) found.set(key, [reader, `${folder}/${entry.name}`]);
      }
    }
    return found;
  }
}
