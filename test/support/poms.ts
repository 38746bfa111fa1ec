/** Pieces of Maven's POMs. `coordinates`: `group:artifact:version`. */
export const dependency = (coordinates: string, more = '') => {
  const [group, artifact, version] = coordinates.split(':');
  const said = version === undefined ? '' : `<version>${version}</version>`;
  return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId>${said}${more}</dependency>`;
};
export const needs = (...all: string[]) => `<dependencies>${all.join('')}</dependencies>`;
export const manages = (...all: string[]) => `<dependencyManagement>${needs(...all)}</dependencyManagement>`;
export const without = (name: string) => {
  const [group, artifact] = name.split(':');
  return `<exclusions><exclusion><groupId>${group}</groupId><artifactId>${artifact}</artifactId></exclusion></exclusions>`;
};
export const scope = (name: string) => `<scope>${name}</scope>`;
export const parent = (coordinates: string, more = '') => {
  const [group, artifact, version] = coordinates.split(':');
  return `<parent><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version>${more}</parent>`;
};

export const project = (body: string) =>
  `<project><groupId>own</groupId><artifactId>app</artifactId><version>1</version>${body}</project>`;
export const property = (name: string) => `\${${name}}`;
const mit = '<licenses><license><name>MIT</name></license></licenses>';

/** POMs of a local repository, each under the MIT licence, by `group:artifact:version`. */
export function store(poms: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(poms).map(([coordinates, body]) => {
      const [group = '', artifact, version] = coordinates.split(':');
      const path = `store/maven/${group.replaceAll('.', '/')}/${artifact}/${version}/${artifact}-${version}.pom`;
      const own = `<groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version>`;
      return [path, `<project>${own}${mit}${body}</project>`];
    }),
  );
}
