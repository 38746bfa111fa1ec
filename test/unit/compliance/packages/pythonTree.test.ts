import { expect, it } from 'vitest';
import { packagesIn } from '../../../support/packages';

/** An environment with packages, by `name==version`, and what each requires. */
function installed(
  packages: Readonly<Record<string, readonly string[]>>,
  environment = '.venv',
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(packages).map(([package_, requires]) => {
      const [name = '', version = ''] = package_.split('==');
      const headers = requires.map((one) => `Requires-Dist: ${one}\n`).join('');
      const file = `${environment}/lib/python3.12/site-packages/${name}-${version}.dist-info/METADATA`;
      return [file, `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\nLicense: MIT\n${headers}\n`];
    }),
  );
}

async function tree(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  return (await packagesIn(files)).map((line) => line.replace('pypi/', '').replace(/ MIT$/, ''));
}

it.each<[string, Record<string, string>, readonly string[]]>([
  [
    'what packages need in turn, where the manifest asks for what brings them',
    { 'requirements.txt': 'a\nb', ...installed({ 'a==1': ['C (>=1)'], 'C==2': ['d'], 'd==3': ['a'], 'b==4': ['d'] }) },
    [
      'requirements.txt:1:1 a@1 runtime',
      'requirements.txt:1:1 c@2 runtime',
      'requirements.txt:1:1 d@3 runtime',
      'requirements.txt:2:1 b@4 runtime',
    ],
  ],
  [
    'parts of packages only where they are asked for',
    {
      'requirements.txt': 'a[Web]\nb',
      ...installed({
        'a==1': ['w; extra == "web"', 't>=2; python_version > "3.8" and extra == \'test\'', 'e[full]'],
        'b==1': ['t; extra == "test"'],
        'w==1': [],
        't==1': [],
        'e==1': ['f; extra == "full"'],
        'f==1': [],
      }),
    },
    [
      'requirements.txt:1:1 a@1 runtime',
      'requirements.txt:1:1 e@1 runtime',
      'requirements.txt:1:1 f@1 runtime',
      'requirements.txt:1:1 w@1 runtime',
      'requirements.txt:2:1 b@1 runtime',
    ],
  ],
  [
    'parts that are asked for at different places',
    {
      'requirements.txt': 'a[x]\nb',
      ...installed({
        'a==1': ['a[y]; extra == "x"', 'n; extra == "y" or extra == "z"'],
        'b==1': ['a[z]', 'c'],
        'c==1': [],
        'n==1': [],
      }),
    },
    [
      'requirements.txt:1:1 a@1 runtime',
      'requirements.txt:1:1 n@1 runtime',
      'requirements.txt:2:1 b@1 runtime',
      'requirements.txt:2:1 c@1 runtime',
    ],
  ],
  [
    'what 1.0.0 needs where 1.0 is asked for',
    { 'requirements.txt': 'a==1.0', ...installed({ 'a==1.0.0': ['b'], 'b==1': [] }) },
    ['requirements.txt:1:1 a@1.0 runtime', 'requirements.txt:1:1 b@1 runtime'],
  ],
  [
    'nothing that is for other systems',
    {
      'requirements.txt': 'a',
      ...installed({ 'a==1': ['w; sys_platform == "win32"', 'l; sys_platform == "linux"'], 'l==1': [] }),
    },
    ['requirements.txt:1:1 a@1 runtime', 'requirements.txt:1:1 l@1 runtime'],
  ],
  [
    'the strictest role of all ways',
    {
      'pyproject.toml': '[project]\nname = "own"\ndependencies = ["a"]\n[dependency-groups]\ndev = ["b", "c"]\n',
      ...installed({ 'a==1': ['c', 'd'], 'b==1': ['d', 'e', 'own'], 'c==1': [], 'd==1': [], 'e==1': [], 'own==1': [] }),
    },
    [
      'pyproject.toml:3:18 a@1 runtime',
      'pyproject.toml:3:18 d@1 runtime',
      'pyproject.toml:5:9 b@1 development',
      'pyproject.toml:5:9 e@1 development',
      'pyproject.toml:5:14 c@1 runtime',
    ],
  ],
  [
    'packages of the environment that is active, behind those beside the project',
    {
      'requirements.txt': 'a',
      ...installed({ 'a==1': ['b'] }),
      ...installed({ 'a==9': [], 'b==2': [] }, 'store/python'),
    },
    ['requirements.txt:1:1 a@1 runtime', 'requirements.txt:1:1 b@2 runtime'],
  ],
])('has %s', async (_, files, expected) => {
  expect(await tree(files)).toEqual(expected);
});

it.each([
  ['is installed in another version', 'a==2', { 'a==1': ['b'], 'b==1': [] }, ['a@2 runtime -']],
  ['is not installed', 'a', { 'a==1': ['b'] }, ['a@1 runtime', 'b runtime -']],
])('what %s is not followed', async (_, requirement, packages, expected) => {
  const files = { 'requirements.txt': requirement, ...installed(packages) };
  expect((await tree(files)).map((line) => line.replace('requirements.txt:1:1 ', ''))).toEqual(expected);
});

it('is done soon with a package of thousands of parts that need each other', { timeout: 10_000 }, async () => {
  const parts = Array.from({ length: 8000 }, (_, index) => `a[p${index}]`);
  const requires = parts.flatMap((part, index) => [part, `b${index}; extra == "p${index}"`]);
  const files = { 'requirements.txt': parts.join('\n'), ...installed({ 'a==1': requires }) };
  expect((await tree(files)).length).toBeGreaterThan(8000);
});
