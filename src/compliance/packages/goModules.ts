import type { FolderReader } from './folderReader';
import type { Installation, Wanted } from './installations';
import { type InstalledPackage, licenseOfTexts } from './installedPackage';
import { foldersUp } from './nodeModules';

/** Go modules in a `vendor` folder and in Go's own module cache; their licences are texts (https://go.dev/ref/mod#module-cache). */
export class GoModules implements Installation {
  private readonly vendored = new Map<string, Promise<string | null>>();

  /** @param folder relative to the reader's, with a trailing `/` */
  constructor(
    private readonly reader: FolderReader,
    private readonly folder: string,
    private readonly stores: readonly FolderReader[],
  ) {}

  async find({ name, version }: Wanted): Promise<InstalledPackage | null> {
    // No part of a module's path is `..` (https://go.dev/ref/mod#go-mod-file-ident).
    if (!/^[\w.~-]+(?:\/[\w.~-]+)*$/.test(name) || /(?:^|\/)\.\.?(?:\/|$)/.test(name)) return null;
    for (const place of foldersUp(this.folder)) {
      if (!(await this.isVendored(place, name, version))) continue;
      return this.read(this.reader, `${place}vendor/${name}`, version);
    }
    if (!/^v[\w.+-]+$/.test(version)) return null;
    for (const store of this.stores) {
      const folder = `${escaped(name)}@${escaped(version)}`;
      if ((await store.real(folder)) !== null) return this.read(store, folder, version);
    }
    return null;
  }

  private async read(reader: FolderReader, folder: string, version: string): Promise<InstalledPackage> {
    return { version, license: await licenseOfTexts(reader, folder), reader, folder };
  }

  /** `vendor/modules.txt` says which version lies there. */
  private async isVendored(place: string, name: string, version: string): Promise<boolean> {
    const path = `${place}vendor/modules.txt`;
    let list = this.vendored.get(path);
    if (list === undefined) {
      list = this.reader.text(path, 4 * 1024 * 1024);
      this.vendored.set(path, list);
    }
    const text = `\n${(await list) ?? ''}\n`.replace(/\r/g, '');
    return text.includes(`\n# ${name} ${version}\n`) || text.includes(`\n# ${name} ${version} =>`);
  }
}

/** Capitals are written as `!` and the small letter. */
function escaped(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`);
}
