import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { licit } from './workbench';

describe('activation', () => {
  it('registers every command that the manifest contributes', async () => {
    const manifest: { contributes: { commands: { command: string }[] } } = licit().packageJSON;
    const contributed = manifest.contributes.commands.map(({ command }) => command);
    assert.ok(contributed.length > 0);
    await licit().activate();
    const registered = await vscode.commands.getCommands(true);
    assert.deepEqual(
      contributed.filter((command) => !registered.includes(command)),
      [],
    );
  });
});
