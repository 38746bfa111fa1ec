import { type Exclusions, noExclusions } from './exclusions';
import type { Fill } from './mavenProperties';
import type { Scope } from './packageFile';
import { type XmlElement, xmlChild, xmlChildren, xmlText } from './xmlTree';

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
  /** null where nothing says it. */
  readonly isOptional: boolean | null;
  readonly exclusions: Exclusions;
}

/** What says that two dependencies are the same but for their versions. */
export function keyOf({ name, variant }: Pick<MavenDependency, 'name' | 'variant'>): string {
  return `${name}:${variant}`;
}

/** https://maven.apache.org/guides/introduction/introduction-to-dependency-mechanism.html#Dependency_Scope */
export function scopeOf(written: string): Scope {
  if (written === 'test') return 'development';
  return written === 'provided' || written === 'system' ? 'optional' : 'runtime';
}

/** What something is needed for, in one. */
export function roleOf(scope: Scope, isOptional: boolean): Scope {
  return scope === 'runtime' && isOptional ? 'optional' : scope;
}

/** What a `<dependency>` says by itself. */
export function dependencyOf(element: XmlElement, fill: Fill): MavenDependency {
  const text = (name: string) => fill(xmlText(element, name));
  const optional = text('optional');
  const exclusions = xmlChildren(xmlChild(element, 'exclusions'), 'exclusion').map(
    (one) => `${fill(xmlText(one, 'groupId')) || '*'}:${fill(xmlText(one, 'artifactId')) || '*'}`,
  );
  return {
    name: `${text('groupId')}:${text('artifactId')}`,
    version: text('version'),
    variant: `${text('type') || 'jar'}:${text('classifier')}`,
    scope: text('scope'),
    isOptional: optional === '' ? null : optional === 'true',
    exclusions: exclusions.length === 0 ? noExclusions : new Set(exclusions),
  };
}

/** A dependency of a POM itself with what the POM's management adds where it says nothing. */
export function manage(dependency: MavenDependency, managed: MavenDependency | undefined): MavenDependency {
  if (managed === undefined) return dependency;
  const { version, scope, exclusions } = dependency;
  return {
    ...dependency,
    version: version || managed.version,
    scope: scope || managed.scope,
    exclusions: exclusions.size > 0 ? exclusions : managed.exclusions,
  };
}
