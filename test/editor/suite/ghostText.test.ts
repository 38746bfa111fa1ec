import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { needsPage } from './bridge';
import { eventually, ghostText, licit, openWithCursor, press, type } from './workbench';

/** A line whose end is plain to see: even a small model is sure of it. */
const person = `export class Person {
  constructor(name, age, email) {
    this.name = name;
    this.age = age;
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
    const editor = await openWithCursor('src/person.ts', person);
    await type('this.email = ');
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
