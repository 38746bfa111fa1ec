import * as assert from 'node:assert/strict';
import { needsPage } from './bridge';
import { engineProcesses } from './engineProcess';
import { closeEditors, eventually, ghostText, licit, openWithCursor, personWith, press, type } from './workbench';

describe('ghost text', () => {
  before(async function () {
    needsPage(this);
    await licit().activate();
  });

  afterEach(closeEditors);

  it('is drawn while a line is typed, and Tab accepts it', async () => {
    const editor = await openWithCursor('src/person.ts', personWith('email'));
    await type('this.email = ');
    const offered = await eventually('ghost text', ghostText);
    const before = editor.document.getText();
    assert.ok(
      !before.includes(offered),
      `ghost text is no part of the document: ${JSON.stringify({ offered, before })}`,
    );
    await press('Tab');
    await eventually(`${JSON.stringify(offered)} in the document`, () => editor.document.getText().includes(offered));
  });

  it('comes back after the engine was killed', async function () {
    if (process.platform !== 'linux') this.skip();
    await openWithCursor('src/author.ts', personWith('email'));
    await type('this.email = ');
    await eventually('ghost text', ghostText);
    // A half line in this file would count as an example for the next.
    await press('Tab');
    const killed = engineProcesses();
    assert.ok(killed.length > 0, 'ghost text without an engine');
    for (const pid of killed) process.kill(pid, 'SIGKILL');
    await eventually('the end of the killed engine', () => engineProcesses().every((pid) => !killed.includes(pid)));
    // Another file: what was answered in this one needs no engine.
    await openWithCursor('src/writer.ts', personWith('email'));
    await type('this.email = ');
    await eventually('ghost text from a new engine', ghostText);
    assert.ok(engineProcesses().length > 0);
  });
});
