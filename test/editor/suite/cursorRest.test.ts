import * as assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { needsPage } from './bridge';
import { closeEditors, eventually, licit, openWithCursor, personWith, type } from './workbench';

/** Code that no other file of these tests has, so that nothing of its prompt was read before. `|` is the cursor. */
function unseen(name: string): string {
  const functions = Array.from(
    { length: 40 },
    (_, n) =>
      `export function ${name}${n}(${name}Left, ${name}Right) {\n  return ${name}Left * ${n} - ${name}Right;\n}\n`,
  );
  return [...functions.slice(0, 30), `const ${name}Last = |\n`, ...functions.slice(30)].join('\n');
}

interface Request {
  readonly id: number;
  /** 1-based. */
  readonly line: number;
  readonly promptTokens: number;
  readonly reused: number;
}

/** The requests that Licit tells of, the newest first; without a prompt where the model was not reached. */
async function requests(): Promise<readonly Request[]> {
  await vscode.commands.executeCommand('licit.copyReport');
  const sections = (await vscode.env.clipboard.readText()).split('### ').slice(1);
  return sections.map((section) => {
    const [, promptTokens = 0, reused = 0] = /prompt (\d+) tokens \((\d+) reused\)/.exec(section) ?? [];
    return {
      id: Number(/^Request (\d+):/.exec(section)?.[1]),
      line: Number(/where: line (\d+) of/.exec(section)?.[1]),
      promptTokens: Number(promptTokens),
      reused: Number(reused),
    };
  });
}

describe('a cursor at rest', () => {
  before(async function () {
    needsPage(this);
    await licit().activate();
  });

  afterEach(closeEditors);

  it('has the model read what stands around it, before the first key there', async () => {
    await openWithCursor('src/restFirst.ts', personWith('email'));
    await type('this.email = ');
    await eventually('an answer', async () => (await requests()).some(({ promptTokens }) => promptTokens > 0));
    // How long a rest has to be depends on how busy the machine is.
    for (let rest = 1000, files = 0; ; rest *= 2, files++) {
      const before = (await requests())[0]?.id ?? 0;
      const text = unseen(`value${files}`);
      const row = text.slice(0, text.indexOf('|')).split('\n').length;
      // What was asked at the place before this may be told of late.
      const here = async () => (await requests()).filter(({ id, line }) => id > before && line === row);
      await openWithCursor(`src/rest${files}.ts`, text);
      await delay(rest);
      assert.deepEqual(await here(), [], 'nothing is asked before the key');
      await type('v');
      // VS Code may ask again: the first of the requests is the one that counts.
      const [first] = await eventually('an answer to the key', async () => {
        const since = (await here()).reverse();
        return since.some(({ promptTokens }) => promptTokens > 0) && since;
      });
      const { promptTokens = 0, reused = 0 } = first ?? {};
      if (promptTokens > 0 && reused > 0.9 * promptTokens) break;
      assert.ok(rest < 20_000, `${reused} of ${promptTokens} prompt tokens were read before`);
    }
  });
});
