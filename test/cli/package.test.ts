import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { version } from '../../package.json';
import { build } from '../../scripts/build.mjs';
import { npm } from '../../scripts/npm.mjs';
import type { CheckReport } from '../../src/compliance/report';
import { RESEARCH_MODEL } from '../fixtures/ids';
import { clone, folder, licit } from './licit';
import { node20 } from './nodes';

const run = promisify(execFile);

/** A project that has the package installed, as npm lays it out, and nothing else of ours. */
let project: ReturnType<typeof folder>;
let packed: string[] = [];
beforeAll(async () => {
  await build();
  project = folder({ 'app.py': `AutoModel.from_pretrained("${RESEARCH_MODEL}")\n`, 'package.json': '{}' });
  const [made]: { files: { path: string }[]; filename: string }[] = JSON.parse(
    await npm(['pack', '--json', '--pack-destination', project.path], clone),
  );
  packed = made?.files.map(({ path }) => path) ?? [];
  const installed = join(project.path, 'node_modules/licit');
  mkdirSync(installed, { recursive: true });
  mkdirSync(join(project.path, 'node_modules/.bin'));
  await run('tar', ['-xzf', join(project.path, made?.filename ?? ''), '-C', installed, '--strip-components=1']);
  symlinkSync('../licit/bin/licit.mjs', join(project.path, 'node_modules/.bin/licit'));
}, 120_000);
afterAll(() => project.remove());

describe('what `npm pack` makes', () => {
  it('has the program and its facts, and nothing that only a clone needs', () => {
    expect(packed).toEqual(
      expect.arrayContaining([
        'bin/licit.mjs',
        'builtin/licit-mini-ts.gguf',
        'dist/licit.mjs',
        'dist/syntax/tree-sitter.js',
        'dist/syntax/tree-sitter-typescript.wasm',
        'dist/worker.mjs',
        'docs/ci.md',
        'model-registry.json',
        'LICENSE',
        'THIRD_PARTY_NOTICES.md',
      ]),
    );
    expect(
      packed.filter((file) => /\.tsx?$|\.map$|^(?:src|test|bench|training|scripts|examples|media)\//.test(file)),
    ).toEqual([]);
  });

  const nodes = [process.execPath, node20()].filter((node) => node !== null);
  it.each(nodes)('checks a folder that has nothing but it, on %s', async (node) => {
    const options = { node, cwd: project.path, launcher: join(project.path, 'node_modules/.bin/licit') };
    expect(await licit(['--version'], options)).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
    const { code, stdout, stderr } = await licit(['check', '--json'], options);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: 'denied',
      findings: expect.arrayContaining([
        expect.objectContaining({ file: 'app.py', resolved: RESEARCH_MODEL, verdict: 'denied' }),
      ]),
    });
    for (const format of ['text', 'sarif', 'notice'])
      expect(await licit(['check', '--format', format, '--fail-on', 'never'], options)).toMatchObject({
        code: 0,
        stderr: '',
      });
    expect(await licit(['explain', RESEARCH_MODEL], options)).toMatchObject({ code: 0, stderr: '' });
    // It writes nothing beside itself.
    expect(readdirSync(join(project.path, 'node_modules'))).toEqual(['.bin', 'licit']);
  });

  it('leaves itself out where it lies unpacked in the folder that it checks, and says so', async () => {
    const place = folder({ 'app.py': `AutoModel.from_pretrained("${RESEARCH_MODEL}")\n` });
    cpSync(join(project.path, 'node_modules/licit'), join(place.path, '.licit'), { recursive: true });
    const options = { cwd: place.path, launcher: join(place.path, '.licit/bin/licit.mjs') };
    const { stdout } = await licit(['check', '--json'], options);
    place.remove();
    const { findings, coverage } = JSON.parse(stdout) as CheckReport;
    expect(findings.map(({ file }) => file)).toEqual(['app.py']);
    expect(coverage.skipped).toContainEqual({ file: '.licit/model-registry.json', reason: 'belongs to the check' });
    expect(coverage.skipped).toContainEqual({
      file: '.licit/builtin/licit-mini-ts.gguf',
      reason: 'belongs to the check',
    });
  });
});
