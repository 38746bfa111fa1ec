// What the tests do in the editor and see of it.
import { join } from 'node:path';
import * as vscode from 'vscode';
import { onPage } from './bridge';

/** Milliseconds that a condition may take to become true. */
const patience = 60_000;

/** The extension under test, as installed or in development. */
export function licit(): vscode.Extension<unknown> {
  const extension = vscode.extensions.all.find((candidate) => /^licit\.licit$/i.test(candidate.id));
  if (extension === undefined) throw new Error('the extension licit.licit is not in this editor');
  return extension;
}

/** Asks again until the answer is something, or fails and says what was awaited. */
export async function eventually<Value>(
  what: string,
  ask: () => Value | undefined | false | Promise<Value | undefined | false>,
  limit = patience,
): Promise<Value> {
  const end = Date.now() + limit;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`waited ${limit / 1000} s in vain for ${what}`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

/** Absolute path of a file of the open folder. */
export function inWorkspace(path: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined) throw new Error('no folder is open');
  return vscode.Uri.file(join(folder.uri.fsPath, path));
}

/** Opens a new file of the open folder with the given text and puts the cursor where `|` stands in it. */
export async function openWithCursor(path: string, text: string): Promise<vscode.TextEditor> {
  const uri = inWorkspace(path);
  const offset = text.indexOf('|');
  const content = text.slice(0, offset) + text.slice(offset + 1);
  await vscode.workspace.fs.writeFile(uri, Buffer.from(content));
  const document = await vscode.workspace.openTextDocument(uri);
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  const cursor = document.positionAt(offset);
  editor.selection = new vscode.Selection(cursor, cursor);
  editor.revealRange(new vscode.Range(cursor, cursor));
  return editor;
}

/** Types into the editor that has the keyboard, key by key, as a person does. */
export async function type(text: string): Promise<void> {
  await onPage(async (page, keys) => {
    await page.locator('.editor-group-container.active .monaco-editor').first().waitFor();
    await page.keyboard.type(keys, { delay: 40 });
  }, text);
}

/** Presses one key or combination, named as Playwright names them. */
export async function press(key: string): Promise<void> {
  await onPage((page, name) => page.keyboard.press(name), key);
}

/** The ghost text that is drawn in the visible editor now; several pieces are joined. Empty when there is none. */
export async function ghostText(): Promise<string> {
  const text = await onPage(async (page) => {
    const pieces = await page.locator('.editor-group-container.active [class*="ghost-text"]').allTextContents();
    return pieces.join('');
  });
  return text.replaceAll('\u00a0', ' ').replaceAll('\u200b', '');
}

/** Visible text of the rows of the Problems panel. */
export async function problemRows(): Promise<string[]> {
  return onPage((page) => page.locator('.markers-panel .monaco-list-row').allTextContents());
}
