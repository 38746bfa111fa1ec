import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { licit } from './workbench';

describe('activation', () => {
  it('activates and registers its commands', async () => {
    await licit().activate();
    assert.equal(licit().isActive, true);
    const commands = await vscode.commands.getCommands(true);
    assert.ok(commands.includes('licit.check'), 'no command licit.check');
  });
});
