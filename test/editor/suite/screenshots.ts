// Keeps a picture of the workbench for every test that fails.
import { join } from 'node:path';
import { hasPage, onPage } from './bridge';

afterEach(async function () {
  const test = this.currentTest;
  if (!hasPage || test?.state !== 'failed') return;
  const name = test.fullTitle().replace(/\W+/g, '-').slice(0, 100);
  await onPage(
    async (page, path) => {
      await page.screenshot({ path, timeout: 30_000 });
    },
    join(process.env.LICIT_TEST_SCREENSHOTS ?? '', `${name}.png`),
  );
});
