import { describe, expect, it } from 'vitest';
import { scopeOf } from '../../../../src/compliance/packages/gradleBuild';
import { packagesIn } from '../../../support/packages';

const pom = (body: string) => `<project>${body}</project>`;

describe('pom.xml', () => {
  it('has what the project asks for, with the places and properties of the file', async () => {
    const text = `<?xml version="1.0"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <parent><groupId>org.own</groupId><artifactId>parent</artifactId><version>1.0</version></parent>
  <artifactId>app</artifactId>
  <properties><guava.version>\${g}</guava.version><g>33.0-jre</g></properties>
  <dependencyManagement><dependencies>
    <dependency><groupId>org.junit</groupId><artifactId>junit</artifactId><version>5.1</version><scope>test</scope></dependency>
  </dependencies></dependencyManagement>
  <dependencies>
    <dependency>
      <groupId>com.google.guava</groupId>
      <artifactId>guava</artifactId>
      <version>\${guava.version}</version>
    </dependency>
    <dependency><groupId>org.junit</groupId><artifactId>junit</artifactId></dependency>
    <dependency><groupId>javax</groupId><artifactId>servlet</artifactId><version>[4,5)</version><scope>provided</scope></dependency>
    <dependency><groupId>\${project.groupId}</groupId><artifactId>lib</artifactId><version>1</version></dependency>
  </dependencies>
</project>
`;
    expect(
      await packagesIn({
        'pom.xml': text,
        'lib/pom.xml': pom('<groupId>org.own</groupId><artifactId>lib</artifactId><version>1</version>'),
        'store/maven/com/google/guava/guava/33.0-jre/guava-33.0-jre.pom': pom(
          '<parent><groupId>com.google.guava</groupId><artifactId>parent</artifactId><version>1</version></parent>',
        ),
        'store/maven/com/google/guava/parent/1/parent-1.pom': pom(
          '<licenses><license><name>Apache License, Version 2.0</name></license></licenses>',
        ),
        'store/gradle/org.junit/junit/5.1/0a1b/junit-5.1.pom': pom(
          '<licenses><license><name>EPL</name><url>https://www.eclipse.org/legal/epl-v20.html</url></license><license><name>GPL-2.0-only</name></license></licenses>',
        ),
      }),
    ).toEqual([
      'pom.xml:12:19 maven/com.google.guava/guava@33.0-jre runtime Apache-2.0',
      'pom.xml:15:57 maven/org.junit/junit@5.1 development (EPL-2.0 OR GPL-2.0-only)',
      'pom.xml:16:53 maven/javax/servlet optional -',
    ]);
  });

  it.each(['<project>', '<other/>', '', '<!DOCTYPE p [<!ENTITY a "x">]><project>&a;</project>'])(
    '%j is unreadable',
    async (text) => {
      expect(await packagesIn({ 'pom.xml': text })).toEqual(['pom.xml is no Maven project']);
    },
  );
});

describe('Gradle', () => {
  it.each([
    ['implementation', 'runtime'],
    ['api', 'runtime'],
    ['debugRuntimeOnly', 'runtime'],
    ['commonMainImplementation', 'runtime'],
    ['compileOnly', 'optional'],
    ['testImplementation', 'development'],
    ['androidTestImplementation', 'development'],
    ['annotationProcessor', 'development'],
    ['ksp', 'development'],
    ['println', null],
    ['plugins', null],
  ])('%s is for %s', (configuration, scope) => {
    expect(scopeOf(configuration)).toBe(scope);
  });

  it('has coordinates that are written out', async () => {
    const text = `plugins { id 'java' }
dependencies {
    implementation 'a.b:c:1.0'
    api("d:e:2.+") { transitive = false }
    testImplementation(platform("f:g:3.0"))
    runtimeOnly group: 'h', name: 'i', version: '4'
    // implementation 'no:no:1'
    implementation project(':own')
    implementation "j:k:\${v}"
}
`;
    expect(await packagesIn({ 'app/build.gradle': text })).toEqual([
      'app/build.gradle:3:21 maven/a.b/c@1.0 runtime -',
      'app/build.gradle:4:10 maven/d/e runtime -',
      'app/build.gradle:5:34 maven/f/g@3.0 development -',
      'app/build.gradle:6:36 maven/h/i@4 runtime -',
      'app/build.gradle:9:21 maven/j/k runtime -',
    ]);
  });

  const catalog = `[versions]
okhttp = "4.12.0"
[libraries]
okhttp-core = { module = "com.squareup:okhttp", version.ref = "okhttp" }
okhttp-log = "com.squareup:log:4.0"
junit = { group = "org.junit", name = "junit", version = "5" }
unused = "x:y:1"
[bundles]
web = ["okhttp-log"]
`;
  const build =
    'dependencies {\n  implementation(libs.okhttp.core)\n  api(libs.bundles.web)\n  testImplementation(libs.junit)\n}\n';

  it('has what build files ask for by the version catalogue', async () => {
    expect(await packagesIn({ 'gradle/libs.versions.toml': catalog, 'app/build.gradle.kts': build })).toEqual([
      'gradle/libs.versions.toml:4:1 maven/com.squareup/okhttp@4.12.0 runtime -',
      'gradle/libs.versions.toml:5:1 maven/com.squareup/log@4.0 runtime -',
      'gradle/libs.versions.toml:6:1 maven/org.junit/junit@5 development -',
    ]);
  });

  it('has all that is installed in the lockfile, where there is one', async () => {
    const lock =
      '# This is a Gradle generated file\na.b:c:1.0=compileClasspath,runtimeClasspath\norg.junit:junit:5=testCompileClasspath,testRuntimeClasspath\nempty=annotationProcessor\n';
    expect(
      await packagesIn({
        'gradle.lockfile': lock,
        'gradle/libs.versions.toml': catalog,
        'build.gradle': "dependencies {\n  implementation 'a.b:c:1.0'\n}\n",
      }),
    ).toEqual([
      'gradle.lockfile:2:1 maven/a.b/c@1.0 runtime -',
      'gradle.lockfile:3:1 maven/org.junit/junit@5 development -',
    ]);
  });
});

it('reads a catalogue with thousands of entries in proportion to its length', { timeout: 5000 }, async () => {
  const entries = Array.from({ length: 12_000 }, (_, index) => `a${index} = "g:a${index}:1"`);
  const asks = entries.map((_, index) => `implementation(libs.a${index})`);
  const files = {
    'gradle/libs.versions.toml': ['[libraries]', ...entries].join('\n'),
    'build.gradle': asks.join('\n'),
  };
  expect((await packagesIn(files)).length).toBe(12_000);
});
