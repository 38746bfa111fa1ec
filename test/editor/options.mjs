// The options of both launchers.
import { parseArgs } from 'node:util';

/**
 * @typedef {object} SuiteOptions
 * @property {string} suite module that exports `run()`
 * @property {string} workspace folder to open; the suite works on a copy of it
 * @property {string} results file for the suite's results
 * @property {string | undefined} extension folder of the extension in development, or:
 * @property {string | undefined} vsix its package
 * @property {string} grep only tests whose full title matches
 * @property {number} timeout seconds for everything
 */

/** @returns {SuiteOptions} */
export function suiteOptions() {
  const { values } = parseArgs({
    options: {
      suite: { type: 'string' },
      workspace: { type: 'string' },
      results: { type: 'string' },
      extension: { type: 'string' },
      vsix: { type: 'string' },
      grep: { type: 'string', default: '' },
      timeout: { type: 'string', default: '480' },
    },
  });
  const { suite, workspace, results, extension, vsix, grep, timeout } = values;
  if (suite === undefined || workspace === undefined || results === undefined) {
    throw new Error('--suite, --workspace and --results are needed');
  }
  return { suite, workspace, results, extension, vsix, grep, timeout: Number(timeout) };
}
