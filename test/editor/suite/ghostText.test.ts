import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { needsPage } from './bridge';
import { eventually, ghostText, licit, openWithCursor, press, type } from './workbench';

/** A line whose end is plain to see: even a small model is sure of it. */
const point = `export class Point {
  private x: number;
  private y: number;

  constructor(x: number, y: number) {
    this.x = x;
    |
  }
}
`;

describe('ghost text', () => {
  before(async function () {
    needsPage(this);
    await licit().activate();
  });

  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('is drawn while a line is typed, and Tab accepts it', async () => {
    const editor = await openWithCursor('src/point.ts', point);
    await type('this.y = ');
    const offered = await eventually('ghost text', async () => (await ghostText()) || undefined);
    const before = editor.document.getText();
    assert.ok(
      !before.includes(offered),
      `ghost text is no part of the document: ${JSON.stringify({ offered, before })}`,
    );
    await press('Tab');
    await eventually(`${JSON.stringify(offered)} in the document`, () => editor.document.getText().includes(offered));
  });
});
