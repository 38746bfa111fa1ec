// Runs the suite in VS Code's real workbench without a desktop: code-server holds the extension host, a headless Chromium
// shows the workbench, and the suite reaches the page through the bridge.
import { createWriteStream } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { openBridge } from './bridge.mjs';
import { sceneOf, suiteOptions, workspaceFile } from './options.mjs';
import { after, installVsix, startServer } from './server.mjs';
import { prepareChromium } from './setup/chromium.mjs';
import { prepareCodeServer } from './setup/code-server.mjs';
import { here } from './setup/folders.mjs';

const options = suiteOptions();
const scene = sceneOf(options.scene);

/** @typedef {import('playwright-core').Page} Page */

/** Of this run's failures; those of the run before are thrown away. */
const screenshots = join(here, 'screenshots', options.vsix === undefined ? 'clone' : 'package', options.scene);
await rm(screenshots, { recursive: true, force: true });
await mkdir(screenshots, { recursive: true });
const run = await mkdtemp(join(tmpdir(), 'licit-editor-'));
const opened = join(run, 'workspace');

/** @type {Page | undefined} */
let page;
/** @type {() => void} */
let suiteStarts = () => undefined;
/** @type {Promise<void>} resolves with the suite's first line */
const suiteStarted = new Promise((done) => {
  suiteStarts = done;
});
const log = createWriteStream(join(run, 'workbench.log'));
const bridge = await openBridge(
  () => page,
  (line) => {
    suiteStarts();
    console.log(line);
  },
);
/** @type {(() => Promise<unknown>)[]} what to end, last started first */
const endings = [];
let failure = '';
/** @type {(reason: string) => void} */
let interrupt = () => undefined;
/** @type {Promise<string>} */
const interrupted = new Promise((done) => {
  interrupt = done;
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => interrupt(`stopped by ${signal}`));

try {
  failure = await Promise.race([
    session(opened),
    interrupted,
    after(options.timeout * 1000).then(() => `the suite did not end within ${options.timeout} s`),
  ]);
  // A crashed extension host is reported as exit code 0: only the results say that the suite came to its end.
  if (failure === '' && !(await completed(options.results))) failure = 'the extension host ended before the suite did';
} catch (error) {
  failure = error instanceof Error ? (error.stack ?? error.message) : String(error);
}
if (failure !== '' && page !== undefined) {
  await page
    .screenshot({ path: join(screenshots, 'launcher.png'), timeout: 20_000 })
    .catch((error) => console.error(`no screenshot: ${String(error).split('\n')[0]}`));
}
for (const end of endings.reverse()) {
  await end().catch((error) => console.error(`while ending: ${String(error).split('\n')[0]}`));
}
bridge.close();
log.end();
if (failure === '' && process.env.LICIT_KEEP_RUN === undefined) {
  await rm(run, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
} else {
  if (failure !== '') console.error(`editor tests: ${failure}`);
  console.error(`logs of the editor: ${run}`);
}
process.exit(failure === '' ? 0 : 1);

/**
 * The part of the address that says what is opened.
 * @param {string} opened
 * @returns {string}
 */
function query(opened) {
  switch (scene.opens) {
    case 'folder':
      return `folder=${encodeURIComponent(opened)}`;
    case 'workspace file':
      return `workspace=${encodeURIComponent(join(opened, workspaceFile))}`;
    case 'nothing':
      return 'ew=true';
  }
}

/**
 * @param {string} file
 * @returns {Promise<boolean>}
 */
async function completed(file) {
  /** @type {{ completed?: unknown }} */
  const written = JSON.parse(await readFile(file, 'utf8').catch(() => '{}'));
  return written.completed === true;
}

/**
 * One editor from start to the end of the suite.
 * @param {string} opened the folder to open
 * @returns {Promise<string>} what went wrong outside the tests, or nothing
 */
async function session(opened) {
  await cp(options.workspace, opened, { recursive: true });
  const codeServer = await prepareCodeServer();
  const browserParts = await prepareChromium();
  const serverOptions = {
    entry: codeServer.entry,
    home: run,
    trusted: scene.trusted,
    settings: {
      'files.simpleDialog.enable': true, // the dialog that is part of the page
      'files.autoSave': 'off', // as on a desktop; in the browser half-typed lines would be saved
      'security.workspace.trust.startupPrompt': 'never', // an untrusted folder stays so
      // Ghost text gives way to a list of suggestions that opens: a language server that starts late would decide what is seen.
      'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
      'editor.suggestOnTriggerCharacters': false,
    },
    env: {
      LICIT_TEST_BRIDGE: bridge.url,
      LICIT_TEST_RESULTS: options.results,
      LICIT_TEST_SCENE: options.scene,
      LICIT_TEST_GREP: options.grep,
      LICIT_TEST_USER_DATA: join(run, 'user'),
      LICIT_TEST_SCREENSHOTS: screenshots,
    },
  };
  if (options.vsix !== undefined) await installVsix(serverOptions, options.vsix);
  const server = await startServer(serverOptions);
  endings.push(server.stop);

  const browser = await chromium.launch({
    executablePath: browserParts.executablePath,
    args: browserParts.args,
    env: { ...process.env, ...browserParts.env, XDG_CACHE_HOME: join(run, 'cache') },
    timeout: 180_000,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  endings.push(() => browser.close());
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const origin = `http://${server.authority}`;
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin });
  const shown = await context.newPage();
  page = shown;

  const uri = (/** @type {string} */ path) => ({ scheme: 'vscode-remote', authority: server.authority, path });
  // A built VS Code ignores these as parts of its address; the server of @vscode/test-web, too, writes them into the
  // configuration that the page reads.
  await shown.addInitScript(
    (development) => {
      const read = Element.prototype.getAttribute;
      Element.prototype.getAttribute = function (name) {
        const value = read.call(this, name);
        if (value === null || this.id !== 'vscode-workbench-web-configuration' || name !== 'data-settings')
          return value;
        const configuration = JSON.parse(value);
        configuration.developmentOptions = { ...configuration.developmentOptions, ...development };
        return JSON.stringify(configuration);
      };
    },
    {
      extensionTestsPath: uri(options.suite),
      extensions: [uri(options.extension ?? join(here, 'host'))],
    },
  );
  shown.on('console', (message) => log.write(`${message.type()} ${message.text()}\n`));
  await shown.exposeFunction('codeAutomationLog', (/** @type {string} */ type, /** @type {unknown[]} */ args) => {
    log.write(`${type} ${args.join(' ')}\n`);
  });
  /** @type {Promise<string>} */
  const ended = new Promise((done) => {
    shown.exposeFunction('codeAutomationExit', () => done('')).catch((error) => done(String(error)));
    shown.once('crash', () => done('the page crashed'));
    shown.once('close', () => done('the page was closed'));
    server.exited.then(() => done('code-server ended'));
  });
  await shown.goto(`${origin}/?${query(opened)}`, { timeout: 180_000 });
  await shown.waitForSelector('.monaco-workbench', { timeout: 180_000 });
  const started = await Promise.race([suiteStarted.then(() => true), ended.then(() => true), after(180_000)]);
  return started === true ? ended : 'the extension host did not start the suite within 180 s';
}
