import type { TextFile } from '../text/textFile';
import { roleOf, scopeOf } from './mavenDependency';
import { resolved } from './mavenProperties';
import { type ManifestFile, type Need, type PackageRead, type PackageReader, unread } from './packageFile';
import { parseXml, type XmlElement, xmlChild, xmlChildren, xmlText } from './xmlTree';

/** Maven's `pom.xml` (https://maven.apache.org/pom.html): what a project itself asks for. */
export const mavenPom: PackageReader = {
  wants: (path) => /(?:^|\/)pom\.xml$/.test(path),
  read: (file): PackageRead => {
    const project = parseXml(file.text);
    if (project?.name !== 'project') return unread('is no Maven project');
    const properties = propertiesOf(project);
    const managed = new Map(
      xmlChildren(xmlChild(xmlChild(project, 'dependencyManagement'), 'dependencies'), 'dependency').map((one) => [
        titleOf(one, properties),
        one,
      ]),
    );
    const profiles = xmlChildren(xmlChild(project, 'profiles'), 'profile');
    const manifest: ManifestFile = {
      kind: 'manifest',
      ecosystem: 'maven',
      path: file.path,
      name: titleOf(project, properties),
      needs: [project, ...profiles].flatMap((place) =>
        xmlChildren(xmlChild(place, 'dependencies'), 'dependency').map((one) => needOf(file, one, properties, managed)),
      ),
    };
    return { ok: true, file: manifest };
  },
};

type Properties = ReadonlyMap<string, string>;

/** What `${…}` means within one file. */
function propertiesOf(project: XmlElement): Properties {
  const parent = xmlChild(project, 'parent');
  const own = (name: string) => xmlText(project, name) || xmlText(parent, name);
  const properties = new Map((xmlChild(project, 'properties')?.children ?? []).map(({ name, text }) => [name, text]));
  for (const name of ['groupId', 'artifactId', 'version']) {
    properties.set(`project.${name}`, own(name));
    properties.set(`pom.${name}`, own(name));
    properties.set(`project.parent.${name}`, xmlText(parent, name));
  }
  return properties;
}

/** `group:artifact` */
function titleOf(element: XmlElement, properties: Properties): string {
  const group = xmlText(element, 'groupId') || properties.get('project.groupId') || '';
  return `${resolved(group, properties)}:${resolved(xmlText(element, 'artifactId'), properties)}`;
}

function needOf(
  file: TextFile,
  element: XmlElement,
  properties: Properties,
  managed: ReadonlyMap<string, XmlElement>,
): Need {
  const name = titleOf(element, properties);
  const shared = managed.get(name);
  const spec = resolved(xmlText(element, 'version') || xmlText(shared, 'version'), properties);
  const scope = xmlText(element, 'scope') || xmlText(shared, 'scope');
  const isOptional = xmlText(element, 'optional') === 'true';
  const place = xmlChild(element, 'artifactId') ?? element;
  return {
    name,
    spec,
    version: /^[\w.+-]+$/.test(spec) ? spec : '',
    scope: roleOf(scopeOf(scope), isOptional),
    range: file.range(place.textStart, place.textEnd),
  };
}
