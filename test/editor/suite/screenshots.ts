import { join } from 'node:path';
import { hasPage, onPage, progress } from './bridge';

/** Keeps a picture of the workbench as it is when a test or hook fails, and shows what its notifications say. */
export async function keepScreenshot(title: string): Promise<void> {
  if (!hasPage) return;
  const file = `${title.replace(/\W+/g, '-').slice(0, 100)}.png`;
  try {
    const notifications = await onPage(
      async (page, path) => {
        await page.screenshot({ path, timeout: 30_000 });
        return page.locator('.notification-toast .notification-list-item-message').allTextContents();
      },
      join(process.env.LICIT_TEST_SCREENSHOTS ?? '', file),
    );
    for (const text of notifications) progress(`  the editor says: ${text}`);
  } catch (error) {
    progress(`  no screenshot of ${title}: ${String(error)}`);
  }
}
