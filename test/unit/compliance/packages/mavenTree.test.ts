import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { loadRegistry } from '../../../../src/registry/load';
import { check } from '../../../support/check';
import { mitText } from '../../../support/licenseTexts';
import { packagesIn } from '../../../support/packages';
import { dependency, manages, needs, parent, project, property, scope, store, without } from '../../../support/poms';
import { registryOf } from '../../../support/registry';
import { zipOf } from '../../../support/zip';

const loaded = loadRegistry(new URL('../../../../model-registry.json', import.meta.url).pathname);

const imported = (coordinates: string) => dependency(coordinates, `<type>pom</type>${scope('import')}`);

/** Name, version and role of each package, without its place. */
async function tree(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  return (await packagesIn(files)).map((line) => line.replace(/^\S+ maven\//, '').replace(/ MIT$/, '')).sort();
}

it('has what packages need in turn, where the POM asks for what brings them', async () => {
  const files = {
    'pom.xml': project(needs(dependency('g:a:1'))),
    ...store({ 'g:a:1': needs(dependency('g:b:1')), 'g:b:1': needs(dependency('g:c:1')), 'g:c:1': '' }),
  };
  const place = `pom.xml:1:${files['pom.xml'].indexOf('<artifactId>a<') + '<artifactId>'.length + 1}`;
  expect(await packagesIn(files)).toEqual([
    `${place} maven/g/a@1 runtime MIT`,
    `${place} maven/g/b@1 runtime MIT`,
    `${place} maven/g/c@1 runtime MIT`,
  ]);
});

it.each<[string, Record<string, string>, readonly string[]]>([
  [
    'the nearest version',
    {
      'pom.xml': project(needs(dependency('g:a:1'), dependency('g:b:1'))),
      ...store({
        'g:a:1': needs(dependency('g:m:1')),
        'g:m:1': needs(dependency('g:x:3')),
        'g:b:1': needs(dependency('g:x:2')),
        'g:x:2': needs(dependency('g:of-two:1')),
        'g:x:3': needs(dependency('g:of-three:1')),
        'g:of-two:1': '',
        'g:of-three:1': '',
      }),
    },
    ['g/a@1 runtime', 'g/b@1 runtime', 'g/m@1 runtime', 'g/of-two@1 runtime', 'g/x@2 runtime'],
  ],
  [
    'of two as near the first',
    {
      'pom.xml': project(needs(dependency('g:a:1'), dependency('g:b:1'))),
      ...store({ 'g:a:1': needs(dependency('g:x:1')), 'g:b:1': needs(dependency('g:x:2')), 'g:x:1': '', 'g:x:2': '' }),
    },
    ['g/a@1 runtime', 'g/b@1 runtime', 'g/x@1 runtime'],
  ],
  [
    "what the project's own management says",
    {
      'pom.xml': project(manages(dependency('g:x:9')) + needs(dependency('g:a:1'))),
      ...store({ 'g:a:1': needs(dependency('g:x:1')), 'g:x:9': '', 'g:x:1': '' }),
    },
    ['g/a@1 runtime', 'g/x@9 runtime'],
  ],
  [
    'versions of a bill of materials, the first of two, behind what the POM says itself',
    {
      'pom.xml': project(
        manages(
          dependency('g:bom:1', `<type>pom</type>${scope('import')}`),
          dependency('g:bom:2', `<type>pom</type>${scope('import')}`),
          dependency('g:b:7'),
        ) + needs(dependency('g:a'), dependency('g:b')),
      ),
      ...store({
        'g:bom:1': `<properties><v>5</v></properties>${manages(dependency(`g:a:${property('v')}`), dependency('g:b:6'))}`,
        'g:bom:2': manages(dependency('g:a:8')),
        'g:a:5': '',
        'g:b:7': '',
      }),
    },
    ['g/a@5 runtime', 'g/b@7 runtime'],
  ],
  [
    'what parents say, and what they ask for',
    {
      'pom.xml': project(parent('g:parent:1') + needs(dependency('g:a'), dependency(`g:b:${property('b.version')}`))),
      ...store({
        'g:parent:1': `<properties><b.version>2</b.version></properties>${parent('g:top:1')}${manages(dependency('g:a:3'))}`,
        'g:top:1': `<properties><b.version>1</b.version></properties>${needs(dependency(`g:all:${property('project.version')}`))}`,
        'g:a:3': '',
        'g:b:2': '',
        'g:all:1': '',
      }),
    },
    ['g/a@3 runtime', 'g/all@1 runtime', 'g/b@2 runtime'],
  ],
  [
    'no exclusions, of one, of a group and of all',
    {
      'pom.xml': project(
        needs(
          dependency('g:a:1', without('g:x')),
          dependency('g:b:1', without('h:*')),
          dependency('g:c:1', without('*:*')),
        ),
      ),
      ...store({
        'g:a:1': needs(dependency('g:m:1')),
        'g:m:1': needs(dependency('g:x:1'), dependency('g:y:1')),
        'g:b:1': needs(dependency('h:x:1')),
        'g:c:1': needs(dependency('i:x:1')),
        'g:y:1': '',
      }),
    },
    ['g/a@1 runtime', 'g/b@1 runtime', 'g/c@1 runtime', 'g/m@1 runtime', 'g/y@1 runtime'],
  ],
  [
    'no optional, test or provided packages of packages',
    {
      'pom.xml': project(needs(dependency('g:a:1'))),
      ...store({
        'g:a:1': needs(
          dependency('g:x:1', '<optional>true</optional>'),
          dependency('g:y:1', scope('test')),
          dependency('g:z:1', scope('provided')),
          dependency('g:r:1', scope('runtime')),
        ),
        'g:r:1': '',
      }),
    },
    ['g/a@1 runtime', 'g/r@1 runtime'],
  ],
  [
    'the strictest role of all ways, and what the POM says of a package itself',
    {
      'pom.xml': project(
        needs(
          dependency('g:t:1', scope('test')),
          dependency('g:p:1', scope('provided')),
          dependency('g:a:1'),
          dependency('g:own:1', scope('test')),
        ),
      ),
      ...store({
        'g:t:1': needs(dependency('g:x:1'), dependency('g:only-test:1')),
        'g:p:1': needs(dependency('g:y:1')),
        'g:a:1': needs(dependency('g:x:1'), dependency('g:own:1')),
        'g:x:1': '',
        'g:y:1': '',
        'g:only-test:1': '',
        'g:own:1': '',
      }),
    },
    [
      'g/a@1 runtime',
      'g/only-test@1 development',
      'g/own@1 development',
      'g/p@1 optional',
      'g/t@1 development',
      'g/x@1 runtime',
      'g/y@1 optional',
    ],
  ],
  [
    'an artifact where it moved to',
    {
      'pom.xml': project(needs(dependency('g:a:1'))),
      ...store({
        'g:a:1': '<distributionManagement><relocation><groupId>h</groupId></relocation></distributionManagement>',
        'h:a:1': needs(dependency('h:b:[2]')),
        'h:b:2': '',
      }),
    },
    ['h/a@1 runtime', 'h/b@2 runtime'],
  ],
  [
    'what bills of materials say that import themselves and each other',
    {
      'pom.xml': project(
        manages(imported('g:bom:1'), imported('g:self:1')) + needs(dependency('g:a'), dependency('g:b')),
      ),
      ...store({
        'g:bom:1': manages(imported('g:other:1'), dependency('g:a:1')),
        'g:other:1': manages(imported('g:bom:1'), dependency('g:b:2')),
        'g:self:1': manages(imported('g:self:1')),
        'g:a:1': '',
        'g:b:2': '',
      }),
    },
    ['g/a@1 runtime', 'g/b@2 runtime'],
  ],
  [
    'the scope that a parent says of it, and names with its properties',
    {
      'pom.xml': project(parent('g:parent:1') + needs(dependency('g:a'), dependency(`${property('x')}:b`))),
      ...store({
        'g:parent:1': `<properties><x>h</x></properties>${manages(dependency('g:a:1', scope('test')), dependency('h:b:2'))}`,
        'g:a:1': needs(dependency('g:c:1')),
        'g:c:1': '',
        'h:b:2': '',
      }),
    },
    ['g/a@1 development', 'g/c@1 development', 'h/b@2 runtime'],
  ],
  [
    "the scope that the project's management says, whatever leads to it",
    {
      'pom.xml': project(
        manages(
          dependency('g:b:1', scope('compile')),
          dependency('g:c:1', scope('provided')),
          dependency('g:d:1', '<optional>true</optional>'),
        ) + needs(dependency('g:a:1', scope('test')), dependency('g:e:1')),
      ),
      ...store({
        'g:a:1': needs(dependency('g:b:1')),
        'g:e:1': needs(dependency('g:c:1'), dependency('g:d:1')),
        'g:b:1': '',
        'g:c:1': needs(dependency('g:f:1')),
        'g:d:1': '',
        'g:f:1': '',
      }),
    },
    ['g/a@1 development', 'g/b@1 runtime', 'g/c@1 optional', 'g/d@1 optional', 'g/e@1 runtime', 'g/f@1 optional'],
  ],
  [
    "none of a parent's imports of a name that the POM imports in another version, and its exclusions, too",
    {
      'pom.xml': project(
        parent('g:parent:1') +
          manages(imported('g:bom:2')) +
          needs(dependency('g:a:1', without('g:x')), dependency('g:c:1')),
      ),
      ...store({
        'g:parent:1': manages(imported('g:bom:1'), dependency('g:a:9', without('g:y'))),
        'g:bom:1': manages(dependency('g:b:1')),
        'g:bom:2': '',
        'g:a:1': needs(dependency('g:x:1'), dependency('g:y:1')),
        'g:c:1': needs(dependency('g:b:2')),
        'g:b:2': '',
      }),
    },
    ['g/a@1 runtime', 'g/b@2 runtime', 'g/c@1 runtime'],
  ],
  [
    'what profiles ask for, in the versions that parents say',
    {
      'pom.xml': project(
        `${parent('g:parent:1')}<profiles><profile><id>p</id>${needs(dependency('g:a'))}</profile></profiles>`,
      ),
      ...store({ 'g:parent:1': manages(dependency('g:a:1', without('g:c'))), 'g:a:1': needs(dependency('g:c:1')) }),
    },
    ['g/a@1 runtime'],
  ],
  [
    'packages that need each other',
    {
      'pom.xml': project(needs(dependency('g:a:1'))),
      ...store({ 'g:a:1': needs(dependency('g:b:1')), 'g:b:1': needs(dependency('g:a:1')) }),
    },
    ['g/a@1 runtime', 'g/b@1 runtime'],
  ],
])('has %s', async (_, files, expected) => {
  expect(await tree(files)).toEqual(expected);
});

it('tells what a parent of the project asks for at the parent, and leaves out packages of the project', async () => {
  const files = {
    'pom.xml': project(`<packaging>pom</packaging>${manages(dependency('g:a:1'))}${needs(dependency('g:all:1'))}`),
    'one/pom.xml': `<project>${parent('own:app:1')}<artifactId>one</artifactId>${needs(dependency('g:a'))}</project>`,
    'two/pom.xml': `<project>${parent('own:app:1', '<relativePath>../pom.xml</relativePath>')}<artifactId>two</artifactId>${needs(dependency('own:one:1'))}</project>`,
    ...store({ 'g:a:1': needs(dependency('g:b:1'), dependency('own:one:1')), 'g:b:1': '', 'g:all:1': '' }),
  };
  expect((await packagesIn(files)).map((line) => line.replace(/:\d+:\d+/, ''))).toEqual([
    'one/pom.xml maven/g/a@1 runtime MIT',
    'one/pom.xml maven/g/b@1 runtime MIT',
    'pom.xml maven/g/all@1 runtime MIT',
  ]);
});

it('takes what a parent of the project asks for as near', async () => {
  const files = {
    'pom.xml': project(`<packaging>pom</packaging>${needs(dependency('g:x:9'))}`),
    'one/pom.xml': `<project>${parent('own:app:1')}<artifactId>one</artifactId>${needs(dependency('g:a:1'))}</project>`,
    ...store({ 'g:a:1': needs(dependency('g:x:1')), 'g:x:1': needs(dependency('g:of-one:1')), 'g:x:9': '' }),
  };
  expect(await tree(files)).toEqual(['g/a@1 runtime', 'g/x@9 runtime']);
});

it('takes the parent from a repository where another POM stands in its place', async () => {
  const files = {
    'pom.xml': project(manages(dependency('g:a:1'))),
    'one/pom.xml': `<project>${parent('other:app:1')}<artifactId>one</artifactId>${needs(dependency('g:a'))}</project>`,
    ...store({ 'other:app:1': manages(dependency('g:a:2')), 'g:a:1': '', 'g:a:2': '' }),
  };
  expect(await tree(files)).toEqual(['g/a@2 runtime']);
});

const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));

