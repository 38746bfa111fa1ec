import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { root, runNode } from './command.mjs';

/**
 * The parts of vitest's JSON report that are counted here.
 * @typedef {object} Report
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests skipped ones
 * @property {number} numTodoTests
 * @property {{ status: string, assertionResults: unknown[] }[]} testResults one for each file
 */

/**
 * Runs a project of vitest.config.mts.
 * @param {string} project
 * @param {Record<string, string>} [env]
 * @returns {Promise<import('../test.mjs').Counts>}
 */
export async function runVitest(project, env = {}) {
  const output = join(root, '.cache/test', `${project}.json`);
  await mkdir(join(root, '.cache/test'), { recursive: true });
  await rm(output, { force: true });
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const args = [
    vitest,
    'run',
    '--project',
    project,
    '--reporter=dot',
    '--reporter=json',
    `--outputFile.json=${output}`,
  ];
  const good = await runNode(args, 10, env);
  const text = await readFile(output, 'utf8').catch(() => undefined);
  if (text === undefined) return { passed: 0, failed: 1, skipped: 0 };
  /** @type {Report} */
  const report = JSON.parse(text);
  // A file that can't be loaded has failed without a test that did.
  const unloadable = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  let failed = report.numFailedTests + unloadable.length;
  if (!good && failed === 0) failed = 1; // an error outside of any test
  return { passed: report.numPassedTests, failed, skipped: report.numPendingTests + report.numTodoTests };
}
