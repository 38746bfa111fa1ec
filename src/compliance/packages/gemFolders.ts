import type { FolderReader } from './folderReader';
import type { Installation, Wanted } from './installations';
import { type InstalledPackage, licenseOfTexts } from './installedPackage';
import { namedLicense } from './licenseNames';
import { foldersUp } from './nodeModules';

const gemspecLimit = 512 * 1024;

/** Gems in `vendor/bundle`, where Bundler puts them for one project. */
export class GemFolders implements Installation {
  private homes: Promise<readonly string[]> | null = null;

  /** @param folder relative to the reader's, with a trailing `/` */
  constructor(
    private readonly reader: FolderReader,
    private readonly folder: string,
  ) {}

  async find({ name, version }: Wanted): Promise<InstalledPackage | null> {
    if (![name, version].every((part) => /^\w[\w.-]*$/.test(part))) return null;
    this.homes ??= this.readHomes();
    for (const home of await this.homes) {
      const folder = `${home}/gems/${name}-${version}`;
      const text =
        (await this.reader.text(`${home}/specifications/${name}-${version}.gemspec`, gemspecLimit)) ??
        (await this.reader.text(`${folder}/${name}.gemspec`, gemspecLimit));
      if (text === null && (await this.reader.real(folder)) === null) continue;
      const license = declared(text ?? '') ?? (await licenseOfTexts(this.reader, folder));
      return { version, license, reader: this.reader, folder };
    }
    return null;
  }

  private async readHomes(): Promise<readonly string[]> {
    const homes: string[] = [];
    for (const place of foldersUp(this.folder)) {
      for (const engine of await this.reader.list(`${place}vendor/bundle`))
        for (const release of await this.reader.list(`${place}vendor/bundle/${engine.name}`))
          homes.push(`${place}vendor/bundle/${engine.name}/${release.name}`);
    }
    return homes;
  }
}

/** RubyGems does not say whether several licences are a choice: all of them count. */
function declared(gemspec: string): string | null {
  const list = /\.licen[cs]es?\s*=\s*(\[[^\]]{0,1000}\]|["'][^"'\n]{1,200}["'])/.exec(gemspec)?.[1] ?? '';
  const names = [...list.matchAll(/["']([^"'\n]+)["']/g)].map(([, name = '']) => namedLicense(name) ?? name);
  return names.length === 0
    ? null
    : [...new Set(names)].map((name) => (names.length > 1 && / OR /i.test(name) ? `(${name})` : name)).join(' AND ');
}