it.each<[string, Record<string, string>]>([
  [
    'properties that grow',
    {
      'pom.xml': project(
        `<properties><x>${property('y').repeat(200)}</x><y>${'z'.repeat(200_000)}</y></properties>${needs(
          ...times(200, (index) => dependency(`g:a${index}:${property('x').repeat(200)}`)),
        )}`,
      ),
    },
  ],
  [
    'thousands of packages with a parent that asks for thousands',
    {
      'pom.xml': project(needs(...times(500, (index) => dependency(`g:a${index}:1`)))),
      ...store({
        'g:parent:1': needs(...times(8000, (index) => dependency(`g:b${index}:1`))),
        ...Object.fromEntries(times(500, (index) => [`g:a${index}:1`, parent('g:parent:1')])),
      }),
    },
  ],
  [
    'a long chain in which all leave out hundreds',
    {
      'pom.xml': project(needs(dependency('g:a0:1'))),
      ...store(
        Object.fromEntries(
          times(600, (index) => [
            `g:a${index}:1`,
            needs(
              dependency(
                `g:a${index + 1}:1`,
                `<exclusions>${times(
                  200,
                  (other) => `<exclusion><groupId>h${index}</groupId><artifactId>b${other}</artifactId></exclusion>`,
                ).join('')}</exclusions>`,
              ),
            ),
          ]),
        ),
      ),
    },
  ],
])('is done soon with %s', { timeout: 10_000 }, async (_, files) => {
  expect((await tree(files)).length).toBeGreaterThan(100);
});

