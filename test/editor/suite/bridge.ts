// The suite's side of the door to the page that shows the workbench. Under Electron there is none.
import type { Page } from 'playwright-core';

const address = process.env.LICIT_TEST_BRIDGE ?? '';

/** Whether the visible editor can be driven. Tests that need it call this first: they are skipped, and counted as skipped. */
export function needsPage(test: Mocha.Context): void {
  if (address === '') test.skip();
}

export const hasPage = address !== '';

/**
 * Calls a function beside the page. It travels as text: it must not use anything from outside itself but its argument,
 * and argument and answer must survive JSON.
 */
export async function onPage<Answer, Argument = undefined>(
  action: (page: Page, argument: Argument) => Promise<Answer>,
  argument?: Argument,
): Promise<Answer> {
  const answer: { value: Answer } | { error: string } = await post({ action: action.toString(), argument });
  if ('error' in answer) throw new Error(answer.error);
  return answer.value;
}

/** Shows a line of progress where the suite was started. */
export function progress(line: string): void {
  if (hasPage) void post({ line });
  else console.log(line);
}

async function post<Answer>(body: unknown): Promise<Answer> {
  const response = await fetch(address, { method: 'POST', body: JSON.stringify(body) });
  const answer: Answer = JSON.parse(await response.text());
  return answer;
}
