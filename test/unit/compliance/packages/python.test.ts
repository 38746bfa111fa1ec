import { describe, expect, it } from 'vitest';
import { mitText } from '../../../support/licenseTexts';
import { packagesIn } from '../../../support/packages';

const metadata = (name: string, version: string, headers: string) =>
  `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n${headers}\n\nLicense: no header`;
const site = '.venv/lib/python3.12/site-packages';

describe('requirements', () => {
  it.each([
    [
      'requirements.txt',
      '# c\nrequests==2.31.0 ; python_version > "3"\n  Foo_Bar[x,y]>=1,<2 # why\n./local\n--index-url https://x\n-e ./own\npinned===1.0 \\\n    --hash=sha256:abc\nwild==1.*\n',
      [
        '2:1 pypi/requests@2.31.0 runtime',
        '3:3 pypi/foo-bar runtime',
        '7:1 pypi/pinned@1.0 runtime',
        '9:1 pypi/wild runtime',
      ],
    ],
    [
      'requirements.txt',
      'a @ https://x.org/a.zip\nb @ file:///b\ngit+https://github.com/o/c.git@v1\n-e git+ssh://git@x.org/o/r.git@main#egg=d&subdirectory=s\nhttps://x.org/e-1.0-py3-none-any.whl\n',
      ['1:1 pypi/a runtime', '3:26 pypi/c runtime', '4:41 pypi/d runtime', '5:15 pypi/e@1.0 runtime'],
    ],
    ['requirements-dev.txt', 'pytest==8.0', ['1:1 pypi/pytest@8.0 development']],
    ['dev-requirements.txt', 'pytest==8.0', ['1:1 pypi/pytest@8.0 development']],
    ['requirements/test.in', 'pytest', ['1:1 pypi/pytest development']],
    ['requirements/base.txt', 'flask', ['1:1 pypi/flask runtime']],
    ['docs/requirements.txt', 'sphinx', ['1:1 pypi/sphinx development']],
    ['requirements.txt', '\u0000\u0001', []],
  ])('%s: %j', async (path, text, expected) => {
    if (text.includes('\u0000')) expect(await packagesIn({ [path]: text })).toEqual([`${path} is a binary file`]);
    else expect(await packagesIn({ [path]: text })).toEqual(expected.map((one) => `${path}:${one} -`));
  });

  it('follows includes, once, and not out of the folder', async () => {
    expect(
      await packagesIn({
        'requirements.txt': 'a==1\n-r deps/more.txt\n-r requirements-dev.txt\n-r ../../etc/passwd\n',
        'deps/more.txt': 'b==2\n-r ../requirements.txt\n--requirement=last\n',
        'deps/last': 'c==3\n',
        'requirements-dev.txt': 'd==4\n',
        'requirements-test.txt': 'e==5\n-r requirements.txt\n',
      }),
    ).toEqual([
      'deps/last:1:1 pypi/c@3 runtime -',
      'deps/more.txt:1:1 pypi/b@2 runtime -',
      'requirements-dev.txt:1:1 pypi/d@4 runtime -',
      'requirements-test.txt:1:1 pypi/e@5 development -',
      'requirements.txt:1:1 pypi/a@1 runtime -',
    ]);
  });

  it('follows includes as they are written on Windows, and without a space', async () => {
    expect(
      await packagesIn({
        'requirements.txt': '-r deps\\more.txt\n-rlast\n',
        'deps/more.txt': 'a==1\n',
        last: 'b==2\n',
      }),
    ).toEqual(['deps/more.txt:1:1 pypi/a@1 runtime -', 'last:1:1 pypi/b@2 runtime -']);
  });

  it('that were compiled stand for their sources', async () => {
    expect(await packagesIn({ 'requirements.in': 'a', 'requirements.txt': 'a==1\nb==2' })).toEqual([
      'requirements.txt:1:1 pypi/a@1 runtime -',
      'requirements.txt:2:1 pypi/b@2 runtime -',
    ]);
  });
});