it('reads the licence and the notices in an archive', async () => {
  if (!loaded.ok) throw new Error('no registry');
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'licit-maven-')));
  const pom = (name: string, license = '') =>
    `<project><groupId>g</groupId><artifactId>${name}</artifactId><version>1</version>${license}</project>`;
  const named = '<licenses><license><name>MIT</name></license></licenses>';
  const files = {
    'pom.xml': project(needs(dependency('g:said:1'), dependency('g:text:1'), dependency('g:bare:1'))),
    'store/maven/g/said/1/said-1.pom': pom('said', named),
    'store/maven/g/said/1/said-1.jar': zipOf({ 'META-INF/LICENSE.txt': mitText, 'Said.class': 'x' }),
    'store/maven/g/text/1/text-1.pom': pom('text'),
    'store/gradle/g/text/1/0a/text-1.jar': zipOf({ 'META-INF/LICENSE': mitText }),
    'store/maven/g/bare/1/bare-1.pom': pom('bare', named),
    'store/maven/g/bare/1/bare-1.jar': zipOf({ 'LICENSE-not-here': mitText }),
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const [maven, gradle] = [[join(root, 'store/maven')], [join(root, 'store/gradle')]];
  const stores = { cargo: [], golang: [], maven, gradle, nuget: [] };
  const { findings } = await check(root, loaded.registry, { stores });
  rmSync(root, { recursive: true });
  const seen = findings.filter(({ file }) => file === 'pom.xml');
  expect(seen.map(({ rule, resolved, license }) => `${resolved} ${license} ${rule}`)).toEqual([
    'pkg:maven/g/said@1 MIT licence-permits',
    'pkg:maven/g/text@1 MIT licence-permits',
    'pkg:maven/g/bare@1 MIT licence-permits',
    'pkg:maven/g/bare@1 MIT licence-text-missing',
  ]);
});

it('says what a package comes with, and when not all is known', async () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'licit-maven-')));
  const files = {
    'pom.xml': project(needs(dependency('g:a:1'))),
    ...store({ 'g:a:1': needs(dependency('g:b:1')), 'g:b:1': needs(dependency('g:gone:1')) }),
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const stores = { cargo: [], golang: [], maven: [join(root, 'store/maven')], gradle: [], nuget: [] };
  const { findings, coverage } = await check(root, registryOf(), { stores });
  rmSync(root, { recursive: true });
  const messages = new Map(
    findings.filter(({ file }) => file === 'pom.xml').map(({ resolved, message }) => [resolved, message]),
  );
  expect(messages.get('pkg:maven/g/a@1')).not.toContain('comes with');
  expect(messages.get('pkg:maven/g/b@1')).toContain('It comes with g:a.');
  expect(messages.get('pkg:maven/g/gone@1')).toContain('let Maven or Gradle fetch the packages');
  expect(coverage.skipped.find(({ file }) => file === 'pom.xml')?.reason).toBe(
    'what its packages need in turn is known in part: let Maven or Gradle fetch the packages and check again',
  );
});
