// Runs the suite in a desktop VS Code: VSCODE_PATH, or the stable one that @vscode/test-electron downloads. Tests that need
// to see the page are skipped here.
import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { downloadAndUnzipVSCode, resolveCliArgsFromVSCodeExecutablePath, runTests } from '@vscode/test-electron';
import { sceneOf, suiteOptions, workspaceFile } from './options.mjs';
import { cache, here } from './setup/folders.mjs';

const { suite, workspace, results, extension, vsix, scene, grep } = suiteOptions();
const { opens, trusted } = sceneOf(scene);
const run = await mkdtemp(join(tmpdir(), 'licit-editor-'));
try {
  const opened = join(run, 'workspace');
  await cp(workspace, opened, { recursive: true });
  await mkdir(join(run, 'user/User'), { recursive: true });
  const settings = { 'security.workspace.trust.startupPrompt': 'never' }; // an untrusted folder stays so
  await writeFile(join(run, 'user/User/settings.json'), JSON.stringify(settings));
  const named = process.env.VSCODE_PATH;
  const executable =
    named !== undefined && named !== '' ? named : await downloadAndUnzipVSCode({ cachePath: join(cache, 'vscode') });
  // Folders of its own, with short paths: VS Code makes sockets below its user data folder.
  const folders = ['--user-data-dir', join(run, 'user'), '--extensions-dir', join(run, 'extensions')];
  if (vsix !== undefined) {
    const [cli, ...first] = resolveCliArgsFromVSCodeExecutablePath(executable, { reuseMachineInstall: true });
    if (cli === undefined) throw new Error(`${executable} has no command line`);
    const args = [...first, ...folders, '--install-extension', vsix];
    const installed = spawnSync(cli, args, { stdio: 'inherit', shell: process.platform === 'win32' });
    if (installed.status !== 0) throw new Error(`${cli} did not install ${vsix}`);
  }
  await runTests({
    vscodeExecutablePath: executable,
    reuseMachineInstall: true,
    extensionDevelopmentPath: extension ?? join(here, 'host'),
    extensionTestsPath: suite,
    extensionTestsEnv: {
      LICIT_TEST_RESULTS: results,
      LICIT_TEST_SCENE: scene,
      LICIT_TEST_GREP: grep,
      LICIT_TEST_USER_DATA: join(run, 'user'),
    },
    launchArgs: [
      ...(opens === 'nothing' ? [] : [opens === 'folder' ? opened : join(opened, workspaceFile)]),
      ...folders,
      ...(trusted ? ['--disable-workspace-trust'] : []),
      '--skip-welcome',
      '--disable-telemetry',
      '--no-sandbox',
    ],
  });
} finally {
  await rm(run, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
