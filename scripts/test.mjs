// `npm test [-- STEP…]`: every step, or the named ones. A step that fails doesn't stop the next. The last line counts.
import { join } from 'node:path';
import { runSuite } from '../test/editor/run-suite.mjs';
import { installDependencies } from '../test/editor/setup/dependencies.mjs';
import { root, runNode } from './test/command.mjs';
import { runVitest } from './test/vitest.mjs';

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 */

const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
const tsc = join(root, 'node_modules/typescript/bin/tsc');
const workspaces = join(root, 'test/fixtures/workspaces');
const workspace = join(workspaces, 'editor');
const vsix = join(root, '.cache/test/licit.vsix');

/**
 * A command that counts as one test.
 * @param {boolean} good
 * @returns {Counts}
 */
function one(good) {
  return { passed: good ? 1 : 0, failed: good ? 0 : 1, skipped: 0 };
}

/**
 * @param {Counts[]} counts
 * @returns {Counts}
 */
function sum(counts) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed, failed, skipped } of counts) {
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
  }
  return total;
}

/** @type {Record<string, () => Promise<Counts>>} */
const steps = {
  lint: async () => one(await runNode([biome, 'check', '--error-on-warnings', '.'], 5)),
  types: async () => {
    await installDependencies();
    return sum([one(await runNode([tsc], 10)), one(await runNode([tsc, '-p', 'test/editor'], 10))]);
  },
  registry: async () => one(await runNode(['scripts/registry.mjs', 'check'], 5)),
  unit: () => runVitest('unit'),
  build: async () => one(await runNode(['scripts/build.mjs'], 5)),
  cli: () => runVitest('cli'),
  editor: async () => {
    /** @type {Counts[]} */
    const counts = [await runSuite({ extension: root, workspace })];
    for (const scene of ['untrusted', 'several folders', 'no folder']) {
      console.log(`── editor, ${scene}`);
      counts.push(await runSuite({ extension: root, workspace: join(workspaces, scene), scene }));
    }
    return sum(counts);
  },
  package: async () => {
    if (!(await runNode(['scripts/package.mjs', '--out', vsix], 10))) return one(false);
    return sum([
      one(true),
      await runVitest('package', { LICIT_VSIX: vsix }),
      await runSuite({ vsix, workspace, grep: 'ghost text' }),
    ]);
  },
};

const chosen = process.argv.slice(2);
const unknown = chosen.find((name) => !(name in steps));
if (unknown !== undefined) {
  console.error(`no step is called "${unknown}": choose from ${Object.keys(steps).join(', ')}`);
  process.exit(2);
}

/** @type {Counts[]} */
const counted = [];
for (const [name, step] of Object.entries(steps)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  console.log(`\n── ${name}`);
  const start = Date.now();
  let counts = one(false);
  try {
    counts = await step();
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
  }
  counted.push(counts);
  const seconds = Math.round((Date.now() - start) / 1000);
  console.log(`── ${name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped, ${seconds} s`);
}
const { passed, failed, skipped } = sum(counted);
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exit(failed > 0 ? 1 : 0);
