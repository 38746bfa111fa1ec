// What VS Code loads in its extension host: runs every test file under mocha and writes the counted results. Both launchers
// use it. The results file is written last, so its absence tells that the extension host died on the way.
import { writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { progress } from './bridge';
import { type Failure, type Results, resultsFile } from './results';
import { keepScreenshot, startsTest } from './screenshots';
import { describeTools } from './tools';

/** Milliseconds that one test may take on a machine that is busy with something else. */
const testLimit = 120_000;

export async function run(): Promise<void> {
  progress(`${vscode.env.appName} ${vscode.version}, Node ${process.versions.node}`);
  const { default: Mocha } = await import('mocha');
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: testLimit,
    reporter: 'min',
    grep: process.env.LICIT_TEST_GREP ?? '',
  });
  // Makes `describe` and `it`; the test files, which are part of this bundle, are evaluated only after that.
  mocha.suite.emit('pre-require', globalThis, 'suite', mocha);
  await loadTests(process.env.LICIT_TEST_SCENE ?? 'folder');

  const results: Results = { completed: true, passed: 0, skipped: 0, failures: [] };
  const screenshots: Promise<void>[] = [];
  await new Promise<void>((done) => {
    const runner = mocha.run(() => done());
    runner.on('test', (test) => startsTest(test.fullTitle()));
    runner.on('hook', (hook) => startsTest(hook.fullTitle()));
    runner.on('pass', (test) => {
      results.passed += 1;
      progress(`  ok ${test.fullTitle()} (${test.duration ?? 0} ms)`);
    });
    runner.on('pending', (test) => {
      results.skipped += 1;
      progress(`  skipped ${test.fullTitle()}`);
    });
    runner.on('fail', (test, error: unknown) => {
      const failure: Failure = {
        title: test.fullTitle(),
        message: error instanceof Error ? (error.stack ?? error.message) : String(error),
      };
      results.failures.push(failure);
      screenshots.push(keepScreenshot());
      progress(`  FAILED ${failure.title}\n${failure.message}`);
    });
  });
  await Promise.all(screenshots);
  writeFileSync(resultsFile(), JSON.stringify(results));
}

/** The test files for what the launcher opened. */
async function loadTests(scene: string): Promise<void> {
  switch (scene) {
    case 'untrusted':
      await import('./untrusted.test');
      return;
    case 'several folders':
      await import('./severalFolders.test');
      return;
    case 'no folder':
      await import('./noFolder.test');
      describeTools(false);
      return;
    default:
      await import('./ghostText.test');
      await import('./pipeline.test');
      await import('./pipelinePlaces.test');
      await import('./pipelineRecords.test');
      await import('./suggestWidget.test');
      await import('./cursorRest.test');
      await import('./context.test');
      await import('./policy.test');
      await import('./problems.test');
      await import('./check.test');
      await import('./recheck.test');
      await import('./verdictsInText.test');
      await import('./fixes.test');
      await import('./report.test');
      describeTools(true);
      await import('./chat.test');
      await import('./face.test');
      await import('./localData.test');
      await import('./bigWorkspace.test');
  }
}
