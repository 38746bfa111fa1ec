import { expect, it } from 'vitest';
import { isModelFile, isOpaqueModelFile } from '../../../src/compliance/modelFile';
import { packageReader } from '../../../src/compliance/packages/readers';
import { isPlainFile, PLAIN_EXTENSIONS } from '../../../src/compliance/plainFile';

/** Names of files of package managers and of model formats, without their extension. */
const stems = [
  ...[
    'package',
    'package-lock',
    'npm-shrinkwrap',
    'pnpm-lock',
    'yarn',
    'requirements',
    'requirements-dev',
    'pyproject',
  ],
  ...[
    'requirements/base',
    'Pipfile',
    'poetry',
    'pdm',
    'uv',
    'pylock',
    'pylock.dev',
    'Cargo',
    'go',
    'pom',
    'build.gradle',
  ],
  ...[
    'gradle/libs.versions',
    'buildscript-gradle',
    'packages',
    'packages.lock',
    'Directory.Build',
    'x.csproj',
    'composer',
  ],
  ...[
    'Gemfile',
    'gems',
    'x.gemspec',
    'pytorch_model',
    'model',
    'adapter_model',
    'ggml-model',
    'consolidated.00',
    'tf_model',
  ],
  `blobs/sha256-${'0'.repeat(64)}`,
];

it('a plain file belongs to no package manager and holds no model', () => {
  for (const extension of PLAIN_EXTENSIONS) {
    for (const stem of stems) {
      const path = `a/${stem}${extension}`;
      expect(packageReader(path), path).toBeUndefined();
      expect(isOpaqueModelFile(path), path).toBe(false);
    }
  }
});

it.each(['package.json', 'gems.rb', 'build.gradle.kts', 'requirements.txt', 'a.gguf', 'model.bin', 'a/b'])(
  '%s is none',
  (path) => {
    expect(isPlainFile(path)).toBe(false);
  },
);

it('a model file is told', () => {
  expect(['a.gguf', 'a.ONNX', 'pytorch_model.bin', 'a.ts'].map(isModelFile)).toEqual([true, true, true, false]);
});
