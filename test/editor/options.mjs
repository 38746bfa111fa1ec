// The options of both launchers.
import { parseArgs } from 'node:util';

/**
 * @typedef {object} SuiteOptions
 * @property {string} suite module that exports `run()`
 * @property {string} workspace folder to open; the suite works on a copy of it
 * @property {string} results file for the suite's results
 * @property {string | undefined} extension folder of the extension in development, or:
 * @property {string | undefined} vsix its package
 * @property {string} scene what the editor has open: see `sceneOf`
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
      scene: { type: 'string', default: 'folder' },
      grep: { type: 'string', default: '' },
      timeout: { type: 'string', default: '480' },
    },
  });
  const { suite, workspace, results, extension, vsix, scene, grep, timeout } = values;
  if (suite === undefined || workspace === undefined || results === undefined) {
    throw new Error('--suite, --workspace and --results are needed');
  }
  return { suite, workspace, results, extension, vsix, scene, grep, timeout: Number(timeout) };
}

/**
 * What a scene opens of the workspace's copy, and whether it is trusted. Each scene has test files of its own.
 * @param {string} scene
 * @returns {{ opens: 'folder' | 'workspace file' | 'nothing', trusted: boolean }}
 */
export function sceneOf(scene) {
  switch (scene) {
    case 'folder':
      return { opens: 'folder', trusted: true };
    case 'untrusted':
      return { opens: 'folder', trusted: false };
    case 'several folders':
      return { opens: 'workspace file', trusted: true };
    case 'no folder':
      return { opens: 'nothing', trusted: true };
    default:
      throw new Error(`no scene is called "${scene}"`);
  }
}

/** The workspace file of the scene with several folders. */
export const workspaceFile = 'several.code-workspace';
