// `npm start`: the main job on examples/storefront, as a user would do it with `licit`. Ends with 0 when each step did what it
// should: the check finds what is wrong, the gate refuses, the built-in model completes.
import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, buildErrorLine } from './build.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const example = 'examples/storefront';

/**
 * Where a line of the example is cut, as if somebody were typing it: the file, and the line up to the cursor.
 * @type {[file: string, typed: string][]}
 */
const places = [
  ['src/cart/price.ts', '  return { amount: a.amount + b.'],
  ['src/cart/storage.ts', '  for (const item '],
  ['src/cart/cart.ts', '    this.items.'],
  ['src/cart/cart.ts', '    this.i'],
  ['src/cart/storage.ts', '  const items = JSON.parse(te'],
  ['src/cart/cart.ts', '    if (existi'],
];

/**
 * Runs `licit` in the clone; `show` lets its answer through to the terminal.
 * @param {string[]} args
 * @param {boolean} show
 * @returns {Promise<{ code: number | null, stdout: string }>}
 */
function licit(args, show) {
  return new Promise((resolve, reject) => {
    const stdout = show ? 'inherit' : 'pipe';
    const child = spawn(process.execPath, ['bin/licit.mjs', ...args], {
      cwd: root,
      stdio: ['ignore', stdout, 'inherit'],
    });
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (/** @type {string} */ part) => {
      text += part;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout: text }));
  });
}

/** @param {string} text */
function title(text) {
  console.log(`\n━━ ${text}\n`);
}

/** Model that the check found to be denied; the next step shows that it can't be loaded. */
let denied = '';

/**
 * The check finds one of each: allowed, unknown, denied, copyleft.
 * @returns {Promise<string | null>} what went wrong
 */
async function check() {
  title(`1. Licit checks ${example} (licit check ${example})`);
  const shown = await licit(['check', example], true);
  const { code, stdout } = await licit(['check', example, '--json'], false);
  if (shown.code !== 1 || code !== 1) return `the check ended with ${shown.code}, not with 1`;
  /** @type {{ findings: { kind: string, verdict: string, reference: string, range: object | null }[] }} */
  const report = JSON.parse(stdout);
  for (const [kind, verdict] of [
    ['model', 'allowed'],
    ['model', 'review'],
    ['model', 'denied'],
    ['package', 'denied'],
  ]) {
    const found = report.findings.find((finding) => finding.kind === kind && finding.verdict === verdict);
    if (found === undefined || found.range === null) return `the check found no ${kind} that is ${verdict}`;
    if (kind === 'model' && verdict === 'denied') denied = found.reference;
  }
  return null;
}

/** @returns {Promise<string | null>} what went wrong */
async function refuse() {
  title(`2. The gate refuses ${denied} (licit complete … --model ${denied})`);
  const { code } = await licit(['complete', `${example}/src/cart/cart.ts:1:1`, '--model', denied], true);
  return code === 1 ? null : `the gate let ${denied} through`;
}

/** @returns {Promise<string | null>} what went wrong */
async function complete() {
  title('3. The gate admits the built-in model, which completes lines that are half typed');
  const parent = await mkdtemp(join(tmpdir(), 'licit-start-'));
  try {
    const folder = join(parent, 'storefront');
    await cp(join(root, example), folder, { recursive: true });
    for (const [file, typed] of places) {
      const original = await readFile(join(folder, file), 'utf8');
      const lines = original.split('\n');
      const index = lines.findIndex((line) => line.startsWith(typed));
      const written = lines[index];
      if (written === undefined) return `${example}/${file} has no line that begins with '${typed}'`;
      await writeFile(join(folder, file), [...lines.slice(0, index), typed, ...lines.slice(index + 1)].join('\n'));
      const { code, stdout } = await licit(
        ['complete', `${join(folder, file)}:${index + 1}:${typed.length + 1}`, '--json'],
        false,
      );
      await writeFile(join(folder, file), original);
      if (code !== 0) return `completing ended with ${code}`;
      /** @type {{ model: string, text: string, reason?: string, confidence: number, timings: Record<string, number> }} */
      const answer = JSON.parse(stdout);
      const { promptTokens = 0, promptMs = 0, generatedTokens = 0, generateMs = 0, totalMs = 0 } = answer.timings;
      const sure = `confidence ${answer.confidence.toFixed(2)}`;
      if (answer.text === '') {
        console.log(`${file}:${index + 1}  ${typed.trimStart()}▏ nothing offered: ${answer.reason} (${sure})`);
        continue;
      }
      console.log(`${file}:${index + 1}  ${typed.trimStart()}▏${answer.text}`);
      console.log(`  in the file: ${written.trim()}`);
      console.log(
        `  ${answer.model}, ${sure}: ${promptTokens} tokens read in ${promptMs.toFixed(0)} ms, ` +
          `${generatedTokens} written in ${generateMs.toFixed(0)} ms, ${totalMs.toFixed(0)} ms in all`,
      );
      return null;
    }
    return 'the model offered nothing at any place';
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
}

async function main() {
  try {
    await build();
  } catch (error) {
    return buildErrorLine(error);
  }
  console.log(`Licit is built. The example is ${join(root, example)}`);
  for (const step of [check, refuse, complete]) {
    const problem = await step();
    if (problem !== null) return `This should not have happened: ${problem}.`;
  }
  title('All three did what they should');
  console.log(`In VS Code (in a browser where there is none here):  npm run editor ${example}`);
  console.log(`In your own VS Code: npm run package, then "Extensions: Install from VSIX…", then open ${example}`);
  return null;
}

const problem = await main();
if (problem !== null) {
  console.error(problem);
  process.exitCode = 1;
}
