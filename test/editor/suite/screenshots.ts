import { join } from 'node:path';
import { hasPage, onPage, progress } from './bridge';

/** Keeps a picture of the workbench as it is when a test or hook fails. A picture that can't be had fails nothing. */
export async function keepScreenshot(title: string): Promise<void> {
  if (!hasPage) return;
  const file = `${title.replace(/\W+/g, '-').slice(0, 100)}.png`;
  try {
    await onPage(
      async (page, path) => {
        await page.screenshot({ path, timeout: 30_000 });
      },
      join(process.env.LICIT_TEST_SCREENSHOTS ?? '', file),
    );
  } catch (error) {
    progress(`  no screenshot of ${title}: ${String(error)}`);
  }
}
