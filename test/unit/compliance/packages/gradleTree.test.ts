import { describe, expect, it } from 'vitest';
import { compareVersions } from '../../../../src/compliance/packages/gradleVersions';
import { packagesIn } from '../../../support/packages';
import { dependency, manages, needs, property, store } from '../../../support/poms';

it.each([
  ['1.0-dev', '1.0-alpha', '1.0-rc', '1.0-SNAPSHOT', '1.0-final', '1.0-ga', '1.0-release', '1.0-sp', '1.0', '1.0.1'],
  ['', 'Hoxton.SR1', '1', '1.2', '1.9', '1.10', '2', '10'],
  ['1.0.a', '1.0.b', '1.0', '1.0.0'],
  ['1.0rc1', '1.0rc2', '1.0'],
])('orders versions as Gradle does: %s, %s, %s …', (...versions) => {
  expect([...versions].reverse().sort(compareVersions)).toEqual(versions);
});

/** Name, version and role of each package, without its place. */
async function tree(build: string, files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const lines = await packagesIn({ 'build.gradle': build, ...files });
  return lines.map((line) => line.replace(/^\S+ maven\//, '').replace(/ MIT$/, '')).sort();
}

describe('a build script without a lockfile', () => {
  const poms = store({
    'g:a:1': needs(dependency('g:m:1'), dependency('g:x:1')),
    'g:m:1': needs(dependency('g:x:3')),
    'g:two:1': needs(dependency('g:p:1')),
    'g:p:1': needs(dependency('g:x:1'), dependency('g:y:1')),
    'g:x:1': '',
    'g:x:2': '',
    'g:x:3': needs(dependency('g:y:1')),
    'g:x:4': '',
    'g:y:1': '',
  });

  it.each<[string, string, readonly string[]]>([
    [
      'the newest version, and what that one needs',
      "dependencies {\n implementation 'g:a:1'\n implementation 'g:x:2'\n}",
      ['g/a@1 runtime', 'g/m@1 runtime', 'g/x@3 runtime', 'g/y@1 runtime'],
    ],
    [
      'nothing that the script leaves out of one',
      "dependencies {\n implementation('g:a:1') {\n  exclude group: 'g', module: 'x'\n }\n runtimeOnly 'g:x:2'\n}",
      ['g/a@1 runtime', 'g/m@1 runtime', 'g/x@2 runtime'],
    ],
    [
      'nothing that the script leaves out of all',
      'configurations.all {\n exclude(group = "g", module = "m")\n}\ndependencies {\n implementation \'g:a:1\'\n}',
      ['g/a@1 runtime', 'g/x@1 runtime'],
    ],
    [
      'what only one of two ways leaves out, and nothing that both do',
      "dependencies {\n implementation('g:two:1') {\n  exclude group: 'g', module: 'x'\n  exclude group: 'g', module: 'y'\n }\n implementation('g:p:1') {\n  exclude module: 'y'\n }\n}",
      ['g/p@1 runtime', 'g/two@1 runtime', 'g/x@1 runtime'],
    ],
    [
      'nothing behind what is not transitive',
      "dependencies {\n implementation('g:a:1') { transitive = false }\n}",
      ['g/a@1 runtime'],
    ],
    [
      'versions that tests ask for only in tests',
      "dependencies {\n implementation 'g:m:1'\n testImplementation 'g:x:4'\n testImplementation 'g:a:1'\n}",
      ['g/a@1 development', 'g/m@1 runtime', 'g/x@3 runtime', 'g/y@1 runtime'],
    ],
    [
      'versions of variables',
      `def v = '1'\next.w = '4'\ndependencies {\n implementation "g:m:$v"\n implementation "g:x:${property('w')}"\n}`,
      ['g/m@1 runtime', 'g/x@4 runtime'],
    ],
  ])('has %s', async (_, build, expected) => {
    expect(await tree(build, poms)).toEqual(expected);
  });

  it.each([
    [
      'a platform',
      "dependencies {\n implementation platform('g:bom:1')\n implementation 'g:a'\n}",
      ['g/bom@1 runtime'],
    ],
    [
      'an imported bill',
      "dependencyManagement { imports { mavenBom 'g:bom:1' } }\ndependencies {\n implementation 'g:a'\n}",
      [],
    ],
    [
      'the plug-in of Spring Boot',
      "plugins {\n id 'org.springframework.boot' version '3'\n}\ndependencies {\n implementation 'g:a'\n}",
      [],
    ],
  ])('has versions of %s, as the least', async (_, build, more) => {
    const files = store({
      'g:bom:1': manages(dependency('g:a:2'), dependency('g:x:5'), dependency('g:y:1')),
      'org.springframework.boot:spring-boot-dependencies:3': manages(
        dependency('g:a:2'),
        dependency('g:x:5'),
        dependency('g:y:1'),
      ),
      'g:a:2': needs(dependency('g:x:1'), dependency('g:y:2')),
      'g:x:5': '',
      'g:y:2': '',
    });
    expect(await tree(build, files)).toEqual(['g/a@2 runtime', ...more, 'g/x@5 runtime', 'g/y@2 runtime'].sort());
  });

  it('has what entries of the catalogue need, at the place that asks for them', async () => {
    const files = {
      'gradle/libs.versions.toml': '[libraries]\na = "g:a:1"\nunused = "g:y:1"\n',
      'app/build.gradle.kts': 'dependencies {\n  implementation(libs.a)\n}\n',
      ...poms,
    };
    expect(await packagesIn(files)).toEqual([
      'app/build.gradle.kts:2:18 maven/g/m@1 runtime MIT',
      'app/build.gradle.kts:2:18 maven/g/x@3 runtime MIT',
      'app/build.gradle.kts:2:18 maven/g/y@1 runtime MIT',
      'gradle/libs.versions.toml:2:1 maven/g/a@1 runtime MIT',
    ]);
  });
});

it('is done soon with a script of thousands of needs, exclusions, platforms and spaces', {
  timeout: 10_000,
}, async () => {
  const lines = (count: number, make: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => make(index)).join('\n');
  const build = [
    lines(6000, (index) => `implementation 'g:a${index}:1'`),
    lines(6000, (index) => `exclude module: 'b${index}'`),
    lines(6000, () => "mavenBom 'g:bom:1'"),
    lines(100, () => `mavenBom${' '.repeat(1980)}`),
    lines(100, () => `id 'org.springframework.boot'${' '.repeat(1960)}`),
  ].join('\n');
  const files = store({
    'g:bom:1': manages(...Array.from({ length: 8000 }, (_, index) => dependency(`g:b${index}:1`))),
  });
  expect((await tree(build, files)).length).toBe(6000);
});
