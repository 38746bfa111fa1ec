// The door through which the suite, inside the extension host, reaches the page that shows the workbench.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { runInThisContext } from 'node:vm';

/**
 * @typedef {object} Bridge
 * @property {string} url loopback address with a secret path: whoever has it controls the page
 * @property {() => void} close
 */

/**
 * A POST of `{ "line": TEXT }` is a line of the suite's progress. A POST of `{ "action": FUNCTION'S TEXT, "argument": JSON }`
 * calls `(page, argument) => …` here, beside the page, and answers `{ "value" }` or `{ "error" }`.
 * @param {() => import('playwright-core').Page | undefined} page
 * @param {(line: string) => void} onLine
 * @returns {Promise<Bridge>}
 */
export async function openBridge(page, onLine) {
  const secret = `/${randomUUID()}`;
  /**
   * @param {string} body
   * @returns {Promise<unknown>}
   */
  const answer = async (body) => {
    /** @type {{ line?: unknown, action?: unknown, argument?: unknown }} */
    const request = JSON.parse(body);
    if (typeof request.line === 'string') return onLine(request.line);
    const shown = page();
    if (shown === undefined) throw new Error('there is no page yet');
    /** @type {unknown} */
    const action = runInThisContext(`(${String(request.action)})`);
    if (typeof action !== 'function') throw new Error('the action is no function');
    return action(shown, request.argument);
  };
  const server = createServer(async (request, response) => {
    if (request.method !== 'POST' || request.url !== secret) {
      response.writeHead(404).end();
      return;
    }
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    try {
      response.end(JSON.stringify({ value: await answer(body) }));
    } catch (error) {
      response.end(JSON.stringify({ error: error instanceof Error ? error.message : String(error) }));
    }
  });
  // A connection that is closed just when the suite asks again would fail the test.
  server.keepAliveTimeout = 600_000;
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the bridge has no port');
  return {
    url: `http://127.0.0.1:${address.port}${secret}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
