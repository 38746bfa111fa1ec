import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { npm } from '../../scripts/npm.mjs';
import { NONCOMMERCIAL_MODEL } from '../fixtures/ids';
import { clone, folder, licit } from './licit';

const text = readFileSync(join(clone, 'docs/ci.md'), 'utf8');

/** The block of the page that holds these words. */
function block(language: string, words: string): string {
  const blocks = [...text.matchAll(/```(\w+)\n([\s\S]*?)```/g)].filter(([, name]) => name === language);
  return blocks.find(([, , body = '']) => body.includes(words))?.[2] ?? '';
}

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
}
interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: { readonly licit: { readonly permissions: Readonly<Record<string, string>>; readonly steps: Step[] } };
}

const workflow = parse(block('yaml', 'jobs:')) as Workflow;
const { steps } = workflow.jobs.licit;
const denied = { 'src/a.py': `AutoModel.from_pretrained("${NONCOMMERCIAL_MODEL}")\n` };
const manifest = { 'package.json': '{"name": "app", "private": true}', 'readme.txt': 'nothing\n' };

let packed: string;
let packages: ReturnType<typeof folder>;
let project: ReturnType<typeof folder>;
beforeAll(async () => {
  await licit(['--version']); // built
  packages = folder();
  const [made]: { filename: string }[] = JSON.parse(
    await npm(['pack', '--json', '--pack-destination', packages.path], clone),
  );
  packed = join(packages.path, made?.filename ?? '');
  return () => packages.remove();
}, 120_000);
beforeEach(() => {
  project = folder(manifest);
});
afterEach(() => project.remove());

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(project.path, name)), { recursive: true });
    writeFileSync(join(project.path, name), content);
  }
}

function unpack(place: string): void {
  mkdirSync(place, { recursive: true });
  execFileSync('tar', ['-xzf', packed, '-C', place, '--strip-components=1']);
}

/** Runs a script as CI or git does: by bash, which ends at the first failure. */
function bash(script: string, env: Readonly<Record<string, string>> = {}) {
  const cache = { XDG_CACHE_HOME: join(packages.path, 'cache') };
  const path = { PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ''}` };
  const run = spawnSync('bash', ['-e', '-o', 'pipefail', '-c', script], {
    cwd: project.path,
    env: { ...process.env, ...path, ...cache, ...env },
    encoding: 'utf8',
  });
  return { code: run.status, output: run.stdout + run.stderr };
}

describe.skipIf(process.platform === 'win32')('docs/ci.md', () => {
  it('never runs a bare name that somebody else could register', () => {
    for (const [, body = ''] of text.matchAll(/```\w+\n([\s\S]*?)```/g)) expect(body).not.toMatch(/npx|npm exec/);
  });

  it('has a workflow that may do no more than it needs, with actions that nobody can move', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    expect(workflow.jobs.licit.permissions).toEqual({
      contents: 'read',
      actions: 'read',
      'security-events': 'write',
    });
    const actions = steps.flatMap(({ uses }) => (uses === undefined ? [] : [uses]));
    expect(actions).toHaveLength(4);
    for (const action of actions) expect(action).toMatch(/@[0-9a-f]{40}$/);
    // Also after a check that failed.
    expect(steps.at(-1)?.if).toContain('!cancelled()');
  });

  it("runs the workflow's own steps: a denied model fails, with a report to upload, until it is in the baseline", async () => {
    write(denied);
    mkdirSync(join(project.path, 'tools'));
    const archive = readFileSync(packed);
    writeFileSync(join(project.path, 'tools/licit-0.1.0.tgz'), archive);
    const digest = createHash('sha256').update(archive).digest('hex');
    const temporary = folder();
    const scripts = steps.flatMap(({ run }) => (run === undefined || run.startsWith('npm ') ? [] : [run]));
    const [unpackIt = '', check = ''] = scripts;
    expect(scripts).toHaveLength(2);
    const runner = { RUNNER_TEMP: temporary.path };
    expect(bash(unpackIt, runner).code).not.toBe(0); // another digest than noted
    expect(bash(unpackIt.replace('<its SHA-256>', digest), runner)).toMatchObject({ code: 0 });

    expect(bash(check, runner)).toMatchObject({ code: 2, output: expect.stringContaining('licit.baseline.json') });
    expect(existsSync(join(project.path, 'licit.sarif'))).toBe(false);
    expect(bash(check.replace('--baseline licit.baseline.json', ''), runner).code).toBe(1);
    expect(readFileSync(join(project.path, 'licit.sarif'), 'utf8')).toContain(NONCOMMERCIAL_MODEL);
    const [baseline = ''] = block('sh', 'licit.baseline.json\ngit add').split('\n');
    expect(bash(baseline.replace('.licit/', `${temporary.path}/licit/`)).code).toBe(0);
    expect(bash(check, runner)).toEqual({ code: 0, output: '' });
    temporary.remove();
  });

  it('has a hook that refuses a commit with a denied model and lets others pass', () => {
    const unpacked = join(packages.path, 'unpacked licit');
    unpack(unpacked);
    const git = 'git -c user.name=a -c user.email=a@example.org';
    bash('git init -q .');
    const hook = join(project.path, '.git/hooks/pre-commit');
    mkdirSync(dirname(hook), { recursive: true });
    writeFileSync(hook, block('sh', '#!/bin/sh'));
    chmodSync(hook, 0o755);
    const commit = `git add -A && ${git} commit -qm x`;
    expect(bash(commit)).toMatchObject({ code: 1, output: expect.stringContaining('set licit.path') });
    bash(`git config licit.path "${unpacked}"`);
    expect(bash(commit).code).toBe(0);
    write(denied);
    expect(bash(`cd src && ${commit}`)).toMatchObject({
      code: 1,
      output: expect.stringContaining(`src/a.py:1:28 ${NONCOMMERCIAL_MODEL}`),
    });
    expect(bash('git log --oneline | wc -l').output.trim()).toBe('1');
    const options = '--json --fail-on never --output licit.baseline.json';
    expect(bash(`node "${unpacked}/bin/licit.mjs" check ${options}`).code).toBe(0);
    expect(bash(commit).code).toBe(0);
    write({ 'src/b.py': denied['src/a.py'] });
    expect(bash(commit).code).toBe(1);
  });

  it('has commands for a release that give the same bytes each time', () => {
    unpack(join(project.path, '.licit'));
    bash('git init -q . && git -c user.name=a -c user.email=a@example.org commit -q --allow-empty -m x');
    const script = block('sh', 'SOURCE_DATE_EPOCH');
    const names = ['licit.cdx.json', 'licit.spdx.json', 'licit.html', 'NOTICE.md'];
    const files = () => names.map((name) => readFileSync(join(project.path, name), 'utf8'));
    expect(bash(script).code).toBe(0);
    const first = files();
    for (const name of names) rmSync(join(project.path, name));
    expect(bash(script).code).toBe(0);
    expect(files()).toEqual(first);
    write(denied);
    expect(bash(script).code).toBe(1);
  });
});
