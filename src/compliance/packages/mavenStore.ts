import type { Installation, Wanted } from './installations';
import { type InstalledPackage, licenseOfTexts } from './installedPackage';
import { anyOf, namedLicense } from './licenseNames';
import type { MavenPoms } from './mavenPoms';
import { type XmlElement, xmlChild, xmlChildren, xmlText } from './xmlTree';
import { ZipFolder } from './zipFolder';

/** Where a Java archive has its licence and its notices. */
const texts = 'META-INF';
/** Parents of parents; Maven's own chains have a handful. */
const mostParents = 10;

/** Addresses that mean one licence. */
const addresses: readonly (readonly [RegExp, string])[] = [
  [/^https?:\/\/(?:www\.)?apache\.org\/licenses\/LICENSE-2\.0(?:\.txt|\.html)?$/i, 'Apache-2.0'],
  [/^https?:\/\/(?:www\.)?opensource\.org\/licen[cs]es?\/apache2\.0(?:\.php)?$/i, 'Apache-2.0'],
  [/^https?:\/\/(?:www\.)?opensource\.org\/licen[cs]es?\/mit(?:-license)?(?:\.php|\.html)?\/?$/i, 'MIT'],
  [/^https?:\/\/(?:www\.)?eclipse\.org\/legal\/epl-v10(?:\.html)?$/i, 'EPL-1.0'],
  [/^https?:\/\/(?:www\.)?eclipse\.org\/legal\/epl-(?:2\.0|v20)(?:\.html|\/)?$/i, 'EPL-2.0'],
  [/^https?:\/\/(?:www\.)?eclipse\.org\/org\/documents\/epl-2\.0\/EPL-2\.0\.(?:txt|html)$/i, 'EPL-2.0'],
  [/^https?:\/\/(?:www\.)?mozilla\.org\/(?:en-US\/)?MPL\/2\.0\/?(?:index\.txt)?$/i, 'MPL-2.0'],
  [/^https?:\/\/(?:www\.)?gnu\.org\/licenses\/old-licenses\/lgpl-2\.1(?:\.txt|\.html|\.en\.html)?$/i, 'LGPL-2.1-only'],
  [/^https?:\/\/creativecommons\.org\/publicdomain\/zero\/1\.0\/?(?:legalcode)?$/i, 'CC0-1.0'],
];

/** Packages in the repositories of this machine: the `.pom` says the licence, or its parent does; the archive holds the texts. */
export class MavenStore implements Installation {
  private readonly found = new Map<string, Promise<InstalledPackage | null>>();

  constructor(private readonly poms: MavenPoms) {}

  find({ name, version }: Wanted): Promise<InstalledPackage | null> {
    const key = `${name}:${version}`;
    const known = this.found.get(key);
    if (known !== undefined) return known;
    const found = this.look(name, version);
    this.found.set(key, found);
    return found;
  }

  private async look(name: string, version: string): Promise<InstalledPackage | null> {
    const pom = await this.poms.find(name, version);
    if (pom === null) return null;
    const said = await this.licenseOf(pom.project);
    for (const [store, path] of await this.poms.archives(name, version)) {
      const reader = await ZipFolder.at(store, path, `${texts}/`);
      if (reader !== null)
        return { version, license: said ?? (await licenseOfTexts(reader, texts)), reader, folder: texts };
    }
    return { version, license: said, reader: pom.reader, folder: pom.folder };
  }

  private async licenseOf(pom: XmlElement): Promise<string | null> {
    let project = pom;
    for (let count = 0; count < mostParents; count++) {
      const named = xmlChildren(xmlChild(project, 'licenses'), 'license').map(licenseOf);
      // "If multiple licenses are listed, it is assumed that the user can select any of them" (Maven's model).
      if (named.length > 0) return anyOf(named);
      const parent = xmlChild(project, 'parent');
      if (parent === undefined) return null;
      const name = `${xmlText(parent, 'groupId')}:${xmlText(parent, 'artifactId')}`;
      const above = await this.poms.find(name, xmlText(parent, 'version'));
      if (above === null) return null;
      project = above.project;
    }
    return null;
  }
}

function licenseOf(license: XmlElement): string | null {
  const name = xmlText(license, 'name');
  const url = xmlText(license, 'url');
  const known = namedLicense(name) ?? addresses.find(([address]) => address.test(url))?.[1];
  return known ?? (name || url || null);
}
