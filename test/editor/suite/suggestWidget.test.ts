import * as assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { needsPage, onPage } from './bridge';
import { engineProcesses } from './engineProcess';
import { closeEditors, eventually, ghostText, licit, openWithCursor, personWith, press, type } from './workbench';

const widgetRows = () => onPage((page) => page.locator('.suggest-widget.visible .monaco-list-row').allTextContents());

/** A language server that knows these words and nothing else. */
function suggesting(...words: readonly string[]): vscode.Disposable {
  return vscode.languages.registerCompletionItemProvider('plaintext', {
    provideCompletionItems: () => words.map((word) => new vscode.CompletionItem(word, vscode.CompletionItemKind.Field)),
  });
}

let files = 0;

/** No language server has a say in a file without a language. */
const open = () => openWithCursor(`src/widget${files++}.txt`, personWith('email'));

describe('beside the list of suggestions', () => {
  const undo: (() => Thenable<unknown>)[] = [];
  let words: vscode.Disposable | undefined;

  /** Sets one of VS Code's own settings until the end of the test. */
  async function set(name: string, value: unknown): Promise<void> {
    const settings = () => vscode.workspace.getConfiguration('editor');
    const before = settings().inspect(name)?.globalValue;
    undo.push(() => settings().update(name, before, vscode.ConfigurationTarget.Global));
    await settings().update(name, value, vscode.ConfigurationTarget.Global);
  }

  before(async function () {
    needsPage(this);
    await licit().activate();
  });

  afterEach(async () => {
    words?.dispose();
    for (const back of undo.splice(0)) await back();
    await closeEditors();
  });

  it('ghost text goes on from the selected entry', async () => {
    words = suggesting('email');
    await set('wordBasedSuggestions', 'off');
    const { document } = await open();
    await type('this.e');
    await vscode.commands.executeCommand('editor.action.triggerSuggest');
    await eventually('the list', async () => (await widgetRows()).length > 0);
    await eventually('ghost text', async () => /^mail = email/.test(await ghostText()));
    await press('Tab'); // the entry
    await eventually('the entry in the document', () => document.getText().includes('this.email\n'));
    await eventually('the rest', async () => /^ = email/.test(await ghostText()));
  });

  it('ghost text gives way to an entry that says something else, and is back when the list is closed', async () => {
    words = suggesting('Person');
    await set('wordBasedSuggestions', 'off');
    await open();
    await type('this.email = ');
    await eventually('ghost text', async () => /^email/.test(await ghostText()));
    await vscode.commands.executeCommand('editor.action.triggerSuggest');
    await eventually('the list', async () => (await widgetRows()).length > 0);
    await eventually('no ghost text', async () => (await ghostText()) === '');
    await press('Escape');
    await eventually('ghost text', async () => /^email/.test(await ghostText()));
  });

  it('an answer that VS Code no longer waits for is shown when it comes', async function () {
    if (process.platform !== 'linux') this.skip();
    words = suggesting();
    await set('wordBasedSuggestions', 'off');
    await set('quickSuggestions', 'offWhenInlineCompletions');
    // The model is loaded.
    await open();
    await type('this.email = ');
    await eventually('ghost text', ghostText);
    await press('Tab');
    await open();
    const workers = engineProcesses();
    assert.ok(workers.length > 0);
    for (const pid of workers) process.kill(pid, 'SIGSTOP');
    try {
      await type('this.email');
      await delay(2500);
      assert.equal(await ghostText(), '');
    } finally {
      for (const pid of workers) process.kill(pid, 'SIGCONT');
    }
    await eventually('ghost text', async () => /^ = email/.test(await ghostText()));
  });
});
