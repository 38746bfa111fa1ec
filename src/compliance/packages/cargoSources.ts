import type { FolderReader } from './folderReader';
import type { Installation, Wanted } from './installations';
import { type InstalledPackage, licenseOfTexts } from './installedPackage';
import { foldersUp } from './nodeModules';
import { memberOf, textOf } from './parsedData';
import { parseToml } from './tomlTree';

const manifestLimit = 1024 * 1024;

/** Crates in a `vendor` folder, as `cargo vendor` makes it, and in Cargo's own store of sources. */
export class CargoSources implements Installation {
  /**
   * @param folder relative to the reader's, with a trailing `/`
   * @param stores readers of the folders below `registry/src` in Cargo's home
   */
  constructor(
    private readonly reader: FolderReader,
    private readonly folder: string,
    private readonly stores: readonly FolderReader[],
  ) {}

  async find({ name, version }: Wanted): Promise<InstalledPackage | null> {
    if (!/^[\w-]+$/.test(name) || !/^[\w.+-]*$/.test(version)) return null;
    for (const place of foldersUp(this.folder)) {
      for (const title of [`${name}-${version}`, name]) {
        const found = await readCrate(this.reader, `${place}vendor/${title}`, version);
        if (found !== null) return found;
      }
    }
    if (version === '') return null;
    for (const store of this.stores) {
      for (const registry of await store.list('.')) {
        const found = await readCrate(store, `${registry.name}/${name}-${version}`, version);
        if (found !== null) return found;
      }
    }
    return null;
  }
}

/** null where the folder holds no crate, or another version of it. */
async function readCrate(reader: FolderReader, folder: string, version: string): Promise<InstalledPackage | null> {
  const text = await reader.text(`${folder}/Cargo.toml`, manifestLimit);
  const manifest = text === null ? null : parseToml(text);
  if (manifest === null) return null;
  const found = textOf(memberOf(manifest, 'package', 'version')) ?? '';
  if (version !== '' && found !== version) return null;
  // `MIT/Apache-2.0` is how Cargo once wrote a choice.
  const license = textOf(memberOf(manifest, 'package', 'license'))?.replace(/\s*\/\s*/g, ' OR ') ?? null;
  const named = textOf(memberOf(manifest, 'package', 'license-file'));
  const ofTexts = async () =>
    licenseOfTexts(reader, folder, named === null || named.includes('/') ? undefined : (name) => name === named);
  return { version: found, license: license ?? (await ofTexts()), reader, folder };
}
