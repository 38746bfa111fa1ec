import type { FolderReader } from './folderReader';
import { parseXml, type XmlElement } from './xmlTree';

const pomLimit = 1024 * 1024;

/** Maven knows HTML's entities, too; they stand in names of people. */
const htmlEntity = /&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z]{1,10};/g;

/** A POM of a repository and its folder. */
export interface StoredPom {
  readonly project: XmlElement;
  readonly reader: FolderReader;
  /** Relative to the reader's. */
  readonly folder: string;
}

/** What of a POM says which packages it needs, and its licence; how it is built takes most of the room. */
const telling = new Set([
  'parent',
  'groupId',
  'artifactId',
  'version',
  'properties',
  'licenses',
  'dependencyManagement',
  'dependencies',
  'distributionManagement',
]);

/** POMs in the local repository of Maven and in the cache of Gradle; each is read once. */
export class MavenPoms {
  private readonly read = new Map<string, Promise<StoredPom | null>>();

  constructor(
    private readonly maven: readonly FolderReader[],
    private readonly gradle: readonly FolderReader[],
  ) {}

  /** `name`: `group:artifact`. null where it is not there, or is no POM. */
  find(name: string, version: string): Promise<StoredPom | null> {
    const key = `${name}:${version}`;
    const known = this.read.get(key);
    if (known !== undefined) return known;
    const found = this.look(name, version);
    this.read.set(key, found);
    return found;
  }

  /** Where the archive of an artifact may lie. */
  async archives(name: string, version: string): Promise<readonly (readonly [FolderReader, path: string])[]> {
    const places = await this.places(name, version);
    return places.map(([reader, folder]) => [reader, `${folder}/${fileOf(name, version)}.jar`]);
  }

  private async look(name: string, version: string): Promise<StoredPom | null> {
    for (const [reader, folder] of await this.places(name, version)) {
      const text = await reader.text(`${folder}/${fileOf(name, version)}.pom`, pomLimit);
      const project = text === null ? null : parseXml(text.replace(htmlEntity, ''));
      if (project?.name !== 'project') continue;
      const children = project.children.filter(({ name: child }) => telling.has(child));
      return { project: { ...project, children }, reader, folder };
    }
    return null;
  }

  /** The folders that may hold an artifact: Gradle has one for each file. */
  private async places(name: string, version: string): Promise<readonly (readonly [FolderReader, string])[]> {
    const [group = '', artifact = ''] = name.split(':');
    if (![group, artifact, version].every((part) => /^\w[\w.+-]*$/.test(part) && !part.includes('..'))) return [];
    const places: (readonly [FolderReader, string])[] = this.maven.map((reader) => [
      reader,
      `${group.replaceAll('.', '/')}/${artifact}/${version}`,
    ]);
    for (const reader of this.gradle) {
      const folder = `${group}/${artifact}/${version}`;
      for (const { name: digest } of await reader.list(folder)) places.push([reader, `${folder}/${digest}`]);
    }
    return places;
  }
}

function fileOf(name: string, version: string): string {
  return `${name.slice(name.indexOf(':') + 1)}-${version}`;
}
