import type { TextFile } from '../text/textFile';
import { dependencyOf, keyOf, type MavenDependency, manage, roleOf, scopeOf } from './mavenDependency';
import { dependenciesIn } from './mavenManagement';
import { type Fill, propertiesOf } from './mavenProperties';
import { type ManifestFile, type Need, type PackageRead, type PackageReader, unread } from './packageFile';
import { parseXml, type XmlElement, xmlChild, xmlChildren, xmlText } from './xmlTree';

/** Maven's `pom.xml` (https://maven.apache.org/pom.html): what a project itself asks for. */
export const mavenPom: PackageReader = {
  wants: (path) => /(?:^|\/)pom\.xml$/.test(path),
  read: (file): PackageRead => {
    const project = parseXml(file.text);
    if (project?.name !== 'project') return unread('is no Maven project');
    const fill = propertiesOf([project]);
    const group = xmlText(project, 'groupId') || xmlText(xmlChild(project, 'parent'), 'groupId');
    const managed = new Map<string, MavenDependency>();
    for (const element of dependenciesIn(xmlChild(project, 'dependencyManagement'))) {
      const dependency = dependencyOf(element, fill);
      managed.set(keyOf(dependency), dependency);
    }
    const profiles = xmlChildren(xmlChild(project, 'profiles'), 'profile');
    const manifest: ManifestFile = {
      kind: 'manifest',
      ecosystem: 'maven',
      path: file.path,
      name: `${fill(group)}:${fill(xmlText(project, 'artifactId'))}`,
      needs: [project, ...profiles].flatMap((place) =>
        dependenciesIn(place).map((element) => needOf(file, element, fill, managed)),
      ),
    };
    return { ok: true, file: manifest };
  },
};

function needOf(file: TextFile, element: XmlElement, fill: Fill, managed: ReadonlyMap<string, MavenDependency>): Need {
  const own = dependencyOf(element, fill);
  const { name, version, scope, isOptional } = manage(own, managed.get(keyOf(own)));
  const place = xmlChild(element, 'artifactId') ?? element;
  return {
    name,
    spec: version,
    version: /^[\w.+-]+$/.test(version) ? version : '',
    scope: roleOf(scopeOf(scope), isOptional === true),
    range: file.range(place.textStart, place.textEnd),
  };
}
