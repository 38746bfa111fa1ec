import type { FolderReader } from './folderReader';
import { dependencyOf, keyOf, type MavenDependency, manage } from './mavenDependency';
import { Allowance, dependenciesIn, Management, type Written, writtenIn } from './mavenManagement';
import type { MavenPoms } from './mavenPoms';
import { type Fill, propertiesOf } from './mavenProperties';
import { folderOf } from './packageFile';
import { parseXml, type XmlElement, xmlChild, xmlText } from './xmlTree';

/** Where a parent stands: in the checked folder, or in a repository, so that no file of the checked folder names what it asks for. */
export type Origin = 'project' | 'repository';

/** What a POM says together with its parents and the bills of materials that it imports. */
export interface MavenModel {
  readonly dependencies: readonly MavenDependency[];
  /** Those of them that stand in its parents. */
  readonly inherited: ReadonlyMap<MavenDependency, Origin>;
  readonly management: Management;
  readonly fill: Fill;
  /** Where the artifact moved to, as `group:artifact` and version. */
  readonly movedTo: readonly [name: string, version: string] | null;
  /** False where a parent or an imported POM is not there. */
  readonly isWhole: boolean;
}

/** Parents of parents, imports of imports; real chains have a handful. */
const deepest = 10;

interface Place {
  readonly project: XmlElement;
  /** Of a POM of the checked folder, relative to it; null for one of a repository. */
  readonly path: string | null;
}

/** Reads POMs as Maven does (https://maven.apache.org/ref/3-LATEST/maven-model-builder/); without profiles. */
export class MavenModels {
  private readonly stored = new Map<string, MavenModel | null>();
  private readonly parents = new Map<string, Promise<Place | null>>();
  private readonly written = new WeakMap<XmlElement, Written>();
  private readonly allowance = new Allowance();

  constructor(
    /** Of the checked folder. */
    private readonly reader: FolderReader,
    private readonly poms: MavenPoms,
  ) {}

  /** The model of a POM of the checked folder; null where there is none. */
  async ofFile(path: string): Promise<MavenModel | null> {
    const place = await this.inProject(path);
    return place === null ? null : this.modelOf(place, []);
  }

  /** The model of an artifact in a repository; null where it is not there. */
  of(name: string, version: string): Promise<MavenModel | null> {
    return this.inRepository(name, version, []);
  }

  /** `importers`: what imports it, from the first on. Only what is done is kept: of two that import each other, one would wait for ever. */
  private async inRepository(name: string, version: string, importers: readonly string[]): Promise<MavenModel | null> {
    const key = `${name}:${version}`;
    const known = this.stored.get(key);
    if (known !== undefined) return known;
    const pom = await this.poms.find(name, version);
    const model = pom === null ? null : await this.modelOf({ project: pom.project, path: null }, [...importers, key]);
    this.stored.set(key, model);
    return model;
  }

  private async modelOf(place: Place, importers: readonly string[]): Promise<MavenModel> {
    const { lineage, isWhole } = await this.lineageOf(place);
    const fill = propertiesOf(lineage.map(({ project }) => project));
    const written = lineage.map(({ project }) => this.writtenIn(project));
    const management = new Management(written, fill, this.allowance);
    const bills = await this.importedBy(management, importers);
    management.import(bills.map((bill) => bill.management));
    const inherited = new Map<MavenDependency, Origin>();
    const dependencies = new Map<string, MavenDependency>();
    const hasAll = lineage.every(({ project, path }, index) => {
      const all = this.dependenciesIn(project, fill);
      for (const [key, own] of all ?? []) {
        if (dependencies.has(key)) continue;
        const dependency = manage(own, management.get(key));
        dependencies.set(key, dependency);
        if (index > 0) inherited.set(dependency, path === null ? 'repository' : 'project');
      }
      return all !== null;
    });
    return {
      dependencies: [...dependencies.values()],
      inherited,
      management,
      fill,
      movedTo: movedTo(place.project, fill),
      isWhole: isWhole && hasAll && bills.length === management.imports.length && bills.every((bill) => bill.isWhole),
    };
  }

