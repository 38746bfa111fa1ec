import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pythonEnvironment } from '../../../src/compliance/packages/pythonEnvironment';
import { isPythonLock, readPythonLock } from '../../../src/compliance/packages/pythonPackages';
import { TextFile } from '../../../src/compliance/text/textFile';

function read(path: string, text: string): string[] {
  expect(isPythonLock(path)).toBe(true);
  return readPythonLock(new TextFile(path, text)).map(
    ({ purl, role, range }) => `${range?.startLine}:${range?.startColumn} ${purl} ${role}`,
  );
}

describe('Python packages', () => {
  it.each([
    [
      'requirements.txt',
      '# c\nrequests==2.31.0 ; python_version > "3"\n  Foo_Bar[x,y]>=1,<2\n-r other.txt\n./local\nhttps://x.org/a.whl\n',
      ['2:1 pkg:pypi/requests@2.31.0 runtime', '3:3 pkg:pypi/foo-bar runtime'],
    ],
    ['requirements-dev.txt', 'pytest==8.0', ['1:1 pkg:pypi/pytest@8.0 development']],
    ['requirements/test.in', 'pytest', ['1:1 pkg:pypi/pytest development']],
    ['requirements/base.txt', 'flask', ['1:1 pkg:pypi/flask runtime']],
    [
      'poetry.lock',
      '[[package]]\nname = "a"\nversion = "1"\ncategory = "dev"\n\n[[package]]\nname = "b"\nversion = "2"\ngroups = ["main", "dev"]\n\n[package.dependencies]\nname = "no"\n',
      ['2:9 pkg:pypi/a@1 development', '7:9 pkg:pypi/b@2 runtime'],
    ],
    ['pdm.lock', '[[package]]\nname = "a"\nversion = "1"\ngroups = ["dev"]\n', ['2:9 pkg:pypi/a@1 development']],
    [
      'uv.lock',
      '[[package]]\nname = "own"\nversion = "1"\nsource = { virtual = "." }\n\n[[package]]\nname = "a"\nversion = "1"\nsource = { registry = "x" }\n',
      ['7:9 pkg:pypi/a@1 runtime'],
    ],
    [
      'Pipfile.lock',
      '{\n    "default": {\n        "a": {\n            "version": "==1.0"\n        }\n    },\n    "develop": {\n        "b": {\n            "version": "==2.0"\n        }\n    }\n}',
      ['3:10 pkg:pypi/a@1.0 runtime', '8:10 pkg:pypi/b@2.0 development'],
    ],
  ])('%s', (path, text, expected) => {
    expect(read(path, text)).toEqual(expected);
  });

  it('have the licences that their installed metadata says', async () => {
    const root = mkdtempSync(join(tmpdir(), 'licit-python-'));
    const put = (name: string, headers: string) => {
      const folder = join(root, 'svc/.venv/lib/python3.12/site-packages', `${name}-1.dist-info`);
      mkdirSync(folder, { recursive: true });
      writeFileSync(
        join(folder, 'METADATA'),
        `Metadata-Version: 2.1\nName: ${name}\nVersion: 1\n${headers}\n\nLicense: no header`,
      );
    };
    put('Expr_ession', 'License-Expression: MIT OR Apache-2.0');
    put('field', 'License: BSD-3-Clause');
    put('classified', 'License: see file\nClassifier: License :: OSI Approved :: MIT License');
    put('vague', 'Classifier: License :: OSI Approved :: BSD License');
    put('silent', 'Summary: x');
    const environment = await pythonEnvironment(root, 'svc');
    rmSync(root, { recursive: true });
    expect(Object.fromEntries([...environment].map(([name, { license }]) => [name, license]))).toEqual({
      'expr-ession': 'MIT OR Apache-2.0',
      field: 'BSD-3-Clause',
      classified: 'MIT',
      vague: 'License :: OSI Approved :: BSD License',
      silent: null,
    });
  });
});
