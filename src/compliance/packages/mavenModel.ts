import type { FolderReader } from './folderReader';
import type { MavenPoms } from './mavenPoms';
import { folderOf, type Scope } from './packageFile';
import { parseXml, type XmlElement, xmlChild, xmlChildren, xmlText } from './xmlTree';

/** A dependency as a POM means it: inherited, managed and with its properties filled in. */
export interface MavenDependency {
  /** `group:artifact` */
  readonly name: string;
  /** Empty where nothing says it; may be a range. */
  readonly version: string;
  /** `type` and `classifier`: one artifact of several that share a name. */
  readonly variant: string;
  /** As written; empty is `compile`. */
  readonly scope: string;
  readonly isOptional: boolean;
  /** `group:artifact`, either may be `*`. */
  readonly exclusions: readonly string[];
}

/** What a POM says together with its parents and the bills of materials that it imports. */
export interface MavenModel {
  readonly dependencies: readonly MavenDependency[];
  /** Those of them that stand in parents in repositories: no file of the checked folder names them. */
  readonly inherited: readonly MavenDependency[];
  /** By `keyOf`. */
  readonly managed: ReadonlyMap<string, MavenDependency>;
  /** Where the artifact moved to, as `group:artifact` and version. */
  readonly movedTo: readonly [name: string, version: string] | null;
  /** False where a parent or an imported POM is not there. */
  readonly isWhole: boolean;
}

/** What says that two dependencies are the same but for their versions. */
export function keyOf({ name, variant }: Pick<MavenDependency, 'name' | 'variant'>): string {
  return `${name}:${variant}`;
}

