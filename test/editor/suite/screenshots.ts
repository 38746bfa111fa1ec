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
    for (const text of await lastRequests()) progress(`  a request: ${text}`);
  } catch (error) {
    progress(`  no screenshot of "${running}": ${String(error)}`);
  }
}

/** What the newest requests for ghost text came to, as the view says it. */
async function lastRequests(): Promise<string[]> {
  await vscode.commands.executeCommand('licit.requests.focus');
  return onPage(async (page) => {
    const rows = page.locator('.sidebar .pane', { hasText: 'Why?' }).last().locator('.monaco-list-row');
    await page.waitForTimeout(1000);
    return (await rows.allInnerTexts()).slice(0, 5).map((text) => text.replace(/\s+/g, ' '));
  });
}