describe('pyproject.toml', () => {
  it('says what is needed at run time, for extras, and for development', async () => {
    const text = `[build-system]
requires = ["hatchling>=1"]

[project]
name = "My.App"
dependencies = [
  "requests==2.31.0; python_version > '3'",
  # "no-comment",
  'flask[async]>=2',
  "my_app",
]
[project.optional-dependencies]
pg = ["psycopg>=3"]
test = ["pytest"]

[dependency-groups]
dev = ["ruff", {include-group = "lint"}]
jobs = ["celery"]
`;
    expect(await packagesIn({ 'pyproject.toml': text })).toEqual([
      'pyproject.toml:2:14 pypi/hatchling development -',
      'pyproject.toml:7:4 pypi/requests@2.31.0 runtime -',
      'pyproject.toml:9:4 pypi/flask runtime -',
      'pyproject.toml:13:8 pypi/psycopg optional -',
      'pyproject.toml:14:10 pypi/pytest development -',
      'pyproject.toml:17:9 pypi/ruff development -',
      'pyproject.toml:18:10 pypi/celery optional -',
    ]);
  });

  it("knows Poetry's tables", async () => {
    const text = `[tool.poetry]
name = "app"
[tool.poetry.dependencies]
python = "^3.11"
requests = "^2"
exact = "1.2.3"
local = { path = "../local" }
maybe = { version = "1", optional = true }
[tool.poetry.dependencies.wide]
version = "2"
[tool.poetry.group.dev.dependencies]
black = "*"
`;
    expect(await packagesIn({ 'pyproject.toml': text })).toEqual([
      'pyproject.toml:5:1 pypi/requests runtime -',
      'pyproject.toml:6:1 pypi/exact@1.2.3 runtime -',
      'pyproject.toml:8:1 pypi/maybe@1 optional -',
      'pyproject.toml:9:1 pypi/wide@2 runtime -',
      'pyproject.toml:12:1 pypi/black development -',
    ]);
  });

  it('that is no TOML is unreadable', async () => {
    expect(await packagesIn({ 'pyproject.toml': 'a = [' })).toEqual(['pyproject.toml is not valid TOML']);
  });
});

describe('lockfiles', () => {
  it.each([
    [
      'poetry.lock',
      '[[package]]\nname = "a"\nversion = "1"\ncategory = "dev"\n\n[[package]]\nname = "b"\nversion = "2"\ngroups = ["main", "dev"]\n\n[package.dependencies]\nname = "no"\n\n[[package]]\nname = "own"\nversion = "0"\n[package.source]\ntype = "directory"\nurl = "."\n',
      ['2:9 pypi/a@1 development', '7:9 pypi/b@2 runtime'],
    ],
    [
      'pdm.lock',
      '[[package]]\nname = "a"\nversion = "1"\ngroups = ["dev"]\n[[package]]\nname = "a"\nversion = "1"\nextras = ["x"]\ngroups = ["dev"]\n[[package]]\nname = "b"\nversion = "1"\ngroups = ["default", "dev"]\n',
      ['2:9 pypi/a@1 development', '11:9 pypi/b@1 runtime'],
    ],
    [
      'uv.lock',
      `[[package]]
name = "own"
version = "1"
source = { editable = "." }
dependencies = [{ name = "a" }]
[package.optional-dependencies]
pg = [{ name = "b", version = "2" }]
[package.dev-dependencies]
dev = [{ name = "d" }]

[[package]]
name = "a"
version = "1"
source = { registry = "x" }
dependencies = [{ name = "c" }]

[[package]]
name = "b"
version = "2"

[[package]]
name = "b"
version = "3"

[[package]]
name = "c"
version = "1"

[[package]]
name = "d"
version = "1"
dependencies = [{ name = "c" }, { name = "e" }, { name = "b", version = "3" }]

[[package]]
name = "e"
version = "1"
`,
      [
        '12:9 pypi/a@1 runtime',
        '18:9 pypi/b@2 optional',
        '22:9 pypi/b@3 development',
        '26:9 pypi/c@1 runtime',
        '30:9 pypi/d@1 development',
        '35:9 pypi/e@1 development',
      ],
    ],
    [
      'pylock.toml',
      'lock-version = "1.0"\n[[packages]]\nname = "a"\nversion = "1"\n[[packages]]\nname = "b"\nversion = "1"\nmarker = "\'dev\' in dependency_groups"\n[[packages]]\nname = "own"\ndirectory = { path = "." }\n',
      ['3:9 pypi/a@1 runtime', '6:9 pypi/b@1 development'],
    ],
    [
      'Pipfile.lock',
      '{"_meta": {}, "default": {"A": {"version": "==1.0"}, "own": {"path": "."}},\n "develop": {"b": {"version": "==2.0"}}}',
      ['1:28 pypi/a@1.0 runtime', '2:15 pypi/b@2.0 development'],
    ],
  ])('%s', async (path, text, expected) => {
    expect(await packagesIn({ [path]: text })).toEqual(expected.map((one) => `${path}:${one} -`));
  });

  it('of Poetry 1.5 leave it to the manifest what a package is for', async () => {
    const lock =
      '[[package]]\nname = "a"\nversion = "1"\n[package.dependencies]\nC_d = "*"\n[[package]]\nname = "b"\nversion = "1"\n[[package]]\nname = "c-d"\nversion = "1"\n';
    const manifest =
      '[tool.poetry]\nname = "x"\n[tool.poetry.dependencies]\na = "*"\n[tool.poetry.group.dev.dependencies]\nb = "*"\nnot-locked = "*"\n';
    expect(await packagesIn({ 'poetry.lock': lock, 'pyproject.toml': manifest })).toEqual([
      'poetry.lock:2:9 pypi/a@1 runtime -',
      'poetry.lock:7:9 pypi/b@1 development -',
      'poetry.lock:10:9 pypi/c-d@1 runtime -',
      'pyproject.toml:7:1 pypi/not-locked development -',
    ]);
  });

  it.each(['poetry.lock', 'uv.lock', 'pdm.lock', 'pylock.toml'])('%s that is no TOML is unreadable', async (path) => {
    expect(await packagesIn({ [path]: '[[package]' })).toEqual([`${path} is not valid TOML`]);
  });
});

