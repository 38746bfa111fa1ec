import * as assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { needsPage, onPage } from './bridge';
import { engineProcesses } from './engineProcess';
import { ask, lastAnswer, panelTexts } from './panel';
import { closeEditors, eventually, ghostText, licit, openWithCursor, personWith, status, type } from './workbench';

const userData = process.env.LICIT_TEST_USER_DATA ?? '';
/** Where Licit keeps what it computed. */
const storage = join(userData, 'User/globalStorage/licit.licit');

describe('local data', () => {
  before(async function () {
    needsPage(this);
    await licit().activate();
  });

  afterEach(closeEditors);

  it('is deleted when the person says so: digests, conversation, engine; and Licit goes on', async () => {
    await openWithCursor('first.ts', personWith('email'));
    await type('this.email = ');
    await eventually('ghost text', ghostText);
    await eventually('the digests', () => existsSync(join(storage, 'digests.json')));
    await vscode.commands.executeCommand('licit.openChat');
    await eventually('the panel', async () => (await panelTexts('#ask')).length > 0);
    await ask('/explain gpt2');
    await eventually('an answer', lastAnswer);
    // Where the conversation is not shown it has to go, too.
    await vscode.commands.executeCommand('workbench.view.explorer');
    const engines = engineProcesses();

    await deleteLocalData('Delete');
    await eventually('an empty disk', () => !existsSync(storage));
    await eventually('the end of the engine', () => engineProcesses().every((pid) => !engines.includes(pid)));
    await vscode.commands.executeCommand('licit.openChat');
    await eventually('the panel', async () => (await panelTexts('#model')).join('') !== '');
    assert.deepEqual(await panelTexts('.turn'), []);
    assert.deepEqual(filesHolding('/explain gpt2'), []);

    await openWithCursor('second.ts', personWith('email'));
    await type('this.email = ');
    await eventually('ghost text again', ghostText);
  });

  it('stays when the person says no', async () => {
    await eventually('the digests', () => existsSync(join(storage, 'digests.json')));
    await deleteLocalData('Keep');
    assert.ok(existsSync(join(storage, 'digests.json')));
  });

  it('has no code in it, nor has the log, where VS Code writes one to disk', async () => {
    const secret = 'zebraCrossing';
    await openWithCursor('secret.ts', personWith('email').replace('Person', secret));
    await type('this.email = ');
    await eventually('ghost text', ghostText);
    assert.deepEqual(filesHolding(secret), []);
  });

  it('may have no place to stay: one line says so, and Licit goes on', async () => {
    await deleteLocalData('Delete');
    await eventually('an empty disk', () => !existsSync(storage));
    await writeFile(storage, 'a file where the folder should be');
    try {
      await openWithCursor('third.ts', personWith('email'));
      await type('this.email = ');
      await eventually('ghost text', ghostText);
      const unwritable = /globalStorage.* cannot be written.*make it writable/;
      await eventually('the line', async () => unwritable.test(await status()));
    } finally {
      await rm(storage);
    }
  });
});

/** Runs the command and answers its question. */
async function deleteLocalData(answer: string): Promise<void> {
  const done = vscode.commands.executeCommand('licit.deleteLocalData');
  await onPage(async (page, words) => {
    const rows = page.locator('.quick-input-widget .monaco-list-row');
    await rows.filter({ hasText: new RegExp(`^${words}`) }).click({ timeout: 60_000 });
  }, answer);
  await done;
}

/** Files that Licit wrote which hold a text. VS Code's own copies of unsaved files and its history are not ours. */
function filesHolding(text: string): string[] {
  const own = [
    ...filesBelow(storage),
    ...filesBelow(join(userData, 'logs')),
    ...filesBelow(join(userData, 'User/workspaceStorage')),
  ];
  return own.filter((file) => readFileSync(file).includes(text));
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
