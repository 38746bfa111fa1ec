import { describe, expect, it } from 'vitest';
import { purlOf, readPurl } from '../../../../src/compliance/packages/packageReference';

describe('a package URL', () => {
  it.each([
    ['npm', '@scope/name', '1.0.0', 'pkg:npm/%40scope/name@1.0.0'],
    ['pypi', 'Foo_Bar', '1.0+cpu', 'pkg:pypi/foo-bar@1.0%2Bcpu'],
    ['golang', 'github.com/a/b', 'v2.0.0+incompatible', 'pkg:golang/github.com/a/b@v2.0.0%2Bincompatible'],
    ['maven', 'org.x:y', '1.0 Final', 'pkg:maven/org.x/y@1.0%20Final'],
    ['composer', 'Vendor/Name', '1.0', 'pkg:composer/vendor/name@1.0'],
    ['npm', "it's!(x)*", '1:2', 'pkg:npm/it%27s%21%28x%29%2A@1:2'],
  ] as const)('of %s %s has nothing but the letters that its specification leaves as they are', (...parts) => {
    const [ecosystem, name, version, purl] = parts;
    expect(purlOf({ ecosystem, name, version })).toBe(purl);
    expect(purlOf(readPurl(purl) ?? { ecosystem, name: '', version: '' })).toBe(purl);
  });
});
