import { percentEncode } from '../percentEncode';
import type { Range } from '../report';
import type { Ecosystem, Scope } from './packageFile';
import { normalizedName } from './python';

/** A third-party package that the project installs, and the place that says so. */
export interface PackageReference {
  readonly ecosystem: Ecosystem;
  /** Relative to the checked folder. */
  readonly file: string;
  readonly range: Range | null;
  /** As written. */
  readonly reference: string;
  readonly name: string;
  /** Empty where it is not known. */
  readonly version: string;
  readonly role: Scope;
  /** What the file says of its licence, as written; null where it says nothing. */
  readonly declared: string | null;
  /** Digest of its archive (Subresource Integrity), where the file has one. */
  readonly archive?: string | null;
  /** Where it is installed, relative to the checked folder; null where its file does not say so. */
  readonly folder: string | null;
  /** What the project asks for that brings this with it, where its file does not name it. */
  readonly through?: string;
}

/** What a manifest without a lockfile asks for, and what that needs in turn. */
export interface PackageTree {
  readonly packages: readonly PackageReference[];
  /** False where it is not known of all of them what they need. */
  readonly isWhole: boolean;
}

/** Package URL (https://github.com/package-url/purl-spec). */
export function purlOf({ ecosystem, name, version }: Pick<PackageReference, 'ecosystem' | 'name' | 'version'>): string {
  const plain = ecosystem === 'pypi' ? normalizedName(name) : ecosystem === 'composer' ? name.toLowerCase() : name;
  const parts = plain.split(ecosystem === 'maven' ? ':' : '/').map(encodePart);
  return `pkg:${ecosystem}/${parts.join('/')}${version === '' ? '' : `@${encodePart(version)}`}`;
}

/** Letters, digits, `.-_~` and the colon stand as they are, all else as its bytes. */
function encodePart(text: string): string {
  return percentEncode(text)
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%3A', ':');
}

/** What a package URL says; null for what is none that `purlOf` gives. */
export function readPurl(purl: string): Pick<PackageReference, 'ecosystem' | 'name' | 'version'> | null {
  const [, type = '', path = '', version = ''] = /^pkg:([a-z]+)\/([^@]+)(?:@([^@]+))?$/.exec(purl) ?? [];
  const ecosystem = ecosystems.find((known) => known === type);
  if (ecosystem === undefined) return null;
  const separator = ecosystem === 'maven' ? ':' : '/';
  return {
    ecosystem,
    name: path.split('/').map(decodeURIComponent).join(separator),
    version: decodeURIComponent(version),
  };
}

const ecosystems: readonly Ecosystem[] = ['npm', 'pypi', 'cargo', 'golang', 'maven', 'nuget', 'composer', 'gem'];

/** The page of a package in its registry: where its source can be found. */
export function packagePage({
  ecosystem,
  name,
  version,
}: Pick<PackageReference, 'ecosystem' | 'name' | 'version'>): string {
  const at = (before: string) => (version === '' ? '' : `${before}${version}`);
  switch (ecosystem) {
    case 'npm':
      return `https://www.npmjs.com/package/${name}${at('/v/')}`;
    case 'pypi':
      return `https://pypi.org/project/${name}/${version === '' ? '' : `${version}/`}`;
    case 'cargo':
      return `https://crates.io/crates/${name}${at('/')}`;
    case 'golang':
      return `https://pkg.go.dev/${name}${at('@')}`;
    case 'maven':
      return `https://central.sonatype.com/artifact/${name.replace(':', '/')}${at('/')}`;
    case 'nuget':
      return `https://www.nuget.org/packages/${name}${at('/')}`;
    case 'composer':
      return `https://packagist.org/packages/${name}`;
    case 'gem':
      return `https://rubygems.org/gems/${name}${at('/versions/')}`;
  }
}
