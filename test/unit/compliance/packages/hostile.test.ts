import { describe, expect, it } from 'vitest';
import { packageReader } from '../../../../src/compliance/packages/readers';
import { TextFile } from '../../../../src/compliance/text/textFile';
import { randomness } from '../../../support/mutate';

const json = '{"name": "x", "packages": {"node_modules/a": {"version": "1"}}, "dependencies": {"a": "1"}}';
const toml =
  '[project]\nname = "x"\ndependencies = ["a>=1"]\n[[package]]\nname = "a"\nversion = "1"\n[dependencies]\na = { version = "1" }\n';
const xml =
  '<project><dependencies><dependency><groupId>a</groupId><artifactId>b</artifactId></dependency></dependencies></project>';
const files: readonly (readonly [string, string])[] = [
  ['package-lock.json', json],
  ['package.json', json],
  [
    'pnpm-lock.yaml',
    "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      a:\n        version: 1\npackages:\n  a@1: {}\n",
  ],
  ['yarn.lock', '# yarn lockfile v1\n"a@1", b@2:\n  version "1"\n  dependencies:\n    c "1"\n'],
  ['sub/yarn.lock', '__metadata:\n  version: 8\n"a@npm:1":\n  version: 1\n  resolution: "a@npm:1"\n'],
  ['requirements.txt', 'a==1 ; x\n-r b.txt\nc @ https://x/y.zip\ngit+https://x/y#egg=z\n'],
  ['pyproject.toml', toml],
  ['uv.lock', toml],
  ['poetry.lock', toml],
  ['Pipfile', toml],
  ['Pipfile.lock', '{"default": {"a": {"version": "==1"}}}'],
  ['Cargo.lock', toml],
  ['Cargo.toml', toml],
  ['go.mod', 'module x\nrequire (\n\ta.b/c v1\n)\nreplace a.b/c => ../c\n'],
  ['pom.xml', xml],
  ['build.gradle', "implementation 'a:b:1'\nimplementation group: 'a', name: 'b'\napi(libs.a.b)\n"],
  ['gradle.lockfile', 'a:b:1=runtimeClasspath\n'],
  ['gradle/libs.versions.toml', '[libraries]\na = "b:c:1"\n'],
  ['a.csproj', '<Project><ItemGroup><PackageReference Include="A" Version="1"/></ItemGroup></Project>'],
  ['packages.lock.json', '{"dependencies": {"net8": {"A": {"resolved": "1", "dependencies": {"b": "1"}}}}}'],
  ['packages.config', '<packages><package id="A" version="1"/></packages>'],
  ['composer.lock', '{"packages": [{"name": "a/b", "license": ["MIT"]}]}'],
  ['Gemfile', "gem 'a', group: :test\ngroup :x do\nend\n"],
  ['Gemfile.lock', 'GEM\n  specs:\n    a (1)\n      b\n'],
];
const size = 200_000;
const texts: readonly (readonly [string, string])[] = [
  ['brackets', '['.repeat(size)],
  ['braces', '{"a":'.repeat(size / 5)],
  ['elements', '<a>'.repeat(size / 3)],
  ['entities', `<!DOCTYPE a [${'<!ENTITY a "aaaaaaaa">'.repeat(size / 22)}]><a>&a;</a>`],
  ['quotes', '"'.repeat(size)],
  ['three quotes', `a = """${'\\"'.repeat(size / 2)}`],
  ['line breaks', '\n'.repeat(size)],
  ['spaces', `a${' '.repeat(size)}b`],
  ['one word', 'a'.repeat(size)],
  ['dashes', '-'.repeat(size)],
  ['dots', 'a.'.repeat(size / 2)],
  ['commas', 'a@1, '.repeat(size / 5)],
  ['colons', 'a:'.repeat(size / 2)],
  ['parentheses', '('.repeat(size)],
  ['tables', '[[a]]\n'.repeat(size / 6)],
  ['indents', Array.from({ length: 800 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
  ['anchors', `a: &a [x]\n${'b: [*a, *a]\n'.repeat(size / 12)}`],
  ['properties', `<project><properties>${`<a>$\{a}$\{a}</a>`.repeat(size / 16)}</properties></project>`],
];

describe.each(files)('%s', (path, sample) => {
  const read = (text: string) => packageReader(path)?.read(new TextFile(path, text));

  it.each(texts)('takes time in proportion to its text: %s', (_, text) => {
    const start = performance.now();
    read(text);
    read(sample + text);
    expect(performance.now() - start).toBeLessThan(2500);
  });

  it('reads Windows line ends', () => {
    expect(read(sample.replaceAll('\n', '\r\n'))).toEqual(read(sample));
  });

  it('survives mutated text, with places inside it', () => {
    expect(read(sample)).toMatchObject({ ok: true });
    const random = randomness(3);
    for (let round = 0; round < 300; round++) {
      const at = Math.floor(random() * sample.length);
      const junk = String.fromCharCode(Math.floor(random() * 0x300)).repeat(Math.floor(random() * 4));
      const text = sample.slice(0, at) + junk + sample.slice(at + Math.floor(random() * 5));
      const result = read(text);
      if (result?.ok !== true) continue;
      const places = result.file.kind === 'lock' ? result.file.packages : result.file.needs;
      for (const { range } of places) {
        if (range === null) continue;
        expect(range.startLine).toBeGreaterThan(0);
        expect(range.startColumn).toBeGreaterThan(0);
        expect(range.endLine).toBeLessThanOrEqual(text.split(/\r\n|\r|\n/).length);
      }
    }
  });
});
