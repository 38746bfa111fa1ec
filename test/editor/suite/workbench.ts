// What the tests do in the editor and see of it.
import { join } from 'node:path';
import * as vscode from 'vscode';
import { hasPage, onPage } from './bridge';
import { keepScreenshot } from './screenshots';

/** Milliseconds that a condition may take to become true. */
const patience = 60_000;

/** The extension under test, as installed or in development. */
export function licit(): vscode.Extension<unknown> {
  const extension = vscode.extensions.all.find((candidate) => /^licit\.licit$/i.test(candidate.id));
  if (extension === undefined) throw new Error('the extension licit.licit is not in this editor');
  return extension;
}

/** Asks again until the answer is something (not `false`, not empty), or fails and says what was awaited. */
export async function eventually<Value>(
  what: string,
  ask: () => Value | Promise<Value>,
): Promise<Exclude<Value, undefined | false | ''>> {
  const end = Date.now() + patience;
  for (;;) {
    const answer = await ask();
    if (isSomething(answer)) return answer;
    if (Date.now() > end) {
      await keepScreenshot();
      throw new Error(`waited ${patience / 1000} s in vain for ${what}`);
    }
    await new Promise((done) => setTimeout(done, 100));
  }
}

function isSomething<Value>(answer: Value): answer is Exclude<Value, undefined | false | ''> {
  return answer !== undefined && answer !== false && answer !== '';
}

/** A class with one line to write, whose end is plain to see: after `this.FIELD = ` even a small model is sure of it. */
export function personWith(field: string): string {
  return `export class Person {
  constructor(name, age, ${field}) {
    this.name = name;
    this.age = age;
    |
  }
}
`;
}

/** Absolute path of a file of the open folder. */
export function inWorkspace(path: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined) throw new Error('no folder is open');
  return vscode.Uri.file(join(folder.uri.fsPath, path));
}

/**
 * Opens a new file of the open folder with the given text, and the cursor where `|` stands in it. Where the page can be
 * seen it has the keyboard when this returns: what the API does reaches the page a little later.
 */
export async function openWithCursor(path: string, text: string): Promise<vscode.TextEditor> {
  const uri = inWorkspace(path);
  const offset = text.indexOf('|');
  const content = text.slice(0, offset) + text.slice(offset + 1);
  await vscode.workspace.fs.writeFile(uri, Buffer.from(content));
  return showWithCursor(uri, offset);
}

/** Opens a file with the cursor at an offset, and the keyboard there. */
export async function showWithCursor(uri: vscode.Uri, offset: number): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument(uri);
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  await keyboardAt(editor, document.positionAt(offset));
  return editor;
}

async function keyboardAt(editor: vscode.TextEditor, cursor: vscode.Position): Promise<void> {
  editor.selection = new vscode.Selection(cursor, cursor);
  if (!hasPage) return;
  // The status bar counts columns, and a tab is several.
  const { tabSize } = editor.options;
  const tab = ' '.repeat(typeof tabSize === 'number' ? tabSize : 4);
  const left = editor.document.lineAt(cursor.line).text.slice(0, cursor.character);
  const position = `Ln ${cursor.line + 1}, Col ${left.replaceAll('\t', tab).length + 1}`;
  await eventually(`the keyboard at ${position} of ${editor.document.uri.path}`, async () => {
    editor.selection = new vscode.Selection(cursor, cursor); // a file that was read again has lost it
    // A panel that became ready meanwhile may have taken the keyboard.
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    await vscode.commands.executeCommand('setContext', 'licit.test', true); // what was asked before it is done by now
    return onPage(async (page, text) => {
      const focused = page.locator('.editor-group-container.active .monaco-editor.focused');
      const status = page.locator('[id="status.editor.selection"]', { hasText: text });
      return (await focused.count()) > 0 && (await status.count()) > 0;
    }, position);
  });
}

/** Closes every editor and throws away what was not saved. */
export async function closeEditors(): Promise<void> {
  for (const document of vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty)) {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

/** The same for a new document that has no file. */
export async function openUntitled(text: string): Promise<vscode.TextEditor> {
  const offset = text.indexOf('|');
  const content = text.slice(0, offset) + text.slice(offset + 1);
  const document = await vscode.workspace.openTextDocument({ language: 'typescript', content });
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  await keyboardAt(editor, document.positionAt(offset));
  return editor;
}

/** Types into the editor that has the keyboard, key by key, as a person does. */
export async function type(text: string): Promise<void> {
  await onPage((page, keys) => page.keyboard.type(keys, { delay: 40 }), text);
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

/** What the notifications say that are shown now. */
export async function notifications(): Promise<string[]> {
  return onPage((page) => page.locator('.notification-toast .notification-list-item-message').allInnerTexts());
}

/** Visible text of the rows of the Problems panel. */
export async function problemRows(): Promise<string[]> {
  return onPage((page) => page.locator('.markers-panel .monaco-list-row').allTextContents());
}

/** What a screen reader says of the status bar item. */
export async function status(): Promise<string> {
  return onPage(async (page) => {
    const item = page.locator('.statusbar-item[aria-label^="Licit:"]');
    return (await item.getAttribute('aria-label', { timeout: 60_000 })) ?? '';
  });
}

/** Texts of the rows in the side bar's lists and trees, where there are any. */
export async function sideBarRows(): Promise<string[] | false> {
  const rows = await onPage((page) => page.locator('.sidebar .monaco-list-row').allInnerTexts());
  return rows.length > 0 && rows;
}
