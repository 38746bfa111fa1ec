import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { needsPage } from './bridge';
import { eventually, ghostText, licit, openWithCursor, press, type } from './workbench';

describe('ghost text', () => {
  before(async function () {
    needsPage(this);
    await licit().activate();
  });

  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('is drawn while a line is typed, and Tab accepts it', async () => {
    const editor = await openWithCursor('typed.ts', 'export function sum(values: number[]): number {\n  |\n}\n');
    await type('for (let i = 0; i ');
    const offered = await eventually('ghost text', ghostText);
    const before = editor.document.getText();
    assert.ok(!before.includes(offered), `ghost text must not be part of the document: ${JSON.stringify([offered, before])}`);
    await press('Tab');
    await eventually('the accepted text', () => editor.document.getText() !== before);
    assert.ok(editor.document.lineAt(1).text.includes(offered.split('\n')[0] ?? ''));
  });
});