  private async importedBy({ imports }: Management, importers: readonly string[]): Promise<readonly MavenModel[]> {
    const bills: MavenModel[] = [];
    for (const { name, version } of imports) {
      if (importers.length >= deepest || importers.includes(`${name}:${version}`)) continue;
      const bill = await this.inRepository(name, version, importers);
      if (bill !== null) bills.push(bill);
    }
    return bills;
  }

  /** By key; null where it would be too much. */
  private dependenciesIn(project: XmlElement, fill: Fill): ReadonlyMap<string, MavenDependency> | null {
    const own = new Map<string, MavenDependency>();
    for (const element of dependenciesIn(project)) {
      if (!this.allowance.take()) return null;
      const dependency = dependencyOf(element, fill);
      own.set(keyOf(dependency), dependency); // of two in one POM, the last counts
    }
    return own;
  }

  private writtenIn(project: XmlElement): Written {
    const written = this.written.get(project) ?? writtenIn(project);
    this.written.set(project, written);
    return written;
  }

  /** A POM and its parents, itself first. */
  private async lineageOf(place: Place): Promise<{ lineage: Place[]; isWhole: boolean }> {
    const lineage = [place];
    for (let { project, path } = place; lineage.length <= deepest; ) {
      const parent = xmlChild(project, 'parent');
      if (parent === undefined) return { lineage, isWhole: true };
      const found = (path === null ? null : await this.parentBeside(path, parent)) ?? (await this.parentOf(parent));
      if (found === null) return { lineage, isWhole: false };
      lineage.push(found);
      ({ project, path } = found);
    }
    return { lineage, isWhole: false };
  }

  /** The parent in the checked folder, where it stands: `../pom.xml` unless told. */
  private async parentBeside(path: string, parent: XmlElement): Promise<Place | null> {
    const told = xmlChild(parent, 'relativePath')?.text;
    if (told === '') return null;
    const target = `${folderOf(path)}${told ?? '../pom.xml'}`;
    const found = (await this.parentAt(target)) ?? (await this.parentAt(`${target}/pom.xml`));
    return found !== null && isMeant(found.project, parent) ? found : null;
  }

  /** Many modules have the same. */
  private async parentAt(path: string): Promise<Place | null> {
    const real = await this.reader.real(path);
    if (real === null) return null;
    const found = this.parents.get(real) ?? this.inProject(real);
    this.parents.set(real, found);
    return found;
  }

  private async parentOf(parent: XmlElement): Promise<Place | null> {
    const name = `${xmlText(parent, 'groupId')}:${xmlText(parent, 'artifactId')}`;
    const found = await this.poms.find(name, xmlText(parent, 'version'));
    return found === null ? null : { project: found.project, path: null };
  }

  private async inProject(path: string): Promise<Place | null> {
    const real = await this.reader.real(path);
    const text = real === null ? null : await this.reader.text(real, pomLimit);
    const project = text === null ? null : parseXml(text);
    return project?.name === 'project' ? { project, path: real } : null;
  }
}

const pomLimit = 1024 * 1024;

/** Another POM may stand where the parent is looked for; then a repository has it. */
function isMeant(project: XmlElement, parent: XmlElement): boolean {
  return ['groupId', 'artifactId', 'version'].every((name) => {
    const own = xmlText(project, name) || xmlText(xmlChild(project, 'parent'), name);
    const wanted = xmlText(parent, name);
    return own === wanted || `${own}${wanted}`.includes('${');
  });
}

function movedTo(project: XmlElement, fill: Fill): MavenModel['movedTo'] {
  const relocation = xmlChild(xmlChild(project, 'distributionManagement'), 'relocation');
  if (relocation === undefined) return null;
  const text = (name: string) => fill(xmlText(relocation, name) || `\${project.${name}}`);
  return [`${text('groupId')}:${text('artifactId')}`, text('version')];
}