describe('what is installed', () => {
  it.each([
    ['License-Expression: MIT OR Apache-2.0', {}, 'MIT OR Apache-2.0'],
    ['License: BSD-3-Clause', {}, 'BSD-3-Clause'],
    ['License: MIT License', {}, 'MIT'],
    ['License: see file\nClassifier: License :: OSI Approved :: MIT License', {}, 'MIT'],
    // Says too little by itself; the text says the rest.
    ['Classifier: License :: OSI Approved :: BSD License', {}, '-'],
    ['Classifier: License :: OSI Approved :: BSD License', { LICENSE: mitText }, 'MIT'],
    ['Classifier: License :: OSI Approved :: Apache Software License', {}, '-'],
    ['License: BSD', {}, 'BSD'],
    [`License: ${mitText.replace(/\n/g, '\n        ')}`, {}, 'MIT'],
    ['License: UNKNOWN', { 'licenses/LICENSE.txt': mitText }, 'MIT'],
    ['Summary: x', {}, '-'],
    [
      'Classifier: License :: OSI Approved :: MIT License\nClassifier: License :: OSI Approved :: GNU General Public License v3 (GPLv3)',
      {},
      'GPL-3.0-only AND MIT',
    ],
  ])('%j with %j is under %s', async (headers, texts, license) => {
    const folder = `${site}/Some_Thing-1.0.dist-info`;
    const files = Object.fromEntries(Object.entries(texts).map(([name, text]) => [`${folder}/${name}`, text]));
    const found = await packagesIn({
      'svc/requirements.txt': 'some.thing',
      [`svc/${folder}/METADATA`]: metadata('Some_Thing', '1.0', headers),
      ...Object.fromEntries(Object.entries(files).map(([path, text]) => [`svc/${path}`, text])),
    });
    expect(found).toEqual([`svc/requirements.txt:1:1 pypi/some-thing@1.0 runtime ${license}`]);
  });

  it('in another version says nothing', async () => {
    const installed = { [`${site}/a-1.0.dist-info/METADATA`]: metadata('a', '1.0', 'License: MIT') };
    expect(await packagesIn({ 'requirements.txt': 'a==2.0', ...installed })).toEqual([
      'requirements.txt:1:1 pypi/a@2.0 runtime -',
    ]);
  });
});