/** https://maven.apache.org/guides/introduction/introduction-to-dependency-mechanism.html#Dependency_Scope */
export function roleOf({ scope, isOptional }: Pick<MavenDependency, 'scope' | 'isOptional'>): Scope {
  if (scope === 'test') return 'development';
  return scope === 'provided' || scope === 'system' || isOptional ? 'optional' : 'runtime';
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
  private readonly stored = new Map<string, Promise<MavenModel | null>>();

  constructor(
    /** Of the checked folder. */
    private readonly reader: FolderReader,
    private readonly poms: MavenPoms,
  ) {}

  /** The model of a POM of the checked folder; null where there is none. */
  async ofFile(path: string): Promise<MavenModel | null> {
    const place = await this.inProject(path);
    return place === null ? null : this.modelOf(place, 0);
  }

  /** The model of an artifact in a repository; null where it is not there. */
  of(name: string, version: string): Promise<MavenModel | null> {
    return this.imported(name, version, 0);
  }

  private imported(name: string, version: string, depth: number): Promise<MavenModel | null> {
    const key = `${name}:${version}`;
    const known = this.stored.get(key);
    if (known !== undefined) return known;
    const model = this.poms
      .find(name, version)
      .then((pom) => (pom === null ? null : this.modelOf({ project: pom.project, path: null }, depth)));
    this.stored.set(key, model);
    return model;
  }

  private async modelOf(place: Place, depth: number): Promise<MavenModel> {
    const { lineage, isWhole } = await this.lineageOf(place);
    const fill = propertiesOf(lineage.map(({ project }) => project));
    const managed = new Map<string, MavenDependency>();
    const bills: MavenDependency[] = [];
    for (const { project } of lineage) {
      for (const element of dependenciesIn(xmlChild(project, 'dependencyManagement'))) {
        const dependency = dependencyOf(element, fill);
        if (dependency.scope === 'import') bills.push(dependency);
        else putNew(managed, dependency);
      }
    }
    let hasAll = isWhole;
    for (const { name, version } of bills) {
      const bill = depth >= deepest ? null : await this.imported(name, version, depth + 1);
      if (bill?.isWhole !== true) hasAll = false;
      for (const dependency of bill?.managed.values() ?? []) putNew(managed, dependency);
    }
    const dependencies = new Map<string, MavenDependency>();
    const inherited = new Set<string>();
    for (const { project, path } of lineage) {
      const own = new Map<string, MavenDependency>();
      for (const element of dependenciesIn(project)) {
        const dependency = dependencyOf(element, fill);
        own.set(keyOf(dependency), dependency); // of two in one POM, the last counts
      }
      for (const [key, dependency] of own) {
        if (path === null && !dependencies.has(key)) inherited.add(key);
        putNew(dependencies, dependency);
      }
    }
    const all = [...dependencies.values()].map((one) => manage(one, managed.get(keyOf(one))));
    return {
      dependencies: all,
      inherited: all.filter((one) => inherited.has(keyOf(one))),
      managed,
      movedTo: movedTo(place.project, fill),
      isWhole: hasAll,
    };
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
    const found = (await this.inProject(target)) ?? (await this.inProject(`${target}/pom.xml`));
    return found !== null && xmlText(found.project, 'artifactId') === xmlText(parent, 'artifactId') ? found : null;
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

function dependenciesIn(element: XmlElement | undefined): readonly XmlElement[] {
  return xmlChildren(xmlChild(element, 'dependencies'), 'dependency');
}

/** The first counts: what stands in a POM before what stands in its parents, and that before what they import. */
function putNew(map: Map<string, MavenDependency>, dependency: MavenDependency): void {
  const key = keyOf(dependency);
  if (!map.has(key)) map.set(key, dependency);
}

type Fill = (text: string) => string;

function dependencyOf(element: XmlElement, fill: Fill): MavenDependency {
  const text = (name: string) => fill(xmlText(element, name));
  return {
    name: `${text('groupId')}:${text('artifactId')}`,
    version: text('version'),
    variant: `${text('type') || 'jar'}:${text('classifier')}`,
    scope: text('scope'),
    isOptional: text('optional') === 'true',
    exclusions: xmlChildren(xmlChild(element, 'exclusions'), 'exclusion').map(
      (one) => `${fill(xmlText(one, 'groupId')) || '*'}:${fill(xmlText(one, 'artifactId')) || '*'}`,
    ),
  };
}

/** A dependency of a POM itself with what the POM's management adds where it says nothing. */
function manage(dependency: MavenDependency, managed: MavenDependency | undefined): MavenDependency {
  if (managed === undefined) return dependency;
  const { version, scope, exclusions } = dependency;
  return {
    ...dependency,
    version: version || managed.version,
    scope: scope || managed.scope,
    exclusions: exclusions.length > 0 ? exclusions : managed.exclusions,
  };
}

/** What `${…}` means in a POM with these parents, itself first. */
function propertiesOf(lineage: readonly XmlElement[]): Fill {
  const properties = new Map<string, string>();
  for (const project of [...lineage].reverse())
    for (const { name, text } of xmlChild(project, 'properties')?.children ?? []) properties.set(name, text);
  const [own] = lineage;
  const parent = xmlChild(own, 'parent');
  for (const name of ['groupId', 'artifactId', 'version']) {
    const value = xmlText(own, name) || xmlText(parent, name);
    for (const prefix of ['project.', 'pom.', '']) properties.set(`${prefix}${name}`, value);
    for (const prefix of ['project.parent.', 'parent.']) properties.set(`${prefix}${name}`, xmlText(parent, name));
  }
  return (text) => resolved(text, properties);
}

/** The text with what its properties mean; those that stand elsewhere stay. A property may name another one. */
export function resolved(text: string, properties: ReadonlyMap<string, string>): string {
  let result = text;
  for (let round = 0; round < 5 && result.includes('${') && result.length < 1000; round++)
    result = result.replace(/\$\{([^{}]{1,200})\}/g, (whole, name: string) => properties.get(name) ?? whole);
  return result;
}

function movedTo(project: XmlElement, fill: Fill): MavenModel['movedTo'] {
  const relocation = xmlChild(xmlChild(project, 'distributionManagement'), 'relocation');
  if (relocation === undefined) return null;
  const text = (name: string) => fill(xmlText(relocation, name) || `\${project.${name}}`);
  return [`${text('groupId')}:${text('artifactId')}`, text('version')];
}
