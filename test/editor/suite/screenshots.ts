import { join } from 'node:path';
import * as vscode from 'vscode';
import { hasPage, onPage, progress } from './bridge';

let running = '';
let kept = false;

/** Says which test or hook runs from now on. */
export function startsTest(title: string): void {
  running = title;
  kept = false;
}

/**
 * Keeps a picture of the workbench for the test or hook that runs, and shows what its notifications say. The first one
 * counts: what waits in vain asks for it before anything is cleared away.
 */
export async function keepScreenshot(): Promise<void> {
  if (!hasPage || kept) return;
  kept = true;
  const file = `${running.replace(/\W+/g, '-').slice(0, 100)}.png`;
  try {
    const said = await onPage(
      async (page, path) => {
        await page.screenshot({ path, timeout: 30_000 });
        const status = await page.locator('.statusbar-item[aria-label^="Licit"]').allTextContents();
        const notifications = page.locator('.notification-toast .notification-list-item-message');
        return [...status, ...(await notifications.allTextContents())];
      },
      join(process.env.LICIT_TEST_SCREENSHOTS ?? '', file),
    );
    for (const text of said) progress(`  the editor says: ${text}`);
    progress(`  the document: ${JSON.stringify(textWithCursor())}`);
    for (const text of await lastRequests()) progress(`  a request: ${text}`);
  } catch (error) {
    progress(`  no screenshot of "${running}": ${String(error)}`);
  }
}

/** The text of the active editor, with `|` at the cursor. */
function textWithCursor(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return undefined;
  const text = editor.document.getText();
  const offset = editor.document.offsetAt(editor.selection.active);
  return `${text.slice(Math.max(0, offset - 1000), offset)}|${text.slice(offset, offset + 1000)}`;
}

/** What the newest requests for ghost text came to, as a bug report has it: without code. */
async function lastRequests(): Promise<string[]> {
  await vscode.commands.executeCommand('licit.copyReport');
  const [, ...requests] = (await vscode.env.clipboard.readText()).split('### ');
  return requests.slice(0, 5).map((text) => text.replace(/\s+/g, ' ').slice(0, 500));
}
