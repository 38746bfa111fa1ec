// What the tests do in the chat panel, a page of its own inside the workbench, and see of it.
import { onPage } from './bridge';

/** Fills the question and sends it with the keyboard. */
export async function ask(question: string): Promise<void> {
  await onPage(async (page, text) => {
    for (const frame of page.frames()) {
      const field = frame.locator('#ask');
      if ((await field.count().catch(() => 0)) === 0) continue;
      await frame.locator('#ask[placeholder]').waitFor({ timeout: 60_000 }); // the panel listens
      await field.fill(text);
      await field.press('Enter');
      return;
    }
    throw new Error('the chat panel is not open');
  }, question);
}

/** Texts of the elements of the panel that match; none while it is not open. */
export async function panelTexts(selector: string): Promise<string[]> {
  return onPage(async (page, wanted) => {
    for (const frame of page.frames()) {
      if (
        (await frame
          .locator('#ask')
          .count()
          .catch(() => 0)) === 0
      )
        continue;
      return frame.locator(wanted).allInnerTexts();
    }
    return [];
  }, selector);
}

/** Clicks a button of the panel, the last with these words. */
export async function clickInPanel(words: string): Promise<void> {
  await onPage(async (page, text) => {
    for (const frame of page.frames()) {
      if (
        (await frame
          .locator('#ask')
          .count()
          .catch(() => 0)) === 0
      )
        continue;
      await frame.getByRole('button', { name: text, exact: true }).last().click({ timeout: 60_000 });
      return;
    }
    throw new Error('the chat panel is not open');
  }, words);
}

/** What is typed into the panel and not yet sent. */
export async function draft(): Promise<string> {
  return onPage(async (page) => {
    for (const frame of page.frames()) {
      const field = frame.locator('#ask');
      if ((await field.count().catch(() => 0)) > 0) return field.inputValue();
    }
    return '';
  });
}

/** Id of the panel's element that has the keyboard; empty when none has. */
export async function focused(): Promise<string> {
  return onPage(async (page) => {
    for (const frame of page.frames()) {
      const field = frame.locator('#ask');
      if ((await field.count().catch(() => 0)) === 0) continue;
      return field.evaluate((element) => {
        const { activeElement } = element.ownerDocument;
        return element.ownerDocument.hasFocus() ? (activeElement?.id ?? '') : '';
      });
    }
    return '';
  });
}

/** The last answer as it stands, or nothing. */
export async function lastAnswer(): Promise<string> {
  return (await panelTexts('.turn.assistant')).at(-1) ?? '';
}

/** Answers the quick input whose title or prompt holds the words. */
export async function answerQuickInput(words: string, answer: string): Promise<void> {
  await onPage(
    async (page, { words, answer }) => {
      const widget = page.locator('.quick-input-widget', { hasText: words });
      await widget.waitFor({ timeout: 60_000 });
      const input = widget.locator('input[type="text"], input:not([type])').first();
      // The file dialog completes what is typed into it and only then takes Enter.
      await page.waitForTimeout(300);
      await input.fill(answer);
      await page.waitForTimeout(500);
      await input.press('Enter');
    },
    { words, answer },
  );
}
