import type { FolderReader } from './folderReader';
import type { Installation, Wanted } from './installations';
import { type InstalledPackage, licenseOfTexts } from './installedPackage';
import { declaredLicense } from './licenseNames';
import { foldersUp } from './nodeModules';
import { memberOf } from './parsedData';

const manifestLimit = 1024 * 1024;

/** Packages in `vendor`, where Composer puts them. */
export class ComposerVendor implements Installation {
  /** @param folder relative to the reader's, with a trailing `/` */
  constructor(
    private readonly reader: FolderReader,
    private readonly folder: string,
  ) {}

  async find({ name, version }: Wanted): Promise<InstalledPackage | null> {
    if (!/^\w[\w.-]*\/\w[\w.-]*$/.test(name)) return null;
    for (const place of foldersUp(this.folder)) {
      const folder = `${place}vendor/${name.toLowerCase()}`;
      const text = await this.reader.text(`${folder}/composer.json`, manifestLimit);
      if (text === null) continue;
      const license = licenseIn(text) ?? (await licenseOfTexts(this.reader, folder));
      return { version, license, reader: this.reader, folder };
    }
    return null;
  }
}

function licenseIn(text: string): string | null {
  try {
    return declaredLicense(memberOf(JSON.parse(text), 'license') ?? null);
  } catch {
    return null; // not JSON: it says nothing that could be relied on
  }
}
