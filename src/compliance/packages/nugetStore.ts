import type { FolderReader } from './folderReader';
import type { Installation, Wanted } from './installations';
import { type InstalledPackage, licenseOfTexts } from './installedPackage';
import { parseXml, xmlChild, xmlText } from './xmlTree';

const nuspecLimit = 1024 * 1024;

/** NuGet's folder of packages; a package's `.nuspec` says the licence (https://learn.microsoft.com/nuget/reference/nuspec#license). */
export class NugetStore implements Installation {
  private readonly found = new Map<string, Promise<InstalledPackage | null>>();

  constructor(private readonly stores: readonly FolderReader[]) {}

  find({ name, version }: Wanted): Promise<InstalledPackage | null> {
    const key = `${name}/${version}`;
    const found = this.found.get(key) ?? this.look(name, version);
    this.found.set(key, found);
    return found;
  }

  private async look(name: string, version: string): Promise<InstalledPackage | null> {
    if (![name, version].every((part) => /^\w[\w.+-]*$/.test(part) && !part.includes('..'))) return null;
    const id = name.toLowerCase();
    // Build metadata is no part of the folder's name.
    const folder = `${id}/${version.toLowerCase().replace(/\+.*$/, '')}`;
    for (const reader of this.stores) {
      const text = await reader.text(`${folder}/${id}.nuspec`, nuspecLimit);
      const metadata = text === null ? undefined : xmlChild(parseXml(text) ?? undefined, 'metadata');
      if (metadata === undefined) continue;
      const license = xmlChild(metadata, 'license');
      const named = license?.text ?? '';
      // Packages of before 2018 have an address, which for expressions is that of NuGet's own page.
      const page = /^https?:\/\/licenses\.nuget\.org\/([\w.()+ -]+)$/.exec(
        decoded(xmlText(metadata, 'licenseUrl')),
      )?.[1];
      const isFile = license?.attributes.type === 'file' && !/[/\\]/.test(named);
      const declared = isFile ? await licenseOfTexts(reader, folder, (file) => file === named) : named || page;
      return { version, license: declared || (await licenseOfTexts(reader, folder)), reader, folder };
    }
    return null;
  }
}

function decoded(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return address; // no address that NuGet has made
  }
}
